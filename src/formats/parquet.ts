import { type FileHandle, open as openFile } from 'node:fs/promises'
import type { FileMetaData, SchemaElement, SchemaTree } from 'hyparquet'
import type { ParquetWriter } from 'hyparquet-writer'
import { UsageError } from '../errors.js'
import type { Batch } from '../records/batch.js'
import type { Column } from '../records/columns.js'
import type { Json, JsonObject, RecordSchema } from '../schema/field.js'
import type { Format, FormatWriter, Sink, TableName } from './format.js'
import { addMember, type ParquetNode, parquetColumns } from './parquet-read.js'
import { type ParquetElement, parquetSchemaOf } from './parquet-schema.js'
import { type ParquetValue, parquetReader, sizeOf } from './parquet-values.js'
import { readBatch } from './read-batch.js'

/** Row groups are as near to this as batches allow; viewers refuse much larger ones. */
const ROW_GROUP_BYTES = 64 * 2 ** 20
const MAX_ROW_GROUP_BYTES = 96 * 2 ** 20
/** Of many short records the writer's objects, one per value of a column, take more memory than the bytes. */
const ROW_GROUP_ROWS = 2 ** 16
const PAGE_BYTES = 2 ** 20
/** The same bytes on every machine: the level is fixed, and so is the compressor, a WebAssembly. */
const ZSTD_LEVEL = 3
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
  const library = await import('hyparquet-writer')
  const zstd = await loadZstd()
  const sink = sinkFor('')

  /** Hands on what has been written, so that memory does not grow with the file. */
  class SinkWriter extends library.ByteWriter {
    override ensure(size: number): void {
      if (this.index >= PAGE_BYTES) this.flush()
      super.ensure(size)
    }
    flush(): void {
      sink.write(this.getBytes())
      this.index = 0
    }
    override finish(): void {
      if (writer.row_groups.length === 0) typeNoRowGroups(this.getBytes())
      this.flush()
    }
  }
  const schema = parquetSchemaOf(fields)
  const writer = new library.ParquetWriter({
    writer: new SinkWriter(),
    schema: schema.map(element => (element.converted_type === 'JSON' ? asBytes(element) : element)),
    codec: 'ZSTD',
    compressors: { ZSTD: bytes => zstd.compress(bytes, ZSTD_LEVEL) },
    createdBy: 'warraq',
  })

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
      pendingRows += batch.records.length
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

/** Number of rows 0, no row groups, and the start of who made the file, in Thrift's compact protocol. */
const NO_ROW_GROUPS = Uint8Array.of(0x16, 0, 0x19, 0, 0x28)
const LIST_OF_STRUCTS = 0x0c

/** The writer gives an empty list no type of its elements, and arrow-rs refuses that. */
function typeNoRowGroups(bytes: Uint8Array): void {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).lastIndexOf(NO_ROW_GROUPS)
  if (start !== -1) bytes[start + 3] = LIST_OF_STRUCTS
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
): AsyncGenerator<Batch> {
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
  const { parquetMetadataAsync, parquetScan, parquetSchema } = await import('hyparquet')
  const zstd = await loadZstd()
  const file = { byteLength: (await handle.stat()).size, slice: sliceOf(handle) }
  // A file's statistics may be cut anywhere, so they are left as bytes.
  const metadata = await parquetMetadataAsync(file, {
    geoparquet: false,
    parsers: { stringFromBytes: asIs, jsonFromBytes: asIs },
  })
  const safe = withSafeNames(metadata, parquetSchema)
  const columns = parquetColumns(fields, nodeOf(parquetSchema(metadata), parquetSchema(safe)))
  const scan = await parquetScan({
    file,
    metadata: safe,
    utf8: false,
    parsers,
    compressors: { ZSTD: (bytes, size) => zstd.decompress(bytes, { defaultHeapSize: size }) },
  })
  for (const { rowStart, rowEnd } of scan.ranges) {
    const cells = await Promise.all(
      columns.map(({ key }) => scan.readColumn({ column: key, rowStart, rowEnd })),
    )
    for (let start = 0; start < rowEnd - rowStart; start += BATCH_RECORDS) {
      const length = Math.min(BATCH_RECORDS, rowEnd - rowStart - start)
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

/** The library joins names with dots and uses them as keys: `a.b` beside `a` and `__proto__` would be lost. */
function withSafeNames(metadata: FileMetaData, treeOf: (metadata: FileMetaData) => SchemaTree): FileMetaData {
  const renamed = {
    ...metadata,
    schema: metadata.schema.map((element, i) => ({ ...element, name: `c${i}` })),
  }
  const paths = leavesOf(treeOf(renamed)).map(({ path }) => path)
  const groups = metadata.row_groups.map(group => ({
    ...group,
    columns: group.columns.map((column, i) => {
      const { meta_data } = column
      return meta_data === undefined
        ? column
        : { ...column, meta_data: { ...meta_data, path_in_schema: paths[i] ?? [] } }
    }),
  }))
  return { ...renamed, row_groups: groups }
}

/** In the order that a row group's columns have. */
function leavesOf(tree: SchemaTree): SchemaTree[] {
  return tree.children.length === 0 ? [tree] : tree.children.flatMap(leavesOf)
}

function nodeOf(tree: SchemaTree, safe: SchemaTree): ParquetNode {
  const children = tree.children.flatMap((child, i) => {
    const other = safe.children[i]
    return other === undefined ? [] : [nodeOf(child, other)]
  })
  return { key: safe.element.name, element: tree.element, children }
}

const asIs = <T>(value: T): T => value

/** Texts as bytes, days as they are, and instants in microseconds. */
const parsers = {
  stringFromBytes: asIs,
  jsonFromBytes: asIs,
  dateFromDays: asIs,
  timestampFromMicroseconds: asIs,
  timestampFromMilliseconds: (millis: bigint) => BigInt(millis) * 1000n,
  timestampFromNanoseconds: (nanos: bigint) => {
    if (nanos % 1000n === 0n) return nanos / 1000n
    throw new UsageError('a timestamp is finer than a microsecond.')
  },
}

function sliceOf(handle: FileHandle): (start: number, end?: number) => Promise<ArrayBuffer> {
  return async (start, end) => {
    const bytes = new Uint8Array((end ?? (await handle.stat()).size) - start)
    for (let filled = 0; filled < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled)
      if (bytesRead === 0) throw new UsageError('it ends too early.')
      filled += bytesRead
    }
    return bytes.buffer
  }
}

let zstdLoaded: Promise<typeof import('@bokuweb/zstd-wasm')> | undefined

/** Once for all files: a second start would pull the memory from under the first. */
function loadZstd(): Promise<typeof import('@bokuweb/zstd-wasm')> {
  zstdLoaded ??= import('@bokuweb/zstd-wasm').then(async zstd => {
    await zstd.init()
    return zstd
  })
  return zstdLoaded
}
