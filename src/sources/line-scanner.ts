/** A longer line is no record: most likely a line feed is missing. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024
/** What is kept of a line that is too long. */
const KEPT_BYTES = 1024
const LINE_FEED = 0x0a

export interface Line {
  /** Without its line feed. */
  readonly bytes: Buffer
  readonly number: number
  /** Offset of the first byte in the file. */
  readonly start: number
  /** Whether a line feed ends it. */
  readonly ended: boolean
  /** Set when the line passed the limit: `bytes` holds only its beginning. */
  readonly tooLong: boolean
}

/** Cuts chunks into lines, which end at byte 0x0A and nothing else. */
export interface LineScanner {
  push(chunk: Buffer): Generator<Line>
  /** Passes over whole lines that somebody else looks at, of so many bytes; no line may have been begun. */
  pass(lines: number, bytes: number): void
  /** Number of the next line, or of the one that has begun, and the offset of its first byte in the file. */
  number(): number
  start(): number
  /** The line that no line feed ended, if there is one. */
  end(): Line | undefined
}

/** With `passing` a chunk is there only until the next comes. */
export function lineScanner({
  start = 0,
  number = 1,
  limit = MAX_LINE_BYTES,
  passing = false,
} = {}): LineScanner {
  let held: Buffer[] = []
  let heldBytes = 0
  let tooLong = false
  const finish = (rest: Buffer, ended: boolean): Line => {
    const length = heldBytes + rest.length
    tooLong ||= length > limit
    const whole = held.length === 0 ? rest : Buffer.concat([...held, rest])
    const bytes = tooLong ? Buffer.from(whole.subarray(0, KEPT_BYTES)) : whole
    const line = { bytes, number, start, ended, tooLong }
    number++
    start += length + 1
    held = []
    heldBytes = 0
    tooLong = false
    return line
  }
  return {
    *push(chunk) {
      let from = 0
      for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, from)) {
        yield finish(chunk.subarray(from, at), true)
        from = at + 1
      }
      const rest = chunk.subarray(from)
      if (rest.length === 0) return
      heldBytes += rest.length
      if (!tooLong) held.push(passing ? Buffer.from(rest) : rest)
      if (!tooLong && heldBytes > limit) {
        tooLong = true
        held = [Buffer.from(Buffer.concat(held).subarray(0, KEPT_BYTES))]
      }
    },
    number: () => number,
    start: () => start,
    pass: (lines, bytes) => {
      number += lines
      start += bytes
    },
    end: () => (heldBytes > 0 ? finish(Buffer.alloc(0), false) : undefined),
  }
}
