import { type Location, type Problem, problem } from '../problem.js'
import { isJsonObject } from '../records/canonical.js'
import type { Json, JsonObject } from '../text/json.js'
import { shown } from '../text/shown.js'
import type { Checked } from './field.js'
import { compareHeader, type Header } from './header.js'
import { keyed } from './json-table.js'
import { isList, isText, isWhole } from './rules.js'
import type { TableEvents, TableRow } from './table-row.js'
import type { CompiledSchema } from './table-schema.js'
import type { Value } from './value.js'

/** Values of several fields that belong together, as a key has them. */
export interface KeyColumns {
  /** Numbers of the fields. */
  readonly fields: readonly number[]
  /** Takes the values of a line that has all of them. */
  take(value: string, row: TableRow, ordinal: number, shown: string): void
}

export interface TableToCheck {
  /** The whole of it. */
  readonly at: Location
  readonly events: TableEvents
  readonly dialect: JsonObject
  readonly schema: CompiledSchema | undefined
  readonly keys: readonly KeyColumns[]
  report(problem: Problem): void
  /** Called after each line; may throw to end the run. */
  onRow?(rows: number): void
}

/** Checks the header and every cell of a table; the number of its records. */
export async function checkTable(table: TableToCheck): Promise<number> {
  const check = rowChecker(table)
  let isDamaged = false
  for await (const event of table.events) {
    if ('problem' in event) {
      table.report(event.problem)
      isDamaged ||= event.problem.severity === 'error'
    } else check.row(event.row)
  }
  check.end(isDamaged)
  return check.count()
}

