import { type FileHandle, open as openFile } from 'node:fs/promises'
import { UsageError } from '../errors.js'
import type { ReadBatch } from '../records/batch.js'
import type { Json, JsonObject, RecordSchema } from '../schema/field.js'
import type { Format, FormatWriter, Sink, TableName } from './format.js'
import { openParquet } from './parquet-file.js'
import { addMember, parquetColumns } from './parquet-read.js'
import { startParquet } from './parquet-writer.js'
import { loadZstd } from './parquet-zstd.js'
import { readBatch } from './read-batch.js'

/** Records that are handed on together when a file is read. */
const BATCH_RECORDS = 4096

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
    for await (const records of recordsIn(file, schema)) yield readBatch(schema, records)
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

async function* recordsIn(handle: FileHandle, { fields }: RecordSchema): AsyncGenerator<JsonObject[]> {
  const { root, groups, readColumn } = await openParquet(handle)
  const columns = parquetColumns(fields, root)
  for (const group of groups) {
    const cells = await Promise.all(columns.map(({ key }) => readColumn(key, group)))
    for (let start = 0; start < group.end - group.start; start += BATCH_RECORDS) {
      const length = Math.min(BATCH_RECORDS, group.end - group.start - start)
      yield Array.from({ length }, (_, i) => {
        const record: Record<string, Json> = {}
        columns.forEach((column, k) => {
          addMember(record, column, cells[k]?.[start + i])
        })
        return record
      })
    }
  }
}
