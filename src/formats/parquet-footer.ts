import type { Bounds } from './parquet-bounds.js'
import { boundaryOrder, boundBytes, boundsOf } from './parquet-bounds.js'
import { type Chunk, DATA_PAGE_V2, type DataPage, DICTIONARY_PAGE, encodings } from './parquet-chunk.js'
import type { Leaf } from './parquet-leaves.js'
import type { ParquetElement } from './parquet-schema.js'
import { binary, boolean, i32, i64, list, struct, type Thrift, text, thriftBytes } from './thrift-writer.js'

/** What a file says at its end of a chunk that has been written. */
export interface ChunkFacts {
  readonly metadata: Thrift
  readonly columnIndex: Buffer | undefined
  readonly offsetIndex: Buffer
  readonly start: number
  readonly bytes: number
  readonly rawBytes: number
}

export interface RowGroupFacts {
  readonly records: number
  readonly chunks: readonly ChunkFacts[]
}

/** Where the indexes of a chunk stand. */
export interface IndexPlaces {
  readonly columnIndex: number
  readonly offsetIndex: number
}

/** What a file says of a chunk that begins at `start`. `element` is the leaf's in the schema. */
export function chunkFacts(leaf: Leaf, element: ParquetElement, chunk: Chunk, start: number): ChunkFacts {
  const { dictionary, pages } = chunk
  const all = dictionary === undefined ? pages : [dictionary, ...pages]
  const bytes = sum(all, page => page.bytes)
  const rawBytes = sum(all, page => page.rawBytes)
  const firstPage = start + (dictionary?.bytes ?? 0)
  const nulls = sum(pages, page => page.nulls)
  const metadata = struct([
    [1, i32(types[element.type ?? 'BYTE_ARRAY'])],
    [2, list('i32', encodingsOf(chunk).map(i32))],
    [3, list('binary', pathOf(leaf).map(text))],
    [4, i32(ZSTD)],
    [5, i64(sum(pages, page => page.values))],
    [6, i64(rawBytes)],
    [7, i64(bytes)],
    [9, i64(firstPage)],
    [11, dictionary && i64(start)],
    [12, statistics(leaf, nulls, boundsOf(pages.flatMap(page => page.bounds ?? [])))],
    [13, list('struct', pageCounts(chunk))],
  ])
  return {
    metadata,
    columnIndex: columnIndex(leaf, pages),
    offsetIndex: offsetIndex(pages, firstPage),
    start,
    bytes,
    rawBytes,
  }
}

/** The last part of a file but for its length: everything that says what is where. */
export function footer(
  elements: readonly ParquetElement[],
  groups: readonly RowGroupFacts[],
  placesOf: (chunk: ChunkFacts) => IndexPlaces,
): Buffer {
  const leaves = elements.filter(({ type }) => type !== undefined)
  return thriftBytes(
    struct([
      [1, i32(2)],
      [2, list('struct', elements.map(schemaElement))],
      [3, i64(sum(groups, group => group.records))],
      [
        4,
        list(
          'struct',
          groups.map(group => rowGroup(group, placesOf)),
        ),
      ],
      [6, text('warraq')],
      // The order of the type decides, of texts that of their bytes.
      [
        7,
        list(
          'struct',
          leaves.map(() => struct([[1, struct([])]])),
        ),
      ],
    ]),
  )
}

function rowGroup({ records, chunks }: RowGroupFacts, placesOf: (chunk: ChunkFacts) => IndexPlaces): Thrift {
  return struct([
    [
      1,
      list(
        'struct',
        chunks.map(chunk => columnChunk(chunk, placesOf(chunk))),
      ),
    ],
    [2, i64(sum(chunks, chunk => chunk.rawBytes))],
    [3, i64(records)],
    [5, i64(chunks[0]?.start ?? 0)],
    [6, i64(sum(chunks, chunk => chunk.bytes))],
  ])
}

function columnChunk(chunk: ChunkFacts, places: IndexPlaces): Thrift {
  const { metadata, start } = chunk
  return struct([
    [2, i64(start)],
    [3, metadata],
    [4, i64(places.offsetIndex)],
    [5, i32(chunk.offsetIndex.length)],
    [6, chunk.columnIndex && i64(places.columnIndex)],
    [7, chunk.columnIndex && i32(chunk.columnIndex.length)],
  ])
}

