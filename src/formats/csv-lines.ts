import { isSet } from '../records/bits.js'
import type { Column } from '../records/column.js'
import { timestampOf } from '../records/time.js'
import type { Field, ListField, RecordSchema } from '../schema/field.js'
import { type Table, type TableColumn, tablesOf } from '../schema/tables.js'
import { pointerOf } from '../text/pointer.js'
import type { CsvBytes } from './csv-bytes.js'
import { jsonWriter } from './csv-json.js'
import { spanWriter } from './csv-spans.js'

/** Writes the lines of a run of records: `bytesOf` says where those of a table go. */
type WriteLines = (columns: readonly Column[], records: number, bytesOf: (table: string) => CsvBytes) => void

/** Spreads the columns of records over the tables of a schema; cells stand in the order of `tablesOf`'s columns. */
export function linesFor(schema: RecordSchema): WriteLines {
  const tables = tablesOf(schema)
  const chains = new Map(tables.map(table => [table, listsAround(table, tables)]))
  return (columns, records, bytesOf) => {
    const root = placed(columns)
    for (const table of tables) {
      const out = bytesOf(table.name)
      const lists = (chains.get(table) ?? []).map(list => listColumn(root, list))
      const place: Place = { record: 0, index: 0, positions: [] }
      const write = lineWriter(table, { root, out, place, elements: lists.at(-1)?.items })
      for (place.record = 0; place.record < records; place.record++) {
        if (lists.length > 0) eachElement(lists, place.record, 0, place, write)
        else {
          place.index = place.record
          write()
        }
      }
    }
  }
}

/** The lists that a table's lines lie in, the outermost first. */
function listsAround(table: Table, tables: readonly Table[]): readonly ListField[] {
  const parent = tables.find(({ name }) => name === table.parent)
  return [
    ...(parent === undefined ? [] : listsAround(parent, tables)),
    ...(table.list === undefined ? [] : [table.list]),
  ]
}

/** Where the line that is written stands: numbers of its record, of what the line stands for, and in the lists around it. */
interface Place {
  record: number
  index: number
  readonly positions: number[]
}

type ListColumn = Column & { readonly layout: 'list' }

function eachElement(
  lists: readonly ListColumn[],
  index: number,
  depth: number,
  place: Place,
  write: () => void,
) {
  const { offsets } = lists[depth]!
  const start = offsets[index]!
  const end = offsets[index + 1]!
  for (let element = start; element < end; element++) {
    place.positions[depth] = element - start
    if (depth + 1 < lists.length) eachElement(lists, element, depth + 1, place, write)
    else {
      place.index = element
      write()
    }
  }
}

/** A column, and what says whether the objects around its values are there. */
interface Placed {
  readonly column: Column
  readonly around: readonly Uint8Array[]
}

/** All columns by their fields, those in objects and lists too. */
function placed(
  columns: readonly Column[],
  around: readonly Uint8Array[] = [],
  found = new Map<Field, Placed>(),
): ReadonlyMap<Field, Placed> {
  for (const column of columns) {
    found.set(column.field, { column, around })
    if (column.layout === 'list') placed([column.items], [], found)
    if (column.layout === 'struct') {
      placed(column.children, column.validity === undefined ? around : [...around, column.validity], found)
    }
  }
  return found
}

function columnIn(root: ReadonlyMap<Field, Placed>, field: Field): Placed {
  const found = root.get(field)
  if (found === undefined) throw new Error(`there is no column ${field.pointer}`)
  return found
}

function listColumn(root: ReadonlyMap<Field, Placed>, list: ListField): ListColumn {
  const { column } = columnIn(root, list)
  if (column.layout !== 'list') throw new Error(`the column ${list.pointer} is no list`)
  return column
}

interface Around {
  readonly root: ReadonlyMap<Field, Placed>
  readonly out: CsvBytes
  readonly place: Place
  /** Of a child table: the objects that its lines stand for. */
  readonly elements: Column | undefined
}

/** The function that writes the line of the place as it is when it is called. */
function lineWriter({ columns }: Table, around: Around): () => void {
  const { out } = around
  let positions = 0
  const writers = columns.map(column =>
    cellWriter(column, { ...around, depth: column.role === 'position' ? positions++ : 0 }),
  )
  return () => {
    for (let i = 0; i < writers.length; i++) {
      if (i > 0) out.comma()
      writers[i]!()
    }
    out.endLine()
  }
}

function cellWriter(column: TableColumn, around: Around & { depth: number }): () => void {
  const { root, out, place, elements, depth } = around
  const { role, field } = column
  if (role === 'position') return () => out.plain(String(place.positions[depth]))
  if (role === 'span-text') {
    const text = columnAt(root, column.path)
    const write = elements && text && spanWriter(text, elements, out)
    return () => write?.(place.record, place.index)
  }
  const found = columnIn(root, field)
  const isNull = nullTest(found)
  if (role === 'presence') return () => void (isNull(place.index) || out.plain('true'))
  if (role === 'count' && field.kind === 'list') {
    const { offsets } = listColumn(root, field)
    return () =>
      void (isNull(place.index) || out.plain(String(offsets[place.index + 1]! - offsets[place.index]!)))
  }
  const write = valueWriter(found.column, out)
  if (role === 'key') return () => write(place.record)
  return () => void (isNull(place.index) || write(place.index))
}

/** The column at a path of property names from the record; undefined where a list lies on the way. */
function columnAt(root: ReadonlyMap<Field, Placed>, path: readonly string[]): Placed | undefined {
  const pointer = pointerOf(path)
  return [...root.values()].find(({ column }) => column.field.pointer === pointer)
}

function nullTest({ column: { validity }, around }: Placed): (index: number) => boolean {
  const bits = validity === undefined ? around : [...around, validity]
  const [first, ...others] = bits
  if (first === undefined) return () => false
  if (others.length === 0) return index => !isSet(first, index)
  return index => bits.some(one => !isSet(one, index))
}

const QUOTE = 0x22

function valueWriter(column: Column, out: CsvBytes): (index: number) => void {
  const { field } = column
  switch (column.layout) {
    case 'bytes': {
      const { bytes, offsets } = column
      // Most texts have no quotes: where the next is to be found is known for many of them at once.
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      let [looked, quote] = [0, -1]
      return index => {
        const [start, end] = [offsets[index]!, offsets[index + 1]!]
        if (start < looked || start > quote) {
          const found = buffer.indexOf(QUOTE, start)
          quote = found === -1 ? Number.POSITIVE_INFINITY : found
        }
        looked = start
        if (quote < end) out.quotedBytes(bytes, start, end)
        else out.quotedPlain(bytes, start, end)
      }
    }
    case 'bits': {
      const { values } = column
      return index => out.plain(isSet(values, index) ? 'true' : 'false')
    }
    case 'fixed': {
      const { values } = column
      if (field.kind === 'date') return index => out.day(Number(values[index]))
      if (field.kind === 'timestamp') return index => out.quoted(timestampOf(BigInt(values[index]!)))
      return index => out.plain(String(values[index]))
    }
    default: {
      const write = jsonWriter(column, out)
      return index => {
        out.quote()
        write(index)
        out.quote()
      }
    }
  }
}
