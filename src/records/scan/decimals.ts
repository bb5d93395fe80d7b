/** Powers of ten that a float holds exactly. */
export const POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`))

/** The upper and lower half of a float: products of halves are exact (Dekker 1971). */
const SPLITTER = 2 ** 27 + 1
const upperHalf = (value: number): number => value * SPLITTER - (value * SPLITTER - value)
const upperPowers = POWERS.map(upperHalf)

/** By the exponent bits of a float, half of the distance to the next one. */
const HALF_STEPS = Float64Array.from({ length: 2047 }, (_, bits) => 2 ** (bits - 1076))
const float = new Float64Array(1)
const bits = new Int32Array(float.buffer)

/** What a comparison must differ by, relatively: more than all roundings together. */
const MARGIN = 1e-9

/**
 * The float nearest to (`whole` + `rest`) / 10^`places`, where it is spelled just so: no shorter decimal is read as this
 * float, and no other as long is nearer to it. NaN where that is not so, or not known. `whole` and `rest` are exact
 * integers of less than 10^18, `rest` the smaller one; `last` is the last digit of their sum.
 */
export function shortestFloat(whole: number, rest: number, last: number, places: number): number {
  if (last === 0 || places >= POWERS.length) return Number.NaN
  const sum = whole + rest
  const lost = rest - (sum - whole)
  const power = POWERS[places]!
  const upper = upperPowers[places]!
  const lower = power - upper
  const guess = sum / power
  const found = guess + distance(guess) / power
  float[0] = found
  const high = bits[1]!
  // Below a power of two floats stand closer than above.
  if (bits[0] === 0 && (high & 0xfffff) === 0) return Number.NaN
  const half = HALF_STEPS[(high >>> 20) & 0x7ff]! * power
  const off = distance(found)
  const isNearest = Math.abs(off) < half * (1 - MARGIN) && Math.abs(off) < 0.5 - MARGIN
  // The decimals with a digit less that stand next to this one.
  const isShortest =
    Math.abs(off - last) > half * (1 + MARGIN) && Math.abs(off + 10 - last) > half * (1 + MARGIN)
  return isNearest && isShortest ? found : Number.NaN

  /** How far a float times the power is from the integer. */
  function distance(value: number): number {
    const product = value * power
    const a = upperHalf(value)
    const b = value - a
    const error = a * upper - product + a * lower + b * upper + b * lower
    return sum - product - error + lost
  }
}
