import { setKey } from '../records/cells.js'
import type { Field, Json, JsonObject, ListField, ScalarField, StructField } from '../schema/field.js'
import type { ColumnRole, Table, TableColumn } from '../schema/tables.js'
import { isJsonObject } from '../text/json-value.js'
import { type CellKind, countCell, extraCell, listCell } from './csv-cells.js'
import { quote } from './csv-file.js'

type Awaitable<T> = T | Promise<T>

/** How a reader of CSV finds cells, and what it does with those that are wrong. `L` is a line of any table. */
export interface CsvCells<L> {
  readonly kinds: Readonly<Record<ScalarField['kind'], CellKind>>
  /** Null for an empty cell without quotes, undefined where the file has no such column. */
  cell(line: L, table: Table, column: number): string | null | undefined
  /** A cell is wrong, and there is no value. `what` follows the column: `holds "x", expected a date`. May throw. */
  refuse(line: L, table: Table, column: number, what: string): undefined
  /** A cell is empty where its column holds no nulls. May throw. */
  empty(line: L, table: Table, column: number, expected: string): undefined
  /** The lines of a list's elements, null for a null list; undefined for no value. `count` is undefined without a column. */
  elements(
    line: L,
    place: { readonly table: Table; readonly column: number; readonly child: Table },
    lead: readonly string[],
    count: number | null | undefined,
  ): Awaitable<readonly L[] | null | undefined>
}

/** Reads a value out of a line. `lead` are the texts of the key and positions that its child lines begin with. */
type Read<L, T> = (line: L, lead: readonly string[]) => Awaitable<T | undefined>

/** Makes the function that reads a record, or an element of `table`, out of a line and its child lines. */
export function recordReader<L>(
  fields: readonly Field[],
  table: Table,
  tables: readonly Table[],
  cells: CsvCells<L>,
): (line: L, lead: readonly string[]) => Promise<JsonObject> {
  const reader = { table, tables, cells }
  const members = fields.map(field => ({
    field,
    read: 'extra' in field ? extraReader(field, fields, reader) : readerOf(field, reader),
  }))
  return async (line, lead) => {
    const record: Record<string, Json> = {}
    for (const { field, read } of members) {
      const reading = read(line, lead)
      const value = reading instanceof Promise ? await reading : reading
      if (value === undefined) continue
      if ('extra' in field) {
        for (const [key, member] of Object.entries(value ?? {})) setKey(record, key, member)
      } else if (value !== null || field.allowsNull) setKey(record, field.name, value)
    }
    return record
  }
}

interface Reader<L> {
  readonly table: Table
  readonly tables: readonly Table[]
  readonly cells: CsvCells<L>
}

function readerOf<L>(field: Field, reader: Reader<L>): Read<L, Json> {
  if (field.kind === 'struct') return structReader(field, reader)
  if (field.kind !== 'list') return cellReader(field, reader, reader.cells.kinds[field.kind])
  const child = reader.tables.find(({ list }) => list === field)
  return child === undefined ? cellReader(field, reader, listCell(field)) : listReader(field, child, reader)
}

function structReader<L>(field: StructField, reader: Reader<L>): Read<L, Json> {
  const { table, tables, cells } = reader
  const readMembers = recordReader(field.fields, table, tables, cells)
  const presence = field.nullable ? columnOf(field, table) : -1
  const path = presence === -1 ? pathOf(field, table) : (table.columns[presence]?.path ?? [])
  const inside = table.columns.flatMap((column, i) => (i !== presence && isInside(column, path) ? [i] : []))
  return (line, lead) => {
    const text = presence === -1 ? 'true' : cells.cell(line, table, presence)
    if (text === undefined) {
      // Somebody else's table may do without: an object is there when one of its values is.
      const isThere = inside.some(column => (cells.cell(line, table, column) ?? null) !== null)
      return isThere ? readMembers(line, lead) : undefined
    }
    if (text === 'true') {
      const isKnown =
        inside.length === 0 || inside.some(column => cells.cell(line, table, column) !== undefined)
      return isKnown || presence !== -1 ? readMembers(line, lead) : undefined
    }
    if (text !== null) {
      return cells.refuse(line, table, presence, `holds ${quote(text)}, expected true or nothing`)
    }
    for (const column of inside) {
      const found = cells.cell(line, table, column) ?? null
      if (found !== null) {
        return cells.refuse(line, table, column, `holds ${quote(found)}, but its object is null`)
      }
    }
    return null
  }
}

