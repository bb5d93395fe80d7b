import type { ScalarKind } from '../schema/field.js'

/** The least and the greatest of some values: numbers, or bytes that may be cut. */
export interface Bounds {
  readonly min: Bound
  readonly max: Bound
}

interface Bound {
  readonly value: number | bigint | Uint8Array
  /** False where the value was cut, and another may stand between it and the bound. */
  readonly isExact: boolean
}

/** Of a longer text the beginning says enough. */
const MAX_BYTES = 16

/** Bounds of numbers, of which there has to be one. */
export function numberBounds(values: Int32Array | BigInt64Array | Float64Array | Uint8Array): Bounds {
  let min: number | bigint = values[0]!
  let max: number | bigint = min
  for (let i = 1; i < values.length; i++) {
    const value: number | bigint = values[i]!
    if (value < min) min = value
    else if (value > max) max = value
  }
  return { min: { value: min, isExact: true }, max: { value: max, isExact: true } }
}

/** Bounds of `count` texts, at least one, each behind the four bytes of its length. */
export function textBounds(plain: Buffer, count: number): Bounds {
  let [min, minEnd] = [4, 4 + plain.readUInt32LE(0)]
  let [max, maxEnd] = [min, minEnd]
  for (let i = 1, at = minEnd + 4; i < count; i++) {
    const end = at + plain.readUInt32LE(at - 4)
    if (isBefore(plain, at, end, min, minEnd)) {
      min = at
      minEnd = end
    } else if (isBefore(plain, max, maxEnd, at, end)) {
      max = at
      maxEnd = end
    }
    at = end + 4
  }
  return { min: lowerBound(plain.subarray(min, minEnd)), max: upperBound(plain.subarray(max, maxEnd)) }
}

/** Most texts differ soon, and a call to compare them takes longer. */
function isBefore(bytes: Buffer, a: number, aEnd: number, b: number, bEnd: number): boolean {
  const shared = Math.min(aEnd - a, bEnd - b)
  for (let i = 0; i < shared; i++) {
    const difference = bytes[a + i]! - bytes[b + i]!
    if (difference !== 0) return difference < 0
  }
  return aEnd - a < bEnd - b
}

function lowerBound(text: Buffer): Bound {
  return { value: Uint8Array.from(text.subarray(0, cutAt(text))), isExact: text.length <= MAX_BYTES }
}

/** The beginning with its last character replaced by the next one: nothing that begins so is greater. */
function upperBound(text: Buffer): Bound {
  if (text.length <= MAX_BYTES) return { value: Uint8Array.from(text), isExact: true }
  const characters = Array.from(text.toString('utf8', 0, cutAt(text)))
  for (let last = characters.pop(); last !== undefined; last = characters.pop()) {
    const code = last.codePointAt(0) ?? 0
    if (code === LAST_CHARACTER) continue
    const next = String.fromCodePoint(code === BEFORE_SURROGATES ? AFTER_SURROGATES : code + 1)
    return { value: Uint8Array.from(Buffer.from(characters.join('') + next)), isExact: false }
  }
  return { value: Uint8Array.from(text), isExact: true }
}

const LAST_CHARACTER = 0x10ffff
const BEFORE_SURROGATES = 0xd7ff
const AFTER_SURROGATES = 0xe000

/** Where a character begins, at most `MAX_BYTES` behind the start. */
function cutAt(text: Buffer): number {
  let end = Math.min(text.length, MAX_BYTES)
  while (end < text.length && end > 0 && (text[end]! & 0xc0) === 0x80) end--
  return end
}

/** Bounds of what lies within any of some bounds. */
export function boundsOf(all: readonly Bounds[]): Bounds | undefined {
  const [first, ...others] = all
  if (first === undefined) return undefined
  let { min, max } = first
  for (const other of others) {
    if (isCloser(compareBounds(other.min, min), other.min, min)) min = other.min
    if (isCloser(compareBounds(max, other.max), other.max, max)) max = other.max
  }
  return { min, max }
}

/** Of two that are alike the exact one is a value that is there, and the other's values lie on this side of it. */
const isCloser = (order: number, bound: Bound, than: Bound): boolean =>
  order < 0 || (order === 0 && bound.isExact && !than.isExact)

/** How the bounds of pages follow each other, by parquet.thrift's numbers. */
export function boundaryOrder(pages: readonly Bounds[]): number {
  const isOrdered = (sign: number) =>
    pages.every((page, i) => {
      const before = pages[i - 1]
      return (
        before === undefined ||
        (sign * compareBounds(before.min, page.min) <= 0 && sign * compareBounds(before.max, page.max) <= 0)
      )
    })
  if (isOrdered(1)) return ASCENDING
  return isOrdered(-1) ? DESCENDING : UNORDERED
}

const [UNORDERED, ASCENDING, DESCENDING] = [0, 1, 2]

function compareBounds({ value: a }: Bound, { value: b }: Bound): number {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b)
  return a < b ? -1 : a > b ? 1 : 0
}

/** A bound as a value is written in PLAIN, without the length of a text. Of zeros the least is negative. */
export function boundBytes(kind: ScalarKind, { value }: Bound, side: 'min' | 'max'): Uint8Array {
  if (value instanceof Uint8Array) return value
  if (kind === 'boolean') return Uint8Array.of(Number(value))
  if (kind === 'float64') {
    const zero = side === 'min' ? -0 : 0
    return new Uint8Array(Float64Array.of(value === 0 ? zero : Number(value)).buffer)
  }
  const wide = kind === 'int64' || kind === 'timestamp'
  return new Uint8Array(wide ? BigInt64Array.of(BigInt(value)).buffer : Int32Array.of(Number(value)).buffer)
}
