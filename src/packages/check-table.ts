import { type Location, type Problem, problem } from '../problem.js'
import type { Json, JsonObject } from '../text/json.js'
import { isJsonObject } from '../text/json-value.js'
import { shown } from '../text/shown.js'
import type { Checked } from './field.js'
import { compareHeader, type Header } from './header.js'
import { keyed } from './json-table.js'
import { isList, isText, isWhole } from './rules.js'
import type { TableEvents, TableLine } from './table-line.js'
import type { CompiledSchema } from './table-schema.js'
import type { Value } from './value.js'

/** Values of several fields that belong together, as a key has them. */
export interface KeyColumns {
  /** Numbers of the fields. */
  readonly fields: readonly number[]
  /** Takes the values of a line that has all of them. */
  take(value: string, line: TableLine, ordinal: number, shown: string): void
}

export interface TableToCheck {
  /** The whole of it. */
  readonly at: Location
  readonly events: TableEvents
  readonly dialect: JsonObject
  readonly schema: CompiledSchema | undefined
  readonly keys: readonly KeyColumns[]
  report(problem: Problem): void
  /** Called after each line, with the records so far; may throw to end the run. */
  onRecord?(records: number): void
}

/** Checks the header and every cell of a table; the number of its records. */
export async function checkTable(table: TableToCheck): Promise<number> {
  const check = lineChecker(table)
  let isDamaged = false
  for await (const event of table.events) {
    if ('problem' in event) {
      table.report(event.problem)
      isDamaged ||= event.problem.severity === 'error'
    } else check.line(event.line)
  }
  check.end(isDamaged)
  return check.count()
}

function lineChecker({ at, dialect, schema, keys, report, onRecord }: TableToCheck) {
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
  let records = 0
  /** Of JSON objects: the keys that were seen. */
  const seen = new Set<string>()
  let firstObject: TableLine | undefined
  let last: Location = at

  const headerOf = (line: TableLine, cells: readonly Json[]): void => {
    firstLine = cells
    const texts = cells.map(cell => (isText(cell) ? cell : cell === null ? '' : String(cell)))
    const join = isText(dialect['headerJoin']) ? dialect['headerJoin'] : ' '
    labels =
      labels.length === 0
        ? texts
        : texts.map((text, i) => [labels[i] ?? '', text].filter(part => part !== '').join(join))
    if (line.number < lastHeader) return
    header = compareHeader(labels, schema, { ignoresCase: dialect['caseSensitiveHeader'] === false })
    width = labels.length
    for (const { column, what } of header.faults) {
      report(problem('table/header', line.placeOf(column), { what }))
    }
  }

  const checkCell = (
    line: TableLine,
    field: number,
    cell: Json | undefined,
    place: number | string | undefined,
  ): Checked | undefined => {
    const checker = checkers[field]
    if (checker === undefined) return undefined
    const checked = checker.check(nullSequence !== undefined && cell === nullSequence ? null : cell)
    for (const { code, expected } of checked.faults) {
      const value = checked.isMissing ? null : (cell ?? null)
      report(problem(code, line.placeOf(place), { field: checker.name, value, expected }))
    }
    return checked
  }

  const takeKeys = (
    line: TableLine,
    values: readonly (Value | undefined)[],
    cells: readonly (Json | undefined)[],
  ): void => {
    for (const { fields, take } of keys) {
      const parts = fields.map(field => values[field])
      if (parts.some(part => part === undefined)) continue
      const value = JSON.stringify(fields.map((field, i) => [checkers[field]?.kind, parts[i]?.identity]))
      take(value, line, records, fields.map(field => shown(cells[field])).join(', '))
    }
  }

  const listed = (line: TableLine, cells: readonly Json[]): void => {
    if (headerRows === 'first' && header === undefined) {
      headerOf(line, cells)
      return
    }
    if (line.number <= lastHeader && !line.isContinued) {
      if (headerRows !== 'first' && headerRows.includes(line.number)) headerOf(line, cells)
      return
    }
    // Files that belong together may each have the header.
    if (line.isContinued && line.number === 1 && firstLine !== undefined && isSame(firstLine, cells)) return
    width ??=
      schema?.fieldsMatch === 'exact' || schema?.fieldsMatch === 'equal' ? checkers.length : cells.length
    if (cells.length === 1 && cells[0] === '' && width > 1) {
      report(problem('table/blank-line', line.placeOf(), { cells: 0 }))
      return
    }
    records++
    if (cells.length === width && cells.every(cell => cell === ''))
      report(problem('table/blank-line', line.placeOf(), { cells: width }))
    if (cells.length !== width)
      report(
        problem('table/cells', line.placeOf(cells.length > width ? width : undefined), {
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
      values[field] = checkCell(line, field, cells[column], column)?.value
    }
    takeKeys(line, values, found)
  }

  const mapped = (line: TableLine, given: JsonObject): void => {
    const cells = itemKeys === undefined ? given : keyed(given, itemKeys)
    firstObject ??= line
    records++
    for (const key of Object.keys(cells)) {
      if (seen.has(key)) continue
      if (names.has(key) || seen.size < MAX_KEYS) seen.add(key)
      const { fieldsMatch } = schema ?? {}
      if (schema === undefined || names.has(key) || fieldsMatch === 'subset' || fieldsMatch === 'partial')
        continue
      const [fault] = compareHeader([key], { ...schema, fieldsMatch: 'superset' }).faults
      if (fault !== undefined) report(problem('table/header', line.placeOf(key), { what: fault.what }))
    }
    const values: (Value | undefined)[] = []
    const found: (Json | undefined)[] = []
    for (const [name, field] of names) {
      const cell = Object.hasOwn(cells, name) ? cells[name] : undefined
      found[field] = cell
      values[field] = checkCell(line, field, cell, cell === undefined ? undefined : name)?.value
    }
    takeKeys(line, values, found)
  }

  /** Fields that no object has. */
  const lackingKeys = (first: TableLine): void => {
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
    line: (line: TableLine): void => {
      last = line.placeOf()
      if (comments.has(line.number)) return
      if (isJsonObject(line.cells)) mapped(line, line.cells)
      else if (isList(line.cells)) listed(line, line.cells)
      onRecord?.(records)
    },
    /** What only the whole table tells. */
    end: (isDamaged: boolean): void => {
      const wantsHeader = headerRows === 'first' || lastHeader > 0
      if (firstObject !== undefined) lackingKeys(firstObject)
      else if (header === undefined && wantsHeader && records === 0 && !isDamaged)
        report(problem('table/header', last, { what: 'the table ends before its header' }))
    },
    count: () => records,
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
