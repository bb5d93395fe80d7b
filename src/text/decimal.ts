/** A decimal number in one spelling only: digits without zeros at either end (none of them for zero), times ten to the power. */
export interface Decimal {
  readonly negative: boolean
  readonly digits: string
  readonly power: number
}

/** No float needs more; longer exponents only stand where the digits are so many as to make up for them. */
const MAX_EXPONENT_DIGITS = 15

/** The exact value of a JSON number. Time is linear in its length, whatever the exponent. */
export function decimalOf(literal: string): Decimal {
  const negative = literal.startsWith('-')
  const mark = literal.search(/[eE]/)
  const [whole = '', fraction = ''] = literal
    .slice(negative ? 1 : 0, mark === -1 ? literal.length : mark)
    .split('.')
  const all = whole + fraction
  const start = zerosAt(all, 0, 1)
  const end = all.length - zerosAt(all, all.length - 1, -1)
  if (start >= end) return { negative: false, digits: '', power: 0 }
  const exponent = mark === -1 ? 0 : exponentOf(literal.slice(mark + 1))
  return {
    negative,
    digits: all.slice(start, end),
    power: exponent - fraction.length + (all.length - end),
  }
}

export function isSameDecimal(a: Decimal, b: Decimal): boolean {
  return a.negative === b.negative && a.power === b.power && a.digits === b.digits
}

/** A decimal that is a whole number, as such; undefined for any other, and beyond what a float reaches. */
export function integerOf({ negative, digits, power }: Decimal): bigint | undefined {
  if (power < 0 || digits.length + power > 309) return undefined
  const magnitude = BigInt(digits + '0'.repeat(power))
  return negative ? -magnitude : magnitude
}

/** A whole float as the integer that its shortest spelling says: 1e23 is 10^23, not the float's own 99999999999999991611392. */
export function spelledInteger(value: number): bigint {
  return integerOf(decimalOf(String(value))) ?? 0n
}

function exponentOf(text: string): number {
  const negative = text.startsWith('-')
  const digits = text.slice(text.startsWith('+') || negative ? 1 : 0)
  const start = zerosAt(digits, 0, 1)
  const magnitude = digits.length - start > MAX_EXPONENT_DIGITS ? Number.MAX_SAFE_INTEGER : Number(digits)
  return negative ? -magnitude : magnitude
}

/** How many zeros stand at `at` and on from there. */
function zerosAt(text: string, at: number, step: 1 | -1): number {
  let count = 0
  while (text.charCodeAt(at + count * step) === 0x30) count++
  return count
}

/** Whether `value` is a whole number of times `divisor`, both taken as the decimals that they are spelled as. */
export function isMultiple(value: number | bigint, divisor: number | bigint): boolean {
  if (typeof value === 'number' && typeof divisor === 'number') {
    if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0
  }
  const a = decimalOf(String(value))
  const b = decimalOf(String(divisor))
  if (b.digits === '') return false
  if (a.digits === '') return true
  const shift = a.power - b.power
  // 10^shift is the only large number here: a float's exponent bounds it.
  return shift >= 0
    ? (BigInt(a.digits) * 10n ** BigInt(shift)) % BigInt(b.digits) === 0n
    : BigInt(a.digits) % (BigInt(b.digits) * 10n ** BigInt(-shift)) === 0n
}

/** One spelling for each number: equal numbers are spelled alike, whether they are floats or bigints. */
export function numberIdentity(number: number | bigint): string {
  if (typeof number === 'number' && (Number.isSafeInteger(number) || !Number.isInteger(number))) {
    return String(number === 0 ? 0 : number)
  }
  if (typeof number === 'bigint' && BigInt.asIntN(53, number) === number) return String(number)
  const { negative, digits, power } = decimalOf(String(number))
  return `${negative ? '-' : ''}${digits}${power === 0 ? '' : `e${power}`}`
}
