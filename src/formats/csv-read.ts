import { UsageError } from '../errors.js'
import { type Batch, makeBatch } from '../records/batch.js'
import { canonicalFor, isJsonObject } from '../records/canonical.js'
import type {
  Field,
  Json,
  JsonObject,
  ListField,
  RecordSchema,
  ScalarField,
  StructField,
} from '../schema/field.js'
import { type ColumnRole, type Table, tablesOf } from '../schema/tables.js'
import { type CellKind, cellKinds, countCell, extraCell, listCell } from './csv-cells.js'
import { type CsvLine, cellOf, quote, readLines, refuseCell } from './csv-file.js'
import type { TableName } from './format.js'

/** UTF-16 units of the canonical lines that make a batch. */
const BATCH_LENGTH = 2 ** 22

/**
 * Reads the files of a schema's tables side by side: their lines come in the records' order, so that no more than a
 * batch is in memory. Throws UsageError where a file does not hold what the schema says, or they do not fit together.
 */
export async function* readCsv(
  files: Readonly<Record<TableName, string>>,
  schema: RecordSchema,
): AsyncGenerator<Batch> {
  const tables = tablesOf(schema).map(table => ({ ...table, lines: openTable(table, files) }))
  try {
    yield* readBatches(tables, schema)
    for (const { parent, lines } of tables) {
      const { value: line } = await lines.next()
      if (line && parent !== undefined) {
        refuseCell(line, 0, `holds ${quote(cellOf(line, 0))}, but no line is left that counts it`)
      }
    }
  } finally {
    for (const { lines } of tables) await lines.return(undefined)
  }
}

interface OpenTable extends Table {
  readonly lines: AsyncGenerator<CsvLine, undefined>
}

function openTable(
  table: Table,
  files: Readonly<Record<TableName, string>>,
): AsyncGenerator<CsvLine, undefined> {
  const file = Object.hasOwn(files, table.name) ? files[table.name] : undefined
  if (file === undefined) throw new UsageError(`There is no CSV file for the table ${quote(table.name)}.`)
  return readLines(
    file,
    table.columns.map(({ name }) => name),
  )
}

async function* readBatches(tables: readonly OpenTable[], schema: RecordSchema): AsyncGenerator<Batch> {
  const main = tables.find(({ parent }) => parent === undefined)
  if (main === undefined) return
  const read = objectReader(schema.fields, main, tables)
  const key = main.columns.findIndex(({ name }) => name === schema.keyField?.name)
  const { line: canonicalLine } = canonicalFor(schema.fields)
  let records: JsonObject[] = []
  let lines: string[] = []
  let length = 0
  for await (const line of main.lines) {
    const record = await read(line, key === -1 ? [] : [cellOf(line, key) ?? ''])
    const text = canonicalLine(record)
    records.push(record)
    lines.push(text)
    length += text.length
    if (length >= BATCH_LENGTH) {
      yield makeBatch(schema, records, lines)
      records = []
      lines = []
      length = 0
    }
  }
  if (records.length > 0) yield makeBatch(schema, records, lines)
}

/** Reads a value out of a line. `lead` are the texts of the key and positions that its child lines begin with. */
type Read<T> = (line: CsvLine, lead: readonly string[]) => T | Promise<T>

function objectReader(
  fields: readonly Field[],
  table: Table,
  tables: readonly OpenTable[],
): Read<JsonObject> {
  const members = fields.map(field => ({
    field,
    read: 'extra' in field ? extraReader(field, fields, table) : readerOf(field, table, tables),
  }))
  return async (line, lead) => {
    const entries: [string, Json][] = []
    for (const { field, read } of members) {
      const reading = read(line, lead)
      const value = reading instanceof Promise ? await reading : reading
      if ('extra' in field) for (const entry of Object.entries(value ?? {})) entries.push(entry)
      else if (value !== null || field.allowsNull) entries.push([field.name, value])
    }
    return Object.fromEntries(entries)
  }
}

