import { mix32 } from './hash.js'

/**
 * A set is told by its least element under each of 144 orders, in 24 bands of 6. Two sets of Jaccard index s have the same least
 * element under one order with probability s, and agree in at least one whole band with 1 − (1 − s⁶)²⁴: 0.9993 for 0.8,
 * 0.32 for 0.5, 0.002 for 0.2.
 */
export const BANDS = 24
const ROWS = 6

const { factors, shifts } = makeOrders(BANDS * ROWS)

/** Orders of the 32-bit integers: x → factor · x + shift, factors odd. */
function makeOrders(count: number): { factors: Int32Array; shifts: Int32Array } {
  const seed = 0x7761_7271
  return {
    factors: Int32Array.from({ length: count }, (_, i) => mix32(seed + 2 * i) | 1),
    shifts: Int32Array.from({ length: count }, (_, i) => mix32(seed + 2 * i + 1)),
  }
}

let elements = new Int32Array(4096)

/** Writes one hash for each band of a set of integers into `bands`, from `at` on. The set must not be empty. */
export function writeBands(values: Float64Array, bands: Int32Array, at: number): void {
  const count = values.length
  while (count > elements.length) elements = new Int32Array(2 * elements.length)
  const xs = elements
  for (let i = 0; i < count; i++) xs[i] = values[i]! | 0
  for (let band = 0; band < BANDS; band++) {
    let key = band
    for (let order = band * ROWS; order < (band + 1) * ROWS; order++) {
      const factor = factors[order]!
      const shift = shifts[order]!
      let least = 0x7fffffff
      for (let i = 0; i < count; i++) {
        const x = (Math.imul(xs[i]!, factor) + shift) | 0
        if (x < least) least = x
      }
      key = mix32(key ^ least)
    }
    bands[at + band] = key
  }
}
