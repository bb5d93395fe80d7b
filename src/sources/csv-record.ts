import { type CellKind, cellKinds } from '../formats/csv-cells.js'
import { quote } from '../formats/csv-file.js'
import { type CsvCells, recordReader } from '../formats/csv-record.js'
import { type Location, type Problem, problem } from '../problem.js'
import type { Draft } from '../records/draft.js'
import type { JsonObject, RecordSchema } from '../schema/field.js'
import type { Table } from '../schema/tables.js'
import { tokensOf } from '../text/pointer.js'
import { cellOf, lineStart, placeOfCell, type TableLine } from './csv-table.js'

/** Lines of the child tables of one record, by the table's name; a table without a file is not among them. */
export type RecordLines = ReadonlyMap<string, readonly TableLine[]>

/** Python and spreadsheets write capitals. */
const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'True', 'TRUE'].map(text => [text, true] as const),
  ...['false', 'False', 'FALSE'].map(text => [text, false] as const),
])

/** pandas writes integers of a column that has empty cells as `5.0`, which JSON Schema takes for an integer. */
const wholeNumber = (kind: CellKind): CellKind => ({
  ...kind,
  parse: text => kind.parse(text.replace(/\.0$/, '')),
})

interface Read {
  readonly values: JsonObject
  readonly problems: readonly Problem[]
  readonly locate: Draft['locate']
}

/** What a record's reading gathers: its problems, its lists' lines by parent, and in order of their positions. */
interface Gathered {
  readonly problems: Problem[]
  readonly lists: ReadonlyMap<string, ReadonlyMap<string, readonly Positioned[]>>
  readonly files: ReadonlySet<string>
  readonly asked: Set<string>
  readonly ordered: Map<string, readonly TableLine[]>
}

interface Positioned {
  readonly line: TableLine
  readonly position: number
}

const listId = (child: Table, lead: readonly string[]): string => `${child.name}\n${lead.slice(1).join(' ')}`

/**
 * Makes the function that reads a record out of its line and the lines of its lists, and says all that is wrong there.
 * `unread` are child tables that have a file which cannot be read.
 */
export function csvRecordReader(
  schema: RecordSchema,
  tables: readonly Table[],
  unread: ReadonlySet<string>,
): (line: TableLine, lines: RecordLines, key: string | undefined) => Promise<Read> {
  let gathered: Gathered
  const cells: CsvCells<TableLine> = {
    // Dates and moments are text in JSON: what is wrong with their spelling, the schema's checks say better.
    kinds: {
      ...cellKinds,
      date: cellKinds.string,
      timestamp: cellKinds.string,
      boolean: { ...cellKinds.boolean, parse: text => booleans.get(text) },
      int32: wholeNumber(cellKinds.int32),
      int64: wholeNumber(cellKinds.int64),
    },
    cell: (line, _, column) => cellOf(line, column),
    refuse: (line, table, column, what) => {
      gathered.problems.push(wrongCell(line, table, column, what))
      return undefined
    },
    // An absent value is reported like any other, by the schema's checks.
    empty: () => undefined,
    elements: (line, { table, column, child }, lead, count) => {
      if (unread.has(child.name)) return undefined
      const id = listId(child, lead)
      gathered.asked.add(id)
      const found = gathered.lists.get(child.name)?.get(id) ?? []
      const name = table.columns[column]?.name ?? ''
      if (count !== undefined && (count ?? 0) !== found.length) {
        const file = childFileOf(line, child)
        const args = { column: name, count, lines: found.length, file }
        gathered.problems.push(problem('csv/count', placeOfCell(line, column), args))
      }
      if (found.length === 0) {
        if (count !== undefined) return count === null ? null : []
        return gathered.files.has(child.name) ? [] : undefined
      }
      const sorted = [...found].sort((a, b) => a.position - b.position)
      checkPositions(sorted, child, gathered.problems)
      const elements = sorted.map(one => one.line)
      gathered.ordered.set(id, elements)
      return elements
    },
  }
  const [main] = tables
  if (main === undefined) throw new Error('a schema has at least the table of its records')
  const read = recordReader(schema.fields, main, tables, cells)

  return async (line, lines, key) => {
    const problems: Problem[] = []
    gathered = {
      problems,
      lists: new Map([...lines].map(([name, own]) => [name, listsOf(own, problems)])),
      files: new Set(lines.keys()),
      asked: new Set(),
      ordered: new Map(),
    }
    const { ordered, lists, asked } = gathered
    const values = await read(line, key === undefined ? [] : [key])
    for (const list of lists.values()) {
      for (const [id, stray] of list) if (!asked.has(id)) problems.push(...stray.map(one => orphan(one.line)))
    }
    return { values, problems, locate: locatorOf(line, tables, ordered) }
  }
}

/** The end of the name of a table's file; of several shards, as `export` writes them, its number comes before it. */
const ENDING = /(-\d{5,}-of-\d{5,})?\.(?:csv|tsv)(?:\.gz|\.zst)?$/

/** Whether a name is one that tables of lists can stand beside. */
export const hasTableName = (path: string): boolean => ENDING.test(path)

/** `x.blocks.csv` beside `x.csv`, and `x.blocks-00000-of-00002.csv` beside `x-00000-of-00002.csv`. */
export const childPath = (main: string, { name }: Pick<Table, 'name'>): string =>
  ENDING.test(main) ? main.replace(ENDING, ending => `.${name}${ending}`) : `${main}.${name}.csv`

