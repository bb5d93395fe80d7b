import type { Field, RecordSchema, ScalarKind } from './field.js'
import { walkFields } from './fields.js'
import { type Table, tablesOf } from './tables.js'

/** How one property is stored. */
export interface ColumnDescription {
  readonly property: string
  readonly null: string
  readonly arrow: string
  readonly parquet: string
  readonly csv: string
  readonly note: string
}

/** Every property of a record schema as a column of each format, parents first. */
export function describeColumns(schema: RecordSchema): readonly ColumnDescription[] {
  const tables = tablesOf(schema)
  return [...walkFields(schema.fields)].map(field => ({
    property: field.pointer,
    null: field.nullable ? 'null' : '',
    arrow: arrowTypes(field),
    parquet: parquetTypes(field),
    csv: csvPlace(field, tables),
    note: [noteOf(field), renamedNote(field, tables)].filter(note => note !== '').join('; '),
  }))
}

const arrowScalars: Record<ScalarKind, string> = {
  string: 'Utf8',
  int32: 'Int32',
  int64: 'Int64',
  float64: 'Float64',
  boolean: 'Bool',
  date: 'Date32',
  timestamp: 'Timestamp(µs, UTC)',
  json: 'Utf8 (JSON)',
}

const parquetScalars: Record<ScalarKind, string> = {
  string: 'STRING',
  int32: 'INT32',
  int64: 'INT64',
  float64: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP(µs, UTC)',
  json: 'JSON',
}

function arrowTypes(field: Field): string {
  if (field.kind === 'list') return 'List'
  return field.kind === 'struct' ? 'Struct' : arrowScalars[field.kind]
}

function parquetTypes(field: Field): string {
  if (field.kind === 'list') return 'LIST'
  return field.kind === 'struct' ? 'group' : parquetScalars[field.kind]
}

function csvPlace(field: Field, tables: readonly Table[]): string {
  for (const table of tables) {
    const column = table.columns.find(column => column.field === field && column.role !== 'key')
    if (column === undefined) continue
    const where = table.name === '' ? column.name : `${table.name}.csv: ${column.name}`
    return column.role === 'value' ? where : `${where} (${column.role})`
  }
  if (tables.some(({ list }) => list?.kind === 'list' && list.items === field))
    return 'lines of the child table'
  return field.kind === 'struct' ? 'columns below' : 'inside the JSON cell above'
}

/** Columns of our own in the table of a list, where a property has the name that they would have. */
function renamedNote(field: Field, tables: readonly Table[]): string {
  const table = tables.find(({ list }) => list?.items === field)
  const renamed = (table?.columns ?? []).filter(
    ({ name, role }) =>
      role !== 'value' && role !== 'count' && table?.columns.some(other => other.name === name.slice(0, -1)),
  )
  return renamed.length === 0
    ? ''
    : `own columns: ${renamed.map(({ name, role }) => `${name} (${role})`).join(', ')}`
}

function noteOf(field: Field): string {
  const notes: string[] = []
  if (field.nullable && !field.allowsNull) notes.push('absent is stored as null')
  if (field.nullable && field.allowsNull && field.kind === 'json') notes.push('JSON null is stored as null')
  if (field.kind === 'float64') notes.push('1 and 1.0 are the same')
  if (field.kind === 'json') notes.push('order of keys and spelling of numbers are not kept')
  return notes.join('; ')
}
