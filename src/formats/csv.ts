import { canonicalJson } from '../records/canonical-json.js'
import type { RecordSchema } from '../schema/field.js'
import { tablesOf } from '../schema/tables.js'
import { type Cell, linesFor } from './csv-lines.js'
import { readCsv } from './csv-read.js'
import type { Format, FormatWriter, Sink, TableName } from './format.js'

/**
 * RFC 4180 with LF, in UTF-8 without BOM, a file per table. Text is always quoted and null is an empty cell without
 * quotes, so that null and the empty text stay apart.
 */
export const csv: Format = {
  name: 'csv',
  extension: 'csv',
  mediaType: 'text/csv',
  tables: schema => tablesOf(schema).map(({ name }) => name),
  open,
  read: readCsv,
}

/** By default csv-stringify writes true as 1, and nothing for false. */
const dialect = {
  quoted_string: true,
  quoted_match: /[\r\n]/,
  cast: { number: (value: number) => canonicalJson(value), bigint: String, boolean: String },
}

async function open(sinkFor: (table: TableName) => Sink, schema: RecordSchema): Promise<FormatWriter> {
  const { stringify } = await import('csv-stringify/sync')
  const toLines = linesFor(schema)
  const sinks = new Map<TableName, Sink>()
  const counts = new Map<TableName, number>()
  const write = (table: TableName, lines: readonly (readonly Cell[])[]): void => {
    if (lines.length > 0) sinks.get(table)?.write(Buffer.from(stringify([...lines], dialect)))
  }
  for (const { name, columns } of tablesOf(schema)) {
    sinks.set(name, sinkFor(name))
    write(name, [columns.map(column => column.name)])
  }
  return {
    append: batch => {
      for (const [table, lines] of toLines(batch.records)) {
        write(table, lines)
        counts.set(table, (counts.get(table) ?? 0) + lines.length)
      }
    },
    close: () => {},
    linesOf: table => counts.get(table) ?? 0,
  }
}
