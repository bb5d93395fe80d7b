/** Flags that are added one by one, packed as `packBits` has them. */
export interface GrowingBits {
  add(flag: boolean): void
  /** What was added, until more is. */
  view(): Uint8Array
  clear(): void
}

export function growingBits(): GrowingBits {
  let bits = new Uint8Array(64)
  let length = 0
  return {
    add: flag => {
      const at = length >> 3
      const bit = length & 7
      if (at === bits.length) {
        const larger = new Uint8Array(bits.length * 2)
        larger.set(bits)
        bits = larger
      }
      const before = bit === 0 ? 0 : bits[at]!
      bits[at] = flag ? before | (1 << bit) : before
      length++
    },
    view: () => bits.subarray(0, (length + 7) >> 3),
    clear: () => {
      length = 0
    },
  }
}
