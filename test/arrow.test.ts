import * as library from 'apache-arrow'
import fc from 'fast-check'
import { Table } from 'parquet-wasm'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../src/errors.js'
import { arrow } from '../src/formats/arrow.js'
import type { Field, JsonObject } from '../src/schema/field.js'
import {
  comparable,
  field,
  normalised,
  roundTrip,
  samples,
  schemaOf,
  withFile,
  written,
} from './arbitraries.js'

const nullable = { nullable: true, allowsNull: true }
const point = {
  ...field('point', 'json', nullable),
  kind: 'struct',
  fields: [field('x', 'int32'), field('label', 'string', nullable)],
} as Field
const tags = {
  ...field('tags', 'json', nullable),
  kind: 'list',
  items: field('item', 'string', nullable),
} as Field
const fields = [
  field('id', 'string', { schema: { description: 'Identifier.' } }),
  field('big', 'int64', nullable),
  field('small', 'int32'),
  field('score', 'float64', nullable),
  field('flag', 'boolean', nullable),
  field('day', 'date', nullable),
  field('at', 'timestamp', nullable),
  tags,
  point,
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
    big: 1,
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

describe('an Arrow file', () => {
  test('gives back every value, over several batches', async () => {
    const { read } = await roundTrip(arrow, { schema, records }, 2)
    expect(read.map(comparable)).toEqual(records.map(comparable))
  })

  test('has the types, nullability and descriptions that the fields have', async () => {
    const table = library.tableFromIPC(await written(arrow, { schema, records }))
    expect(
      table.schema.fields.map(({ name, type, nullable }) => `${name}: ${type}${nullable ? '' : ' not null'}`),
    ).toEqual([
      'id: Utf8 not null',
      'big: Int64',
      'small: Int32 not null',
      'score: Float64',
      'flag: Bool',
      'day: Date32<DAY>',
      'at: Timestamp<MICROSECOND, UTC>',
      'tags: List<Utf8>',
      'point: Struct<{x:Int32, label:Utf8}>',
      'meta: Utf8',
      '_extra: Utf8',
    ])
    expect(table.schema.fields[7]?.type.children[0]?.name).toBe('item')
    expect(table.schema.fields[8]?.type.children.map((child: library.Field) => child.nullable)).toEqual([
      false,
      true,
    ])
    expect(table.schema.fields[0]?.metadata).toEqual(new Map([['description', 'Identifier.']]))
    expect(table.schema.fields[9]?.metadata).toEqual(new Map([['media_type', 'application/json']]))
    expect(table.getChild('big')?.get(0)).toBe(9223372036854775807n)
    expect(table.getChild('_extra')?.get(0)).toBe('{"other":"\u2028"}')
  })

  test('holds the schema even without records', async () => {
    const { read, bytes } = await roundTrip(arrow, { schema, records: [] })
    expect(read).toEqual([])
    expect(library.tableFromIPC(bytes).schema.fields.map(({ name }) => name)).toEqual(
      fields.map(({ name }) => name),
    )
  })

  test('is the same whenever it is written', async () => {
    expect(await written(arrow, { schema, records })).toEqual(await written(arrow, { schema, records }))
  })

  test('is handed on batch by batch', async () => {
    const sizes: number[] = []
    const writer = await arrow.open(() => ({ write: bytes => sizes.push(bytes.length) }), schema)
    const before = sizes.length
    const { makeBatch } = await import('../src/records/batch.js')
    writer.append(makeBatch(schema, records, []))
    expect(sizes.length).toBeGreaterThan(before)
    writer.close()
  })

  test('gives back whatever records of whatever schema', async () => {
    await fc.assert(
      fc.asyncProperty(samples(), async sample => {
        const expected = sample.records.map(record => comparable(normalised(record, sample.schema.fields)))
        const { read, bytes } = await roundTrip(arrow, sample)
        expect(read.map(comparable)).toEqual(expected)
        // Another implementation, arrow-rs, checks offsets, UTF-8 and nulls; behind the magic a file is a stream.
        const table = Table.fromIPCStream(bytes.subarray(8))
        const again = table.intoIPCStream()
        await withFile(again, async path => {
          const back: JsonObject[] = []
          for await (const batch of arrow.read({ '': path }, sample.schema)) back.push(...batch.records)
          expect(back.map(comparable)).toEqual(expected)
        })
      }),
      { numRuns: 200 },
    )
  })
})

/** Reads what another writer makes of one column, `x`. */
async function readForeign(vector: library.Vector, column: Field): Promise<unknown[]> {
  const table = new library.Table({ x: vector })
  const read: unknown[] = []
  await withFile(library.tableToIPC(table, 'file'), async path => {
    for await (const batch of arrow.read({ '': path }, schemaOf([column])))
      read.push(...batch.records.map(({ x }) => x))
  })
  return read
}

function fixed(type: library.DataType, data: ArrayBufferView): library.Vector {
  return library.makeVector(
    new library.Data(type, 0, data.byteLength / 8, 0, { [library.BufferType.DATA]: data }),
  )
}

describe('an Arrow file of another writer', () => {
  test('is read where its types have an exact form in the schema', async () => {
    const { vectorFromArray } = library
    const word = field('x', 'string', nullable)
    const read: [library.Vector, Field, unknown[]][] = [
      [vectorFromArray(['a', null, 'مد', 'a']), word, ['a', null, 'مد', 'a']], // a dictionary
      [vectorFromArray(['a', null, 'مد'], new library.LargeUtf8()), word, ['a', null, 'مد']],
      [vectorFromArray([1, null, 255], new library.Uint8()), field('x', 'int32', nullable), [1, null, 255]],
      [vectorFromArray([2 ** 32 - 1], new library.Uint32()), field('x', 'int64'), [4294967295]],
      [vectorFromArray([2n ** 53n, -5n], new library.Int64()), field('x', 'int64'), [2n ** 53n, -5]],
      [vectorFromArray([0.5, null], new library.Float32()), field('x', 'float64', nullable), [0.5, null]],
      [vectorFromArray([3, -4], new library.Int16()), field('x', 'float64'), [3, -4]],
      [
        fixed(new library.TimestampMillisecond('Asia/Riyadh'), BigInt64Array.of(1500n)),
        field('x', 'timestamp'),
        ['1970-01-01T00:00:01.5Z'],
      ],
      [
        fixed(new library.TimestampNanosecond('+03:00'), BigInt64Array.of(-1000n)),
        field('x', 'timestamp'),
        ['1969-12-31T23:59:59.999999Z'],
      ],
      [
        fixed(new library.DateMillisecond(), BigInt64Array.of(-86_400_000n)),
        field('x', 'date'),
        ['1969-12-31'],
      ],
      [vectorFromArray([null, null], new library.Null()), word, [null, null]],
      [
        vectorFromArray([true, null, false], new library.Bool()),
        field('x', 'boolean', nullable),
        [true, null, false],
      ],
      [
        vectorFromArray(
          [{ a: 1 }, null],
          new library.Struct([new library.Field('a', new library.Int8(), true)]),
        ),
        {
          ...field('x', 'json', nullable),
          kind: 'struct',
          fields: [field('a', 'int32', nullable), field('b', 'int32', nullable)],
        } as Field,
        [{ a: 1 }, null],
      ],
    ]
    for (const [vector, column, values] of read)
      expect(await readForeign(vector, column), String(vector.type)).toEqual(values)
  })

  test('is read right where its arrays were cut', async () => {
    const flags = library.vectorFromArray(
      [true, null, false, true, null, true, false, true, true, null, true],
      new library.Bool(),
    )
    expect(await readForeign(flags.slice(3, 11), field('x', 'boolean', nullable))).toEqual([
      true,
      null,
      true,
      false,
      true,
      true,
      null,
      true,
    ])
    const lists = library.vectorFromArray(
      [[1], null, [2, 3], [], [4, null]],
      new library.List(new library.Field('item', new library.Int32(), true)),
    )
    const column = {
      ...field('x', 'json', nullable),
      kind: 'list',
      items: field('item', 'int32', nullable),
    } as Field
    expect(await readForeign(lists.slice(2, 5), column)).toEqual([[2, 3], [], [4, null]])
  })

  test('is refused by name where they have none', async () => {
    const { vectorFromArray } = library
    const refused: [library.Vector, Field, string][] = [
      [
        vectorFromArray([Number.NaN], new library.Float64()),
        field('x', 'float64'),
        '"/x" holds NaN, which is not a number that JSON has.',
      ],
      [
        vectorFromArray([Number.NEGATIVE_INFINITY], new library.Float64()),
        field('x', 'float64'),
        '"/x" holds -Infinity',
      ],
      [
        vectorFromArray([Uint8Array.of(1)], new library.Binary()),
        field('x', 'string'),
        '"/x" is Binary, which has no exact form',
      ],
      [fixed(new library.Decimal(2, 5, 64), BigInt64Array.of(1n)), field('x', 'float64'), '"/x" is Decimal'],
      [
        fixed(new library.TimestampMicrosecond(), BigInt64Array.of(1n)),
        field('x', 'timestamp'),
        '"/x" is Timestamp<MICROSECOND>, which names no time zone',
      ],
      [
        fixed(new library.TimestampNanosecond('UTC'), BigInt64Array.of(1n)),
        field('x', 'timestamp'),
        '"/x" holds 1, which is not a whole microsecond.',
      ],
      [
        fixed(new library.DateMillisecond(), BigInt64Array.of(5n)),
        field('x', 'date'),
        '"/x" holds 5, which is not a whole day.',
      ],
      [
        vectorFromArray([3_000_000_000n], new library.Int64()),
        field('x', 'int32'),
        '"/x" holds 3000000000, which is not a 32-bit integer.',
      ],
      [
        vectorFromArray([2n ** 63n], new library.Uint64()),
        field('x', 'int64'),
        '"/x" holds 9223372036854775808, which is not a 64-bit integer.',
      ],
      [
        vectorFromArray([2n ** 53n + 1n], new library.Int64()),
        field('x', 'float64'),
        '"/x" holds 9007199254740993, which is not a 64-bit float.',
      ],
      [
        vectorFromArray([1], new library.Int32()),
        field('x', 'string'),
        '"/x" is Int32, which has no exact form as the schema\'s string.',
      ],
      [vectorFromArray([1.5], new library.Float64()), field('x', 'int32'), '"/x" is Float64'],
      [vectorFromArray(['{'], new library.Utf8()), field('x', 'json'), 'cannot be read'],
      [
        vectorFromArray(['a'], new library.Utf8()),
        field('y', 'string'),
        'the column "x" is not in the schema.',
      ],
    ]
    for (const [vector, column, message] of refused) {
      const reading = readForeign(vector, column)
      await expect(reading, message).rejects.toThrow(message)
      await expect(reading).rejects.toBeInstanceOf(UsageError)
    }
    await withFile(Buffer.from('neither file nor stream'), async path => {
      await expect(arrow.read({ '': path }, schema)[Symbol.asyncIterator]().next()).rejects.toThrow(
        `${path} cannot be read`,
      )
    })
  })
})
