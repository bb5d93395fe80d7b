/** Flags packed into bytes, the lowest bit first, as Arrow and Parquet have them. */
export function packBits(length: number, flag: (i: number) => boolean): Uint8Array {
  const bits = new Uint8Array((length + 7) >> 3)
  for (let i = 0; i < length; i++) if (flag(i)) bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7))
  return bits
}

/** Whether bit `i` is set; where there are no bits, all are. */
export function isSet(bits: Uint8Array | undefined, i: number): boolean {
  return bits === undefined || ((bits[i >> 3] ?? 0) & (1 << (i & 7))) !== 0
}
