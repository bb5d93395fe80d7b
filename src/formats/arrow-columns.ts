import { isSet, packBits } from '../records/bits.js'
import type { Column, Layout, Value } from '../records/column.js'
import { columnOf, readerOf } from '../records/columns.js'
import type { TextBytes } from '../records/gather-bytes.js'
import { isSoundUtf8 } from '../records/text-bytes.js'
import { daysOf, microsOf } from '../records/time.js'
import type { Field, ListField, ScalarField, ScalarKind, StructField } from '../schema/field.js'
import { TYPE } from './arrow-types.js'
import { ColumnFault, unknownColumn } from './column-fault.js'

/** An array as an Arrow file holds it, whoever wrote the file; after a cut, bitmaps start at bit `offset`. */
export interface ArrowArray {
  readonly type: ArrowType
  readonly length: number
  readonly offset: number
  readonly nullCount: number
  readonly nullBitmap?: Uint8Array | null | undefined
  readonly values?: unknown
  readonly valueOffsets?: unknown
  readonly variadicBuffers?: readonly Uint8Array[]
  readonly children: readonly ArrowArray[]
  readonly dictionary?: { readonly data: readonly ArrowArray[] } | undefined
  /** Part of it; the children of a list stay whole. */
  slice(start: number, length: number): ArrowArray
}

export interface ArrowType {
  readonly typeId: number
  /** The library reads an empty name as null. */
  readonly children?: readonly { readonly name: string | null }[] | null | undefined
  readonly unit?: number
  readonly timezone?: string | null | undefined
  readonly listSize?: number
  toString(): string
}

/**
 * The arrays of a record batch, or of a struct, as the schema's columns. A column that the file lacks is left out.
 * Throws ColumnFault for a column that the schema lacks, and for one whose type has no exact form in the schema's.
 */
export function columnsFrom(
  fields: readonly Field[],
  type: ArrowType,
  arrays: readonly ArrowArray[],
): Column[] {
  const found = new Map((type.children ?? []).map(({ name }, i) => [name ?? '', arrays[i]]))
  const columns = fields.flatMap(field => {
    const array = found.get(field.name)
    found.delete(field.name)
    return array === undefined ? [] : [columnFrom(field, array)]
  })
  const [unknown] = found.keys()
  if (unknown === undefined) return columns
  throw unknownColumn(unknown)
}

/** One column. Throws ColumnFault. */
export function columnFrom(field: Field, array: ArrowArray): Column {
  const { type, length, offset, nullCount, nullBitmap } = array
  if (type.typeId === TYPE.null)
    return columnOf({ ...field, nullable: true }, new Array(length).fill(undefined))
  if (type.typeId === TYPE.dictionary) return dictionaryColumn(field, array)
  const validity = nullCount > 0 && nullBitmap ? cutBits(nullBitmap, offset, length) : undefined
  if (field.kind === 'struct') return structColumn(field, array, validity)
  const layout = field.kind === 'list' ? listLayout(field, array) : scalarLayout(field, array, validity)
  return { field, length, nullCount: validity === undefined ? 0 : nullCount, validity, ...layout }
}

function dictionaryColumn(field: Field, array: ArrowArray): Column {
  const words = wordsOf(field, array)
  const indices = numbersOf(array.values) ?? []
  const known =
    array.nullCount > 0 && array.nullBitmap
      ? cutBits(array.nullBitmap, array.offset, array.length)
      : undefined
  const values = Array.from({ length: array.length }, (_, i) => {
    if (!isSet(known, i)) return undefined
    const index = Number(indices[i])
    if (index < 0 || index >= words.length) throw inexact(field, index, 'a place in its dictionary')
    return words[index]
  })
  return columnOf({ ...field, nullable: true }, values)
}

/** Batches share their dictionary, and are read in parts. */
const knownWords = new WeakMap<object, readonly [Field, readonly Value[]]>()

function wordsOf(field: Field, { dictionary }: ArrowArray): readonly Value[] {
  if (dictionary === undefined) return []
  const [of, known] = knownWords.get(dictionary) ?? []
  if (of === field && known !== undefined) return known
  const words = dictionary.data.flatMap(chunk => {
    const read = readerOf(columnFrom(field, chunk))
    return Array.from({ length: chunk.length }, (_, i) => read(i))
  })
  knownWords.set(dictionary, [field, words])
  return words
}

function structColumn(field: StructField, array: ArrowArray, validity: Uint8Array | undefined): Column {
  if (array.type.typeId !== TYPE.struct) throw mismatch(field, array)
  const children = columnsFrom(field.fields, array.type, array.children)
  const present = { ...field, fields: children.map(child => child.field) }
  const nullCount = validity === undefined ? 0 : array.nullCount
  return { field: present, length: array.length, nullCount, validity, layout: 'struct', children }
}

