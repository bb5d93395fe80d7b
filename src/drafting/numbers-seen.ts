import { addDistinct, type Distinct, mergeDistinct, startDistinct } from './distinct.js'

/** What was seen of the numbers at one place. */
export interface NumbersSeen {
  count: number
  /** How many are no integers. */
  fractions: number
  /** How many are integers that 64 bits cannot hold. */
  huge: number
  /** How many are integers beyond ±(2^53−1). */
  long: number
  min: number | bigint
  max: number | bigint
  readonly distinct: Distinct
}

export const startNumbers = (): NumbersSeen => ({
  count: 0,
  fractions: 0,
  huge: 0,
  long: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  distinct: startDistinct(),
})

const MOST = 2 ** 63

export function addNumber(seen: NumbersSeen, value: number | bigint): void {
  seen.count++
  if (value < seen.min) seen.min = value
  if (value > seen.max) seen.max = value
  if (typeof value === 'bigint' || !Number.isSafeInteger(value)) {
    if (typeof value === 'number' && !Number.isInteger(value)) seen.fractions++
    else {
      seen.long++
      if (value >= MOST || value < -MOST) seen.huge++
    }
  }
  addDistinct(seen.distinct, typeof value === 'bigint' ? String(value) : value)
}

export function mergeNumbers(into: NumbersSeen, other: NumbersSeen): void {
  into.count += other.count
  into.fractions += other.fractions
  into.huge += other.huge
  into.long += other.long
  if (other.min < into.min) into.min = other.min
  if (other.max > into.max) into.max = other.max
  mergeDistinct(into.distinct, other.distinct)
}
