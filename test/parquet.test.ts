import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { parquetMetadata } from 'hyparquet'
import { readParquet } from 'parquet-wasm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { arrow } from '../src/formats/arrow.js'
import { parquet } from '../src/formats/parquet.js'
import { packed } from '../src/formats/parquet-cells.js'
import { makeBatch } from '../src/records/batch.js'
import type { Field, JsonObject } from '../src/schema/field.js'
import {
  comparable,
  field,
  normalised,
  roundTrip,
  type Sample,
  samples,
  schemaOf,
  withFile,
  written,
} from './arbitraries.js'

const nullable = { nullable: true, allowsNull: true }
const list = (name: string, items: Field, more: Partial<Field> = {}) =>
  ({ ...field(name, 'json', more), kind: 'list', items }) as Field
const struct = (name: string, fields: readonly Field[], more: Partial<Field> = {}) =>
  ({ ...field(name, 'json', more), kind: 'struct', fields }) as Field

const fields = [
  field('id', 'string'),
  field('big', 'int64', nullable),
  field('small', 'int32'),
  field('score', 'float64', nullable),
  field('flag', 'boolean', nullable),
  field('day', 'date', nullable),
  field('at', 'timestamp', nullable),
  list('tags', field('item', 'string', nullable), nullable),
  struct('point', [field('x', 'int32'), field('label', 'string', nullable)], nullable),
  field('meta', 'json', nullable),
  field('_extra', 'json', { nullable: true, extra: true } as Partial<Field>),
]
const schema = schemaOf(fields)
const records: JsonObject[] = [
  {
    id: 'مرحبا',
    big: 9223372036854775807n,
    small: -1,
    score: 0.1,
    flag: true,
    day: '0001-01-01',
    at: '2024-02-29T12:34:56.789012Z',
    tags: ['a', null, ''],
    point: { x: 1, label: null },
    meta: { k: [1, null] },
    other: '\u2028',
  },
  {
    id: '',
    big: null,
    small: 0,
    score: null,
    flag: null,
    day: null,
    at: null,
    tags: null,
    point: null,
    meta: null,
  },
  {
    id: '👩‍👩‍👧',
    big: -9223372036854775808n,
    small: 2147483647,
    score: -1e300,
    flag: false,
    day: '9999-12-31',
    at: '0001-01-01T00:00:00Z',
    tags: [],
    point: { x: 2, label: 'b' },
    meta: 'text',
  },
]

let duck: DuckDBInstance

beforeAll(async () => {
  duck = await DuckDBInstance.create()
})
afterAll(() => duck.closeSync())

/** Rows of a query as DuckDB spells them. */
async function query(sql: string): Promise<unknown[][]> {
  const connection = await duck.connect()
  await connection.run("SET TimeZone = 'UTC'")
  const rows = (await connection.runAndReadAll(sql)).getRowsJson()
  connection.closeSync()
  return rows
}

/** Reads what DuckDB makes of a query as the only column, `x`, of a Parquet file. */
async function readFromDuck(expression: string, column: Field): Promise<readonly JsonObject[]> {
  const read: JsonObject[] = []
  await withFile(new Uint8Array(), async path => {
    await query(`COPY (SELECT ${expression} AS x) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`)
    for await (const batch of parquet.read({ '': path }, schemaOf([column]))) read.push(...batch.records)
  })
  return read
}

