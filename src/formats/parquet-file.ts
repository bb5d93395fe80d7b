import type { AsyncBuffer, Compressors, FileMetaData, SchemaElement, SchemaTree } from 'hyparquet'
import { UsageError } from '../errors.js'
import { type Cells, packed } from './parquet-cells.js'
import { checkPages, type Decompress } from './parquet-pages.js'
import type { ParquetNode } from './parquet-read.js'

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
  readColumn(key: string, group: RowGroup): Promise<Cells>
}

/** A row group is in memory as a whole; one with more records is most likely damaged, or must be written in parts. */
const MAX_GROUP_RECORDS = 2 ** 24

/**
 * Reads what a Parquet file says of itself. With `changed` its columns are read as if the file said that. Throws what
 * the library throws where the file is none, or is damaged.
 */
export async function readParquet(
  file: AsyncBuffer,
  compressors: Compressors,
  changed: (metadata: FileMetaData) => FileMetaData = metadata => metadata,
): Promise<ParquetFile> {
  const { parquetMetadataAsync, parquetScan, parquetSchema } = await import('hyparquet')
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
  const scanOf = (metadata: FileMetaData) =>
    parquetScan({
      file,
      metadata,
      utf8: false,
      parsers,
      compressors,
      // Whole row groups are read, and these are the pages that are looked over.
      useOffsetIndex: false,
    })
  const { ranges } = await scanOf(safe)
  const tree = parquetSchema(safe)
  const columns = columnsOf(tree)
  const ends: number[] = []
  for (const { num_rows } of safe.row_groups) ends.push((ends.at(-1) ?? 0) + Number(num_rows))
  const groupAt = (start: number) => safe.row_groups[ends.findIndex(rows => rows > start)]
  const check = async ({ leaves }: TopColumn, { start, end }: RowGroup): Promise<void> => {
    const group = groupAt(start)
    for (const { place, path } of leaves) {
      const chunk = group?.columns[place]?.meta_data
      if (chunk === undefined) continue
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
  /** For each column that it reads the library looks at all that it was told of, and keeps what it read. */
  const metadataOf = ({ from, to, leaves }: TopColumn, { start }: RowGroup): FileMetaData => {
    const group = groupAt(start)
    const chunks = leaves.flatMap(({ place }) => group?.columns[place] ?? [])
    return {
      ...safe,
      schema: [{ ...tree.element, num_children: 1 }, ...safe.schema.slice(from, to)],
      row_groups: group === undefined ? [] : [{ ...group, columns: chunks }],
    }
  }
  return {
    metadata,
    elements: safe.schema,
    root: nodeOf(parquetSchema(metadata), tree),
    groups: ranges.map(({ rowStart, rowEnd }) => ({ start: rowStart, end: rowEnd })),
    readColumn: async (key, group) => {
      const column = columns.get(key)
      if (column === undefined) throw new RangeError(`there is no column ${key}`)
      await check(column, group)
      const scan = await scanOf(metadataOf(column, group))
      return packed(await scan.readColumn({ column: key, rowStart: 0, rowEnd: group.end - group.start }))
    },
  }
}

/**
 * Several columns of a group, one after the other: what the library holds while it reads one is let go before the next. They
 * come in the order of their keys.
 */
export async function readColumns(
  { readColumn }: ParquetFile,
  keys: readonly string[],
  group: RowGroup,
): Promise<readonly Cells[]> {
  const read: Cells[] = []
  for (const key of keys) read.push(await readColumn(key, group))
  return read
}

/** A column at the top of the schema, whatever is nested in it. */
interface TopColumn {
  /** Its elements in the schema: half-open. */
  readonly from: number
  readonly to: number
  readonly leaves: readonly Leaf[]
}

interface Leaf {
  /** Among the columns of a row group. */
  readonly place: number
  /** The elements on the way to it, the root aside. */
  readonly path: readonly SchemaElement[]
}

/** By their keys. */
function columnsOf({ children }: SchemaTree): ReadonlyMap<string, TopColumn> {
  let place = 0
  const leavesIn = ({ element, children }: SchemaTree, above: readonly SchemaElement[]): readonly Leaf[] => {
    const path = [...above, element]
    return children.length === 0
      ? [{ place: place++, path }]
      : children.flatMap(child => leavesIn(child, path))
  }
  const columns = new Map<string, TopColumn>()
  let from = 1
  for (const child of children) {
    const to = from + child.count
    columns.set(child.element.name, { from, to, leaves: leavesIn(child, []) })
    from = to
  }
  return columns
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