/** The file of the records that a child table's file belongs to; undefined where the name says nothing of the kind. */
export function mainPath(child: string, { name }: Pick<Table, 'name'>): string | undefined {
  const ending = ENDING.exec(child)?.[0] ?? ''
  const stem = child.slice(0, child.length - ending.length)
  return ending !== '' && stem.endsWith(`.${name}`) ? stem.slice(0, -name.length - 1) + ending : undefined
}

function childFileOf({ of }: TableLine, child: Table): string {
  const main = of.table.name === '' ? of.file : mainPath(of.file, of.table)
  return childPath(main ?? of.file, child)
}

function wrongCell(line: TableLine, table: Table, column: number, what: string): Problem {
  const found = table.columns[column]
  const place = placeOfCell(line, column)
  // Of a list's elements the column does not say which one is meant.
  const pointer = found?.role === 'value' && table.list === undefined ? found.field.pointer : undefined
  return problem('csv/cell', pointer === undefined ? place : { ...place, pointer }, {
    column: found?.name ?? '',
    what,
  })
}

const POSITION = /^(?:0|[1-9]\d{0,8})$/

/** The lines of a child table by what their leading positions say, the last of which is their own. */
function listsOf(
  lines: readonly TableLine[],
  problems: Problem[],
): ReadonlyMap<string, readonly Positioned[]> {
  const lists = new Map<string, Positioned[]>()
  for (const line of lines) {
    const { table } = line.of
    const positions = table.columns.flatMap(({ role }, i) => (role === 'position' ? [i] : []))
    const own = positions.at(-1) ?? 0
    const lead = positions.slice(0, -1).map(column => cellOf(line, column) ?? '')
    const id = listId(table, ['', ...lead])
    const list = lists.get(id) ?? []
    if (list.length === 0) lists.set(id, list)
    const text = cellOf(line, own)
    if (text !== undefined && (text === null || !POSITION.test(text))) {
      const found = text === null ? 'is empty' : `holds ${quote(text)}`
      problems.push(wrongCell(line, table, own, `${found}, expected a position: 0, 1, 2 and so on`))
    }
    // Without positions, the order of the lines is that of the list.
    list.push({ line, position: Number(text ?? list.length) })
  }
  return lists
}

function checkPositions(sorted: readonly Positioned[], child: Table, problems: Problem[]): void {
  const own = child.columns.findLastIndex(({ role }) => role === 'position')
  let expected = 0
  for (const { position, line } of sorted) {
    if (Number.isNaN(position)) continue
    const at = () => placeOfCell(line, own)
    if (position < expected) problems.push(problem('csv/position', at(), { position, fault: 'twice' }))
    if (position > expected)
      problems.push(problem('csv/position', at(), { position: expected, fault: 'missing' }))
    expected = position + 1
  }
}

/** A line that belongs to no record, or to no element of its record. */
export function orphan(line: TableLine): Problem {
  const { table } = line.of
  const positions = table.columns.flatMap(({ role }, i) => (role === 'position' ? [i] : []))
  const column = positions.length > 1 ? (positions.at(-2) ?? 0) : 0
  return problem('csv/orphan', placeOfCell(line, column), {
    column: table.columns[column]?.name ?? '',
    text: cellOf(line, column) ?? null,
    known: positions.length > 1 ? 'element of its record' : 'record',
  })
}

/** Walks a pointer through the tables: a list with a table of its own leads on in the line of its element. */
function locatorOf(
  main: TableLine,
  tables: readonly Table[],
  ordered: ReadonlyMap<string, readonly TableLine[]>,
): Draft['locate'] {
  return ({ pointer, span }) => {
    let line = main
    let tokens = tokensOf(pointer)
    let lead = ['']
    for (;;) {
      const { columns } = line.of.table
      const column = columns.findLastIndex(({ path, role }) => {
        const isOwn = role === 'value' || role === 'presence' || role === 'count'
        return isOwn && path.length > 0 && path.every((name, i) => tokens[i] === name)
      })
      const found = columns[column]
      if (found === undefined) return { file: line.of.file, ...lineStart(line.of, line.piece) }
      const rest = tokens.slice(found.path.length)
      const child = found.role === 'count' ? tables.find(({ list }) => list === found.field) : undefined
      const element = child && ordered.get(listId(child, lead))?.[Number(rest[0])]
      if (element === undefined) {
        return rest.length === 0 && span !== undefined
          ? placeOfSpan(line, column, span.start)
          : placeOfCell(line, column)
      }
      line = element
      tokens = rest.slice(1)
      lead = [...lead, rest[0] ?? '']
    }
  }
}

/** Where a code point of a cell's text stands; a quote in it is written twice. */
function placeOfSpan(line: TableLine, column: number, codePoint: number): Location {
  const at = placeOfCell(line, column)
  const text = cellOf(line, column)
  const cell = line.piece.cells[line.of.places[column] ?? -1]
  if (typeof text !== 'string' || cell === undefined) return at
  let { line: number = 1, column: place = 1 } = at
  let left = codePoint
  if (cell.quoted) place++
  for (const character of text) {
    if (left-- === 0) break
    if (character === '\n') {
      number++
      place = 1
    } else place += character === '"' && cell.doubled ? 2 : 1
  }
  return { file: at.file, line: number, column: place }
}
