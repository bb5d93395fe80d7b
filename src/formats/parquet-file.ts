import type { FileHandle } from 'node:fs/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { Compressors, FileMetaData, SchemaElement, SchemaTree } from 'hyparquet'
import { UsageError } from '../errors.js'
import { checkPages, type Decompress } from './parquet-pages.js'
import type { ParquetNode } from './parquet-read.js'
import { loadZstd } from './parquet-zstd.js'

/** Records of one row group, half-open, from 0 in the file. */
export interface RowGroup {
  readonly start: number
  readonly end: number
}

export interface ParquetFile {
  readonly metadata: FileMetaData
  /** The schema as it is read: with names that are keys, and what `changed` made of it. */
  readonly elements: readonly SchemaElement[]
  readonly root: ParquetNode
  readonly groups: readonly RowGroup[]
  /** The values of a column, as bytes, numbers, arrays and objects. */
  readColumn(key: string, group: RowGroup): Promise<ArrayLike<unknown>>
}

/** A row group is in memory as a whole; one with more records is most likely damaged, or must be written in parts. */
const MAX_GROUP_RECORDS = 2 ** 24

/**
 * Reads what a Parquet file says of itself. With `changed` its columns are read as if the file said that. Throws what
 * the library throws where the file is none, or is damaged.
 */
export async function openParquet(
  handle: FileHandle,
  changed: (metadata: FileMetaData) => FileMetaData = metadata => metadata,
): Promise<ParquetFile> {
  const { parquetMetadataAsync, parquetScan, parquetSchema, snappyUncompress } = await import('hyparquet')
  const zstd = await loadZstd()
  const file = { byteLength: (await handle.stat()).size, slice: sliceOf(handle) }
  // A file's statistics may be cut anywhere, so they are left as bytes.
  const metadata = await parquetMetadataAsync(file, {
    geoparquet: false,
    parsers: { stringFromBytes: asIs, jsonFromBytes: asIs },
  })
  for (const { num_rows } of metadata.row_groups) {
    if (num_rows < 0n || num_rows > MAX_GROUP_RECORDS) {
      throw new UsageError(`a row group has ${num_rows} records, and may have ${MAX_GROUP_RECORDS}.`)
    }
  }
  const safe = withSafeNames(changed(metadata), parquetSchema)
  const compressors: Compressors = {
    ZSTD: (bytes, size) => zstd.decompress(bytes, size),
    GZIP: (bytes, size) => gunzipSync(bytes, { maxOutputLength: Math.max(size, 1) }),
    BROTLI: (bytes, size) => brotliDecompressSync(bytes, { maxOutputLength: Math.max(size, 1) }),
    SNAPPY: (bytes, size) => {
      const page = new Uint8Array(size)
      snappyUncompress(bytes, page)
      return page
    },
  }
  const scan = await parquetScan({
    file,
    metadata: safe,
    utf8: false,
    parsers,
    compressors,
    // Whole row groups are read, and these are the pages that are looked over.
    useOffsetIndex: false,
  })
  const leaves = leavesOf(parquetSchema(safe))
  const starts: number[] = []
  for (const { num_rows } of safe.row_groups) starts.push((starts.at(-1) ?? 0) + Number(num_rows))
  const check = async (key: string, { start, end }: RowGroup): Promise<void> => {
    const group = safe.row_groups[starts.findIndex(rows => rows > start)]
    for (const [i, { meta_data: chunk }] of group?.columns.entries() ?? []) {
      const path = pathTo(parquetSchema(safe), leaves[i]?.path ?? [])
      if (chunk === undefined || chunk.path_in_schema[0] !== key) continue
      const first = Number(chunk.dictionary_page_offset || chunk.data_page_offset)
      const bytes = new Uint8Array(await file.slice(first, first + Number(chunk.total_compressed_size)))
      const decompress: Decompress = (packed, size) => {
        const unpack = compressors[chunk.codec]
        if (unpack === undefined) throw new UsageError(`the compression ${chunk.codec} is not known here.`)
        return unpack(packed, size)
      }
      checkPages({ chunk, path, rows: end - start, bytes, decompress })
    }
  }
  return {
    metadata,
    elements: safe.schema,
    root: nodeOf(parquetSchema(metadata), parquetSchema(safe)),
    groups: scan.ranges.map(({ rowStart, rowEnd }) => ({ start: rowStart, end: rowEnd })),
    readColumn: async (column, group) => {
      await check(column, group)
      return scan.readColumn({ column, rowStart: group.start, rowEnd: group.end })
    },
  }
}

/** The elements on the way to a column, the root aside. */
function pathTo(tree: SchemaTree, path: readonly string[]): SchemaElement[] {
  const [name, ...rest] = path
  const child = tree.children.find(({ element }) => element.name === name)
  return child === undefined ? [] : [child.element, ...pathTo(child, rest)]
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
export function leavesOf(tree: SchemaTree): SchemaTree[] {
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
  // A text is no moment: the one record that has it is refused, with these words.
  timestampFromNanoseconds: (nanos: bigint) => (nanos % 1000n === 0n ? nanos / 1000n : `${nanos} ns`),
}

function sliceOf(handle: FileHandle): (start: number, end?: number) => Promise<ArrayBuffer> {
  return async (start, end) => {
    const { size } = await handle.stat()
    const last = end ?? size
    if (!(start >= 0 && last >= start && last <= size)) throw new UsageError('a part lies outside the file.')
    const bytes = new Uint8Array(last - start)
    for (let filled = 0; filled < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled)
      if (bytesRead === 0) throw new UsageError('it ends too early.')
      filled += bytesRead
    }
    return bytes.buffer
  }
}
