import { crc32 } from 'node:zlib'
import type { Column } from '../records/column.js'
import { growingBytes } from '../records/growing-bytes.js'
import type { Bounds } from './parquet-bounds.js'
import { startDictionary } from './parquet-dictionary.js'
import { type Leaf, slotsOf, weightBefore } from './parquet-leaves.js'
import { plainValues } from './parquet-plain.js'
import { addRuns, widthOf } from './parquet-runs.js'
import { boolean, i32, struct, thriftBytes } from './thrift-writer.js'

export type Compress = (bytes: Uint8Array) => Uint8Array

/** A page as it stands in the file: header, levels, values. */
interface Page {
  readonly parts: readonly Uint8Array[]
  readonly bytes: number
  /** What the same would take without compression. */
  readonly rawBytes: number
}

export interface DataPage extends Page {
  readonly encoding: 'PLAIN' | 'RLE_DICTIONARY'
  readonly records: number
  /** Those that are null, or stand for an empty list, too. */
  readonly values: number
  readonly nulls: number
  readonly bounds: Bounds | undefined
}

/** One leaf of a row group. */
export interface Chunk {
  readonly dictionary: Page | undefined
  readonly pages: readonly DataPage[]
}

export interface ChunkBuilder {
  /** Adds the records `start` to `end` of a batch, by the columns on the way to the leaf. */
  append(way: readonly Column[], start: number, end: number): void
  /** The chunk of all records since the last one was finished. */
  finish(): Chunk
}

export interface ChunkOptions {
  readonly leaf: Leaf
  readonly compress: Compress
  /** Most that a page holds, by `weightBefore`; one record may be more. */
  readonly pageWeight: number
  readonly pageRecords: number
}

/** Each page is compressed as soon as it is full: no more than one is held as it came. */
export function startChunk({ leaf, compress, pageWeight, pageRecords }: ChunkOptions): ChunkBuilder {
  const { field, maxDefinition, maxRepetition } = leaf
  const values = plainValues(field.kind)
  const dictionary = field.kind === 'string' || field.kind === 'json' ? startDictionary() : undefined
  const definitions = growingBytes(0)
  const repetitions = growingBytes(0)
  let pages: DataPage[] = []
  let records = 0
  let slots = 0
  let weight = 0

  const endPage = (): void => {
    const plain = values.bytes()
    const count = values.count()
    const numbers = dictionary?.numbersOf(plain, count)
    const levels = growingBytes(64)
    if (maxRepetition > 0) addRuns(levels, repetitions.view(), widthOf(maxRepetition))
    const repetitionBytes = levels.length()
    if (maxDefinition > 0) addRuns(levels, definitions.view(), widthOf(maxDefinition))
    const encoding = numbers === undefined ? 'PLAIN' : 'RLE_DICTIONARY'
    const header = [
      [1, i32(slots)],
      [2, i32(slots - count)],
      [3, i32(records)],
      [4, i32(encodings[encoding])],
      [5, i32(levels.length() - repetitionBytes)],
      [6, i32(repetitionBytes)],
      // Nothing is not compressed: some readers would not know what to make of it.
      [7, boolean(count > 0)],
    ] as const
    pages.push({
      ...pageOf(numbers === undefined ? plain : runsOf(numbers), levels.view(), compress, {
        type: DATA_PAGE_V2,
        field: 8,
        header,
      }),
      encoding,
      records,
      values: slots,
      nulls: slots - count,
      bounds: values.bounds(),
    })
    values.clear()
    definitions.cut(0)
    repetitions.cut(0)
    records = 0
    slots = 0
    weight = 0
  }

  return {
    append: (way, start, end) => {
      const before = (i: number) => weightBefore(way, i)
      for (let from = start; from < end; ) {
        const most = Math.min(end, from + pageRecords - records)
        let to = furthest(from, most, pageWeight - weight, before)
        if (to === from && records > 0) {
          endPage()
          continue
        }
        to = Math.max(to, from + 1)
        const run = slotsOf(leaf, way, from, to)
        values.add(columnAt(way), run.present)
        if (maxDefinition > 0) definitions.addBytes(run.definitions, 0, run.length)
        if (maxRepetition > 0) repetitions.addBytes(run.repetitions, 0, run.length)
        records += to - from
        slots += run.length
        weight += before(to) - before(from)
        from = to
      }
    },
    finish: () => {
      if (records > 0) endPage()
      const finished = { dictionary: dictionaryPage(), pages }
      pages = []
      dictionary?.clear()
      return finished
    },
  }

  function dictionaryPage(): Page | undefined {
    if (dictionary === undefined || dictionary.count() === 0) return undefined
    const header = [
      [1, i32(dictionary.count())],
      [2, i32(encodings.PLAIN)],
    ] as const
    return pageOf(dictionary.bytes(), NOTHING, compress, { type: DICTIONARY_PAGE, field: 7, header })
  }
}

/** Numbers of parquet.thrift. */
export const encodings = { PLAIN: 0, RLE: 3, RLE_DICTIONARY: 8 } as const
export const DICTIONARY_PAGE = 2
export const DATA_PAGE_V2 = 3

const NOTHING = Buffer.alloc(0)

function columnAt(way: readonly Column[]): Column {
  const column = way.at(-1)
  if (column === undefined) throw new TypeError('a leaf has no column')
  return column
}

/** The last end of a run from `start` that takes no more than `room`. */
export function furthest(
  start: number,
  end: number,
  room: number,
  weightBefore: (i: number) => number,
): number {
  const most = weightBefore(start) + room
  if (weightBefore(end) <= most) return end
  let [within, beyond] = [start, end]
  while (beyond - within > 1) {
    const middle = (within + beyond) >>> 1
    if (weightBefore(middle) <= most) within = middle
    else beyond = middle
  }
  return within
}

function runsOf(numbers: Int32Array): Buffer {
  const width = Math.max(1, widthOf(numbers.reduce((most, number) => Math.max(most, number), 0)))
  const runs = growingBytes()
  runs.addByte(width)
  addRuns(runs, numbers, width)
  return runs.view()
}

interface Header {
  readonly type: number
  /** Of the page's own header within the one that all pages have. */
  readonly field: number
  readonly header: Parameters<typeof struct>[0]
}

/** Levels are not compressed in a page of version 2. */
function pageOf(values: Buffer, levels: Buffer, compress: Compress, { type, field, header }: Header): Page {
  const compressed = values.length > 0 ? compress(values) : values
  const head = thriftBytes(
    struct([
      [1, i32(type)],
      [2, i32(levels.length + values.length)],
      [3, i32(levels.length + compressed.length)],
      [4, i32(crc32(compressed, crc32(levels)) | 0)],
      [field, struct(header)],
    ]),
  )
  return {
    // One after the other, not together: of large buffers that come and go the collector makes much work.
    parts: [head, levels, compressed],
    bytes: head.length + levels.length + compressed.length,
    rawBytes: head.length + levels.length + values.length,
  }
}
