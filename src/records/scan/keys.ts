import { COLON, QUOTE, type Scan, skipSpace, UNKNOWN } from './scan.js'
import { stringEnd } from './strings.js'
import { isAt } from './words.js'

/** The keys that an object may have, looked for in its bytes. Each is a name that is spelled one way, or all in ASCII. */
export interface Keys {
  /** The offset behind the key at `at` and its colon, where it is the one with that number; else unknown. */
  behind(scan: Scan, at: number, key: number): number
  /** The number of the key at `at`, or unknown. */
  find(scan: Scan, at: number): number
}

/** How far numbers of 64 bits reach: keys are compared eight bytes at a time. */
const WIDE = 8
const NARROW = 4

export function keysOf(names: readonly string[]): Keys {
  const plain = names.map(name => Buffer.from(JSON.stringify(name), 'utf8'))
  const ascii = names.map(name => Buffer.from(inAscii(name), 'latin1'))
  const spelled = plain.map(key => Buffer.concat([key, Buffer.of(COLON)]))
  const lengths = Int32Array.from(spelled, ({ length }) => length)
  // Of UTF-8 no eight bytes are the float that is not equal to itself, nor zero, of which there are two.
  const heads = Float64Array.from(spelled, key => numberAt(viewOf(key), 0, key.length))
  const tails = Float64Array.from(spelled, key =>
    numberAt(viewOf(key), key.length - (key.length < WIDE ? NARROW : WIDE), key.length),
  )
  const byFirst: number[][] = Array.from({ length: 256 }, () => [])
  for (const [i, key] of plain.entries()) {
    for (const first of new Set([key[1]!, ascii[i]![1]!])) byFirst[first]!.push(i)
  }

  return {
    behind: (scan, at, key) => {
      const length = lengths[key]!
      const { view, bytes } = scan
      if (length < NARROW || at + length + WIDE > bytes.length) return spelledOut(bytes, at, key)
      if (length < WIDE) {
        const same =
          view.getInt32(at, true) === heads[key] && view.getInt32(at + length - NARROW, true) === tails[key]
        return same ? at + length : spelledOut(bytes, at, key)
      }
      if (
        view.getFloat64(at, true) !== heads[key] ||
        view.getFloat64(at + length - WIDE, true) !== tails[key]
      )
        return spelledOut(bytes, at, key)
      return length <= 2 * WIDE || isAt(bytes, at, spelled[key]!) ? at + length : spelledOut(bytes, at, key)
    },
    find: ({ bytes }, at) => {
      if (bytes[at] !== QUOTE) return UNKNOWN
      for (const key of byFirst[bytes[at + 1]!]!) {
        if (isAt(bytes, at, plain[key]!) || isAt(bytes, at, ascii[key]!)) return key
      }
      return UNKNOWN
    },
  }

  /** As `behind`, of a key in ASCII or with white space before its colon. */
  function spelledOut(bytes: Uint8Array, at: number, key: number): number {
    const found = isAt(bytes, at, plain[key]!) ? plain[key]! : ascii[key]!
    if (found !== plain[key] && !isAt(bytes, at, found)) return UNKNOWN
    const colon = skipSpace(bytes, at + found.length)
    return bytes[colon] === COLON ? colon + 1 : UNKNOWN
  }
}

/** Keys of one object that nobody has declared. */
export interface SeenKeys {
  clear(): void
  /** The offset behind the key at `at` and its colon; unknown where it was there before, or may have been. */
  behind(scan: Scan, at: number): number
}

/** Of an object with more keys it is not known whether two are the same. */
const MAX_SEEN = 64
/** `__proto__` with its quotes, of which not all JavaScript makes a key. */
const PROTO = Buffer.from(JSON.stringify('__proto__'), 'latin1')

export function startSeen(): SeenKeys {
  const starts = new Int32Array(MAX_SEEN)
  const ends = new Int32Array(MAX_SEEN)
  let count = 0
  return {
    clear: () => {
      count = 0
    },
    behind: (scan, at) => {
      const { bytes } = scan
      if (bytes[at] !== QUOTE || count === MAX_SEEN || isAt(bytes, at, PROTO)) return UNKNOWN
      const end = stringEnd(scan, at + 1)
      if (end === UNKNOWN || scan.escaped) return UNKNOWN
      for (let i = 0; i < count; i++) {
        const from = starts[i]!
        if (ends[i]! - from === end - at && isSame(bytes, from, at, end - at)) return UNKNOWN
      }
      starts[count] = at
      ends[count++] = end
      const colon = skipSpace(bytes, end + 1)
      return bytes[colon] === COLON ? colon + 1 : UNKNOWN
    },
  }
}

function isSame(bytes: Uint8Array, one: number, other: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[one + i] !== bytes[other + i]) return false
  return true
}

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, length)

/** Some bytes of a key as a number, of 32 bits where the key is short. */
function numberAt(view: DataView, at: number, length: number): number {
  if (length < NARROW) return 0
  return length < WIDE ? view.getInt32(at, true) : view.getFloat64(at, true)
}

/** A key as programs spell it that write nothing but ASCII. */
function inAscii(name: string): string {
  return JSON.stringify(name).replaceAll(
    /[\u0080-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
