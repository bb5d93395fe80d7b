import type {
  Field,
  Json,
  JsonObject,
  ListField,
  ScalarField,
  ScalarKind,
  StructField,
} from '../schema/field.js'
import { parseJson } from '../text/json.js'
import { isSet, packBits } from './bits.js'
import { canonicalJson } from './canonical-json.js'
import {
  booleanOf,
  float64Of,
  int32Of,
  int64Of,
  integerOf,
  listOf,
  objectOf,
  setKey,
  stringOf,
} from './cells.js'
import { encodeTexts, textReader } from './text-bytes.js'
import { dateOf, daysOf, microsOf, timestampOf } from './time.js'
import { undeclaredKeys } from './undeclared.js'

/**
 * Values of one field over a run of records, in Arrow's memory layout: `validity` has bit `i` set where value `i`
 * is not null (undefined when none is null). Under a null struct, children are null, or zero where they cannot be null.
 */
export type Column = {
  readonly field: Field
  readonly length: number
  readonly nullCount: number
  readonly validity: Uint8Array | undefined
} & Layout

export type Layout =
  | { readonly layout: 'bytes'; readonly offsets: Int32Array; readonly bytes: Uint8Array }
  | { readonly layout: 'fixed'; readonly values: Int32Array | BigInt64Array | Float64Array }
  | { readonly layout: 'bits'; readonly values: Uint8Array }
  | { readonly layout: 'list'; readonly offsets: Int32Array; readonly items: Column }
  | { readonly layout: 'struct'; readonly children: readonly Column[] }

/** A value, or undefined where its key is absent or an object around it is null. */
export type Value = Json | undefined

/**
 * Records as columns, one per field. Records are validated before: a value that is not of its field's kind, or is
 * missing where the column holds no nulls, is a TypeError, and one that does not fit the column a RangeError.
 */
export function columnsOf(fields: readonly Field[], records: readonly JsonObject[]): readonly Column[] {
  return fields.map(field => columnOf(field, memberValues(field, fields, records)))
}

/**
 * The inverse of `columnsOf`: a null is JSON's null where the schema allows that, and a missing key elsewhere. Keys
 * stand in the fields' order.
 */
export function recordsOf(fields: readonly Field[], columns: readonly Column[]): JsonObject[] {
  const read = objectReader(fields, columns)
  return Array.from({ length: columns[0]?.length ?? 0 }, (_, i) => read(i))
}

/** One field's values as a column; `orphans` of them are missing because an object around them is null. */
export function columnOf(field: Field, values: readonly Value[], orphans = 0): Column {
  const missing = values.reduce((count: number, value) => (value == null ? count + 1 : count), 0)
  if (!field.nullable && missing > orphans)
    throw new TypeError(`${field.pointer} is missing, but its column has no nulls.`)
  const nullCount = field.nullable ? missing : 0
  const validity = nullCount === 0 ? undefined : packBits(values.length, i => values[i] != null)
  return { field, length: values.length, nullCount, validity, ...layoutOf(field, values, missing) }
}

/** The inverse of `columnOf`: value `i` of a column. */
export function readerOf(column: Column): (i: number) => Value {
  const { field, validity } = column
  const read = presentReader(field, column)
  const nothing = field.allowsNull ? null : undefined
  return validity === undefined ? read : i => (isSet(validity, i) ? read(i) : nothing)
}

// Values to columns

function layoutOf(field: Field, values: readonly Value[], missing: number): Layout {
  if (field.kind === 'list') return listLayout(field, values)
  if (field.kind === 'struct') return structLayout(field, values, missing)
  try {
    return scalarLayouts[field.kind](values)
  } catch (cause) {
    if (cause instanceof RangeError) throw new RangeError(`${field.pointer}: ${cause.message}`, { cause })
    if (cause instanceof TypeError) throw new TypeError(`${field.pointer}: ${cause.message}`, { cause })
    throw cause
  }
}

const scalarLayouts: Record<ScalarKind, (values: readonly Value[]) => Layout> = {
  string: values => texts(values, stringOf),
  json: values => texts(values, canonicalJson),
  int32: values => fixed(new Int32Array(values.length), values, int32Of),
  int64: values => fixed(new BigInt64Array(values.length), values, int64Of),
  float64: values => fixed(new Float64Array(values.length), values, float64Of),
  date: values => fixed(new Int32Array(values.length), values, value => daysOf(stringOf(value))),
  timestamp: values => fixed(new BigInt64Array(values.length), values, value => microsOf(stringOf(value))),
  boolean: values => ({
    layout: 'bits',
    values: packBits(values.length, i => booleanOf(values[i] ?? false)),
  }),
}

function texts(values: readonly Value[], convert: (value: Json) => string): Layout {
  return {
    layout: 'bytes',
    ...encodeTexts(values.map(value => (value == null ? undefined : convert(value)))),
  }
}

function fixed<
  T extends number | bigint,
  A extends (Int32Array | BigInt64Array | Float64Array) & { [i: number]: T },
>(target: A, values: readonly Value[], convert: (value: Json) => T): Layout {
  const slots: { [i: number]: T } = target
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value != null) slots[i] = convert(value)
  }
  return { layout: 'fixed', values: target }
}

function listLayout(field: ListField, values: readonly Value[]): Layout {
  const offsets = new Int32Array(values.length + 1)
  const items: Json[] = []
  values.forEach((value, i) => {
    if (value != null) for (const item of listOf(value)) items.push(item)
    offsets[i + 1] = items.length
  })
  return { layout: 'list', offsets, items: columnOf(field.items, items) }
}

function structLayout({ fields }: StructField, values: readonly Value[], missing: number): Layout {
  const objects = values.map(value => (value == null ? undefined : objectOf(value)))
  return {
    layout: 'struct',
    children: fields.map(field => columnOf(field, memberValues(field, fields, objects), missing)),
  }
}

function memberValues(
  field: Field,
  siblings: readonly Field[],
  objects: readonly (JsonObject | undefined)[],
): readonly Value[] {
  const { name } = field
  if (isExtra(field)) {
    const extra = undeclaredKeys(siblings)
    return objects.map(object => object && members(object, extra(object)))
  }
  // An absent `constructor` would be found on Object.prototype.
  if (name in Object.prototype)
    return objects.map(object => (object && Object.hasOwn(object, name) ? object[name] : undefined))
  return objects.map(object => object?.[name])
}

function members(object: JsonObject, keys: readonly string[]): JsonObject | undefined {
  return keys.length === 0 ? undefined : Object.fromEntries(keys.map(key => [key, object[key] ?? null]))
}

function isExtra(field: Field): field is ScalarField {
  return field.kind === 'json' && field.extra === true
}

// Columns to values

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
