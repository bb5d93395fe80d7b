import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../src/records/canonical-json.js'
import { columnsOf, recordsOf } from '../src/records/columns.js'
import { gatherBytes } from '../src/records/gather-bytes.js'
import type { Field, Json, JsonObject } from '../src/schema/field.js'
import { parseJson } from '../src/text/json.js'
import { comparable, field, normalised, samples } from './arbitraries.js'

const nullable = { nullable: true, allowsNull: true }

function column(
  kind: Parameters<typeof field>[1],
  values: readonly (Json | undefined)[],
  more: Partial<Field> = {},
) {
  const records = values.map((value): JsonObject => (value === undefined ? {} : { x: value }))
  return columnsOf([field('x', kind, more)], records)[0]!
}

describe('columnsOf', () => {
  test('lays texts out as UTF-8 behind offsets, a null as no bytes and an unset bit', () => {
    expect(column('string', ['مد', null, '', 'a'], nullable)).toMatchObject({
      length: 4,
      nullCount: 1,
      validity: Uint8Array.of(0b1101),
      layout: 'bytes',
      offsets: Int32Array.of(0, 4, 4, 4, 5),
      bytes: Uint8Array.of(0xd9, 0x85, 0xd8, 0xaf, 0x61),
    })
  })

  test('has no validity where nothing is null', () => {
    expect(column('int32', [1, -2], nullable)).toMatchObject({
      nullCount: 0,
      validity: undefined,
      values: Int32Array.of(1, -2),
    })
  })

  test('lays out numbers, days and microseconds from the epoch', () => {
    expect(column('int64', [1, -(2n ** 63n), 2n ** 63n - 1n])).toMatchObject({
      values: BigInt64Array.of(1n, -(2n ** 63n), 2n ** 63n - 1n),
    })
    expect(column('float64', [0.1, -0, 1e300])).toMatchObject({ values: Float64Array.of(0.1, 0, 1e300) })
    expect(column('date', ['1970-01-02', '0001-01-01'])).toMatchObject({ values: Int32Array.of(1, -719_162) })
    expect(column('timestamp', ['1970-01-01T00:00:01.5Z'])).toMatchObject({
      values: BigInt64Array.of(1_500_000n),
    })
  })

  test('packs booleans from the lowest bit on', () => {
    const flags = [true, false, true, true, false, false, false, false, true]
    expect(column('boolean', flags)).toMatchObject({ layout: 'bits', values: Uint8Array.of(0b1101, 1) })
  })

  test('holds JSON cells as canonical text, and undeclared keys in one of them', () => {
    expect(
      Buffer.from(
        (column('json', [{ b: 1, a: [null, 2n ** 63n] }]) as { bytes: Uint8Array }).bytes,
      ).toString(),
    ).toBe('{"a":[null,9223372036854775808],"b":1}')
    const fields = [
      field('a', 'int32'),
      field('_extra', 'json', { nullable: true, extra: true } as Partial<Field>),
    ]
    const records = [{ a: 1, z: null, b: 'x' }, { a: 2 }]
    const [, extra] = columnsOf(fields, records)
    expect(extra).toMatchObject({
      nullCount: 1,
      validity: Uint8Array.of(1),
      offsets: Int32Array.of(0, 18, 18),
    })
    expect(recordsOf(fields, columnsOf(fields, records))).toEqual(records)
  })

  test('fills what stands under a null struct with nulls, or zeros where it cannot be null', () => {
    const inner = [field('n', 'int32'), field('s', 'string', nullable)]
    const point = { ...field('p', 'json', nullable), kind: 'struct', fields: inner } as Field
    const [structs] = columnsOf([point], [{ p: null }, { p: { n: 7, s: 'x' } }, {}])
    expect(structs).toMatchObject({
      nullCount: 2,
      validity: Uint8Array.of(0b010),
      children: [
        { nullCount: 0, validity: undefined, values: Int32Array.of(0, 7, 0) },
        { nullCount: 2, validity: Uint8Array.of(0b010) },
      ],
    })
  })

  test('tells null lists, empty lists and lists of null apart', () => {
    const list = {
      ...field('l', 'json', nullable),
      kind: 'list',
      items: field('item', 'int32', nullable),
    } as Field
    const records = [{ l: null }, { l: [] }, { l: [null, 5] }]
    const [lists] = columnsOf([list], records)
    expect(lists).toMatchObject({
      validity: Uint8Array.of(0b110),
      offsets: Int32Array.of(0, 0, 0, 2),
      items: { length: 2, validity: Uint8Array.of(0b10), values: Int32Array.of(0, 5) },
    })
    expect(recordsOf([list], [lists!])).toEqual(records)
  })

  test('refuses what no column can hold', () => {
    expect(() => column('int32', [2 ** 31])).toThrow(
      new RangeError('/x: 2147483648 is not a 32-bit integer.'),
    )
    expect(() => column('int64', [2n ** 63n])).toThrow('/x: 9223372036854775808 is not a 64-bit integer.')
    expect(() => column('float64', [Number.NaN])).toThrow('/x: NaN is not finite.')
    expect(() => column('string', [7])).toThrow(new TypeError('/x: 7 is not a string.'))
    expect(() => column('string', [undefined])).toThrow(
      new TypeError('/x is missing, but its column has no nulls.'),
    )
    expect(() => column('date', ['2023-02-29'])).toThrow('/x: "2023-02-29" is not a date')
    const gathered = (maxBytes: number) => {
      const bytes = gatherBytes(maxBytes)
      for (const text of ['abc', 'مد']) bytes.addText(text)
      return bytes.view()
    }
    expect(() => gathered(6)).toThrow('more than 6 bytes')
    expect(gathered(7).offsets).toEqual(Int32Array.of(0, 3, 7))
  })

  test('does not take an inherited name for a value', () => {
    const fields = [field('constructor', 'string', nullable), field('toString', 'string', { nullable: true })]
    const expected: JsonObject[] = [{ constructor: null }, { constructor: null, toString: 'x' }]
    expect(recordsOf(fields, columnsOf(fields, [{}, { toString: 'x' }]))).toEqual(expected)
  })

  test('has recordsOf as its inverse', () => {
    fc.assert(
      fc.property(samples(), ({ schema: { fields }, records }) => {
        const back = recordsOf(fields, columnsOf(fields, records))
        expect(back.map(comparable)).toEqual(records.map(record => comparable(normalised(record, fields))))
      }),
      { numRuns: 500 },
    )
  })
})

