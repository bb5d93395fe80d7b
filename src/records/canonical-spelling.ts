import { BACKSLASH } from './scan/scan.js'

/** The number that these bytes spell; NaN where a canonical line spells it otherwise. They are a number of JSON. */
export function canonicalNumber(bytes: Buffer, start: number, end: number): number {
  const negative = bytes[start] === MINUS
  const first = negative ? start + 1 : start
  let value = 0
  let at = first
  for (; at < end; at++) {
    const digit = bytes[at]! - ZERO
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  // So many digits are kept, and no fewer spell the same number.
  if (end - first > MAX_DIGITS) return spelledBack(bytes, start, end)
  if (at === end) return value === 0 && negative ? Number.NaN : negative ? -value : value
  if (bytes[at] !== POINT) return spelledBack(bytes, start, end)
  const point = at++
  for (; at < end; at++) {
    const digit = bytes[at]! - ZERO
    if (digit < 0 || digit > 9) return spelledBack(bytes, start, end)
    value = value * 10 + digit
  }
  // Both are whole and exact, so that the quotient is the float that is nearest.
  const magnitude = value / POWERS[end - point - 1]!
  if (bytes[end - 1] === ZERO || magnitude < LEAST_DECIMAL) return spelledBack(bytes, start, end)
  return negative ? -magnitude : magnitude
}

const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const MAX_DIGITS = 15
const POWERS = Array.from({ length: MAX_DIGITS + 1 }, (_, power) => Number(`1e${power}`))
/** Smaller numbers are spelled with an exponent. */
const LEAST_DECIMAL = 1e-6

function spelledBack(bytes: Buffer, start: number, end: number): number {
  const text = bytes.toString('latin1', start, end)
  const number = Number(text)
  return String(number) === text ? number : Number.NaN
}

/** Whether a canonical line would have just these escapes in a string. */
export function areEscapesCanonical(bytes: Buffer, start: number, end: number): boolean {
  for (let at = bytes.indexOf(BACKSLASH, start); at !== -1 && at < end; at = bytes.indexOf(BACKSLASH, at)) {
    const width = canonicalEscape(bytes, at)
    if (width === 0) return false
    at += width
  }
  return true
}

const shortEscapes = new Set([...'"\\bfnrt'].map(character => character.charCodeAt(0)))
const LETTER_U = 0x75

/** Bytes of the escape at `at`, where JSON.stringify would write just that; else 0. */
function canonicalEscape(bytes: Buffer, at: number): number {
  const letter = bytes[at + 1]!
  if (shortEscapes.has(letter)) return 2
  if (letter !== LETTER_U) return 0
  const spelled = bytes.toString('latin1', at, at + 6)
  const unit = Number.parseInt(spelled.slice(2), 16)
  return unit < 0x20 && JSON.stringify(String.fromCharCode(unit)) === `"${spelled}"` ? 6 : 0
}