/** Columns of what a line stands for; the others say where it belongs, or repeat text. */
const ownRoles: ReadonlySet<ColumnRole> = new Set(['value', 'presence', 'count'])

const isInside = (column: TableColumn, path: readonly string[]): boolean =>
  ownRoles.has(column.role) && path.every((name, k) => column.path[k] === name)

/** The path of an object that has no column of its own: that of the first column inside, without what is inside. */
function pathOf(field: StructField, table: Table): readonly string[] {
  const first = table.columns.find(
    ({ role, field: { pointer } }) => ownRoles.has(role) && pointer.startsWith(`${field.pointer}/`),
  )
  const inside = first?.field.pointer.slice(field.pointer.length).split('/').length ?? 1
  return first?.path.slice(0, first.path.length - (inside - 1)) ?? []
}

function listReader<L>(list: ListField, child: Table, { table, tables, cells }: Reader<L>): Read<L, Json> {
  const readCount = cellReader(list, { table, tables, cells }, countCell)
  const column = columnOf(list, table)
  const readElement = readerOf(list.items, { table: child, tables, cells })
  return async (line, lead) => {
    const isCounted = cells.cell(line, table, column) !== undefined
    const given = isCounted ? await readCount(line, lead) : undefined
    const count = given === undefined || given === null ? given : Number(given)
    const lines = await cells.elements(line, { table, column, child }, lead, count)
    if (lines === null || lines === undefined) return lines
    const elements: Json[] = []
    for (const [i, element] of lines.entries()) {
      elements.push((await readElement(element, [...lead, String(i)])) ?? null)
    }
    return elements
  }
}

function extraReader<L>(field: ScalarField, siblings: readonly Field[], reader: Reader<L>): Read<L, Json> {
  const { table, cells } = reader
  const column = columnOf(field, table)
  const declared = new Set(siblings.filter(sibling => sibling !== field).map(({ name }) => name))
  const read = cellReader(field, reader, extraCell)
  return async (line, lead) => {
    const extra = await read(line, lead)
    const key = isJsonObject(extra) ? Object.keys(extra).find(key => declared.has(key)) : undefined
    if (key === undefined) return extra
    return cells.refuse(line, table, column, `holds ${quote(key)}, which has a column of its own`)
  }
}

/** The column of a field's value, presence or count. */
function columnOf(field: Field, table: Table): number {
  let places = placesIn.get(table)
  if (places === undefined) {
    const own = table.columns.flatMap((column, i) =>
      ownRoles.has(column.role) ? [[column.field, i] as const] : [],
    )
    // The first of a field's columns counts.
    places = new Map(own.reverse())
    placesIn.set(table, places)
  }
  return places.get(field) ?? -1
}

/** Tables may have thousands of columns, each of which is looked for. */
const placesIn = new WeakMap<Table, ReadonlyMap<Field, number>>()

function cellReader<L>(
  field: Field,
  { table, cells }: Reader<L>,
  { expected, parse }: CellKind,
): Read<L, Json> {
  const column = columnOf(field, table)
  return line => {
    const text = cells.cell(line, table, column)
    if (text === undefined) return undefined
    if (text === null) return field.nullable ? null : cells.empty(line, table, column, expected)
    const value = parsed(text, parse)
    return value ?? cells.refuse(line, table, column, `holds ${quote(text)}, expected ${expected}`)
  }
}

function parsed(text: string, parse: CellKind['parse']): Json | undefined {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}
