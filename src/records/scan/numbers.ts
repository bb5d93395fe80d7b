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
    const { number } = scan
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

/** The offset behind the number at `at`; sets `number`. Unknown where it may be rounded, or is beyond ±2^53. */
function numberEnd(scan: Scan, at: number): number {
  const { bytes } = scan
  const start = at
  const negative = bytes[at] === MINUS
  if (negative) at++
  const first = at
  let value = 0
  for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO)
    value = value * 10 + digit
  const whole = at - first
  if (whole === 0 || (whole > 1 && bytes[first] === ZERO)) return UNKNOWN
  const next = bytes[at]!
  if (next !== POINT && next !== SMALL_E && next !== LARGE_E) {
    scan.number = negative && value !== 0 ? -value : value
    return whole > MAX_DIGITS ? UNKNOWN : at
  }
  return decimalEnd(scan, start, at, whole, value)
}

/** Powers of ten that a float holds exactly. */
const POWERS = Array.from({ length: MAX_DIGITS + 1 }, (_, power) => 10 ** power)

/** Goes on behind the whole part of a number, whose value is `value`. */
function decimalEnd(scan: Scan, start: number, point: number, whole: number, value: number): number {
  const { bytes } = scan
  let at = point
  let digits = whole
  if (bytes[at] === POINT) {
    at++
    for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO)
      value = value * 10 + digit
    const decimals = at - point - 1
    if (decimals === 0) return UNKNOWN
    digits += decimals
    const next = bytes[at]!
    if (next !== SMALL_E && next !== LARGE_E && digits <= MAX_DIGITS) {
      // Both are whole and exact, so that the quotient is the float that is nearest.
      const magnitude = value / POWERS[decimals]!
      scan.number = bytes[start] === MINUS && magnitude !== 0 ? -magnitude : magnitude
      return at
    }
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
  scan.number = number === 0 ? 0 : number
  return Math.abs(number) > Number.MAX_SAFE_INTEGER ? UNKNOWN : at
}

function digitsEnd(bytes: Uint8Array, at: number): number {
  for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO);
  return at
}
