import { decimalOf, integerOf, isSameDecimal } from './decimal.js'
import type { JsonFault } from './json-value.js'

/** The value of a number as it is spelled: integers that no float is spelled as are bigints; what is rounded is a fault. */
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
  const exact = decimalOf(literal)
  if (exact.digits === '') return 0
  if (/^-?\d+$/.test(literal)) return Number.isSafeInteger(value) ? value : BigInt(literal)
  if (isSameDecimal(exact, decimalOf(String(value)))) return value
  const integer = integerOf(exact)
  if (integer !== undefined) return integer
  faults.push({ kind: 'rounded', offset, pointer, literal })
  return value === 0 ? 0 : value
}