describe('a Parquet file', () => {
  test('gives back every value, over several batches', async () => {
    const { read } = await roundTrip(parquet, { schema, records }, 2)
    expect(read.map(comparable)).toEqual(records.map(comparable))
  })

  test('says the same to DuckDB', async () => {
    await withFile(await written(parquet, { schema, records }), async path => {
      expect(await query(`SELECT column_type FROM (DESCRIBE SELECT * FROM read_parquet('${path}'))`)).toEqual(
        [
          ['VARCHAR'],
          ['BIGINT'],
          ['INTEGER'],
          ['DOUBLE'],
          ['BOOLEAN'],
          ['DATE'],
          ['TIMESTAMP WITH TIME ZONE'],
          ['VARCHAR[]'],
          ['STRUCT(x INTEGER, "label" VARCHAR)'],
          ['JSON'],
          ['JSON'],
        ],
      )
      expect((await query(`SELECT to_json(t) FROM read_parquet('${path}') t`)).flat()).toEqual([
        '{"id":"مرحبا","big":9223372036854775807,"small":-1,"score":0.1,"flag":true,"day":"0001-01-01","at":"2024-02-29 12:34:56.789012+00","tags":["a",null,""],"point":{"x":1,"label":null},"meta":{"k":[1,null]},"_extra":{"other":"\u2028"}}',
        '{"id":"","big":null,"small":0,"score":null,"flag":null,"day":null,"at":null,"tags":null,"point":null,"meta":null,"_extra":null}',
        '{"id":"👩‍👩‍👧","big":-9223372036854775808,"small":2147483647,"score":-1e300,"flag":false,"day":"9999-12-31","at":"0001-01-01 00:00:00+00","tags":[],"point":{"x":2,"label":"b"},"meta":"text","_extra":null}',
      ])
      expect(
        await query(
          `SELECT small FROM read_parquet('${path}') WHERE big < 0 AND day > '2000-01-01' AND id > 'م'`,
        ),
      ).toEqual([[2147483647]])
    })
  })

  test('holds the schema even without records', async () => {
    const { read, bytes } = await roundTrip(parquet, { schema, records: [] })
    expect(read).toEqual([])
    await withFile(bytes, async path => {
      expect(await query(`SELECT count(*)::INT, count(tags)::INT FROM read_parquet('${path}')`)).toEqual([
        [0, 0],
      ])
    })
  })

  test('says who made it, and where nulls are not', async () => {
    const bytes = await written(parquet, { schema, records })
    const { created_by, schema: elements, row_groups } = parquetMetadata(bytes)
    expect(created_by).toBe('warraq')
    expect(elements.slice(1).map(({ name, repetition_type }) => `${name} ${repetition_type}`)).toEqual([
      'id REQUIRED',
      'big OPTIONAL',
      'small REQUIRED',
      'score OPTIONAL',
      'flag OPTIONAL',
      'day OPTIONAL',
      'at OPTIONAL',
      'tags OPTIONAL',
      'list REPEATED',
      'element OPTIONAL',
      'point OPTIONAL',
      'x REQUIRED',
      'label OPTIONAL',
      'meta OPTIONAL',
      '_extra OPTIONAL',
    ])
    const small = row_groups[0]?.columns[2]?.meta_data
    expect(small?.codec).toBe('ZSTD')
    expect(small?.statistics).toMatchObject({ min_value: -1, max_value: 2147483647, null_count: 0n })
  })

  test('has bounds of text, cut short, and none of JSON, wherever it stands', async () => {
    const bounded = schemaOf([
      field('text', 'string'),
      struct('s', [field('meta', 'json'), field('n', 'int64')]),
    ])
    const records = ['a', 'ب'].map((start, i) => ({
      text: start.repeat(300),
      s: { meta: { k: 'v'.repeat(300) }, n: i },
    }))
    const { row_groups } = parquetMetadata(await written(parquet, { schema: bounded, records }), {
      parsers: { stringFromBytes: bytes => Buffer.from(bytes).toString() },
    })
    const [text, meta, n] = row_groups[0]?.columns.map(column => column.meta_data?.statistics) ?? []
    expect(text).toMatchObject({
      min_value: 'a'.repeat(16),
      max_value: `${'ب'.repeat(7)}ة`,
      is_min_value_exact: false,
      is_max_value_exact: false,
    })
    expect(meta).toMatchObject({ min_value: undefined, max_value: undefined, null_count: 0n })
    expect(n).toMatchObject({ min_value: 0n, max_value: 1n })
  })

  test('is the same whenever it is written', async () => {
    expect(await written(parquet, { schema, records })).toEqual(await written(parquet, { schema, records }))
  })

  test('merges batches into row groups, and has a page index', async () => {
    const many: Sample = {
      schema: schemaOf([field('n', 'int32'), field('text', 'string')]),
      records: Array.from({ length: 3000 }, (_, n) => ({
        n,
        text: `${String(n).padStart(5, '0')} ${'x'.repeat(1000)}`,
      })),
    }
    const bytes = await written(parquet, many, 100)
    const { row_groups } = parquetMetadata(bytes)
    expect(row_groups.map(({ num_rows }) => num_rows)).toEqual([3000n])
    expect(row_groups[0]?.columns[1]?.column_index_length).toBeGreaterThan(0)
    expect(row_groups[0]?.columns[1]?.offset_index_length).toBeGreaterThan(0)
    await withFile(bytes, async path => {
      expect(await query(`SELECT n FROM read_parquet('${path}') WHERE text LIKE '02047 %'`)).toEqual([[2047]])
      expect(
        await query(`SELECT count(*)::INT, sum(n)::INT, sum(length(text))::INT FROM read_parquet('${path}')`),
      ).toEqual([[3000, 4498500, 3018000]])
    })
  })

  test('cuts a row group before it grows past what viewers take', async () => {
    const big = schemaOf([field('text', 'string')])
    const texts = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ text: `${i}`.padEnd(12 * 2 ** 20, 'y') }))
    const chunks: Uint8Array[] = []
    const writer = await parquet.open(() => ({ write: bytes => chunks.push(bytes.slice()) }), big)
    writer.append(makeBatch(big, texts(1), []))
    writer.append(makeBatch(big, texts(4), []))
    writer.close()
    const { row_groups } = parquetMetadata(Buffer.concat(chunks))
    expect(row_groups.map(({ num_rows }) => num_rows)).toEqual([2n, 2n, 1n])
  })

  test('keeps names that are no good as keys or paths', async () => {
    const odd = schemaOf([
      struct(
        's',
        [field('a.b', 'string'), struct('a', [field('b', 'string')]), field('__proto__', 'int32')],
        nullable,
      ),
      field('__proto__', 'string'),
      field('', 'string'),
    ])
    const record = JSON.parse('{"s":{"a.b":"1","a":{"b":"2"},"__proto__":3},"__proto__":"4","":"5"}')
    const { read } = await roundTrip(parquet, { schema: odd, records: [record] })
    expect(read.map(comparable)).toEqual([comparable(record)])
  })

  test('gives back whatever records of whatever schema, in long runs too', async () => {
    await fc.assert(
      fc.asyncProperty(samples(), fc.integer({ min: 1, max: 20 }), async (sample, times) => {
        const { schema } = sample
        const records = Array.from({ length: times }, () => sample.records).flat()
        const expected = records.map(record => comparable(normalised(record, schema.fields)))
        const { read, bytes } = await roundTrip(parquet, { schema, records }, 50)
        expect(read.map(comparable)).toEqual(expected)
        // Another implementation, arrow-rs, hands what it read over as an Arrow stream.
        const stream = readParquet(bytes).intoIPCStream()
        await withFile(stream, async path => {
          const back: JsonObject[] = []
          for await (const batch of arrow.read({ '': path }, schema)) back.push(...batch.records)
          expect(back.map(comparable)).toEqual(expected)
        })
      }),
      { numRuns: 150 },
    )
  })
})

