import { chunksOf } from '../files/chunks.js'
import { type Problem, problem } from '../problem.js'
import { openBytes } from '../sources/bytes.js'
import { markBytes } from '../sources/encoding.js'
import { lineScanner, MAX_LINE_BYTES } from '../sources/line-scanner.js'
import type { Json } from '../text/json.js'
import { jsonValueOf, valuesOfLines } from './json-values.js'
import type { Reading, ReadOptions } from './reading.js'

/** Records of JSON Lines, one run for each chunk of the file. */
export async function* readLines(
  { path, file }: Reading,
  { parts, maxBytes, onProblem, onBytes, onCut }: ReadOptions,
): AsyncGenerator<readonly Json[]> {
  if (parts !== undefined) {
    onCut?.()
    for (const part of parts) {
      const { start } = part
      // Nobody counted the lines before it.
      const told = start === 0 ? onProblem : withoutLines(onProblem)
      yield* valuesIn(partOf(path, part), { file, start, onProblem: told, onBytes })
    }
    return
  }
  const bytes = await openBytes({ path: file, at: path }, { folder: '.' }, { passing: true })
  const mark = markBytes(bytes.head)
  yield* valuesIn(upTo(bytes.chunks, maxBytes, onCut), { file, start: 0, mark, onProblem, onBytes })
  const fault = bytes.fault({ file })
  if (fault !== undefined) onProblem(fault)
}

const withoutLines =
  (onProblem: ReadOptions['onProblem']): ReadOptions['onProblem'] =>
  one =>
    onProblem({ ...one, location: { file: one.location.file, pointer: one.location.pointer } })

/** The chunks until so many bytes have passed; then the last line is most likely cut, and its bytes are left out. */
async function* upTo(
  chunks: AsyncIterable<Buffer>,
  maxBytes = Number.POSITIVE_INFINITY,
  onCut?: () => void,
): AsyncGenerator<Buffer> {
  let passed = 0
  for await (const chunk of chunks) {
    passed += chunk.length
    if (passed < maxBytes) yield chunk
    else {
      onCut?.()
      yield chunk.subarray(0, chunk.lastIndexOf(LINE_FEED) + 1)
      return
    }
  }
}

const LINE_FEED = 0x0a

interface Lines {
  readonly file: string
  /** Where the lines begin in the file. */
  readonly start: number
  readonly mark?: number
  readonly onProblem: (problem: Problem) => void
  readonly onBytes: ReadOptions['onBytes']
}

async function* valuesIn(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  { file, start, mark = 0, onProblem, onBytes }: Lines,
): AsyncGenerator<readonly Json[]> {
  const scanner = lineScanner({ start, passing: true })
  const read = (line: {
    bytes: Buffer
    number: number
    start: number
    tooLong: boolean
  }): Json | undefined => {
    const at = { file, line: line.number, byte: line.start }
    if (line.tooLong) return void onProblem(problem('jsonl/line-too-long', at, { limit: MAX_LINE_BYTES }))
    const isMarked = line.number === 1 && mark > 0
    const bytes = isMarked ? line.bytes.subarray(mark) : line.bytes
    if (bytes.length === 0 || (bytes.length === 1 && bytes[0] === 0x0d)) {
      return void onProblem(problem('jsonl/blank-line', at, {}))
    }
    return jsonValueOf(
      { bytes, file, line: line.number, column: 1, byte: line.start, ordinal: line.number - 1 },
      onProblem,
    )
  }
  let isOpen = false
  for await (const chunk of chunks) {
    const values: Json[] = []
    const take = (part: Buffer): void => {
      for (const line of scanner.push(part)) {
        const value = read(line)
        if (value !== undefined) values.push(value)
      }
    }
    const first = isOpen || scanner.start() === start ? chunk.indexOf(LINE_FEED) + 1 : 0
    if (first > 0) take(chunk.subarray(0, first))
    const last = Math.max(first, chunk.lastIndexOf(LINE_FEED) + 1)
    const block = chunk.subarray(first, last)
    const quick = block.length === 0 ? undefined : valuesOfLines(block)
    if (quick === undefined) take(block)
    else {
      scanner.pass(quick.length, block.length)
      for (const value of quick) values.push(value)
    }
    const rest = chunk.subarray(last)
    take(rest)
    isOpen = rest.length > 0
    onBytes?.(chunk.length)
    yield values
  }
  const rest = scanner.end()
  const value = rest === undefined ? undefined : read(rest)
  if (value !== undefined) yield [value]
}

/** The whole lines of a part of a file: what the part cuts through is left out. */
function* partOf(
  path: string,
  { start, end, isLast }: { start: number; end: number; isLast: boolean },
): Generator<Buffer> {
  const all = Buffer.concat([...chunksOf(path, { start, end })])
  const first = start === 0 ? 0 : all.indexOf(0x0a) + 1
  const last = isLast ? all.length : all.lastIndexOf(0x0a) + 1
  if (last > first && (start === 0 || first > 0)) yield all.subarray(first, last)
}