describe('canonicalJson', () => {
  test('writes RFC 8785', () => {
    // The numbers of RFC 8785 §3.2.3 and the key order of its §3.2.3 example.
    expect(canonicalJson([1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0])).toBe(
      '[1e+30,4.5,0.002,1e-27,0]',
    )
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6']
    const sorted = canonicalJson(Object.fromEntries(keys.map(key => [key, 0])))
    expect(Object.keys(JSON.parse(sorted)).length).toBe(7)
    expect(sorted).toBe('{"\\r":0,"1":0,"\u0080":0,"ö":0,"€":0,"😀":0,"\ufb33":0}')
    expect(canonicalJson('\u2028"\\\n\u0001€')).toBe('"\u2028\\"\\\\\\n\\u0001€"')
    expect(canonicalJson(-(2n ** 70n))).toBe('-1180591620717411303424')
    expect(() => canonicalJson(Number.POSITIVE_INFINITY)).toThrow(RangeError)
  })
})

describe('parseJson', () => {
  test('keeps the digits of large integers, and only of them', () => {
    expect(
      parseJson(
        '{"a":[9007199254740991,9007199254740992,-9223372036854775808],"b":1e20,"c":"12345678901234567890"}',
      ),
    ).toEqual({
      a: [9007199254740991, 9007199254740992n, -(2n ** 63n)],
      b: 1e20,
      c: '12345678901234567890',
    })
    expect(parseJson('0.50000000000000000000')).toBe(0.5)
    expect(
      parseJson(' [ "\\\\" , "\\"1234567890123456789" , { } , [ ] , true , null , 1234567890123456789 ] '),
    ).toEqual(['\\', '"1234567890123456789', {}, [], true, null, 1234567890123456789n])
    expect(() => parseJson('[12345678901234567890')).toThrow(SyntaxError)
  })

  test('keeps __proto__ a key like any other', () => {
    const value = parseJson('{"__proto__":1234567890123456789}')
    expect(Object.entries(value as JsonObject)).toEqual([['__proto__', 1234567890123456789n]])
  })

  test('is the inverse of canonicalJson', () => {
    fc.assert(
      fc.property(samples(), ({ records }) => {
        for (const record of records)
          expect(canonicalJson(parseJson(canonicalJson(record)))).toBe(canonicalJson(record))
      }),
    )
  })
})
