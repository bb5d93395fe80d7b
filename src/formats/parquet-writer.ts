import type { Column } from '../records/column.js'
import type { Field } from '../schema/field.js'
import type { Sink } from './format.js'
import { type Compress, furthest, startChunk } from './parquet-chunk.js'
import {
  type ChunkFacts,
  chunkFacts,
  footer,
  type IndexPlaces,
  type RowGroupFacts,
} from './parquet-footer.js'
import { columnsTo, schemaLeaves, weightBefore } from './parquet-leaves.js'
import { parquetSchemaOf } from './parquet-schema.js'

export interface ParquetWriter {
  append(columns: readonly Column[], length: number): void
  close(): void
}

interface WriterOptions {
  readonly sink: Sink
  readonly fields: readonly Field[]
  readonly compress: Compress
  readonly groupWeight?: number
  readonly groupRecords?: number
  readonly pageWeight?: number
  readonly pageRecords?: number
}

/** The letters PAR1. */
const MAGIC = Uint8Array.of(0x50, 0x41, 0x52, 0x31)

/**
 * Writes columns to a Parquet file: pages of version 2, compressed with Zstandard, with bounds, checksums and indexes.
 * Where pages and row groups end follows from the records, however many come together. One record may be more than
 * either should hold. A row group is what readers take whole, and share among threads: of 32 MB they take little
 * memory, and say as little of themselves as large ones.
 */
export function startParquet({
  sink,
  fields,
  compress,
  groupWeight = 2 ** 25,
  groupRecords = 2 ** 16,
  pageWeight = 2 ** 20,
  pageRecords = 2 ** 14,
}: WriterOptions): ParquetWriter {
  const elements = parquetSchemaOf(fields)
  const leafElements = elements.filter(({ type }) => type !== undefined)
  const leaves = schemaLeaves(fields)
  const chunks = leaves.map(leaf => startChunk({ leaf, compress, pageWeight, pageRecords }))
  const groups: RowGroupFacts[] = []
  let offset = 0
  let records = 0
  let weight = 0

  const write = (bytes: Uint8Array): number => {
    const start = offset
    sink.write(bytes)
    offset += bytes.length
    return start
  }
  const endGroup = (): void => {
    const facts: ChunkFacts[] = []
    leaves.forEach((leaf, i) => {
      const [builder, element] = [chunks[i], leafElements[i]]
      if (builder === undefined || element === undefined) return
      const chunk = builder.finish()
      facts.push(chunkFacts(leaf, element, chunk, offset))
      for (const page of [...(chunk.dictionary ? [chunk.dictionary] : []), ...chunk.pages]) {
        for (const part of page.parts) write(part)
      }
    })
    groups.push({ records, chunks: facts })
    records = 0
    weight = 0
  }

  write(MAGIC)
  return {
    append: (columns, length) => {
      const ways = leaves.map(leaf => columnsTo(leaf, columns))
      const before = (i: number) => ways.reduce((sum, way) => sum + weightBefore(way, i), 0)
      for (let from = 0; from < length; ) {
        const most = Math.min(length, from + groupRecords - records)
        let to = furthest(from, most, groupWeight - weight, before)
        if (to === from && records > 0) {
          endGroup()
          continue
        }
        to = Math.max(to, from + 1)
        ways.forEach((way, i) => {
          chunks[i]?.append(way, from, to)
        })
        records += to - from
        weight += before(to) - before(from)
        from = to
      }
    },
    close: () => {
      if (records > 0) endGroup()
      const places = new Map<ChunkFacts, IndexPlaces>()
      const all = groups.flatMap(group => group.chunks)
      const columnIndexes = all.map(({ columnIndex }) => (columnIndex ? write(columnIndex) : 0))
      all.forEach((chunk, i) => {
        places.set(chunk, { columnIndex: columnIndexes[i] ?? 0, offsetIndex: write(chunk.offsetIndex) })
      })
      const end = footer(elements, groups, chunk => places.get(chunk) ?? { columnIndex: 0, offsetIndex: 0 })
      write(end)
      const length = Buffer.alloc(4)
      length.writeUInt32LE(end.length)
      write(length)
      write(MAGIC)
    },
  }
}
