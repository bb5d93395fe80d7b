/** A number as a whole number of digits times a power of ten; the digits do not end in 0 unless the number is 0. */
export interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

const LITERAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/
/** Literals with a larger exponent than this are zero or infinite as floats; nothing is computed with them. */
const MAX_EXPONENT = 10_000

/** The exact value of a JSON number, or of a float by its shortest spelling. Undefined when it is none, or its exponent is absurd. */
export function decimalOf(literal: string): Decimal | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] = LITERAL.exec(literal) ?? []
  if (sign === undefined) return undefined
  const all = `${whole}${fraction}`.replace(/^0+/, '')
  let end = all.length
  while (end > 0 && all.charCodeAt(end - 1) === 0x30) end--
  if (end === 0) return { digits: 0n, exponent: 0 }
  const power = Number(exponent) - fraction.length + all.length - end
  if (!(Math.abs(power) <= MAX_EXPONENT)) return undefined
  return { digits: BigInt(`${sign}${all.slice(0, end)}`), exponent: power }
}

const exactly = (number: number | bigint): Decimal => decimalOf(String(number)) ?? { digits: 0n, exponent: 0 }

/** Whether `value` is a whole number of times `divisor`, both taken as the decimals that they are spelled as. */
export function isMultiple(value: number | bigint, divisor: number | bigint): boolean {
  if (typeof value === 'number' && typeof divisor === 'number') {
    if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0
  }
  const a = exactly(value)
  const b = exactly(divisor)
  if (b.digits === 0n) return false
  const shift = a.exponent - b.exponent
  // 10^shift is the only large number here: a float's exponent bounds it.
  return shift >= 0
    ? (a.digits * 10n ** BigInt(shift)) % b.digits === 0n
    : a.digits % (b.digits * 10n ** BigInt(-shift)) === 0n
}

/** One spelling for each number: equal numbers are spelled alike, whether they are floats or bigints. */
export function numberIdentity(number: number | bigint): string {
  if (typeof number === 'number' && (Number.isSafeInteger(number) || !Number.isInteger(number))) {
    return String(number === 0 ? 0 : number)
  }
  const { digits, exponent } = exactly(number)
  return exponent === 0 ? String(digits) : `${digits}e${exponent}`
}
