import { DuckDBInstance } from '@duckdb/node-api'
import * as library from 'apache-arrow'
import fc from 'fast-check'
import { readParquet, Table as WasmTable } from 'parquet-wasm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UsageError } from '../src/errors.js'
import { arrow as arrowFormat } from '../src/formats/arrow.js'
import { parquet as parquetFormat } from '../src/formats/parquet.js'
import type { Field, JsonObject, RecordSchema } from '../src/schema/field.js'
import { loadSchema } from '../src/schema/load.js'
import { arrow } from '../src/sources/arrow.js'
import { parquet } from '../src/sources/parquet.js'
import type { Source } from '../src/sources/source.js'
import { comparable, field, normalised, samples, schemaOf, withFile, written } from './arbitraries.js'
import { draftsOf, folderOf, partsOf, placesOf, problemsOf, valuesOf } from './sources.js'

const nullable = { nullable: true, allowsNull: true }
const schema = loadSchema(
  JSON.stringify({
    type: 'object',
    required: ['id', 'text', 'count'],
    properties: {
      id: { type: 'string', 'x-key': true },
      text: { type: 'string', 'x-text': true },
      n: { type: ['integer', 'null'], minimum: 0, maximum: 100 },
      score: { type: ['number', 'null'] },
      at: { type: ['string', 'null'], 'x-column': 'timestamp' },
      any: { 'x-column': 'json' },
      tags: { type: 'array', items: { type: ['number', 'null'] } },
      place: { type: ['object', 'null'], properties: { town: { type: 'string' }, n: { type: 'integer' } } },
      count: { type: 'integer', 'x-derive': 'char-count@1' },
    },
  }),
  's.json',
)

async function read(source: Source, bytes: Uint8Array, of: RecordSchema = schema) {
  const file = `a${source.extensions[0]}`
  const drafts = await draftsOf({ source, schema: of, folder: folderOf({ [file]: bytes }), file })
  return {
    drafts,
    said: placesOf(problemsOf(drafts), file),
    messages: problemsOf(drafts).map(one => one.message),
  }
}

const formats = [
  { source: arrow, format: arrowFormat, name: 'Arrow' },
  { source: parquet, format: parquetFormat, name: 'Parquet' },
]

describe.each(formats)('$name', ({ source, format }) => {
  test('gives back whatever records were written, by batches', async () => {
    await fc.assert(
      fc.asyncProperty(samples(), async sample => {
        const records = sample.records.map(record => normalised(record, sample.schema.fields))
        const { drafts } = await read(source, await written(format, { ...sample, records }, 3), sample.schema)
        expect(problemsOf(drafts).filter(({ code }) => code !== 'file/no-records')).toEqual([])
        expect(valuesOf(drafts).map(comparable)).toEqual(records.map(comparable))
        expect(drafts.filter(({ ordinal }) => ordinal >= 0).map(({ ordinal }) => ordinal)).toEqual(
          records.map((_, i) => i),
        )
      }),
      { numRuns: 60 },
    )
  })

  test('halves have the records as they stand, and the schema', async () => {
    await fc.assert(
      fc.asyncProperty(samples(), fc.infiniteStream(fc.boolean()), async (sample, choices) => {
        const of = sample.schema
        const records = sample.records.map(record => normalised(record, of.fields))
        const sides = records.map(() => choices.next().value)
        const file = `a${source.extensions[0]}`
        const folder = folderOf({ [file]: await written(format, { ...sample, records }, 4) })
        const parts = await partsOf({ source, schema: of, folder, file }, i => sides[i] ?? false)
        for (const side of [true, false]) {
          const bytes = parts[`${side ? 'rejected' : 'accepted'}.${format.extension}`] ?? new Uint8Array()
          const { drafts } = await read(source, bytes, of)
          expect(problemsOf(drafts).filter(({ code }) => code !== 'file/no-records')).toEqual([])
          expect(valuesOf(drafts).map(comparable)).toEqual(
            records.filter((_, i) => sides[i] === side).map(comparable),
          )
        }
      }),
      { numRuns: 60 },
    )
  })

  test('cannot be divided where it is damaged, and says so', async () => {
    const file = `a${source.extensions[0]}`
    const folder = folderOf({ [file]: 'no such file' })
    await expect(partsOf({ source, schema, folder, file }, () => true)).rejects.toThrow(UsageError)
  })

  test('says of a file that is none, or nothing, what it is', async () => {
    expect((await read(source, Buffer.alloc(0))).said).toEqual(['file/empty'])
    for (const bytes of [
      Buffer.from('{"id":"a"}\n'),
      Buffer.alloc(4096),
      Buffer.from('PAR1PAR1'),
      Buffer.from('ARROW1\0\0ARROW1'),
    ]) {
      const { said } = await read(source, bytes)
      expect(said, bytes.toString('latin1', 0, 10)).toEqual(['file/damaged'])
    }
    const { said } = await read(source, await written(format, { schema, records: [] }))
    expect(said).toEqual(['file/no-records'])
  })

  test('of which bytes are damaged or cut off is a problem, never an exception, and ends', {
    timeout: 120_000,
  }, async () => {
    const records = Array.from(
      { length: 40 },
      (_, i): JsonObject => ({
        id: `r${i}`,
        text: `text ${i}`,
        n: i,
        score: i / 3,
        at: null,
        any: { i },
        tags: [i, null],
        place: i % 3 === 0 ? null : { town: 't' },
        count: 6,
      }),
    )
    const bytes = await written(format, { schema, records }, 20)
    let state = 12345
    const next = (limit: number) => {
      state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0
      return ((state ^ (state >>> 13)) >>> 0) % limit
    }
    const seen = new Set<string>()
    for (let run = 0; run < 500; run++) {
      let damaged = Buffer.from(bytes)
      if (run % 5 === 0) damaged = damaged.subarray(0, next(damaged.length))
      else
        for (let k = 0; k <= next(3); k++)
          damaged[next(damaged.length)] = [0, 0xff, 0x7f, next(256)][next(4)] ?? 0
      const { drafts, said } = await read(source, damaged)
      for (const one of said) seen.add(one.split(' ').at(-1) ?? '')
      expect(drafts.length).toBeLessThan(100_000)
    }
    expect([...seen]).toContain('file/damaged')
  })
})

