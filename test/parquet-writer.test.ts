import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { type FileMetaData, parquetMetadata, readColumnIndex, readOffsetIndex } from 'hyparquet'
import { readParquet } from 'parquet-wasm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { arrow } from '../src/formats/arrow.js'
import { parquet } from '../src/formats/parquet.js'
import { startParquet } from '../src/formats/parquet-writer.js'
import { loadZstd } from '../src/formats/parquet-zstd.js'
import { columnsOf } from '../src/records/columns.js'
import type { Field, JsonObject } from '../src/schema/field.js'
import { comparable, field, normalised, type Sample, samples, schemaOf, withFile } from './arbitraries.js'

type Limits = Partial<Omit<Parameters<typeof startParquet>[0], 'sink' | 'fields' | 'compress'>>

const nullable = { nullable: true, allowsNull: true }

let duck: DuckDBInstance
beforeAll(async () => {
  duck = await DuckDBInstance.create()
})
afterAll(() => duck.closeSync())

async function query(sql: string): Promise<unknown[][]> {
  const connection = await duck.connect()
  await connection.run("SET TimeZone = 'UTC'")
  const rows = (await connection.runAndReadAll(sql)).getRowsJson()
  connection.closeSync()
  return rows
}

async function written({ schema, records }: Sample, limits: Limits, together = 7): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  const { compress } = await loadZstd()
  const sink = { write: (bytes: Uint8Array) => void chunks.push(bytes.slice()) }
  const writer = startParquet({ sink, fields: schema.fields, compress, ...limits })
  for (let i = 0; i < records.length; i += together) {
    const run = records.slice(i, i + together)
    writer.append(columnsOf(schema.fields, run), run.length)
  }
  writer.close()
  return Buffer.concat(chunks)
}

async function readBack(bytes: Uint8Array, schema: Sample['schema'], format = parquet): Promise<unknown[]> {
  const read: JsonObject[] = []
  await withFile(bytes, async path => {
    for await (const batch of format.read({ '': path }, schema)) read.push(...batch.records)
  })
  return read.map(comparable)
}

/** By arrow-rs, which hands what it read over as an Arrow stream. */
const readByArrow = (bytes: Uint8Array, schema: Sample['schema']) =>
  readBack(readParquet(bytes).intoIPCStream(), schema, arrow)

const metadataOf = (bytes: Uint8Array): FileMetaData =>
  parquetMetadata(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer, {
    parsers: { stringFromBytes: (bytes: Uint8Array) => Buffer.from(bytes).toString() },
  })

/** The indexes of a chunk, as hyparquet reads them, texts as texts. */
function indexesOf(bytes: Buffer, { schema, row_groups }: FileMetaData, group: number, name: string) {
  const chunk = row_groups[group]?.columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === name)
  const element = schema.find(element => element.name === name)
  const readerAt = (start: bigint | undefined, length: number | undefined) => {
    const from = bytes.byteOffset + Number(start)
    return { view: new DataView(bytes.buffer, from, length), offset: 0 }
  }
  if (chunk === undefined || element === undefined) throw new Error(`no column ${name}`)
  return {
    chunk,
    pages: readOffsetIndex(readerAt(chunk.offset_index_offset, chunk.offset_index_length)).page_locations,
    bounds: readColumnIndex(readerAt(chunk.column_index_offset, chunk.column_index_length), element, {
      stringFromBytes: bytes => Buffer.from(bytes ?? []).toString(),
    }),
  }
}

const smallLimits = fc.record({
  pageWeight: fc.integer({ min: 1, max: 200 }),
  pageRecords: fc.integer({ min: 1, max: 20 }),
  groupWeight: fc.integer({ min: 1, max: 2000 }),
  groupRecords: fc.integer({ min: 1, max: 60 }),
})

