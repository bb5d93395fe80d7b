import type { GrowingBytes } from '../records/growing-bytes.js'
import { addVarint } from './thrift-writer.js'

/** Bits that the largest of some values takes. */
export const widthOf = (largest: number): number => 32 - Math.clz32(largest)

/** Adds values of `width` bits, at most 24, as runs of one value and runs of eights packed together. */
export function addRuns(out: GrowingBytes, values: ArrayLike<number>, width: number): void {
  const { length } = values
  let packedFrom = 0
  for (let at = 0; at < length; ) {
    const end = endOfRun(values, at)
    if (end - at < 8) {
      at += 8
      continue
    }
    addPacked(out, values, packedFrom, at, width)
    addVarint(out, (end - at) * 2)
    for (let bits = 0, value = values[at]!; bits < width; bits += 8) out.addByte((value >> bits) & 0xff)
    at = end
    packedFrom = end
  }
  addPacked(out, values, packedFrom, length, width)
}

function endOfRun(values: ArrayLike<number>, start: number): number {
  let end = start + 1
  while (end < values.length && values[end] === values[start]) end++
  return end
}

/** Zeros stand for what is missing of the last eight. */
function addPacked(
  out: GrowingBytes,
  values: ArrayLike<number>,
  start: number,
  end: number,
  width: number,
): void {
  if (start === end) return
  const eights = (end - start + 7) >> 3
  addVarint(out, eights * 2 + 1)
  let bits = 0
  let held = 0
  for (let at = start; at < start + eights * 8; at++) {
    if (at < end) held |= values[at]! << bits
    for (bits += width; bits >= 8; bits -= 8) {
      out.addByte(held & 0xff)
      held >>>= 8
    }
  }
}
