import { isSet, packBits } from '../records/bits.js'
import type { Column } from '../records/column.js'
import type { TextBytes } from '../records/gather-bytes.js'
import type { ScalarKind } from '../schema/field.js'
import { type Bounds, numberBounds, textBounds } from './parquet-bounds.js'

/** Values of a page, in the encoding PLAIN: all that are there, one after the other. */
export interface PlainValues {
  /** Adds the values that stand at these places in a column. */
  add(column: Column, places: Int32Array): void
  readonly count: () => number
  /** What was added, until more is. */
  bytes(): Buffer
  /** Undefined where there are no values, and for JSON, of which the order says nothing. */
  bounds(): Bounds | undefined
  clear(): void
}

export function plainValues(kind: ScalarKind): PlainValues {
  let buffer = Buffer.allocUnsafeSlow(FIRST_BYTES)
  let length = 0
  let count = 0
  const room = (more: number): void => {
    if (length + more <= buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(length + more, Math.min(buffer.length * 2, KEPT_BYTES)))
    buffer.copy(larger, 0, 0, length)
    buffer = larger
  }
  const view = () => buffer.subarray(0, length)
  return {
    add: (column, places) => {
      room(bytesAt(column, places))
      length = writeAt(column, places, buffer, length)
      count += places.length
    },
    count: () => count,
    bytes: () => (kind === 'boolean' ? Buffer.from(packBits(count, i => buffer[i] === 1)) : view()),
    bounds: () => (count === 0 ? undefined : boundsBy[kind](view(), count)),
    clear: () => {
      length = 0
      count = 0
      if (buffer.length > KEPT_BYTES) buffer = Buffer.allocUnsafeSlow(FIRST_BYTES)
    },
  }
}

const FIRST_BYTES = 2 ** 12
/** One record may take more than a page; the memory for it is not kept. */
const KEPT_BYTES = 2 ** 21

function bytesAt(column: Column, places: Int32Array): number {
  if (column.layout === 'fixed') return column.values.BYTES_PER_ELEMENT * places.length
  if (column.layout !== 'bytes') return places.length
  const { offsets } = column
  let bytes = 4 * places.length
  for (const place of places) bytes += offsets[place + 1]! - offsets[place]!
  return bytes
}

/** Where what was written ends. */
function writeAt(column: Column, places: Int32Array, buffer: Buffer, start: number): number {
  if (column.layout === 'bytes') return writeTexts(column, places, buffer, start)
  if (column.layout === 'fixed') return writeNumbers(column.values, places, buffer, start)
  if (column.layout !== 'bits') throw new TypeError(`a ${column.layout} is no scalar`)
  for (let i = 0; i < places.length; i++) buffer[start + i] = isSet(column.values, places[i]!) ? 1 : 0
  return start + places.length
}

function writeTexts(
  { offsets, bytes }: TextBytes,
  places: Int32Array,
  buffer: Buffer,
  start: number,
): number {
  let at = start
  for (const place of places) {
    const from = offsets[place]!
    const length = offsets[place + 1]! - from
    buffer[at] = length
    buffer[at + 1] = length >> 8
    buffer[at + 2] = length >> 16
    buffer[at + 3] = length >> 24
    at += 4
    if (length > SHORT) buffer.set(bytes.subarray(from, from + length), at)
    else for (let i = 0; i < length; i++) buffer[at + i] = bytes[from + i]!
    at += length
  }
  return at
}

/** Up to so many bytes a loop is faster than a call. */
const SHORT = 24

/** By words of 32 bits: read as a number, 64 bits might become others. */
function writeNumbers(
  { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT }: Int32Array | BigInt64Array | Float64Array,
  places: Int32Array,
  to: Buffer,
  start: number,
): number {
  const words = BYTES_PER_ELEMENT / 4
  const source = new Int32Array(buffer, byteOffset, byteLength / 4)
  const target = new Int32Array(to.buffer, to.byteOffset, to.length >> 2)
  let at = start / 4
  for (const place of places) {
    for (let word = place * words; word < (place + 1) * words; word++) target[at++] = source[word]!
  }
  return at * 4
}

type BoundsOf = (bytes: Buffer, count: number) => Bounds | undefined

const boundsBy: Record<ScalarKind, BoundsOf> = {
  string: textBounds,
  json: () => undefined,
  int32: boundsIn(Int32Array),
  date: boundsIn(Int32Array),
  int64: boundsIn(BigInt64Array),
  timestamp: boundsIn(BigInt64Array),
  float64: boundsIn(Float64Array),
  boolean: numberBounds,
}

function boundsIn(
  Values: new (buffer: ArrayBufferLike, offset: number, count: number) => Parameters<typeof numberBounds>[0],
): BoundsOf {
  return (bytes, count) => numberBounds(new Values(bytes.buffer, bytes.byteOffset, count))
}
