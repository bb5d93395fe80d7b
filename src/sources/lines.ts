import { closeSync, openSync, readSync } from 'node:fs'

/** A longer line is no record: most likely a line feed is missing. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024
const CHUNK_BYTES = 4 * 1024 * 1024
const LINE_FEED = 0x0a

export interface Line {
  /** Without its line feed. Valid until the next line is asked for. */
  readonly bytes: Buffer
  readonly number: number
  /** Offset of the first byte in the file. */
  readonly start: number
  /** Set when the line passed the limit: `bytes` holds only its beginning. */
  readonly tooLong: boolean
}

/** Lines of a run of bytes of a file. Lines end at byte 0x0A and nothing else; the last may have none. */
export function* linesOf(path: string, start: number, end: number, firstNumber: number): Generator<Line> {
  const file = openSync(path, 'r')
  try {
    let chunk = Buffer.allocUnsafe(CHUNK_BYTES)
    let held = 0
    let lineStart = start
    let number = firstNumber
    let skipping = false
    for (let position = start; position < end; ) {
      if (held === chunk.length) chunk = Buffer.concat([chunk], chunk.length * 2)
      const got = readSync(file, chunk, held, Math.min(chunk.length - held, end - position), position)
      if (got === 0) break
      position += got
      const filled = held + got
      let from = 0
      for (
        let at = chunk.indexOf(LINE_FEED, held);
        at !== -1 && at < filled;
        at = chunk.indexOf(LINE_FEED, from)
      ) {
        if (!skipping) yield lineAt(chunk.subarray(from, at), number, lineStart)
        skipping = false
        number++
        lineStart += at + 1 - from
        from = at + 1
      }
      held = filled - from
      chunk.copy(chunk, 0, from, filled)
      if (held > MAX_LINE_BYTES || (skipping && held > 0)) {
        if (!skipping) yield { bytes: chunk.subarray(0, 1024), number, start: lineStart, tooLong: true }
        skipping = true
        lineStart += held
        held = 0
      }
    }
    if (held > 0 && !skipping) yield lineAt(chunk.subarray(0, held), number, lineStart)
  } finally {
    closeSync(file)
  }
}

function lineAt(bytes: Buffer, number: number, start: number): Line {
  const tooLong = bytes.length > MAX_LINE_BYTES
  return { bytes: tooLong ? bytes.subarray(0, 1024) : bytes, number, start, tooLong }
}

/** Cuts a file behind line feeds into runs of about `target` bytes, with the number of each run's first line. */
export function* cutLines(
  path: string,
  size: number,
  target: number,
): Generator<{ start: number; end: number; line: number }> {
  if (size <= target) {
    yield { start: 0, end: size, line: 1 }
    return
  }
  const file = openSync(path, 'r')
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
    let start = 0
    let line = 1
    let passed = 0
    for (let position = 0; position < size; ) {
      const got = readSync(file, chunk, 0, Math.min(CHUNK_BYTES, size - position), position)
      if (got === 0) break
      for (let at = chunk.indexOf(LINE_FEED); at !== -1 && at < got; at = chunk.indexOf(LINE_FEED, at + 1)) {
        passed++
        const end = position + at + 1
        if (end - start >= target && end < size) {
          yield { start, end, line }
          start = end
          line += passed
          passed = 0
        }
      }
      position += got
    }
    yield { start, end: size, line }
  } finally {
    closeSync(file)
  }
}
