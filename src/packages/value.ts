import { type Decimal, decimalOf } from '../text/decimal.js'
import type { Json } from '../text/json.js'

/** What a cell stands for. Two values of one type are the same where their identities are. */
export interface Value {
  readonly identity: string
  /** Where values of this type have an order, and this one can be told. */
  readonly order?: Order | undefined
  /** Code points of a string, elements of a list, members of an object. */
  readonly length?: number | undefined
  /** For types that JSON describes. */
  readonly json?: Json | undefined
}

/** How values are ordered: numbers exactly; durations by months and seconds, which only together say how long they are. */
export type Order =
  | { readonly kind: 'number'; readonly float: number; readonly literal: string }
  | { readonly kind: 'duration'; readonly months: number; readonly seconds: number }

export const orderOf = (float: number): Order => ({ kind: 'number', float, literal: String(float) })

/** Negative, 0 or positive; undefined where it cannot be told which is the larger. */
export function compareOrders(a: Order, b: Order): number | undefined {
  if (a.kind === 'number' && b.kind === 'number') return compareNumbers(a, b)
  if (a.kind === 'duration' && b.kind === 'duration') return compareDurations(a, b)
  return undefined
}

type NumberOrder = Extract<Order, { kind: 'number' }>
type DurationOrder = Extract<Order, { kind: 'duration' }>

/** So many digits a float holds exactly. */
const EXACT_DIGITS = 15

function compareNumbers(a: NumberOrder, b: NumberOrder): number | undefined {
  if (Number.isNaN(a.float) || Number.isNaN(b.float)) return undefined
  if (a.float !== b.float) return a.float - b.float
  if (!Number.isFinite(a.float) && (isWord(a.literal) || isWord(b.literal)))
    return isWord(a.literal) && isWord(b.literal) ? 0 : (isWord(a.literal) ? 1 : -1) * Math.sign(a.float)
  if (a.literal.length <= EXACT_DIGITS && b.literal.length <= EXACT_DIGITS) return 0
  return compareDecimals(decimalOf(a.literal), decimalOf(b.literal))
}

/** Infinity in words, which is more than a number that no float holds. */
const isWord = (literal: string): boolean => /[nf]/i.test(literal)

function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.digits === '' || b.digits === '') {
    const sign = (of: Decimal): number => (of.digits === '' ? 0 : of.negative ? -1 : 1)
    return sign(a) - sign(b)
  }
  if (a.negative !== b.negative) return a.negative ? -1 : 1
  const magnitude = a.digits.length + a.power - (b.digits.length + b.power)
  const size = magnitude !== 0 ? magnitude : a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0
  return a.negative ? -size : size
}

/** Days of the months that begin at the four dates by which XML Schema compares durations. */
const references = ['1696-09-01', '1697-02-01', '1903-03-01', '1903-07-01'].map(date => {
  const [year = 0, month = 0] = date.split('-').map(Number)
  return { year, month }
})

function compareDurations(a: DurationOrder, b: DurationOrder): number | undefined {
  const differences = references.map(({ year, month }) => {
    const at = (of: DurationOrder): number => Date.UTC(year, month - 1 + of.months) / 1000 + of.seconds
    return Math.sign(at(a) - at(b))
  })
  return differences.every(sign => sign === differences[0]) ? differences[0] : undefined
}

/** A number's identity and order, from a literal of JSON. */
export function numberValue(literal: string): Value {
  const float = Number(literal)
  const order: Order = { kind: 'number', float, literal }
  if (literal.length <= EXACT_DIGITS) return { identity: String(float === 0 ? 0 : float), order }
  const { negative, digits, power } = decimalOf(literal)
  const isShort = digits.length <= EXACT_DIGITS && Math.abs(power) < 200
  return {
    identity: isShort ? String(float === 0 ? 0 : float) : `${negative ? '-' : ''}${digits}e${power}`,
    order,
  }
}

export const textValue = (text: string): Value => ({ identity: text, length: codePoints(text) })

function codePoints(text: string): number {
  let count = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0xd800 && unit <= 0xdbff) {
      const next = text.charCodeAt(i + 1)
      if (next >= 0xdc00 && next <= 0xdfff) count--
    }
  }
  return count
}
