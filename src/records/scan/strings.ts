import type { BytePattern } from './byte-pattern.js'
import { BACKSLASH, QUOTE, type Scan, stringOf, UNKNOWN, type Walk } from './scan.js'
import { matchWords, type Words } from './words.js'

/** What a string must be. */
export interface StringRules {
  /** Code points. */
  readonly least: number
  readonly most: number
  /** The only strings that are allowed. */
  readonly words: Words | undefined
  readonly tests: readonly ((text: string) => boolean)[]
  /** The same for a string without escapes as it stands. */
  readonly patterns?: readonly BytePattern[]
  /** Whether it is a day of the calendar, YYYY-MM-DD. */
  readonly isDate: boolean
  /** Strings that are not for this walk to judge. */
  readonly avoided: Words
}

const LOW = 0x20

/** UTF-8 takes up to 4 bytes for a character, escapes 12 for one beyond U+FFFF. */
const MOST_RAW = 4
const MOST_ESCAPED = 12

export function stringWalk(rules: StringRules): Walk {
  const { least, most, words, tests, patterns = [], isDate, avoided } = rules
  return (scan, at) => {
    if (scan.bytes[at] !== QUOTE) return UNKNOWN
    const start = at + 1
    const end = stringEnd(scan, start)
    if (end === UNKNOWN) return UNKNOWN
    const { escaped } = scan
    const length = end - start
    if (length <= (escaped ? 6 * avoided.longest : avoided.longest)) {
      if (matchWords(avoided, scan, start, end, escaped)) return UNKNOWN
    }
    if (length < least || length > most) {
      const widest = escaped ? MOST_ESCAPED : MOST_RAW
      if (length < least || length > widest * most || codePoints(scan, start, end) > most) return UNKNOWN
    }
    if (length < (escaped ? MOST_ESCAPED : MOST_RAW) * least && codePoints(scan, start, end) < least)
      return UNKNOWN
    if (words !== undefined && !matchWords(words, scan, start, end, escaped)) return UNKNOWN
    if (isDate && (escaped || !isDay(scan.bytes, start, end))) return UNKNOWN
    for (const matches of patterns) {
      if (escaped || !matches(scan.bytes, start, end)) return UNKNOWN
    }
    if (tests.length > 0) {
      const text = stringOf(scan, start, end, escaped)
      for (const test of tests) if (!test(text)) return UNKNOWN
    }
    return end + 1
  }
}

const HYPHEN = 0x2d
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isDay(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== 10 || bytes[start + 4] !== HYPHEN || bytes[start + 7] !== HYPHEN) return false
  const year = digitsAt(bytes, start, 4)
  const month = digitsAt(bytes, start + 5, 2)
  const day = digitsAt(bytes, start + 8, 2)
  if (year < 0 || month < 1 || month > 12 || day < 1) return false
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= (month === 2 && isLeap ? 29 : DAYS[month - 1]!)
}

/** The number that so many digits spell; -1 where one is none. */
function digitsAt(bytes: Uint8Array, start: number, count: number): number {
  let number = 0
  for (let at = start; at < start + count; at++) {
    const digit = bytes[at]! - 0x30
    if (digit < 0 || digit > 9) return -1
    number = 10 * number + digit
  }
  return number
}

/** The closing quote of the string whose first character is at `at`; sets `escaped`. */
export function stringEnd(scan: Scan, at: number): number {
  const { bytes } = scan
  let stop = plainEnd(scan, at)
  let byte = bytes[stop]!
  scan.escaped = byte !== QUOTE
  while (byte !== QUOTE) {
    if (byte !== BACKSLASH) return UNKNOWN
    stop = escapeEnd(bytes, stop)
    if (stop === UNKNOWN) return UNKNOWN
    byte = bytes[stop]!
    if (byte === BACKSLASH) continue
    // Between escapes there is often a space alone.
    if (byte === LOW) byte = bytes[++stop]!
    if (byte === BACKSLASH) continue
    stop = plainEnd(scan, stop)
    byte = bytes[stop]!
  }
  return stop
}

/** The first quote, backslash or control from `at` on. Four bytes are looked at in one step: is one of them such a byte? */
function plainEnd({ bytes, words }: Scan, at: number): number {
  for (; (at & 3) !== 0; at++) {
    const byte = bytes[at]!
    if (byte === QUOTE || byte === BACKSLASH || byte < LOW) return at
  }
  let word = at >> 2
  for (const { length } = words; word < length; word++) {
    const four = words[word]!
    const quote = four ^ 0x22222222
    const backslash = four ^ 0x5c5c5c5c
    const found =
      ((four - 0x20202020) & ~four) |
      ((quote - 0x01010101) & ~quote) |
      ((backslash - 0x01010101) & ~backslash)
    if ((found & 0x80808080) !== 0) break
  }
  for (at = word << 2; ; at++) {
    const byte = bytes[at]!
    if (byte === QUOTE || byte === BACKSLASH || byte < LOW) return at
  }
}

/** The value of a hexadecimal digit; −1 for other bytes. */
const hexadecimal = Int8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  return /[\da-fA-F]/.test(character) ? Number.parseInt(character, 16) : -1
})

/** Whether a byte may stand behind a backslash, `u` aside. */
const simple = Uint8Array.from({ length: 256 }, (_, byte) =>
  '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0,
)

const LETTER_U = 0x75

/** The offset behind the escape at `at`, or behind two that are one character; half of such a pair is unknown. */
export function escapeEnd(bytes: Uint8Array, at: number): number {
  const kind = bytes[at + 1]!
  if (kind !== LETTER_U) return simple[kind] === 1 ? at + 2 : UNKNOWN
  const unit = unitAt(bytes, at + 2)
  if (unit < 0) return UNKNOWN
  if ((unit & 0xf800) !== 0xd800) return at + 6
  if (unit >= 0xdc00 || bytes[at + 6] !== BACKSLASH || bytes[at + 7] !== LETTER_U) return UNKNOWN
  const low = unitAt(bytes, at + 8)
  return low >= 0xdc00 && low <= 0xdfff ? at + 12 : UNKNOWN
}

/** Negative where one of the four is no digit: a line feed ends the line before its bytes do. */
function unitAt(bytes: Uint8Array, at: number): number {
  return (
    (hexadecimal[bytes[at]!]! << 12) |
    (hexadecimal[bytes[at + 1]!]! << 8) |
    (hexadecimal[bytes[at + 2]!]! << 4) |
    hexadecimal[bytes[at + 3]!]!
  )
}

/** Code points of a string that was walked over. */
function codePoints({ bytes }: Scan, start: number, end: number): number {
  let count = 0
  for (let at = start; at < end; count++) {
    if (bytes[at] === BACKSLASH) at = escapeEnd(bytes, at)
    else while ((bytes[++at]! & 0xc0) === 0x80);
  }
  return count
}