function readerOf(field: Field, table: Table, tables: readonly OpenTable[]): Read<Json> {
  if (field.kind === 'struct') return structReader(field, table, tables)
  if (field.kind !== 'list') return cellReader(field, table, cellKinds[field.kind])
  const child = tables.find(({ list }) => list === field)
  return child === undefined
    ? cellReader(field, table, listCell(field))
    : listReader(field, child, table, tables)
}

function structReader(field: StructField, table: Table, tables: readonly OpenTable[]): Read<Json> {
  const readMembers = objectReader(field.fields, table, tables)
  if (!field.nullable) return readMembers
  const presence = columnOf(field, table)
  const path = table.columns[presence]?.path ?? []
  const inside = table.columns.flatMap((column, i) => {
    const isInside =
      i !== presence && ownRoles.has(column.role) && path.every((name, k) => column.path[k] === name)
    return isInside ? [i] : []
  })
  return (line, lead) => {
    const text = cellOf(line, presence)
    if (text === 'true') return readMembers(line, lead)
    if (text !== null) refuseCell(line, presence, `holds ${quote(text)}, expected true or nothing`)
    for (const column of inside) {
      const found = cellOf(line, column)
      if (found !== null) refuseCell(line, column, `holds ${quote(found)}, but its object is null`)
    }
    return null
  }
}

/** Columns of what a line stands for; the others say where it belongs, or repeat text. */
const ownRoles: ReadonlySet<ColumnRole> = new Set(['value', 'presence', 'count'])

function listReader(
  list: ListField,
  child: OpenTable,
  table: Table,
  tables: readonly OpenTable[],
): Read<Json> {
  const readCount = cellReader(list, table, countCell)
  const column = columnOf(list, table)
  const readElement = readerOf(list.items, child, tables)
  return async (line, lead) => {
    const count = await readCount(line, lead)
    if (count === null) return null
    const elements: Json[] = []
    for (let i = 0; i < Number(count); i++) {
      const { value: element } = await child.lines.next()
      if (!element) refuseCell(line, column, `counts ${count}, but the table "${child.name}" ends after ${i}`)
      const place = [...lead, String(i)]
      checkPlace(element, place, `${line.header.file}:${line.number} counts ${count}`)
      elements.push(await readElement(element, place))
    }
    return elements
  }
}

function checkPlace(line: CsvLine, place: readonly string[], reason: string): void {
  for (const [column, expected] of place.entries()) {
    const text = cellOf(line, column)
    if (text !== expected) {
      refuseCell(line, column, `holds ${quote(text)}, expected ${quote(expected)}: ${reason}`)
    }
  }
}

function extraReader(field: ScalarField, siblings: readonly Field[], table: Table): Read<Json> {
  const column = columnOf(field, table)
  const declared = new Set(siblings.filter(sibling => sibling !== field).map(({ name }) => name))
  const read = cellReader(field, table, extraCell)
  return async (line, lead) => {
    const extra = await read(line, lead)
    const key = isJsonObject(extra) ? Object.keys(extra).find(key => declared.has(key)) : undefined
    if (key !== undefined) refuseCell(line, column, `holds ${quote(key)}, which has a column of its own`)
    return extra
  }
}

/** The column of a field's value, presence or count. */
function columnOf(field: Field, table: Table): number {
  return table.columns.findIndex(column => column.field === field)
}

function cellReader(field: Field, table: Table, { expected, parse }: CellKind): Read<Json> {
  const column = columnOf(field, table)
  return line => {
    const text = cellOf(line, column)
    if (text === null) {
      return field.nullable ? null : refuseCell(line, column, `is empty, expected ${expected}`)
    }
    let value: Json | undefined
    let cause: unknown
    try {
      value = parse(text)
    } catch (error) {
      cause = error
    }
    return value ?? refuseCell(line, column, `holds ${quote(text)}, expected ${expected}`, cause)
  }
}