describe('a Parquet file of many pages and row groups', () => {
  test('gives back whatever records of whatever schema, wherever pages end', async () => {
    await fc.assert(
      fc.asyncProperty(
        samples(),
        smallLimits,
        fc.integer({ min: 1, max: 8 }),
        async (sample, limits, times) => {
          const { schema } = sample
          const records = Array.from({ length: times }, () => sample.records).flat()
          const expected = records.map(record => comparable(normalised(record, schema.fields)))
          const bytes = await written({ schema, records }, limits)
          expect(await readBack(bytes, schema)).toEqual(expected)
          expect(await readByArrow(bytes, schema)).toEqual(expected)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('is the same however many records come together', async () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }))
    await fc.assert(
      fc.asyncProperty(samples(), smallLimits, sizes, async (sample, limits, [one, other]) => {
        const records = [...sample.records, ...sample.records]
        const bytes = await written({ ...sample, records }, limits, one)
        expect(bytes.equals(await written({ ...sample, records }, limits, other))).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  test('says the same to DuckDB of long columns, with lists of structs in which much is missing', async () => {
    const items = {
      ...field('item', 'json', nullable),
      kind: 'struct',
      fields: [field('n', 'int64', nullable), field('word', 'string', nullable), field('flag', 'boolean')],
    } as Field
    const schema = schemaOf([
      field('id', 'int32'),
      { ...field('parts', 'json', nullable), kind: 'list', items } as Field,
      field('day', 'date', nullable),
      field('nothing', 'string', nullable),
    ])
    const partsOf = (id: number) =>
      Array.from({ length: id % 4 }, (_, i) =>
        (id + i) % 5 === 0
          ? null
          : {
              n: (id + i) % 3 === 0 ? null : id * i,
              word: i === 2 ? null : `كلمة ${id % 50}`,
              flag: i === 1,
            },
      )
    const records = Array.from({ length: 70_000 }, (_, id) => ({
      id,
      parts: id % 7 === 0 ? null : partsOf(id),
      day: id % 3 === 0 ? null : `20${10 + (id % 90)}-02-0${1 + (id % 9)}`,
      nothing: null,
    }))
    const bytes = await written({ schema, records }, {}, 1000)
    const { row_groups } = metadataOf(bytes)
    expect(row_groups.map(({ num_rows }) => num_rows)).toEqual([65_536n, 4464n])
    expect(await readBack(bytes, schema)).toEqual(records.map(comparable))
    expect(await readByArrow(bytes, schema)).toEqual(records.map(comparable))
    const parts = records.flatMap(({ parts }) => parts ?? [])
    await withFile(bytes, async path => {
      const of = `FROM read_parquet('${path}')`
      expect(
        await query(`SELECT count(*)::INT, count(parts)::INT, count(day)::INT, count(nothing)::INT ${of}`),
      ).toEqual([[70_000, 60_000, 46_666, 0]])
      expect(
        await query(
          `SELECT count(*)::INT, count(part.n)::INT, sum(part.n)::BIGINT::VARCHAR, count(part.word)::INT,
           count(*) FILTER (part.flag)::INT FROM (SELECT unnest(parts) AS part ${of})`,
        ),
      ).toEqual([
        [
          parts.length,
          parts.filter(part => part?.n != null).length,
          String(parts.reduce((sum, part) => sum + (part?.n ?? 0), 0)),
          parts.filter(part => part?.word != null).length,
          parts.filter(part => part?.flag).length,
        ],
      ])
      expect(await query(`SELECT id ${of} WHERE id = 65536 OR (id < 3 AND day IS NULL)`)).toEqual([
        [0],
        [65_536],
      ])
    })
  }, 60_000)

  test('numbers texts that are few, and stops where they become many', async () => {
    const schema = schemaOf([
      field('few', 'string', nullable),
      field('more', 'string'),
      field('many', 'string'),
    ])
    const records = Array.from({ length: 60_000 }, (_, i) => ({
      few: i % 5 === 0 ? null : `كلمة ${i % 3}`,
      more: i < 20_000 ? `word ${i % 10}` : `a longer word that stands only here ${i}`,
      many: `${i}`,
    }))
    const bytes = await written({ schema, records }, {}, 4096)
    const chunks = metadataOf(bytes).row_groups[0]?.columns.map(({ meta_data }) => meta_data) ?? []
    expect(chunks.map(chunk => chunk?.encodings)).toEqual([
      ['PLAIN', 'RLE_DICTIONARY', 'RLE'],
      ['PLAIN', 'RLE_DICTIONARY', 'RLE'],
      ['PLAIN', 'RLE'],
    ])
    expect(
      chunks.map(chunk => chunk?.encoding_stats?.map(({ encoding, count }) => `${count} ${encoding}`)),
    ).toEqual([['1 PLAIN', '4 RLE_DICTIONARY'], ['1 PLAIN', '1 RLE_DICTIONARY', '3 PLAIN'], ['4 PLAIN']])
    expect(await readBack(bytes, schema)).toEqual(records.map(comparable))
    expect(await readByArrow(bytes, schema)).toEqual(records.map(comparable))
    await withFile(bytes, async path => {
      expect(
        await query(
          `SELECT count(DISTINCT few)::INT, count(few)::INT, count(DISTINCT more)::INT, count(DISTINCT many)::INT FROM read_parquet('${path}')`,
        ),
      ).toEqual([[3, 48_000, 40_010, 60_000]])
    })
  })

  test('puts a record that is larger than a row group on its own', async () => {
    const schema = schemaOf([field('text', 'string'), field('n', 'int32')])
    const lengths = [10, 5000, 10, 10, 90, 1]
    const records = lengths.map((length, n) => ({ text: 'ب'.repeat(length / 2), n }))
    const bytes = await written({ schema, records }, { groupWeight: 100, pageWeight: 50 }, 6)
    expect(metadataOf(bytes).row_groups.map(({ num_rows }) => num_rows)).toEqual([1n, 1n, 2n, 1n, 1n])
    expect(await readBack(bytes, schema)).toEqual(records.map(comparable))
  })
})

describe('the checksums of a Parquet file', () => {
  test('find any damage of a page, which its text might not show', async () => {
    const schema = schemaOf([field('text', 'string')])
    const records = Array.from({ length: 40 }, (_, i) => ({ text: `${i * i * 7919} ${i}` }))
    const bytes = await written({ schema, records }, {})
    const metadata = metadataOf(bytes)
    const { pages } = indexesOf(bytes, metadata, 0, 'text')
    const { offset, compressed_page_size } = pages[0] ?? { offset: 0n, compressed_page_size: 0 }
    const end = Number(offset) + compressed_page_size
    for (let at = end - 60; at < end; at += 7) {
      const damaged = Buffer.from(bytes)
      damaged[at]! ^= 1
      await expect(readBack(damaged, schema)).rejects.toThrow(
        'a page has other bytes than its checksum is of',
      )
    }
    expect(await readBack(bytes, schema)).toEqual(records.map(comparable))
  })
})

describe('the indexes of a Parquet file', () => {
  test('say where each page stands, and what its bounds are', async () => {
    const schema = schemaOf([field('n', 'int64'), field('text', 'string', nullable), field('meta', 'json')])
    const records = Array.from({ length: 95 }, (_, n) => ({
      n: 1000 - n,
      text: n >= 20 && n < 30 ? null : `نص ${String(n).padStart(3, '0')} ${'ط'.repeat(30)}`,
      meta: { n },
    }))
    const bytes = await written({ schema, records }, { pageRecords: 10, groupRecords: 50 })
    const metadata = metadataOf(bytes)
    const { chunk, pages, bounds } = indexesOf(bytes, metadata, 0, 'text')
    expect(pages.map(page => page.first_row_index)).toEqual([0n, 10n, 20n, 30n, 40n])
    const ends = pages.map(({ offset, compressed_page_size }) => offset + BigInt(compressed_page_size))
    expect(pages.slice(1).map(({ offset }) => offset)).toEqual(ends.slice(0, -1))
    expect(pages[0]?.offset).toBe(chunk.meta_data?.data_page_offset)
    expect(bounds.null_pages).toEqual([false, false, true, false, false])
    expect(bounds.null_counts).toEqual([0n, 0n, 10n, 0n, 0n])
    expect(bounds.boundary_order).toBe('ASCENDING')
    expect(bounds.min_values).toEqual(['نص 000 ططط', 'نص 010 ططط', '', 'نص 030 ططط', 'نص 040 ططط'])
    expect(bounds.max_values).toEqual(['نص 009 ططظ', 'نص 019 ططظ', '', 'نص 039 ططظ', 'نص 049 ططظ'])
    const numbers = indexesOf(bytes, metadata, 1, 'n').bounds
    expect(numbers.boundary_order).toBe('DESCENDING')
    expect(numbers.min_values).toEqual([941n, 931n, 921n, 911n, 906n])
    expect(numbers.max_values).toEqual([950n, 940n, 930n, 920n, 910n])
    const [, , meta] = metadata.row_groups[0]?.columns ?? []
    expect(meta?.column_index_offset).toBeUndefined()
    expect(meta?.offset_index_offset).toBeGreaterThan(0n)
  })

  test('have bounds of texts that hold, are short, and say whether they are exact', async () => {
    const schema = schemaOf([field('text', 'string')])
    const unit = fc.constantFrom('a', 'ب', '\ud7ff', '\uffff', '\u{10ffff}', '\u{1f642}', '')
    // U+FFFD would look like damage, also as the successor of U+FFFC; of U+FEFF the reader makes nothing.
    const text = fc
      .oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.string({ unit, maxLength: 40 }))
      .filter(text => !/[\ufeff\ufffc\ufffd]/.test(text))
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 30 }), async texts => {
        const records = texts.map(text => ({ text }))
        const bytes = await written({ schema, records }, { pageRecords: 4 })
        const metadata = metadataOf(bytes)
        const { chunk, bounds, pages } = indexesOf(bytes, metadata, 0, 'text')
        const all = {
          texts,
          min: chunk.meta_data?.statistics?.min_value,
          max: chunk.meta_data?.statistics?.max_value,
        }
        const inPages = pages.map((page, i) => ({
          texts: texts.slice(
            Number(page.first_row_index),
            Number(pages[i + 1]?.first_row_index ?? texts.length),
          ),
          min: bounds.min_values[i],
          max: bounds.max_values[i],
        }))
        for (const { texts, min, max } of [all, ...inPages]) {
          const sorted = texts.map(text => Buffer.from(text)).sort(Buffer.compare)
          const [least, greatest] = [sorted[0] ?? Buffer.alloc(0), sorted.at(-1) ?? Buffer.alloc(0)]
          const [lower, upper] = [Buffer.from(String(min)), Buffer.from(String(max))]
          expect(lower.compare(least)).toBeLessThanOrEqual(0)
          expect(upper.compare(greatest)).toBeGreaterThanOrEqual(0)
          expect(lower.length).toBeLessThanOrEqual(16)
          expect(upper.length <= 16 + 3 || upper.equals(greatest)).toBe(true)
          expect(`${min}${max}`).not.toContain('\ufffd')
          if (texts !== all.texts) continue
          const { is_min_value_exact, is_max_value_exact } = chunk.meta_data?.statistics ?? {}
          expect([is_min_value_exact, is_max_value_exact]).toEqual([
            lower.equals(least),
            upper.equals(greatest),
          ])
        }
      }),
      { numRuns: 300 },
    )
  })

  test('bound numbers of every kind, zeros of both signs among them', async () => {
    const schema = schemaOf([
      field('big', 'int64'),
      field('small', 'int32'),
      field('score', 'float64'),
      field('flag', 'boolean'),
      field('none', 'float64', nullable),
    ])
    const records = [
      { big: -9223372036854775808n, small: -2147483648, score: 0, flag: true, none: null },
      { big: 9223372036854775807n, small: 2147483647, score: -0, flag: true, none: null },
    ]
    const { row_groups } = metadataOf(await written({ schema, records }, {}))
    const [big, small, score, flag, none] =
      row_groups[0]?.columns.map(({ meta_data }) => meta_data?.statistics) ?? []
    expect(big).toMatchObject({ min_value: -9223372036854775808n, max_value: 9223372036854775807n })
    expect(small).toMatchObject({ min_value: -2147483648, max_value: 2147483647, null_count: 0n })
    expect([score?.min_value, score?.max_value]).toEqual([-0, 0])
    expect(flag).toMatchObject({ min_value: true, max_value: true })
    expect(none).toMatchObject({ min_value: undefined, max_value: undefined, null_count: 2n })
  })

  test('lead readers to every record that a query asks for', async () => {
    const schema = schemaOf([field('n', 'int32'), field('text', 'string', nullable)])
    const wanted = fc.constantFrom('', 'a', 'ب', 'بب', '\u{1f642}', `${'a'.repeat(16)}`, `${'a'.repeat(17)}b`)
    const text = fc.option(fc.tuple(wanted, wanted).map(parts => parts.join('')))
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 40 }), wanted, async (texts, from) => {
        const records = texts.map((text, n) => ({ n, text }))
        const bytes = await written({ schema, records }, { pageRecords: 3, groupRecords: 7 })
        const bound = Buffer.from(from)
        const expected = (sign: number) =>
          records.flatMap(({ n, text }) =>
            text !== null && sign * Buffer.from(text).compare(bound) >= 0 ? [[n]] : [],
          )
        await withFile(bytes, async path => {
          const rows = (operator: string) =>
            query(`SELECT n FROM read_parquet('${path}') WHERE text ${operator} '${from}' ORDER BY n`)
          expect(await rows('>=')).toEqual(expected(1))
          expect(await rows('<=')).toEqual(expected(-1))
        })
      }),
      { numRuns: 60 },
    )
  })
})
