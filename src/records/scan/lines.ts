import { isUtf8 } from 'node:buffer'
import { LINE_FEED, lookAt, type Scan, SPAN_SIZE, skipSpace, UNKNOWN, type Walk } from './scan.js'

/** Told of each line, in order: offsets into the block, the line feed left out. */
export interface LineTakers {
  known(start: number, end: number): void
  unknown(start: number, end: number): void
}

/** Walks over a block of whole lines, each ended by its line feed. While a line is told, `scan` is about it. */
export function walkLines(block: Buffer, walk: Walk, scan: Scan, { known, unknown }: LineTakers): void {
  lookAt(scan, block)
  const { byteOffset: base, length } = block
  const { spans } = scan
  const isSound = isUtf8(block)
  for (let at = 0; at < length; ) {
    if (spans.length <= SPAN_SIZE) spans[0] = UNKNOWN
    else spans.fill(UNKNOWN)
    const behind = lineEnd(walk, scan, base + at)
    if (behind !== UNKNOWN && (isSound || isUtf8(block.subarray(at, behind - base)))) {
      known(at, behind - base)
      at = behind - base + 1
    } else {
      const end = block.indexOf(LINE_FEED, at)
      unknown(at, end)
      at = end + 1
    }
  }
}

/** The line feed behind a line that is one valid value. */
function lineEnd(walk: Walk, scan: Scan, start: number): number {
  const { bytes } = scan
  const end = walk(scan, skipSpace(bytes, start))
  if (end === UNKNOWN) return UNKNOWN
  const at = skipSpace(bytes, end)
  return bytes[at] === LINE_FEED ? at : UNKNOWN
}
