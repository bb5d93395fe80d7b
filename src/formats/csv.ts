import type { RecordSchema } from '../schema/field.js'
import { tablesOf } from '../schema/tables.js'
import { type CsvBytes, startCsvBytes } from './csv-bytes.js'
import { linesFor } from './csv-lines.js'
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

/** Lines are put together by us, from columns: a library that takes cells one by one writes a third as fast. */
async function open(sinkFor: (table: TableName) => Sink, schema: RecordSchema): Promise<FormatWriter> {
  const { stringify } = await import('csv-stringify/sync')
  const writeLines = linesFor(schema)
  const bytes = new Map<TableName, CsvBytes>()
  for (const { name, columns } of tablesOf(schema)) {
    const sink = sinkFor(name)
    const header = columns.map(column => column.name)
    sink.write(Buffer.from(stringify([header], { quoted_string: true, quoted_match: /[\r\n]/ })))
    bytes.set(name, startCsvBytes(sink))
  }
  const bytesOf = (table: TableName): CsvBytes => {
    const found = bytes.get(table)
    if (found === undefined) throw new Error(`there is no table "${table}"`)
    return found
  }
  return {
    append: batch => writeLines(batch.columns(), batch.length, bytesOf),
    close: () => {
      for (const own of bytes.values()) own.flush()
    },
    linesOf: table => bytes.get(table)?.lines() ?? 0,
  }
}