describe('a Parquet file of another writer', () => {
  test('is read where its types have an exact form in the schema', async () => {
    const read: [string, Field, unknown][] = [
      ["'ab'::VARCHAR", field('x', 'string'), 'ab'],
      ['7::TINYINT', field('x', 'int32'), 7],
      ['4294967295::UINTEGER', field('x', 'int64'), 4294967295],
      ['9223372036854775807', field('x', 'int64'), 9223372036854775807n],
      ['0.5::FLOAT', field('x', 'float64'), 0.5],
      ["DATE '2024-02-29'", field('x', 'date'), '2024-02-29'],
      ["TIMESTAMPTZ '2024-02-29 12:00:00.5+02'", field('x', 'timestamp'), '2024-02-29T10:00:00.5Z'],
      [
        '[[1, NULL], NULL, []]',
        list('x', list('item', field('item', 'int32', nullable), nullable)),
        [[1, null], null, []],
      ],
      [
        "{'a': 1, 'b': NULL::VARCHAR}",
        struct('x', [field('a', 'int32'), field('b', 'string', nullable)]),
        { a: 1, b: null },
      ],
      ['\'{"b": [1, 9223372036854775807]}\'::JSON', field('x', 'json'), { b: [1, 9223372036854775807n] }],
      ["'[true]'", field('x', 'json'), [true]],
      ['NULL::INTEGER', field('x', 'int32', nullable), null],
    ]
    for (const [expression, column, value] of read) {
      expect(await readFromDuck(expression, column), expression).toEqual([{ x: value }])
    }
  })

  test('is refused by name where they have none', async () => {
    const refused: [string, Field, RegExp][] = [
      [
        "TIMESTAMP '2024-02-29 12:00:00'",
        field('x', 'timestamp'),
        /"\/x" is INT64 TIMESTAMP without a time zone/,
      ],
      [
        "'a'::BLOB",
        field('x', 'string'),
        /"\/x" is BYTE_ARRAY, which has no exact form as the schema's string/,
      ],
      ['1.25::DECIMAL(5,2)', field('x', 'float64'), /"\/x" is INT32 DECIMAL/],
      ["MAP {'a': 1}", struct('x', [field('a', 'int32')]), /"\/x" is group MAP/],
      ["'nan'::DOUBLE", field('x', 'float64'), /"\/x" holds a value .* NaN is not finite/],
      ["'-inf'::DOUBLE", field('x', 'float64'), /-Infinity is not finite/],
      ['3000000000', field('x', 'int32'), /3000000000 is not a 32-bit integer/],
      ['9007199254740993', field('x', 'float64'), /9007199254740993 is not a 64-bit float/],
      ["'x'", field('x', 'date'), /"\/x" is BYTE_ARRAY UTF8, which has no exact form as the schema's date/],
      ["'{'", field('x', 'json'), /"\/x" holds a value/],
      ["'x'", field('y', 'string'), /the column "x" is not in the schema/],
    ]
    for (const [expression, column, message] of refused) {
      await expect(readFromDuck(expression, column), expression).rejects.toThrow(message)
    }
    await withFile(Buffer.from('not a Parquet file'), async path => {
      await expect(parquet.read({ '': path }, schema)[Symbol.asyncIterator]().next()).rejects.toThrow(
        `${path} cannot be read`,
      )
    })
  })
})

test('texts of a column are packed, and are what they were', () => {
  const text = (value: string) => new TextEncoder().encode(value)
  const apart = ['سلام', '', undefined, 'b', null].map(value => (value == null ? value : text(value)))
  const one = text('again')
  for (const values of [
    apart,
    [one, one, one],
    [null, null],
    [1, 2],
    Float64Array.of(1, 2),
    [],
    [text('a'), 7],
  ]) {
    const cells = packed(values)
    expect(cells.length).toBe(values.length)
    expect(Array.from(values, (_, i) => cells.at(i) ?? null)).toEqual(
      Array.from(values, value => value ?? null),
    )
  }
  expect(packed([one, one, one]).at(1)).toBe(one)
  expect(packed(apart).at(0)).not.toBe(apart[0])
})