describe('columns of Arrow', () => {
  const { vectorFromArray, Field: ArrowField } = library
  const file = (columns: Record<string, library.Vector>): Uint8Array =>
    library.tableToIPC(new library.Table(columns), 'file')
  const required = {
    id: vectorFromArray(['a', 'b', 'c'], new library.Utf8()),
    text: vectorFromArray(['x', 'y', 'z'], new library.Utf8()),
  }

  test('are read where others are not, and what is wrong with them is said once', async () => {
    const { drafts, said, messages } = await read(
      arrow,
      file({
        ...required,
        titel: vectorFromArray(['1', '2', '3'], new library.Utf8()),
        n: vectorFromArray(['1', '2', '3'], new library.Utf8()),
        score: vectorFromArray([Uint8Array.of(1), Uint8Array.of(1), Uint8Array.of(1)], new library.Binary()),
        at: vectorFromArray([1, 2, 3], new library.TimestampMillisecond()),
      }),
    )
    expect(said).toEqual(['columns/unknown', 'columns/type', 'columns/type', 'columns/type'])
    expect(messages).toEqual([
      'the column "titel" is not in the schema.',
      'the column "/n" is Utf8, which has no exact form as the schema\'s int32.',
      'the column "/score" is Binary, which has no exact form as the schema\'s float64.',
      'the column "/at" is Timestamp<MILLISECOND>, which names no time zone, so its instants are unknown.',
    ])
    expect(drafts.slice(-3).map(({ values }) => values)).toEqual([
      { id: 'a', text: 'x' },
      { id: 'b', text: 'y' },
      { id: 'c', text: 'z' },
    ])
    expect(drafts.slice(-3).every(({ spoiled }) => spoiled !== undefined)).toBe(true)
  })

  test('that are missing are said where no rule fills them', async () => {
    const { said, messages } = await read(arrow, file({ id: required.id }))
    expect(said).toEqual(['columns/missing'])
    expect(messages).toEqual(['the column "text" is missing, and every record needs it.'])
  })

  test('hold values that are refused record by record', async () => {
    const { drafts, said, messages } = await read(
      arrow,
      file({
        ...required,
        score: vectorFromArray([0.5, Number.NaN, Number.POSITIVE_INFINITY], new library.Float64()),
        any: vectorFromArray(['{', '1', '[2]'], new library.Utf8()),
        n: vectorFromArray([1n, 2n, 3n], new library.Int64()),
      }),
    )
    expect(said).toEqual(['#1 columns/value', '#2 columns/value', '#3 columns/value'])
    expect(messages.slice(1)).toEqual([
      'the column "/score" holds NaN, which is not a number that JSON has.',
      'the column "/score" holds Infinity, which is not a number that JSON has.',
    ])
    expect(drafts.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2])
    expect(drafts[1]?.locate({ pointer: '/n', part: 'value', span: undefined })).toMatchObject({ record: 2 })
  })

  test('of lists and dictionaries are read in parts, and cost no more for that', async () => {
    const length = 40_000
    const word = (i: number) => `w${i % 1000}`
    const bytes = file({
      id: vectorFromArray(
        Array.from({ length }, (_, i) => String(i)),
        new library.Utf8(),
      ),
      text: vectorFromArray(Array.from({ length }, (_, i) => word(i))),
      tags: vectorFromArray(
        Array.from({ length }, (_, i) => (i % 10 === 0 ? [i, Number.NaN] : [i, null])),
        new library.List(new ArrowField('item', new library.Float64(), true)),
      ),
    })
    const started = performance.now()
    const { drafts } = await read(arrow, bytes)
    expect(drafts.filter(({ problems }) => problems.length > 0).map(({ ordinal }) => ordinal)).toEqual(
      Array.from({ length: length / 10 }, (_, i) => i * 10),
    )
    expect(valuesOf(drafts)[1]).toEqual({ id: '2', text: 'w2', tags: [2, null] })
    expect(performance.now() - started).toBeLessThan(20_000)
    const parts = await partsOf(
      { source: arrow, schema, folder: folderOf({ 'a.arrow': bytes }), file: 'a.arrow' },
      i => i % 10 === 0,
    )
    const rejected = await read(arrow, parts['rejected.arrow'] ?? Buffer.alloc(0))
    expect(rejected.drafts.length).toBe(length / 10)
    expect(rejected.messages.every(message => message.includes('NaN'))).toBe(true)
  })

  test('may come as a stream', async () => {
    const bytes = library.tableToIPC(new library.Table(required), 'stream')
    const { drafts } = await read(arrow, bytes)
    expect(valuesOf(drafts).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(WasmTable.fromIPCStream(bytes).numBatches).toBe(1)
  })
})

