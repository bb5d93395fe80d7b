import type { Location } from '../problem.js'
import { problem } from '../problem.js'
import type { Draft } from '../records/draft.js'
import { absolutePath, alsoPacked, isPacked, openBytes, startOf } from './bytes.js'
import { cutLines } from './cut-lines.js'
import { isUtf16, markBytes, markProblem } from './encoding.js'
import { draftOfJson } from './json-draft.js'
import { type Line, lineScanner, MAX_LINE_BYTES } from './line-scanner.js'
import { ofFile, refused } from './refusals.js'
import { gatherRuns } from './runs.js'
import type { InputFile, Partition, Slice, Source, SourceContext } from './source.js'
import { vouchedLines } from './vouched-lines.js'
import { placeOf } from './whole-file.js'

/** JSON Lines: one record a line, UTF-8; also packed. */
export const jsonl: Source = {
  name: 'jsonl',
  extensions: alsoPacked(['.jsonl', '.ndjson']),
  companions: [],
  readsWithinSlices: true,
  checkFiles: () => [],
  split,
  open: context => slice => read(slice, context),
  partition,
}

/** Cut while the slices are asked for. */
function* split(file: InputFile, target: number, context: SourceContext): Generator<Slice> {
  const path = absolutePath(file, context)
  const { bytes } = file
  const whole = bytes <= target || isPacked(path) || isUtf16(startOf(path)) || isArray(startOf(path), context)
  for (const cut of cutLines(path, bytes, whole ? bytes : target)) {
    yield { ...placeOf(file, 'jsonl'), ...cut }
  }
}

const NO_MARK: ReadonlySet<string> = new Set()

async function* read(slice: Slice, context: SourceContext): AsyncGenerator<readonly Draft[]> {
  const { path: file, start, line: number } = slice
  const passing = context.vouch !== undefined
  const bytes = await openBytes(slice, context, { passing })
  const isFirst = start === 0
  const first = { file, line: 1 }
  if (isFirst && (isUtf16(bytes.head) || isArray(bytes.head, context))) {
    await bytes.close()
    const code = isUtf16(bytes.head) ? 'file/utf-16' : 'jsonl/array'
    yield [refused(problem(code, first, {}), 0)]
    return
  }
  const mark = isFirst ? markBytes(bytes.head) : 0
  const runs = gatherRuns()
  // At once: lines that are vouched for are taken while they are read.
  if (mark > 0) yield [ofFile(markProblem(file))]
  const draftOf = (line: Line): Draft => {
    if (line.number > 1 || mark === 0) return draftOfLine(line, file, context)
    // A line is taken with the file's first bytes, and so the mark would be copied with it.
    return {
      ...draftOfLine({ ...line, start: mark, bytes: line.bytes.subarray(mark) }, file, context),
      spoiled: NO_MARK,
    }
  }
  const take = (line: Line): boolean => runs.add(draftOf(line), line.bytes.length)
  const scanner = lineScanner({ start, number, passing })
  const { vouch } = context
  const lines = vouch === undefined ? scanner.push : vouchedLines({ scanner, vouch, draftOf })
  for await (const chunk of bytes.chunks) {
    for (const line of lines(chunk)) {
      if (take(line)) yield runs.take()
    }
    if (vouch !== undefined && runs.pass(chunk.length)) yield runs.take()
  }
  const rest = scanner.end()
  const at: Location = { file, line: rest?.number ?? scanner.number() }
  const fault = bytes.fault({ ...at, ...(rest && { byte: rest.start }) })
  if (fault !== undefined) runs.add(refused(fault, (at.line ?? 1) - 1), 0)
  else if (rest !== undefined) take(rest)
  else if (isFirst && scanner.number() === 1) runs.add(ofFile(problem('file/no-records', { file }, {})), 0)
  if (runs.length() > 0) yield runs.take()
}

function draftOfLine(line: Line, file: string, { shorten }: SourceContext): Draft {
  const { bytes, number, start, ended } = line
  const at: Location = { file, line: number, byte: start }
  const ordinal = number - 1
  if (line.tooLong) {
    return refused(problem('jsonl/line-too-long', at, { limit: MAX_LINE_BYTES }), ordinal)
  }
  if (isBlank(bytes)) return refused(problem('jsonl/blank-line', at, {}), ordinal)
  const unended = ended ? [] : [problem('jsonl/no-final-newline', { file, line: number }, {})]
  return draftOfJson({ bytes, file, line: number, column: 1, byte: start, ordinal, shorten }, unended)
}

function isBlank(bytes: Buffer): boolean {
  // No more than white space is blank, and a record begins with a brace.
  for (const byte of bytes) {
    if (byte > 0x20 && byte < 0x80) return false
    if (byte >= 0x80 || byte < 0x09) return bytes.toString('utf8').trim() === ''
  }
  return true
}

const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

/** Whether a file is one JSON array: its first line opens what it does not close, or is all there is and holds objects. */
function isArray(head: Buffer, { anyValue }: SourceContext): boolean {
  const end = head.indexOf(0x0a)
  const line = trimmed(head.subarray(markBytes(head), end === -1 ? head.length : end))
  if (line[0] !== OPEN_BRACKET) return false
  if (line.at(-1) !== CLOSE_BRACKET) return true
  if (anyValue) return false
  const alone = end === -1 || trimmed(head.subarray(end)).length === 0
  return alone && trimmed(line.subarray(1))[0] === 0x7b
}

function trimmed(bytes: Buffer): Buffer {
  let [start, end] = [0, bytes.length]
  while (start < end && (bytes[start] ?? 0) <= 0x20) start++
  while (end > start && (bytes[end - 1] ?? 0) <= 0x20) end--
  return bytes.subarray(start, end)
}

/** Lines go where their records do, byte for byte. */
async function partition({ file, isRejected, sinkFor }: Partition, context: SourceContext): Promise<void> {
  const sinks = { true: sinkFor('rejected', '.jsonl'), false: sinkFor('accepted', '.jsonl') }
  const bytes = await openBytes(file, context)
  const whole = isUtf16(bytes.head) || isArray(bytes.head, context)
  let ordinal = 0
  let sink = sinks[`${whole || isRejected(0)}`]
  for await (const chunk of bytes.chunks) {
    let from = 0
    for (let at = chunk.indexOf(0x0a); at !== -1 && !whole; at = chunk.indexOf(0x0a, from)) {
      sink.write(chunk.subarray(from, at + 1))
      from = at + 1
      sink = sinks[`${isRejected(++ordinal)}`]
    }
    if (from < chunk.length) sink.write(chunk.subarray(from))
  }
}
