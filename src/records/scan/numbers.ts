import { POWERS, shortestFloat } from './decimals.js'
import { type Scan, UNKNOWN, type Walk } from './scan.js'

/** What a number must be. */
export interface NumberRules {
  readonly integer: boolean
  readonly minimum: number
  readonly maximum: number
  readonly above: number
  readonly below: number
  /** Whole numbers that it must be a multiple of. */
  readonly divisors: readonly number[]
  /** The only numbers that are allowed. */
  readonly values: ReadonlySet<number> | undefined
}

export function numberWalk(rules: NumberRules): Walk {
  const { integer, minimum, maximum, above, below, divisors, values } = rules
  return (scan, at) => {
    const end = numberEnd(scan, at)
    if (end === UNKNOWN) return UNKNOWN
    const number = scan.number[0]!
    if (integer && !Number.isInteger(number)) return UNKNOWN
    if (!(number >= minimum && number <= maximum && number > above && number < below)) return UNKNOWN
    if (values !== undefined && !values.has(number)) return UNKNOWN
    for (const divisor of divisors) {
      if (!Number.isInteger(number) || number % divisor !== 0) return UNKNOWN
    }
    return end
  }
}

const MINUS = 0x2d
const PLUS = 0x2b
const POINT = 0x2e
const ZERO = 0x30
const SMALL_E = 0x65
const LARGE_E = 0x45
/** A float keeps so many digits of any decimal. */
const MAX_DIGITS = 15
const MAX_EXPONENT_DIGITS = 2
/** So many digits are an integer of 32 bits. */
const HALF_DIGITS = 9

/** The offset behind the number at `at`; sets `number`. Unknown where it may be rounded, or is beyond ±2^53. */
function numberEnd(scan: Scan, at: number): number {
  const { bytes } = scan
  const start = at
  const negative = bytes[at] === MINUS
  if (negative) at++
  const first = at
  let value = 0
  let digit = bytes[at]! - ZERO
  for (; digit >= 0 && digit <= 9 && at - first < HALF_DIGITS; digit = bytes[++at]! - ZERO)
    value = Math.imul(value, 10) + digit
  const whole = at - first
  if (whole === 0 || (whole > 1 && bytes[first] === ZERO)) return UNKNOWN
  if (digit >= 0 && digit <= 9) return longEnd(scan, start, at, value)
  const next = bytes[at]!
  if (next === POINT) return decimalEnd(scan, start, at, value)
  if (next === SMALL_E || next === LARGE_E) return exponentEnd(scan, start, at)
  scan.number[0] = negative && value !== 0 ? -value : value
  return at
}

/** Goes on in a whole part of many digits, whose first are `value`. */
function longEnd(scan: Scan, start: number, at: number, value: number): number {
  const { bytes } = scan
  const first = bytes[start] === MINUS ? start + 1 : start
  for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO)
    value = value * 10 + digit
  const next = bytes[at]!
  if (next === POINT || next === SMALL_E || next === LARGE_E) return exponentEnd(scan, start, at)
  scan.number[0] = first > start ? -value : value
  return at - first > MAX_DIGITS ? UNKNOWN : at
}

/** Goes on at the point behind the whole part of a number, whose value is `value`. */
function decimalEnd(scan: Scan, start: number, point: number, value: number): number {
  const { bytes } = scan
  const first = bytes[start] === MINUS ? start + 1 : start
  const places = HALF_DIGITS - (value === 0 ? 0 : point - first)
  let at = point + 1
  let digit = bytes[at]! - ZERO
  for (; digit >= 0 && digit <= 9 && at - point <= places; digit = bytes[++at]! - ZERO)
    value = Math.imul(value, 10) + digit
  let rest = 0
  const half = at
  for (; digit >= 0 && digit <= 9 && at - half < HALF_DIGITS; digit = bytes[++at]! - ZERO)
    rest = Math.imul(rest, 10) + digit
  const decimals = at - point - 1
  const next = bytes[at]!
  const isLonger = digit >= 0 && digit <= 9
  if (isLonger || next === SMALL_E || next === LARGE_E) return exponentEnd(scan, start, point)
  if (decimals === 0) return UNKNOWN
  const upper = value * POWERS[at - half]!
  const digits = at - half + HALF_DIGITS
  // With fewer digits both are whole and exact, so that the quotient is the float that is nearest.
  const magnitude =
    (half === at || digits <= MAX_DIGITS) && decimals < POWERS.length
      ? (upper + rest) / POWERS[decimals]!
      : shortestFloat(upper, rest, bytes[at - 1]! - ZERO, decimals)
  // Not a number where it is not known to be the shortest.
  if (!(magnitude <= Number.MAX_SAFE_INTEGER)) return exponentEnd(scan, start, point)
  scan.number[0] = first > start && magnitude !== 0 ? -magnitude : magnitude
  return at
}

/** Any number, of which all before `at` are digits: it is read as others read it. */
function exponentEnd(scan: Scan, start: number, at: number): number {
  const { bytes } = scan
  let digits = at - start - (bytes[start] === MINUS ? 1 : 0)
  if (bytes[at] === POINT) {
    const end = digitsEnd(bytes, at + 1)
    if (end === at + 1) return UNKNOWN
    digits += end - at - 1
    at = end
  }
  const mark = bytes[at]!
  if (mark === SMALL_E || mark === LARGE_E) {
    const sign = bytes[at + 1]
    const from = sign === PLUS || sign === MINUS ? at + 2 : at + 1
    at = digitsEnd(bytes, from)
    if (at === from || at - from > MAX_EXPONENT_DIGITS || digits > MAX_DIGITS) return UNKNOWN
  }
  const literal = bytes.toString('latin1', start, at)
  const number = Number(literal)
  if (digits > MAX_DIGITS && String(number) !== literal) return UNKNOWN
  scan.number[0] = number === 0 ? 0 : number
  return Math.abs(number) > Number.MAX_SAFE_INTEGER ? UNKNOWN : at
}

function digitsEnd(bytes: Uint8Array, at: number): number {
  for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO);
  return at
}
