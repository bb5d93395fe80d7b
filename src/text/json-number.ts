import type { JsonFault } from './json-value.js'

/** The value of a number as it is spelled: integers beyond ±(2^53−1) are bigints; what is rounded is a fault. */
export function exactNumber(
  literal: string,
  offset: number,
  pointer: string,
  faults: JsonFault[],
): number | bigint {
  const value = Number(literal)
  if (!Number.isFinite(value)) {
    faults.push({ kind: 'non-finite', offset, pointer, literal })
    return value
  }
  if (Object.is(value, -0)) return 0
  if (/^-?\d+$/.test(literal)) return Number.isSafeInteger(value) ? value : BigInt(literal)
  if (decimalOf(literal) !== decimalOf(String(value)))
    faults.push({ kind: 'rounded', offset, pointer, literal })
  return value
}

/** A decimal literal's exact value, spelled in one way only: digits without zeros at either end, and an exponent. */
function decimalOf(literal: string): string {
  const [, sign, whole, fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? []
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length)
  return `${sign}${significant}e${power}`
}
