import type { Draft } from '../records/draft.js'
import type { Line, LineScanner } from './line-scanner.js'
import type { Vouch } from './source.js'

const LINE_FEED = Buffer.of(0x0a)

interface Vouching {
  readonly scanner: LineScanner
  readonly vouch: Vouch
  draftOf(line: Line): Draft
}

/** The lines of chunks that nobody vouches for, in order. */
export function vouchedLines(vouching: Vouching): (chunk: Buffer) => Generator<Line> {
  const { scanner } = vouching
  let begun = false
  return function* (chunk) {
    const first = begun ? chunk.indexOf(LINE_FEED) + 1 : 0
    if (begun) {
      for (const line of scanner.push(first === 0 ? chunk : chunk.subarray(0, first))) {
        if (line.tooLong || isLeft(line, vouching)) yield line
      }
    }
    if (begun && first === 0) return
    const last = chunk.lastIndexOf(LINE_FEED) + 1
    if (last > first) yield* leftIn(chunk.subarray(first, last), vouching)
    for (const line of scanner.push(chunk.subarray(Math.max(first, last)))) yield line
    begun = chunk.length > Math.max(first, last)
  }
}

function isLeft(line: Line, { vouch, draftOf }: Vouching): boolean {
  let left = false
  vouch(Buffer.concat([line.bytes, LINE_FEED]), line.number - 1, {
    leave: () => {
      left = true
    },
    draft: () => draftOf(line),
  })
  return left
}

function* leftIn(block: Buffer, { scanner, vouch, draftOf }: Vouching): Generator<Line> {
  const number = scanner.number()
  const start = scanner.start()
  const lineAt = (from: number, to: number, before: number): Line => ({
    bytes: block.subarray(from, to),
    number: number + before,
    start: start + from,
    ended: true,
    tooLong: false,
  })
  const left: { from: number; to: number; before: number }[] = []
  const lines = vouch(block, number - 1, {
    leave: (from, to, before) => left.push({ from, to, before }),
    draft: (from, to, before) => draftOf(lineAt(from, to, before)),
  })
  scanner.pass(lines, block.length)
  for (const { from, to, before } of left) yield lineAt(from, to, before)
}