function listLayout(field: ListField, array: ArrowArray): Layout {
  const [child] = array.children
  if (child === undefined) throw mismatch(field, array)
  const offsets = listOffsets(field, array)
  const start = offsets[0] ?? 0
  const end = offsets[array.length] ?? start
  const items = columnFrom(field.items, child.slice(start, end - start))
  return { layout: 'list', offsets: start === 0 ? offsets : offsets.map(offset => offset - start), items }
}

function listOffsets(field: Field, array: ArrowArray): Int32Array {
  const { type, length, valueOffsets } = array
  if (type.typeId === TYPE.list && valueOffsets instanceof Int32Array) return valueOffsets
  if (type.typeId === TYPE.largeList && valueOffsets instanceof BigInt64Array) {
    checkSize(field, valueOffsets)
    return Int32Array.from(valueOffsets, Number)
  }
  if (type.typeId !== TYPE.fixedSizeList) throw mismatch(field, array)
  return Int32Array.from({ length: length + 1 }, (_, i) => i * (type.listSize ?? 0))
}

function scalarLayout(field: ScalarField, array: ArrowArray, validity: Uint8Array | undefined): Layout {
  const read = layouts[field.kind]
  return read(field, array, (values, convert) => {
    for (let i = 0; i < array.length; i++) {
      const value = values[i]
      if (value !== undefined && isSet(validity, i)) convert(value, i)
    }
  })
}

type Values = Readonly<Record<number, number | bigint>> & { readonly length: number }

/** Calls `convert` for each value that is not null: what stands where one is null has no meaning. */
type ForEach = (values: Values, convert: (value: number | bigint, i: number) => void) => void

const layouts: Record<ScalarKind, (field: ScalarField, array: ArrowArray, forEach: ForEach) => Layout> = {
  string: textLayout,
  json: textLayout,
  boolean: (field, array) => {
    if (array.type.typeId !== TYPE.bool || !(array.values instanceof Uint8Array)) throw mismatch(field, array)
    return { layout: 'bits', values: cutBits(array.values, array.offset, array.length) }
  },
  int32: (field, array, forEach) => {
    const values = integersOf(field, array)
    if (values instanceof Int32Array) return { layout: 'fixed', values }
    const integers = new Int32Array(array.length)
    forEach(values, (value, i) => {
      integers[i] = Number(value)
      if (BigInt(integers[i] ?? 0) !== BigInt(value)) throw inexact(field, value, 'a 32-bit integer')
    })
    return { layout: 'fixed', values: integers }
  },
  int64: (field, array, forEach) => {
    const values = integersOf(field, array)
    if (values instanceof BigInt64Array) return { layout: 'fixed', values }
    const integers = new BigInt64Array(array.length)
    forEach(values, (value, i) => {
      integers[i] = BigInt(value)
      if (integers[i] !== BigInt(value)) throw inexact(field, value, 'a 64-bit integer')
    })
    return { layout: 'fixed', values: integers }
  },
  float64: (field, array, forEach) => {
    const source = array.type.typeId === TYPE.int ? integersOf(field, array) : array.values
    const exact =
      source instanceof Float32Array || source instanceof Float64Array || array.type.typeId === TYPE.int
    const values = exact ? numbersOf(source) : undefined
    if (values === undefined) throw mismatch(field, array)
    const floats = new Float64Array(array.length)
    forEach(values, (value, i) => {
      const float = Number(value)
      if (!Number.isFinite(float)) throw inexact(field, value, 'a number that JSON has')
      if (typeof value === 'bigint' && BigInt(float) !== value) throw inexact(field, value, 'a 64-bit float')
      floats[i] = float
    })
    return { layout: 'fixed', values: floats }
  },
  date: (field, array, forEach) => {
    const values = array.type.typeId === TYPE.date ? numbersOf(array.values) : undefined
    if (values === undefined) throw mismatch(field, array)
    const divisor = values instanceof Int32Array ? 1 : 86_400_000
    const days = new Int32Array(array.length)
    forEach(values, (value, i) => {
      const day = Number(value) / divisor
      if (!Number.isInteger(day)) throw inexact(field, value, 'a whole day')
      if (day < FIRST_DAY || day > LAST_DAY) throw inexact(field, value, 'a day of the years 0000 to 9999')
      days[i] = day
    })
    return { layout: 'fixed', values: days }
  },
  timestamp: (field, array, forEach) => {
    const values = array.type.typeId === TYPE.timestamp ? numbersOf(array.values) : undefined
    if (values === undefined) throw mismatch(field, array)
    if (!array.type.timezone) {
      throw new ColumnFault(
        'type',
        field.pointer,
        `the column "${field.pointer}" is ${array.type}, which names no time zone, so its instants are unknown.`,
      )
    }
    const [times, divisor] = MICROS_PER_UNIT[array.type.unit ?? 2] ?? [1n, 1n]
    const micros = new BigInt64Array(array.length)
    forEach(values, (value, i) => {
      const scaled = BigInt(value) * times
      if (scaled % divisor !== 0n) throw inexact(field, value, 'a whole microsecond')
      const micro = scaled / divisor
      if (micro < FIRST_MICRO || micro > LAST_MICRO)
        throw inexact(field, value, 'an instant of the years 0001 to 9999')
      micros[i] = micro
    })
    return { layout: 'fixed', values: micros }
  },
}

