import { BANDS } from './minhash.js'

/** So many records before it in one band are looked at, the latest first. */
const MAX_WALK = 256

/** Records that may be near to another one. */
export interface Candidates {
  /** Numbers of records, those that agree in most bands first, then the earliest. Valid until the next record. */
  readonly records: Uint32Array
  /** Some were left out: very many texts agree in one band. */
  readonly cut: boolean
}

/**
 * Makes the function that names, for a record, the earlier ones that agree with it in at least one band. `bands` holds BANDS
 * hashes for each record; it is overwritten. Work: for each record BANDS × 256 steps at most, whatever the texts are.
 */
export function candidatesIn(bands: Int32Array, count: number): (record: number) => Candidates {
  for (let band = 0; band < BANDS; band++) linkBand(bands, band, count)
  const agreeing = new Uint8Array(count)
  const touched = new Uint32Array(BANDS * MAX_WALK)
  const order = new Float64Array(BANDS * MAX_WALK)
  return record => {
    let found = 0
    let cut = false
    for (let band = 0; band < BANDS; band++) {
      let earlier = bands[record * BANDS + band]!
      for (let step = 0; earlier !== NONE && step < MAX_WALK; step++) {
        if (agreeing[earlier] === 0) touched[found++] = earlier
        agreeing[earlier]!++
        earlier = bands[earlier * BANDS + band]!
      }
      cut ||= earlier !== NONE
    }
    for (let i = 0; i < found; i++) order[i] = (BANDS - agreeing[touched[i]!]!) * 2 ** 32 + touched[i]!
    order.subarray(0, found).sort()
    for (let i = 0; i < found; i++) {
      const one = order[i]! % 2 ** 32
      touched[i] = one
      agreeing[one] = 0
    }
    return { records: touched.subarray(0, found), cut }
  }
}

const NONE = -1

/** Puts in place of each record's hash the number of the last record before it that has the same, or NONE. */
function linkBand(bands: Int32Array, band: number, count: number): void {
  // A double holds 53 bits: where the numbers of records need more than 21, the hashes give some of their 32 up.
  const bits = 32 - Math.clz32(count)
  const dropped = Math.max(0, bits - 21)
  const span = 2 ** bits
  const sorted = new Float64Array(count)
  for (let i = 0; i < count; i++) sorted[i] = (bands[i * BANDS + band]! >>> dropped) * span + i
  sorted.sort()
  let [before, keyBefore] = [NONE, -1]
  for (const one of sorted) {
    const key = Math.floor(one / span)
    const record = one - key * span
    bands[record * BANDS + band] = key === keyBefore ? before : NONE
    before = record
    keyBefore = key
  }
}
