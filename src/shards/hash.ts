// Fast hashes for comparing many texts with one another: fixed, the same on every machine, and no protection against whoever
// looks for collisions.

/** Spreads 32 bits: each bit of the result depends on all. */
export function mix32(bits: number): number {
  let h = bits
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** An integer of 53 bits from two of 32. */
export const join53 = (high: number, low: number): number => (high >>> 11) * 2 ** 32 + (low >>> 0)

// Two hashes of the units of a text, taken in turn: h = Math.imul(h ^ unit, FACTOR).
export const START_A = 0x2545f491
export const FACTOR_A = 0x9e3779b1
export const START_B = 0x5bd1e995
export const FACTOR_B = 0x27d4eb2f

/** A text as an integer of 53 bits. */
export function hash53(text: string): number {
  let a = START_A
  let b = START_B
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, FACTOR_A)
    b = Math.imul(b ^ unit, FACTOR_B)
    b ^= b >>> 15
  }
  return join53(mix32(b), mix32(a ^ text.length))
}

/** Bytes as an integer of 53 bits. */
export function hashBytes53(bytes: Uint8Array, start: number, end: number): number {
  let a = START_A
  let b = START_B
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!
    a = Math.imul(a ^ byte, FACTOR_A)
    b = Math.imul(b ^ byte, FACTOR_B)
    b ^= b >>> 15
  }
  return join53(mix32(b), mix32(a ^ (end - start)))
}
