import { stringify } from 'csv-stringify/sync'
import { canonicalJson } from '../src/records/canonical-json.js'
import { undeclaredKeys } from '../src/records/undeclared.js'
import type { Field, Json, JsonObject, ListField, RecordSchema } from '../src/schema/field.js'
import { type Table, tablesOf } from '../src/schema/tables.js'
import { isJsonObject } from '../src/text/json-value.js'
import { pointerOf, valueAt } from '../src/text/pointer.js'

type Cell = string | number | bigint | boolean | null

/** Lines by the name of their table. */
type Lines = ReadonlyMap<string, readonly (readonly Cell[])[]>

/** By default csv-stringify writes true as 1, and nothing for false. */
const dialect = {
  quoted_string: true,
  quoted_match: /[\r\n]/,
  cast: { number: (value: number) => canonicalJson(value), bigint: String, boolean: String },
}

/** The text of every table's file, made from records cell by cell and written by csv-stringify: what our own writer must equal. */
export function csvByStringify(schema: RecordSchema, records: readonly JsonObject[]): Map<string, string> {
  const lines = linesFor(schema)(records)
  return new Map(
    tablesOf(schema).map(({ name, columns }) => [
      name,
      stringify([columns.map(column => column.name), ...(lines.get(name) ?? [])], dialect),
    ]),
  )
}

function linesFor(schema: RecordSchema): (records: readonly JsonObject[]) => Lines {
  const tables = tablesOf(schema)
  const children = new Map(tables.flatMap(table => (table.list === undefined ? [] : [[table.list, table]])))
  const writeRecord = objectWriter(schema.fields, children)
  const key = schema.keyField?.name
  return records => {
    const lines = new Map(tables.map(({ name }): [string, Cell[][]] => [name, []]))
    for (const record of records) {
      const cells: Cell[] = []
      const lead = key === undefined ? [] : [scalarCell(record[key])]
      writeRecord(record, cells, { record, lead, lines })
      lines.get('')?.push(cells)
    }
    return lines
  }
}

type Children = ReadonlyMap<ListField, Table>

/** Where a value stands: its record, and the key and positions that its child lines begin with. */
interface Place {
  readonly record: JsonObject
  readonly lead: readonly Cell[]
  readonly lines: ReadonlyMap<string, Cell[][]>
}

/** Adds a value's cells to its line, and its child lines to their tables. */
type Write<T> = (value: T, cells: Cell[], place: Place) => void

function objectWriter(fields: readonly Field[], children: Children): Write<JsonObject | null> {
  const members = fields.map(field => ({ member: memberOf(field, fields), write: writerOf(field, children) }))
  return (object, cells, place) => {
    for (const { member, write } of members) write(object === null ? null : member(object), cells, place)
  }
}

function memberOf(field: Field, fields: readonly Field[]): (object: JsonObject) => Json {
  const { name } = field
  if (!('extra' in field)) return object => (Object.hasOwn(object, name) ? (object[name] ?? null) : null)
  const undeclared = undeclaredKeys(fields)
  return object => {
    const keys = undeclared(object)
    return keys.length === 0 ? null : Object.fromEntries(keys.map(key => [key, object[key] ?? null]))
  }
}

function writerOf(field: Field, children: Children): Write<Json> {
  if (field.kind === 'struct') {
    const writeMembers = objectWriter(field.fields, children)
    return (value, cells, place) => {
      const object = isJsonObject(value) ? value : null
      if (field.nullable) cells.push(object === null ? null : true)
      writeMembers(object, cells, place)
    }
  }
  if (field.kind === 'list') {
    const table = children.get(field)
    return table === undefined ? writeJson : childWriter(table, children)
  }
  if (field.kind === 'json') return writeJson
  if (field.kind === 'float64') return (value, cells) => cells.push(value === null ? null : Number(value))
  return (value, cells) => cells.push(scalarCell(value))
}

const writeJson: Write<Json> = (value, cells) => cells.push(value === null ? null : canonicalJson(value))

function scalarCell(value: Json | undefined): Cell {
  if (typeof value === 'object' && value !== null)
    throw new TypeError(`${canonicalJson(value)} is no scalar.`)
  return value ?? null
}

/** Writes the count of a list's elements, and a line for each. */
function childWriter(table: Table, children: Children): Write<Json> {
  const elements = table.list?.items
  if (elements?.kind !== 'struct') throw new TypeError(`The table ${table.name} has no objects.`)
  const writeMembers = objectWriter(elements.fields, children)
  const spanText = table.columns.find(({ role }) => role === 'span-text')
  const pointer = spanText && pointerOf(spanText.path)
  return (value, cells, place) => {
    const items = Array.isArray(value) ? value : null
    cells.push(items === null ? null : items.length)
    const textOf = pointer === undefined ? undefined : spanReader(valueAt(place.record, pointer))
    items?.forEach((item: Json, position) => {
      const object = isJsonObject(item) ? item : null
      const lead = [...place.lead, position]
      const line = [...lead]
      if (elements.nullable) line.push(object === null ? null : true)
      writeMembers(object, line, { ...place, lead })
      if (textOf !== undefined) line.push(textOf(object))
      place.lines.get(table.name)?.push(line)
    })
  }
}

/** The text between an object's `start` and `end`, which count code points. Spans in order cost one walk of the text. */
function spanReader(text: unknown): (span: JsonObject | null) => string | null {
  if (typeof text !== 'string') return () => null
  let unit = 0
  let point = 0
  const unitAt = (offset: number): number => {
    if (offset < point) unit = point = 0
    for (; point < offset && unit < text.length; point++) unit += text.codePointAt(unit)! > 0xffff ? 2 : 1
    return unit
  }
  return span => (span === null ? null : text.slice(unitAt(Number(span.start)), unitAt(Number(span.end))))
}
