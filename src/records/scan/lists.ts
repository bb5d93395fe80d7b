import {
  BACKSLASH,
  CLOSE_BRACKET,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  type Scan,
  skipSpace,
  UNKNOWN,
  type Walk,
} from './scan.js'

/** What a list must be. */
export interface ListRules {
  readonly least: number
  readonly most: number
  /** Whether no two items may be equal. */
  readonly unique: boolean
  readonly items: Walk
}

/** Of more items than this it is not known whether two are equal. */
const MAX_COMPARED = 64

export function listWalk({ least, most, unique, items }: ListRules): Walk {
  const starts: number[] = []
  const ends: number[] = []
  return (scan, at) => {
    const { bytes } = scan
    if (bytes[at] !== OPEN_BRACKET) return UNKNOWN
    at = skipSpace(bytes, at + 1)
    let count = 0
    if (bytes[at] !== CLOSE_BRACKET) {
      for (;;) {
        const start = at
        at = items(scan, at)
        if (at === UNKNOWN) return UNKNOWN
        if (unique) {
          if (count === MAX_COMPARED || !isNew(scan, start, at, starts, ends, count)) return UNKNOWN
          starts[count] = start
          ends[count] = at
        }
        count++
        at = skipSpace(bytes, at)
        if (bytes[at] !== COMMA) break
        at = skipSpace(bytes, at + 1)
      }
      if (bytes[at] !== CLOSE_BRACKET) return UNKNOWN
    }
    return count >= least && count <= most ? at + 1 : UNKNOWN
  }
}

/** Whether an item is none of those before it: of strings without escapes, whole numbers and words the bytes tell. */
function isNew(
  { bytes }: Scan,
  start: number,
  end: number,
  starts: readonly number[],
  ends: readonly number[],
  count: number,
): boolean {
  if (count === 0) return true
  if (count === 1 && !isSpelledOneWay(bytes, starts[0]!, ends[0]!)) return false
  if (!isSpelledOneWay(bytes, start, end)) return false
  for (let i = 0; i < count; i++) {
    const from = starts[i]!
    if (ends[i]! - from !== end - start) continue
    let same = true
    for (let j = end - start - 1; same && j >= 0; j--) same = bytes[from + j] === bytes[start + j]
    if (same) return false
  }
  return true
}

const MINUS = 0x2d
const ZERO = 0x30
const NINE = 0x39
const SMALL_A = 0x61

/** Whether a value that is equal would be spelled just so: whole numbers in digits alone, not 1e1 or -0. */
function isSpelledOneWay(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start]!
  if (first === QUOTE) {
    for (let at = start; at < end; at++) if (bytes[at] === BACKSLASH) return false
    return true
  }
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return false
  if (first >= SMALL_A) return true
  if (first === MINUS && bytes[start + 1] === ZERO) return false
  for (let at = first === MINUS ? start + 1 : start; at < end; at++) {
    const byte = bytes[at]!
    if (byte < ZERO || byte > NINE) return false
  }
  return true
}