function rowChecker({ at, dialect, schema, keys, report, onRow }: TableToCheck) {
  const headerRows = headerRowsOf(dialect)
  const lastHeader = headerRows === 'first' ? 0 : Math.max(0, ...headerRows)
  const comments = new Set(isList(dialect['commentRows']) ? dialect['commentRows'].map(Number) : [])
  const nullSequence = isText(dialect['nullSequence']) ? dialect['nullSequence'] : undefined
  const itemKeys = isList(dialect['itemKeys']) ? dialect['itemKeys'].filter(isText) : undefined
  const checkers = schema?.fields ?? []
  const names = new Map(checkers.map(({ name }, i) => [name, i]))
  let header: Header | undefined
  let firstLine: readonly Json[] | undefined
  let labels: string[] = []
  let width: number | undefined
  let rows = 0
  /** Of JSON objects: the keys that were seen. */
  const seen = new Set<string>()
  let firstObject: TableRow | undefined
  let last: Location = at

  const headerOf = (row: TableRow, cells: readonly Json[]): void => {
    firstLine = cells
    const texts = cells.map(cell => (isText(cell) ? cell : cell === null ? '' : String(cell)))
    const join = isText(dialect['headerJoin']) ? dialect['headerJoin'] : ' '
    labels =
      labels.length === 0
        ? texts
        : texts.map((text, i) => [labels[i] ?? '', text].filter(part => part !== '').join(join))
    if (row.number < lastHeader) return
    header = compareHeader(labels, schema, { ignoresCase: dialect['caseSensitiveHeader'] === false })
    width = labels.length
    for (const { column, what } of header.faults) {
      report(problem('table/header', row.placeOf(column), { what }))
    }
  }

  const checkCell = (
    row: TableRow,
    field: number,
    cell: Json | undefined,
    place: number | string | undefined,
  ): Checked | undefined => {
    const checker = checkers[field]
    if (checker === undefined) return undefined
    const checked = checker.check(nullSequence !== undefined && cell === nullSequence ? null : cell)
    for (const { code, expected } of checked.faults) {
      const value = checked.isMissing ? null : (cell ?? null)
      report(problem(code, row.placeOf(place), { field: checker.name, value, expected }))
    }
    return checked
  }

  const takeKeys = (
    row: TableRow,
    values: readonly (Value | undefined)[],
    cells: readonly (Json | undefined)[],
  ): void => {
    for (const { fields, take } of keys) {
      const parts = fields.map(field => values[field])
      if (parts.some(part => part === undefined)) continue
      const value = JSON.stringify(fields.map((field, i) => [checkers[field]?.kind, parts[i]?.identity]))
      take(value, row, rows, fields.map(field => shown(cells[field])).join(', '))
    }
  }

  const listed = (row: TableRow, cells: readonly Json[]): void => {
    if (headerRows === 'first' && header === undefined) {
      headerOf(row, cells)
      return
    }
    if (row.number <= lastHeader && !row.isContinued) {
      if (headerRows !== 'first' && headerRows.includes(row.number)) headerOf(row, cells)
      return
    }
    // Files that belong together may each have the header.
    if (row.isContinued && row.number === 1 && firstLine !== undefined && isSame(firstLine, cells)) return
    width ??=
      schema?.fieldsMatch === 'exact' || schema?.fieldsMatch === 'equal' ? checkers.length : cells.length
    if (cells.length === 1 && cells[0] === '' && width > 1) {
      report(problem('table/blank-line', row.placeOf(), { cells: 0 }))
      return
    }
    rows++
    if (cells.length === width && cells.every(cell => cell === ''))
      report(problem('table/blank-line', row.placeOf(), { cells: width }))
    if (cells.length !== width)
      report(
        problem('table/cells', row.placeOf(cells.length > width ? width : undefined), {
          cells: cells.length,
          expected: width,
        }),
      )
    const places = header?.fields ?? checkers.map((_, i) => i)
    const values: (Value | undefined)[] = []
    const found: (Json | undefined)[] = []
    for (const [column, field] of places.entries()) {
      if (field === -1 || column >= cells.length) continue
      found[field] = cells[column]
      values[field] = checkCell(row, field, cells[column], column)?.value
    }
    takeKeys(row, values, found)
  }

  const mapped = (row: TableRow, given: JsonObject): void => {
    const cells = itemKeys === undefined ? given : keyed(given, itemKeys)
    firstObject ??= row
    rows++
    for (const key of Object.keys(cells)) {
      if (seen.has(key)) continue
      if (names.has(key) || seen.size < MAX_KEYS) seen.add(key)
      const { fieldsMatch } = schema ?? {}
      if (schema === undefined || names.has(key) || fieldsMatch === 'subset' || fieldsMatch === 'partial')
        continue
      const [fault] = compareHeader([key], { ...schema, fieldsMatch: 'superset' }).faults
      if (fault !== undefined) report(problem('table/header', row.placeOf(key), { what: fault.what }))
    }
    const values: (Value | undefined)[] = []
    const found: (Json | undefined)[] = []
    for (const [name, field] of names) {
      const cell = Object.hasOwn(cells, name) ? cells[name] : undefined
      found[field] = cell
      values[field] = checkCell(row, field, cell, cell === undefined ? undefined : name)?.value
    }
    takeKeys(row, values, found)
  }

  /** Fields that no object has. */
  const lackingKeys = (first: TableRow): void => {
    if (schema === undefined) return
    const { fieldsMatch } = schema
    const given = [...names.keys()].filter(name => seen.has(name))
    if (fieldsMatch === 'superset' || (fieldsMatch === 'partial' && given.length > 0)) return
    const unordered = { ...schema, fieldsMatch: fieldsMatch === 'exact' ? 'equal' : fieldsMatch } as const
    for (const { column, what } of compareHeader(given, unordered).faults) {
      if (column === undefined) report(problem('table/header', first.placeOf(), { what }))
    }
  }

  return {
    row: (row: TableRow): void => {
      last = row.placeOf()
      if (comments.has(row.number)) return
      if (isJsonObject(row.cells)) mapped(row, row.cells)
      else if (isList(row.cells)) listed(row, row.cells)
      onRow?.(rows)
    },
    /** What only the whole table tells. */
    end: (isDamaged: boolean): void => {
      const wantsHeader = headerRows === 'first' || lastHeader > 0
      if (firstObject !== undefined) lackingKeys(firstObject)
      else if (header === undefined && wantsHeader && rows === 0 && !isDamaged)
        report(problem('table/header', last, { what: 'the table ends before its header' }))
    },
    count: () => rows,
  }
}

/** So many keys of objects are remembered that are no fields; others are told each time. */
const MAX_KEYS = 10_000

/** The header is the first line that is no comment, unless the dialect numbers its lines. */
function headerRowsOf(dialect: JsonObject): readonly number[] | 'first' {
  if (dialect['header'] === false) return []
  const stated = dialect['headerRows']
  return isList(stated) ? stated.filter(isWhole).map(Number) : 'first'
}

const isSame = (a: readonly Json[], b: readonly Json[]): boolean =>
  a.length === b.length && a.every((cell, i) => cell === b[i])