const FIRST_DAY = daysOf('0000-01-01')
const LAST_DAY = daysOf('9999-12-31')
const FIRST_MICRO = microsOf('0001-01-01T00:00:00Z')
const LAST_MICRO = microsOf('9999-12-31T23:59:59.999999Z')

/** Factor and divisor to microseconds of Arrow's units second, millisecond, microsecond and nanosecond. */
const MICROS_PER_UNIT: readonly (readonly [bigint, bigint])[] = [
  [1_000_000n, 1n],
  [1000n, 1n],
  [1n, 1n],
  [1n, 1000n],
]

function textLayout(field: ScalarField, array: ArrowArray): Layout {
  const text = textBytes(field, array)
  const start = text.offsets[0] ?? 0
  if (!isSoundUtf8(text.bytes.subarray(start, text.offsets[array.length] ?? start))) {
    throw new ColumnFault(
      'value',
      field.pointer,
      `the column "${field.pointer}" holds bytes that are not UTF-8.`,
    )
  }
  return { layout: 'bytes', ...text }
}

function textBytes(field: Field, array: ArrowArray): TextBytes {
  const { type, valueOffsets, values } = array
  const bytes = values instanceof Uint8Array ? values : new Uint8Array()
  if (type.typeId === TYPE.utf8 && valueOffsets instanceof Int32Array) return { offsets: valueOffsets, bytes }
  if (type.typeId === TYPE.largeUtf8 && valueOffsets instanceof BigInt64Array) {
    return { offsets: narrowed(field, valueOffsets), bytes: bytes.subarray(Number(valueOffsets[0] ?? 0n)) }
  }
  if (type.typeId === TYPE.utf8View) return viewedBytes(field, array, bytes)
  throw mismatch(field, array)
}

/** A view is 16 bytes: the length, then up to 12 bytes of text, or a prefix of 4, a buffer's number and an offset. */
function viewedBytes(
  field: Field,
  { length, nullBitmap, nullCount, offset, variadicBuffers = [] }: ArrowArray,
  views: Uint8Array,
): TextBytes {
  const view = new DataView(views.buffer, views.byteOffset, views.byteLength)
  const offsets = new Int32Array(length + 1)
  const parts: Uint8Array[] = []
  for (let i = 0; i < length; i++) {
    const at = i * 16
    const size = nullCount > 0 && nullBitmap && !isSet(nullBitmap, offset + i) ? 0 : view.getInt32(at, true)
    offsets[i + 1] = (offsets[i] ?? 0) + size
    if (size < 0) throw inexact(field, size, 'the length of a text')
    if (size <= 12) parts.push(views.subarray(at + 4, at + 4 + size))
    else {
      const start = view.getInt32(at + 12, true)
      const buffer = variadicBuffers[view.getInt32(at + 8, true)] ?? new Uint8Array()
      if (start < 0 || start + size > buffer.length) throw inexact(field, start, 'a place in its buffer')
      parts.push(buffer.subarray(start, start + size))
    }
  }
  return { offsets, bytes: Buffer.concat(parts) }
}

/** 64-bit offsets as 32-bit ones that start at 0. */
function narrowed(field: Field, offsets: BigInt64Array): Int32Array {
  const start = offsets[0] ?? 0n
  checkSize(field, offsets)
  return Int32Array.from(offsets, offset => Number(offset - start))
}

function checkSize(field: Field, offsets: BigInt64Array): void {
  if ((offsets.at(-1) ?? 0n) - (offsets[0] ?? 0n) > 0x7fffffffn) {
    throw new ColumnFault(
      'value',
      field.pointer,
      `the column "${field.pointer}" holds more than 2 GiB in one batch.`,
      { fix: 'Write smaller batches.' },
    )
  }
}

function integersOf(field: Field, array: ArrowArray): Values {
  const values = array.type.typeId === TYPE.int ? numbersOf(array.values) : undefined
  if (values === undefined) throw mismatch(field, array)
  return values
}

function numbersOf(values: unknown): Values | undefined {
  return isNumbers(values) ? values : undefined
}

function isNumbers(values: unknown): values is Values {
  return ArrayBuffer.isView(values) && !(values instanceof DataView)
}

function cutBits(bits: Uint8Array, offset: number, length: number): Uint8Array {
  return offset % 8 === 0 ? bits.subarray(offset / 8) : packBits(length, i => isSet(bits, offset + i))
}

function mismatch(field: Field, array: ArrowArray): ColumnFault {
  return new ColumnFault(
    'type',
    field.pointer,
    `the column "${field.pointer}" is ${array.type}, which has no exact form as the schema's ${field.kind}.`,
  )
}

function inexact(field: Field, value: number | bigint, expected: string): ColumnFault {
  return new ColumnFault(
    'value',
    field.pointer,
    `the column "${field.pointer}" holds ${value}, which is not ${expected}.`,
  )
}