describe('columns of Parquet', () => {
  let duck: DuckDBInstance
  beforeAll(async () => {
    duck = await DuckDBInstance.create()
  })
  afterAll(() => duck.closeSync())

  async function fromDuck(select: string): Promise<Buffer> {
    const { readFileSync } = await import('node:fs')
    return withFile(new Uint8Array(), async path => {
      const connection = await duck.connect()
      await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`)
      connection.closeSync()
      return readFileSync(path)
    })
  }

  test('are told apart by name and type, and read where they can be', async () => {
    const { said, messages, drafts } = await read(
      parquet,
      await fromDuck(
        `SELECT 'a' AS id, 'x' AS text, 1.25::DECIMAL(5,2) AS score, 'q' AS txt, '1' AS n, TIMESTAMP '2024-01-01' AS at`,
      ),
    )
    expect(said).toEqual(['columns/unknown', 'columns/type', 'columns/type', 'columns/type'])
    expect(messages.slice(1)).toEqual([
      'the column "/n" is BYTE_ARRAY UTF8, which has no exact form as the schema\'s int32.',
      'the column "/score" is INT32 DECIMAL, which has no exact form as the schema\'s float64.',
      'the column "/at" is INT64 TIMESTAMP without a time zone, which has no exact form as the schema\'s timestamp.',
    ])
    expect(drafts.at(-1)?.values).toEqual({ id: 'a', text: 'x' })
  })

  test('hold values that are refused record by record', async () => {
    const { said, messages } = await read(
      parquet,
      await fromDuck(
        `SELECT i::VARCHAR AS id, 'x' AS text, CASE WHEN i = 2 THEN 'nan'::DOUBLE ELSE i END AS score, CASE WHEN i = 3 THEN '{' ELSE '1' END AS "any" FROM range(1, 5) t(i)`,
      ),
    )
    expect(said).toEqual(['#2 columns/value', '#3 columns/value'])
    expect(messages[0]).toBe(
      'the column "/score" holds a value that has no form in the schema: NaN is not finite.',
    )
  })

  test('of any type are copied as they stand', async () => {
    const select = `SELECT i AS id, i::UINTEGER AS u, 'b'::BLOB AS b, (i / 4)::DECIMAL(18,3) AS d, uuid() AS g,
      TIMESTAMP '2024-01-01 00:00:00' AS t, [i, NULL] AS l, {'a': i, 'b': [{'c': 'x'}]} AS s,
      'nan'::DOUBLE AS f, i % 2 = 0 AS o, TIME '12:00:00' AS h, 'x' AS "a.b" FROM range(10) t(i)`
    const bytes = await fromDuck(select)
    const parts = await partsOf(
      { source: parquet, schema, folder: folderOf({ 'a.parquet': bytes }), file: 'a.parquet' },
      i => i % 3 === 0,
    )
    const all = await rowsOf(bytes)
    expect(await rowsOf(parts['rejected.parquet'])).toEqual(all.filter((_, i) => i % 3 === 0))
    expect(await rowsOf(parts['accepted.parquet'])).toEqual(all.filter((_, i) => i % 3 !== 0))
    expect(readParquet(parts['accepted.parquet'] ?? bytes).intoIPCStream().length).toBeGreaterThan(0)
  })

  async function rowsOf(bytes: Uint8Array = new Uint8Array()): Promise<unknown[]> {
    return withFile(bytes, async path => {
      const connection = await duck.connect()
      const types = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${path}')`)
      const rows = await connection.runAndReadAll(`SELECT * FROM read_parquet('${path}')`)
      connection.closeSync()
      const shape = JSON.stringify(types.getRowsJson())
      return rows.getRowsJson().map(row => [shape, row])
    })
  }
})

test('a struct of the schema that no column fills is asked for where a member is needed', async () => {
  const struct = {
    ...field('s', 'json'),
    kind: 'struct',
    fields: [field('x', 'int32', nullable), field('y', 'int32')],
  } as Field
  const { said } = await read(
    arrow,
    library.tableToIPC(new library.Table({ id: library.vectorFromArray(['a'], new library.Utf8()) }), 'file'),
    schemaOf([field('id', 'string'), struct]),
  )
  expect(said).toEqual(['columns/missing'])
})
