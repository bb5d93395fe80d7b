import type { Field, Json, JsonObject, ScalarField } from '../schema/field.js'
import { parseJson } from '../text/json.js'
import { isSet } from './bits.js'
import { integerOf, objectOf, setKey } from './cells.js'
import type { Column, Layout, Value } from './column.js'
import { columnBuilder, memberBuilders } from './column-builder.js'
import { textReader } from './text-bytes.js'
import { dateOf, timestampOf } from './time.js'

/**
 * Records as columns, one per field. Records are validated before: a value that is not of its field's kind, or is
 * missing where the column holds no nulls, is a TypeError, and one that does not fit the column a RangeError.
 */
export function columnsOf(fields: readonly Field[], records: readonly JsonObject[]): readonly Column[] {
  return memberBuilders(fields).map(({ builder, memberOf }) => {
    for (const record of records) builder.add(memberOf(record))
    return builder.finish()
  })
}

/**
 * The inverse of `columnsOf`: a null is JSON's null where the schema allows that, and a missing key elsewhere. Keys
 * stand in the fields' order.
 */
export function recordsOf(fields: readonly Field[], columns: readonly Column[]): JsonObject[] {
  const read = objectReader(fields, columns)
  return Array.from({ length: columns[0]?.length ?? 0 }, (_, i) => read(i))
}

/** One field's values as a column. */
export function columnOf(field: Field, values: readonly Value[]): Column {
  const builder = columnBuilder(field)
  for (const value of values) builder.add(value)
  return builder.finish()
}

/** The inverse of `columnOf`: value `i` of a column. */
export function readerOf(column: Column): (i: number) => Value {
  const { field, validity } = column
  const read = presentReader(field, column)
  const nothing = field.allowsNull ? null : undefined
  return validity === undefined ? read : i => (isSet(validity, i) ? read(i) : nothing)
}

function isExtra(field: Field): field is ScalarField {
  return field.kind === 'json' && field.extra === true
}

function presentReader(field: Field, column: Layout): (i: number) => Value {
  switch (column.layout) {
    case 'bytes': {
      const text = textReader(column)
      return field.kind === 'json' ? i => parseJson(text(i)) : text
    }
    case 'fixed':
      return fixedReader(field, column.values)
    case 'bits':
      return i => isSet(column.values, i)
    case 'list':
      return listReader(column.offsets, column.items)
    case 'struct':
      return objectReader(field.kind === 'struct' ? field.fields : [], column.children)
  }
}

function fixedReader(field: Field, values: Int32Array | BigInt64Array | Float64Array): (i: number) => Value {
  if (field.kind === 'date') return i => dateOf(Number(values[i]))
  if (field.kind === 'timestamp') return i => timestampOf(BigInt(values[i] ?? 0))
  if (field.kind === 'int64') return i => integerOf(values[i] ?? 0)
  return i => Number(values[i])
}

function listReader(offsets: Int32Array, items: Column): (i: number) => Json[] {
  const read = readerOf(items)
  return i => {
    const list: Json[] = []
    const end = offsets[i + 1] ?? 0
    for (let at = offsets[i] ?? 0; at < end; at++) list.push(read(at) ?? null)
    return list
  }
}

function objectReader(fields: readonly Field[], columns: readonly Column[]): (i: number) => JsonObject {
  const members = columns.map((column, k) => ({
    name: fields[k]?.name ?? '',
    extra: isExtra(column.field),
    read: readerOf(column),
  }))
  return i => {
    const object: Record<string, Json> = {}
    for (const { name, extra, read } of members) {
      const value = read(i)
      if (value === undefined) continue
      if (!extra) setKey(object, name, value)
      else if (value !== null)
        for (const [key, member] of Object.entries(objectOf(value))) setKey(object, key, member)
    }
    return object
  }
}
