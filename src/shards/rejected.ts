/** Which records of which inputs were rejected: one bit each. */
export interface RejectedSet {
  /** True when it was not there before. */
  add(input: number, ordinal: number): boolean
  has(input: number, ordinal: number): boolean
  /** Of one input, in order. */
  ordinalsOf(input: number): number[]
  readonly size: number
}

const FIRST_BYTES = 1024

/** `input` counts the files, `ordinal` the records of one file, both from 0. */
export function startRejected(): RejectedSet {
  const sets = new Map<number, Uint8Array>()
  let size = 0
  const byteOf = (set: Uint8Array | undefined, ordinal: number): number => set?.[ordinal >> 3] ?? 0
  return {
    add: (input, ordinal) => {
      let set = sets.get(input) ?? new Uint8Array(FIRST_BYTES)
      const at = ordinal >> 3
      if (at >= set.length) {
        const larger = new Uint8Array(Math.max(2 * set.length, at + 1))
        larger.set(set)
        set = larger
      }
      sets.set(input, set)
      const bit = 1 << (ordinal & 7)
      if ((byteOf(set, ordinal) & bit) !== 0) return false
      set[at] = byteOf(set, ordinal) | bit
      size++
      return true
    },
    ordinalsOf: input => {
      const found: number[] = []
      for (const [at, byte] of (sets.get(input) ?? []).entries()) {
        for (let bit = 0; byte !== 0 && bit < 8; bit++)
          if ((byte & (1 << bit)) !== 0) found.push(8 * at + bit)
      }
      return found
    },
    has: (input, ordinal) => (byteOf(sets.get(input), ordinal) & (1 << (ordinal & 7))) !== 0,
    get size() {
      return size
    },
  }
}
