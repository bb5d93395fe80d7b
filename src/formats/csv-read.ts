import { UsageError } from '../errors.js'
import { makeBatch, type ReadBatch } from '../records/batch.js'
import { canonicalFor } from '../records/canonical.js'
import type { JsonObject, RecordSchema } from '../schema/field.js'
import { type Table, tablesOf } from '../schema/tables.js'
import { cellKinds } from './csv-cells.js'
import { type CsvLine, cellOf, quote, readLines, refuseCell } from './csv-file.js'
import { type CsvCells, recordReader } from './csv-record.js'
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
): AsyncGenerator<ReadBatch> {
  const tables = tablesOf(schema)
  const lines = new Map(tables.map(table => [table.name, openTable(table, files)]))
  try {
    yield* readBatches(tables, lines, schema)
    for (const { name, parent } of tables) {
      const line = lines.get(name)?.next().value
      if (line && parent !== undefined) {
        refuseCell(line, 0, `holds ${quote(cellOf(line, 0))}, but no line is left that counts it`)
      }
    }
  } finally {
    for (const table of lines.values()) table.return(undefined)
  }
}

type Lines = Generator<CsvLine, undefined>

function openTable(table: Table, files: Readonly<Record<TableName, string>>): Lines {
  const file = Object.hasOwn(files, table.name) ? files[table.name] : undefined
  if (file === undefined) throw new UsageError(`There is no CSV file for the table ${quote(table.name)}.`)
  return readLines(
    file,
    table.columns.map(({ name }) => name),
  )
}

async function* readBatches(
  tables: readonly Table[],
  tableLines: ReadonlyMap<string, Lines>,
  schema: RecordSchema,
): AsyncGenerator<ReadBatch> {
  const [main] = tables
  if (main === undefined) return
  const read = recordReader(schema.fields, main, tables, strictCells(tableLines))
  const key = main.columns.findIndex(({ name }) => name === schema.keyField?.name)
  const { line: canonicalLine } = canonicalFor(schema.fields)
  let records: JsonObject[] = []
  let lines: string[] = []
  let length = 0
  for (const line of tableLines.get(main.name) ?? []) {
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

/** Our own files: every column is there, elements come in order, and anything else is refused. */
function strictCells(tableLines: ReadonlyMap<string, Lines>): CsvCells<CsvLine> {
  return {
    kinds: cellKinds,
    cell: (line, _, column) => cellOf(line, column),
    refuse: (line, _, column, what) => refuseCell(line, column, what),
    empty: (line, _, column, expected) => refuseCell(line, column, `is empty, expected ${expected}`),
    elements: (line, { column, child }, lead, count) => {
      if (count === null || count === undefined) return null
      const elements: CsvLine[] = []
      for (let i = 0; i < count; i++) {
        const element = tableLines.get(child.name)?.next().value
        if (!element) {
          refuseCell(line, column, `counts ${count}, but the table "${child.name}" ends after ${i}`)
        }
        checkPlace(element, [...lead, String(i)], `${line.header.file}:${line.number} counts ${count}`)
        elements.push(element)
      }
      return elements
    },
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
