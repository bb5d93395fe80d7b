import type { Line, LineScanner } from './line-scanner.js'
import type { Vouch } from './source.js'

const LINE_FEED = Buffer.of(0x0a)

/** The lines of chunks that nobody vouches for, in order. */
export function vouchedLines(scanner: LineScanner, vouch: Vouch): (chunk: Buffer) => Generator<Line> {
  let begun = false
  return function* (chunk) {
    const first = begun ? chunk.indexOf(LINE_FEED) + 1 : 0
    if (begun) {
      for (const line of scanner.push(first === 0 ? chunk : chunk.subarray(0, first))) {
        if (line.tooLong || !isVouched(line, vouch)) yield line
      }
    }
    if (begun && first === 0) return
    const last = chunk.lastIndexOf(LINE_FEED) + 1
    if (last > first) yield* unknownIn(chunk.subarray(first, last), scanner, vouch)
    for (const line of scanner.push(chunk.subarray(Math.max(first, last)))) yield line
    begun = chunk.length > Math.max(first, last)
  }
}

function isVouched({ bytes, number }: Line, vouch: Vouch): boolean {
  let vouched = true
  vouch(Buffer.concat([bytes, LINE_FEED]), number - 1, () => {
    vouched = false
  })
  return vouched
}

function* unknownIn(block: Buffer, scanner: LineScanner, vouch: Vouch): Generator<Line> {
  const number = scanner.number()
  const start = scanner.start()
  const unknown: { from: number; to: number; before: number }[] = []
  const lines = vouch(block, number - 1, (from, to, before) => unknown.push({ from, to, before }))
  scanner.pass(lines, block.length)
  for (const { from, to, before } of unknown) {
    yield {
      bytes: block.subarray(from, to),
      number: number + before,
      start: start + from,
      ended: true,
      tooLong: false,
    }
  }
}
