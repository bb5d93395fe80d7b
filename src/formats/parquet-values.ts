import { isSet } from '../records/bits.js'
import type { Column } from '../records/column.js'

/** A value as hyparquet-writer takes it: bytes, numbers, arrays, and objects whose keys are all their own. */
export type ParquetValue =
  | Uint8Array
  | number
  | bigint
  | boolean
  | null
  | readonly ParquetValue[]
  | { readonly [name: string]: ParquetValue }

/** Reads value `i` of a column. Texts stay UTF-8, days and microseconds stay numbers. */
export function parquetReader(column: Column): (i: number) => ParquetValue {
  const { validity } = column
  const read = presentReader(column)
  return validity === undefined ? read : i => (isSet(validity, i) ? read(i) : null)
}

function presentReader(column: Column): (i: number) => ParquetValue {
  switch (column.layout) {
    case 'bytes':
      return i => column.bytes.subarray(column.offsets[i], column.offsets[i + 1])
    case 'fixed':
      return i => column.values[i] ?? null
    case 'bits':
      return i => isSet(column.values, i)
    case 'list':
      return listReader(column.offsets, parquetReader(column.items))
    case 'struct':
      return structReader(column.children)
  }
}

function listReader(offsets: Int32Array, read: (i: number) => ParquetValue): (i: number) => ParquetValue {
  return i => {
    const list: ParquetValue[] = []
    const end = offsets[i + 1] ?? 0
    for (let at = offsets[i] ?? 0; at < end; at++) list.push(read(at))
    return list
  }
}

function structReader(children: readonly Column[]): (i: number) => ParquetValue {
  const members = children.map(child => [child.field.name, parquetReader(child)] as const)
  return i => {
    const struct: Record<string, ParquetValue> = Object.create(null)
    for (const [name, read] of members) struct[name] = read(i)
    return struct
  }
}

/** Bytes that a column takes in memory, which is about what it takes in a file before compression. */
export function sizeOf(column: Column): number {
  switch (column.layout) {
    case 'bytes':
      return column.offsets.byteLength + column.bytes.byteLength
    case 'list':
      return column.offsets.byteLength + sizeOf(column.items)
    case 'struct':
      return column.children.reduce((sum, child) => sum + sizeOf(child), 0)
    default:
      return column.values.byteLength
  }
}
