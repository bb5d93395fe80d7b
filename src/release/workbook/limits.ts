import { cellOf, readLines } from '../../formats/csv-file.js'
import { type Problem, problem } from '../../problem.js'
import type { Sheet } from './sheets.js'

/** What a sheet of Excel holds at most: its published limits. */
const MAX_LINES = 1_048_576
const MAX_COLUMNS = 16_384
/** UTF-16 units of one cell. */
const MAX_CELL = 32_767

const KEPT = 1000

/** Everything that no sheet can hold: tables, then cells. */
export function checkSheets(sheets: readonly Sheet[]): { problems: readonly Problem[]; total: number } {
  const tables = sheets.flatMap(tooLarge)
  if (tables.length > 0) return { problems: tables, total: tables.length }
  const problems: Problem[] = []
  let total = 0
  for (const sheet of sheets) {
    for (const found of longCells(sheet)) {
      total++
      if (problems.length < KEPT) problems.push(found)
    }
  }
  return { problems, total }
}

function tooLarge({ table, files }: Sheet): Problem[] {
  const location = { file: files[0]?.path ?? '' }
  const lines = files.reduce((sum, file) => sum + file.lines, 1)
  const sizes = [
    { has: lines, most: MAX_LINES, what: 'lines' },
    { has: table.columns.length, most: MAX_COLUMNS, what: 'columns' },
  ] as const
  return sizes
    .filter(({ has, most }) => has > most)
    .map(size => problem('release/sheet-too-large', location, size))
}

function* longCells({ table, files }: Sheet): Generator<Problem> {
  const columns = table.columns.map(({ name }) => name)
  const key = columns.indexOf(table.primaryKey[0] ?? '')
  for (const { path, location } of files) {
    for (const line of readLines(location, columns)) {
      for (const [i, column] of columns.entries()) {
        const text = cellOf(line, i)
        if (text === null || text.length <= MAX_CELL) continue
        const record = key === -1 ? undefined : (cellOf(line, key) ?? undefined)
        const args = { column, length: text.length, most: MAX_CELL, record }
        yield problem('release/cell-too-long', { file: path, line: line.number }, args, { record })
      }
    }
  }
}
