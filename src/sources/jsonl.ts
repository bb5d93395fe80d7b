import { isUtf8 } from 'node:buffer'
import { join } from 'node:path'
import { finding, type Location, type Problem, problem } from '../problem.js'
import { isJsonObject } from '../records/canonical.js'
import type { Draft } from '../records/draft.js'
import { likelyEncoding } from '../text/encoding.js'
import { type JsonFault, locatorFor, MAX_DEPTH, readJson } from '../text/json.js'
import { placeAt } from '../text/place.js'
import { firstBadByte } from '../text/utf8.js'
import { cutLines, type Line, linesOf, MAX_LINE_BYTES } from './lines.js'
import type { Source } from './source.js'

/** Drafts come in runs of at most this many, or of this many bytes. */
const RUN_DRAFTS = 1024
const RUN_BYTES = 4 * 1024 * 1024

/** JSON Lines: one record a line, UTF-8. */
export const jsonl: Source = {
  name: 'jsonl',
  extensions: ['.jsonl', '.ndjson'],
  companions: [],
  checkFiles: () => [],
  split: ({ path, bytes }, target, { folder }) =>
    [...cutLines(join(folder, path), bytes, target)].map(cut => ({ source: 'jsonl', path, ...cut })),
  open: ({ folder }) =>
    function* ({ path, start, end, line }) {
      let run: Draft[] = []
      let runStart = start
      for (const one of linesOf(join(folder, path), start, end, line)) {
        run.push(draftOf(one, path))
        const next = one.start + one.bytes.length
        if (run.length >= RUN_DRAFTS || next - runStart >= RUN_BYTES) {
          yield run
          run = []
          runStart = next
        }
      }
      if (run.length > 0) yield run
    },
}

function draftOf(line: Line, file: string): Draft {
  const { bytes, number, start } = line
  const at: Location = { file, line: number, byte: start }
  const refused = (refusal: Problem): Draft => ({
    values: {},
    line: number,
    problems: [refusal],
    locate: () => at,
  })
  if (line.tooLong) return refused(problem('jsonl/line-too-long', at, { limit: MAX_LINE_BYTES }))
  if (!isUtf8(bytes)) {
    const bad = firstBadByte(bytes)
    const column = placeAt(bytes.toString('utf8', 0, bad), bad).column
    return refused(
      problem(
        'file/not-utf8',
        { file, line: number, column, byte: start + bad },
        { byte: start + bad, value: bytes[bad] ?? 0, likely: likelyEncoding(wordsFrom(bytes, bad)) },
      ),
    )
  }
  const text = bytes.toString('utf8')
  if (text.startsWith('\uFEFF')) return refused(problem('file/bom', { ...at, column: 1 }, {}))
  if (text.trim() === '') return refused(problem('jsonl/blank-line', at, {}))

  const known = new Map<number, Location>()
  const locateOffset = (offset: number): Location => {
    const location = known.get(offset) ?? {
      file,
      line: number,
      column: placeAt(text, offset).column,
      byte: start + Buffer.byteLength(text.slice(0, offset)),
    }
    known.set(offset, location)
    return location
  }
  const { value, faults } = readJson(text)
  const problems = faults.map(fault => worded(fault, locateOffset))
  if (value === undefined) return { values: {}, line: number, problems, locate: () => at }
  if (!isJsonObject(value)) {
    const {
      pointer,
      part: _,
      span: __,
      ...notObject
    } = finding('record/type', '', { pointer: '', value, expected: ['object'] })
    return refused({ ...notObject, location: { ...locateOffset(0), pointer } })
  }
  let locateInText: ReturnType<typeof locatorFor> | undefined
  return {
    values: value,
    line: number,
    problems,
    locate: ({ pointer, part }) => {
      locateInText ??= locatorFor(text)
      return locateOffset(locateInText(pointer, part))
    },
  }
}

/** What a person wrote, from the string with the first bad byte on: runs between quotes that are not all ASCII. */
function wordsFrom(line: Buffer, bad: number): Buffer {
  const parts: Buffer[] = []
  let length = 0
  for (let start = line.lastIndexOf(QUOTE, bad) + 1; start < line.length && length < ENOUGH_WORDS; ) {
    const quote = line.indexOf(QUOTE, start)
    const end = quote === -1 ? line.length : quote
    const part = line.subarray(start, end)
    if (part.some(byte => byte > 0x7f)) {
      parts.push(part, SPACE)
      length += part.length
    }
    start = end + 1
  }
  return Buffer.concat(parts)
}
const QUOTE = 0x22
const SPACE = Buffer.of(0x20)
const ENOUGH_WORDS = 4096

function worded(fault: JsonFault, locate: (offset: number) => Location): Problem {
  const location = locate(fault.offset)
  switch (fault.kind) {
    case 'syntax':
      return problem('json/syntax', location, { detail: fault.detail })
    case 'depth':
      return problem('json/depth', location, { limit: MAX_DEPTH })
    case 'duplicate-key':
      return problem('json/duplicate-key', { ...location, pointer: fault.pointer }, { key: fault.key })
    case 'rounded':
      return problem(
        'json/rounded',
        { ...location, pointer: fault.pointer },
        {
          literal: fault.literal,
          value: String(Number(fault.literal)),
        },
      )
    case 'non-finite':
      return problem('json/non-finite', { ...location, pointer: fault.pointer }, { literal: fault.literal })
    default:
      return problem('text/lone-surrogate', { ...location, pointer: fault.pointer }, {})
  }
}
