import { open as openFile } from 'node:fs/promises'
import { UsageError } from '../errors.js'
import type { ReadBatch } from '../records/batch.js'
import type { RecordSchema } from '../schema/field.js'
import type { Format, FormatWriter, Sink, TableName } from './format.js'
import { openParquet } from './parquet-handle.js'
import { parquetRecords } from './parquet-records.js'
import { startParquet } from './parquet-writer.js'
import { loadZstd } from './parquet-zstd.js'
import { readBatch } from './read-batch.js'

/** Parquet files with Zstandard, statistics and page indexes. */
export const parquet: Format = {
  name: 'parquet',
  extension: 'parquet',
  mediaType: 'application/vnd.apache.parquet',
  tables: () => [''],
  open,
  read,
}

async function open(sinkFor: (table: TableName) => Sink, { fields }: RecordSchema): Promise<FormatWriter> {
  const { compress } = await loadZstd()
  const writer = startParquet({ sink: sinkFor(''), fields, compress })
  return { append: batch => writer.append(batch.columns(), batch.length), close: writer.close }
}

async function* read(
  files: Readonly<Record<TableName, string>>,
  schema: RecordSchema,
): AsyncGenerator<ReadBatch> {
  const path = files[''] ?? ''
  const file = await openFile(path)
  try {
    const opened = await openParquet(file)
    for await (const records of parquetRecords(opened, schema.fields)) yield readBatch(schema, records)
  } catch (cause) {
    if (!(cause instanceof Error) || 'code' in cause) throw cause
    const fix = cause instanceof UsageError ? cause.fix : undefined
    throw new UsageError(`${path} cannot be read: ${cause.message}`, {
      cause,
      ...(fix !== undefined && { fix }),
    })
  } finally {
    await file.close()
  }
}