function statistics({ field: { kind } }: Leaf, nulls: number, bounds: Bounds | undefined): Thrift {
  return struct([
    [3, i64(nulls)],
    [5, bounds && binary(boundBytes(kind, bounds.max, 'max'))],
    [6, bounds && binary(boundBytes(kind, bounds.min, 'min'))],
    [7, bounds && boolean(bounds.max.isExact)],
    [8, bounds && boolean(bounds.min.isExact)],
  ])
}

/** None of JSON: a page that has values has to have bounds there. */
function columnIndex({ field: { kind } }: Leaf, pages: readonly DataPage[]): Buffer | undefined {
  if (kind === 'json') return undefined
  const boundsOn = (side: 'min' | 'max') =>
    pages.map(({ bounds }) => binary(bounds ? boundBytes(kind, bounds[side], side) : Buffer.alloc(0)))
  return thriftBytes(
    struct([
      [
        1,
        list(
          'boolean',
          pages.map(({ bounds }) => boolean(bounds === undefined)),
        ),
      ],
      [2, list('binary', boundsOn('min'))],
      [3, list('binary', boundsOn('max'))],
      [4, i32(boundaryOrder(pages.flatMap(({ bounds }) => bounds ?? [])))],
      [
        5,
        list(
          'i64',
          pages.map(({ nulls }) => i64(nulls)),
        ),
      ],
    ]),
  )
}

function offsetIndex(pages: readonly DataPage[], start: number): Buffer {
  let offset = start
  let record = 0
  const locations = pages.map(({ bytes, records }) => {
    const location = struct([
      [1, i64(offset)],
      [2, i32(bytes)],
      [3, i64(record)],
    ])
    offset += bytes
    record += records
    return location
  })
  return thriftBytes(struct([[1, list('struct', locations)]]))
}

function encodingsOf({ dictionary, pages }: Chunk): number[] {
  const isPlain = dictionary !== undefined || pages.some(({ encoding }) => encoding === 'PLAIN')
  const values = [...(isPlain ? [encodings.PLAIN] : []), ...(dictionary ? [encodings.RLE_DICTIONARY] : [])]
  return [...values, encodings.RLE]
}

function pageCounts({ dictionary, pages }: Chunk): Thrift[] {
  const count = (type: number, encoding: keyof typeof encodings, pages: number) =>
    pages === 0
      ? []
      : [
          struct([
            [1, i32(type)],
            [2, i32(encodings[encoding])],
            [3, i32(pages)],
          ]),
        ]
  const numbered = pages.filter(({ encoding }) => encoding === 'RLE_DICTIONARY').length
  return [
    ...count(DICTIONARY_PAGE, 'PLAIN', dictionary === undefined ? 0 : 1),
    ...count(DATA_PAGE_V2, 'RLE_DICTIONARY', numbered),
    ...count(DATA_PAGE_V2, 'PLAIN', pages.length - numbered),
  ]
}

/** The names of the elements, between which a list has one more. */
function pathOf({ fields }: Leaf): string[] {
  return fields.flatMap((field, depth) => {
    const isItem = fields[depth - 1]?.kind === 'list'
    return [isItem ? 'element' : field.name, ...(field.kind === 'list' ? ['list'] : [])]
  })
}

function schemaElement(element: ParquetElement): Thrift {
  const { type, repetition_type, name, num_children, converted_type, logical_type } = element
  return struct([
    [1, type && i32(types[type])],
    [3, repetition_type && i32(repetitions[repetition_type])],
    [4, text(name)],
    [5, num_children === undefined ? undefined : i32(num_children)],
    [6, converted_type && i32(convertedTypes[converted_type])],
    [10, logical_type && struct([logicalType(logical_type)])],
  ])
}

function logicalType(logical: NonNullable<ParquetElement['logical_type']>): readonly [number, Thrift] {
  const id = logicalTypes[logical.type]
  if (logical.type !== 'TIMESTAMP') return [id, struct([])]
  return [
    id,
    struct([
      [1, boolean(logical.isAdjustedToUTC)],
      [2, struct([[MICROS, struct([])]])],
    ]),
  ]
}

// Numbers of parquet.thrift.
const ZSTD = 6
const MICROS = 2
const types = { BOOLEAN: 0, INT32: 1, INT64: 2, DOUBLE: 5, BYTE_ARRAY: 6 } as const
const repetitions = { REQUIRED: 0, OPTIONAL: 1, REPEATED: 2 } as const
const convertedTypes = { UTF8: 0, LIST: 3, DATE: 6, TIMESTAMP_MICROS: 10, JSON: 19 } as const
const logicalTypes = { STRING: 1, LIST: 3, DATE: 6, TIMESTAMP: 8, JSON: 12 } as const

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0)
}
