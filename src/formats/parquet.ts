import { open as openFile } from 'node:fs/promises'
import type { SchemaElement } from 'hyparquet'
import type { ParquetWriter } from 'hyparquet-writer'
import { UsageError } from '../errors.js'
import type { ReadBatch } from '../records/batch.js'
import type { Column } from '../records/column.js'
import type { RecordSchema } from '../schema/field.js'
import type { Format, FormatWriter, Sink, TableName } from './format.js'
import { openParquet } from './parquet-handle.js'
import { parquetRecords } from './parquet-records.js'
import { type ParquetElement, parquetSchemaOf } from './parquet-schema.js'
import { parquetOptions, sinkWriter } from './parquet-sink.js'
import { type ParquetValue, parquetReader, sizeOf } from './parquet-values.js'
import { readBatch } from './read-batch.js'

/** Row groups are as near to this as batches allow; viewers refuse much larger ones. */
const ROW_GROUP_BYTES = 64 * 2 ** 20
const MAX_ROW_GROUP_BYTES = 96 * 2 ** 20
/** Of many short records the writer's objects, one per value of a column, take more memory than the bytes. */
const ROW_GROUP_ROWS = 2 ** 16
const PAGE_BYTES = 2 ** 20

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
  const library = await import('hyparquet-writer')

  const schema = parquetSchemaOf(fields)
  const writer = new library.ParquetWriter({
    writer: sinkWriter(library, sinkFor(''), { pageBytes: PAGE_BYTES, isEmpty: () => isEmpty() }),
    schema: schema.map(element => (element.converted_type === 'JSON' ? asBytes(element) : element)),
    ...(await parquetOptions()),
  })

  const isEmpty = () => writer.row_groups.length === 0
  const leaves = schema.filter(({ type }) => type !== undefined)
  let written = 0
  let pending: (readonly Column[])[] = []
  let pendingBytes = 0
  let pendingRows = 0
  const flush = (): void => {
    const groups = pendingBytes > MAX_ROW_GROUP_BYTES ? Math.ceil(pendingBytes / ROW_GROUP_BYTES) : 1
    if (pendingRows > 0) {
      writer.write({
        columnData: fields.map((field, k) => ({
          name: field.name,
          // One column's values at a time are in memory: the writer asks for each when its turn comes.
          get data() {
            return valuesOf(pending.flatMap(columns => columns[k] ?? []))
          },
          columnIndex: true,
        })),
        rowGroupSize: Math.ceil(pendingRows / groups),
        pageSize: PAGE_BYTES,
      })
      writer.pendingIndexes.slice(written).forEach((column, i) => {
        settleBounds(column, leaves[i % leaves.length])
      })
      written = writer.pendingIndexes.length
    }
    pending = []
    pendingBytes = 0
    pendingRows = 0
  }
  return {
    append: batch => {
      const columns = batch.columns()
      const bytes = columns.reduce((sum, column) => sum + sizeOf(column), 0)
      if (pendingBytes + bytes > MAX_ROW_GROUP_BYTES) flush()
      pending.push(columns)
      pendingBytes += bytes
      pendingRows += batch.length
      if (pendingBytes >= ROW_GROUP_BYTES || pendingRows >= ROW_GROUP_ROWS) flush()
    },
    close: () => {
      flush()
      writer.schema = schema
      writer.finish()
    },
  }
}

/**
 * Leaves JSON without bounds, which say nothing there and would be whole documents; other bounds are cut loose from
 * the batch, which would stay in memory until the end of the file.
 */
function settleBounds(
  column: ParquetWriter['pendingIndexes'][number],
  leaf: ParquetElement | undefined,
): void {
  const isJson = leaf?.converted_type === 'JSON'
  const statistics = column.chunk.meta_data?.statistics
  for (const bound of ['min_value', 'max_value'] as const) {
    const value = statistics?.[bound]
    if (statistics !== undefined && isJson) delete statistics[bound]
    else if (statistics !== undefined && value instanceof Uint8Array) statistics[bound] = cutLoose(value)
  }
  const { columnIndex } = column
  if (columnIndex === undefined) return
  if (isJson) delete column.columnIndex
  columnIndex.min_values = columnIndex.min_values.map(value => value.slice())
  columnIndex.max_values = columnIndex.max_values.map(value => value.slice())
}

/** The writer cuts bounds to 16 bytes; it needs the rest only where no character of them has a successor. */
function cutLoose(bound: Uint8Array): Uint8Array {
  return bound.length > 64 && (bound[0] ?? 0) < 0xf4 ? bound.slice(0, 64) : bound.slice()
}

/** The writer would put a JSON.stringify of its own over JSON that is said to be JSON before the end. */
function asBytes({ name, type, repetition_type }: SchemaElement): SchemaElement {
  return { name, ...(type && { type }), ...(repetition_type && { repetition_type }) }
}

function valuesOf(columns: readonly Column[]): ParquetValue[] {
  const values: ParquetValue[] = []
  for (const column of columns) {
    const read = parquetReader(column)
    for (let i = 0; i < column.length; i++) values.push(read(i))
  }
  return values
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
