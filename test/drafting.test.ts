import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addCell, startCells, valuesOf } from '../src/drafting/cells-seen.js'
import { addDistinct, countDistinct, mergeDistinct, startDistinct } from '../src/drafting/distinct.js'
import { addLength, medianLength, startLengths } from '../src/drafting/lengths.js'
import { merge, observe, startBudget, startObservation } from '../src/drafting/observation.js'
import { proposeRecordSchema } from '../src/drafting/record-schema.js'
import { observeRecord, startRecords } from '../src/drafting/records-seen.js'
import { usableSchema } from '../src/drafting/usable-schema.js'
import { exportCorpus } from '../src/export.js'
import { initCorpus } from '../src/init.js'
import { ownFormats } from '../src/schema/formats.js'
import { isObject, type SchemaObject } from '../src/schema/keywords.js'
import type { Json } from '../src/text/json.js'
import { workdir } from './cli.js'

const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))

function draft(records: readonly Json[], options: { key?: string; declared?: SchemaObject } = {}) {
  const seen = startRecords()
  for (const record of records) observeRecord(seen, record)
  return proposeRecordSchema(seen, { title: 'Records', ...options })
}

/** The keywords of a property without its comment. */
function property(schema: SchemaObject, ...path: readonly string[]): SchemaObject {
  let at: unknown = schema
  for (const name of path) {
    const { properties, items, additionalProperties } = isObject(at) ? at : {}
    at = name === '*' ? (items ?? additionalProperties) : isObject(properties) ? properties[name] : undefined
  }
  if (!isObject(at)) throw new Error(`no ${path.join('/')}`)
  const { $comment: _, ...keywords } = at
  return keywords
}

const commentOf = (schema: SchemaObject, name: string): unknown => {
  const { properties } = schema
  const found = isObject(properties) ? properties[name] : undefined
  return isObject(found) ? found['$comment'] : undefined
}

describe('a drafted schema', () => {
  test('says types, nulls and what is required', () => {
    const { schema } = draft([
      { a: 'x', b: 1, c: true, d: null },
      { a: 'yy', b: 2, c: false, d: 'z' },
      { a: 'xyz', b: -3, d: null },
    ])
    expect(schema['required']).toEqual(['a', 'b', 'd'])
    expect(schema['additionalProperties']).toBe(false)
    expect(property(schema, 'a')).toEqual({ type: 'string', minLength: 1 })
    expect(property(schema, 'b')).toEqual({ type: 'integer', minimum: -2147483648, maximum: 2147483647 })
    expect(property(schema, 'c')).toEqual({ type: 'boolean' })
    expect(property(schema, 'd')).toEqual({ type: ['string', 'null'], minLength: 1 })
    expect(commentOf(schema, 'd')).toBe(
      'Seen: 1 text of 1 character, 1 different, 2 nulls. Guessed that none is empty.',
    )
  })

  test('takes the narrowest form that all texts have, where there are enough', () => {
    const { schema } = draft(
      times(5, i => ({
        day: `2020-01-0${i + 1}`,
        moment: `2020-01-01T00:00:0${i}Z`,
        zoned: `2020-01-01T00:00:0${i}+02:00`,
        month: i === 0 ? '2020-01' : `2020-01-0${i}`,
        url: `https://example.org/${i}`,
        mail: `a${i}@example.org`,
        uuid: `00000000-0000-4000-8000-00000000000${i}`,
        odd: i === 4 ? 'unknown' : `2020-01-0${i + 1}`,
      })),
    )
    expect(property(schema, 'day')).toEqual({ type: 'string', format: 'date' })
    expect(property(schema, 'moment')).toEqual({
      type: 'string',
      format: 'date-time',
      'x-column': 'timestamp',
    })
    expect(property(schema, 'zoned')).toEqual({ type: 'string', format: 'date-time' })
    expect(property(schema, 'month')).toEqual({ type: 'string', format: 'partial-date' })
    expect(property(schema, 'url')).toEqual({ type: 'string', format: 'http-url' })
    expect(property(schema, 'mail')).toEqual({ type: 'string', format: 'email' })
    expect(property(schema, 'uuid')).toEqual({ type: 'string', format: 'uuid', 'x-key': true })
    expect(property(schema, 'odd')).toEqual({ type: 'string', minLength: 1 })
    expect(property(draft(times(4, i => ({ day: `2020-01-0${i + 1}` }))).schema, 'day')).toEqual({
      type: 'string',
      minLength: 1,
    })
  })

  test('closes a list of values that stand often, and none that may grow', () => {
    const { schema } = draft(
      times(300, i => ({
        kind: ['rain', 'wind', 'sun'][i % 3] ?? '',
        maybe: i % 2 === 0 ? 'yes' : null,
        name: i < 290 ? 'common' : `rare ${i}`,
      })),
    )
    expect(property(schema, 'kind')).toEqual({ type: 'string', enum: ['rain', 'sun', 'wind'] })
    expect(property(schema, 'maybe')).toEqual({ type: ['string', 'null'], enum: ['yes', null] })
    expect(property(schema, 'name')).toEqual({ type: 'string', minLength: 1 })
  })

  test('keeps integers exact, and says what floats round', () => {
    const { schema, guesses } = draft([
      { small: 1, long: 9007199254740993n, huge: 123456789012345678901234567890n, part: 0.5 },
      { small: 2, long: -1, huge: 1, part: 3 },
    ])
    expect(property(schema, 'long')).toEqual({ type: 'integer' })
    expect(property(schema, 'huge')).toEqual({ type: 'number', minimum: 0 })
    expect(property(schema, 'part')).toEqual({ type: 'number', minimum: 0 })
    expect(guesses.filter(({ pointer }) => pointer === '/huge').map(({ words }) => words)).toContain(
      'Some integers are beyond 64 bits: they are stored as floats, which round them.',
    )
  })

  test('takes for the key a field that differs everywhere and has the name of an id', () => {
    const records = times(30, i => ({ title: `t${i}`, id: `r-${i}`, n: i % 7 }))
    const { schema, key } = draft(records)
    expect(key).toBe('id')
    expect(property(schema, 'id')).toEqual({ type: 'string', pattern: '^[0-9a-z-]+$', 'x-key': true })
    const none = draft(records.map(({ title, n }) => ({ title, n })))
    expect(none.key).toBeUndefined()
    expect(none.guesses[0]?.words).toBe(
      'No key was chosen: `title` differs in all records, but no name is that of an id. Say --key NAME, or "x-key": true in the schema.',
    )
    expect(draft(records, { key: 'title' }).key).toBe('title')
    expect(() => draft(records, { key: 'n' })).toThrow('`n` cannot be the key: record 8 has a value')
    const repeated = draft([...records, { title: 'more', id: 'r-3', n: 1 }])
    expect(repeated.key).toBeUndefined()
    expect(repeated.guesses[0]?.words).toMatch(
      /^`id` is no key: record 31 has a value that an earlier one has\. /,
    )
  })

  test('finds the text, the language, the licence and the split', () => {
    const { schema, text, language } = draft(
      times(40, i => ({
        id: i,
        lang: i % 2 === 0 ? 'ar' : 'en-GB',
        body: `${'a word '.repeat(20)}${i}`,
        license: 'CC-BY-4.0',
        split: i % 4 === 0 ? 'test' : 'train',
      })),
    )
    expect([text, language]).toEqual(['body', 'lang'])
    expect(property(schema, 'body')).toEqual({ type: 'string', minLength: 1, 'x-text': true })
    expect(property(schema, 'lang')).toMatchObject({ format: 'language-tag', 'x-role': 'language' })
    expect(property(schema, 'license')).toMatchObject({ format: 'spdx-expression', 'x-role': 'license' })
    expect(property(schema, 'split')).toMatchObject({ enum: ['test', 'train'], 'x-split': true })
    expect(property(draft(times(40, () => ({ lang: 'EN' }))).schema, 'lang')).not.toHaveProperty('x-role')
  })

  test('makes many rare keys a map, and several types a union', () => {
    const { schema } = draft(
      times(60, i => ({
        names: { [`k${i}`]: `name ${i}` },
        either: i % 2 === 0 ? i : { deep: [i] },
        pair: [i, i / 2],
      })),
    )
    expect(property(schema, 'names')).toMatchObject({
      type: 'object',
      additionalProperties: { type: 'string' },
    })
    expect(property(schema, 'names')).not.toHaveProperty('properties')
    expect(property(schema, 'either')['type']).toEqual(['integer', 'object'])
    expect(property(schema, 'pair')).toMatchObject({ type: 'array', minItems: 2, maxItems: 2 })
  })

  test('leaves names that no column can have to undeclared keys, and stores what would clash as JSON', () => {
    const { schema } = draft([{ a: 1, '': 2, '__proto__ ': 3 }])
    expect(schema['additionalProperties']).toMatchObject({ type: 'integer' })
    const clashing = draft([
      { 'a.b': 1, a: { b: 2 } },
      { 'a.b': 1, a: null },
    ])
    const usable = usableSchema(clashing.schema, 'record.schema.json')
    expect(usable.guesses.map(({ words }) => words)).toEqual([
      'Stored as JSON, since its columns would have the names of others.',
    ])
    expect(usable.schema.fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['a.b', 'int32'],
      ['a', 'json'],
    ])
  })

  test('follows the types that a file declares', () => {
    const column = (type: unknown, more: SchemaObject = {}) => ({ type, ...more })
    const declared = {
      properties: {
        whole: column('number'),
        day: column('string', { format: 'date' }),
        none: column(['integer', 'null']),
        text: column('string'),
      },
    }
    const { schema } = draft(
      times(6, i => ({ whole: i, day: '2020-01-01', none: null, text: `2020-01-0${i + 1}` })),
      { declared },
    )
    expect(property(schema, 'whole')).toEqual({ type: 'number', minimum: 0 })
    expect(property(schema, 'day')).toEqual({ type: 'string', format: 'date' })
    expect(property(schema, 'none')).toEqual({ type: ['integer', 'null'] })
    expect(property(schema, 'text')['format']).toBeUndefined()
  })
})

const named = fc.oneof(
  fc.constantFrom('id', 'a', 'b', 'a.b', 'A', 'ب', 'text', 'language', 'position', '_extra', '__proto__', ''),
  fc.string({ maxLength: 3 }),
)
const record = fc.dictionary(named, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 })
const alike = fc.record(
  {
    id: fc.integer(),
    name: fc.string(),
    day: fc.constantFrom('2020-02-29', '1999-12-31'),
    tags: fc.array(fc.string(), { maxLength: 3 }),
    place: fc.option(
      fc.record({ town: fc.string(), at: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    ),
    parts: fc.array(fc.record({ n: fc.maxSafeInteger(), what: fc.jsonValue({ maxDepth: 1 }) }), {
      maxLength: 3,
    }),
  },
  { requiredKeys: ['id', 'name'] },
)
const corpora = fc.oneof(
  fc.array(record, { minLength: 1, maxLength: 8 }),
  fc.array(alike, { minLength: 1, maxLength: 40 }),
)

/** What JSON keeps of them: keys in its order, no −0. */
const asRead = (records: readonly unknown[]): Json[] => JSON.parse(JSON.stringify(records))

test('accepts every record that it was drafted from, as ajv does too', () => {
  const ajv = new Ajv2020({ strict: false, ownProperties: true, formats: { ...fullFormats, ...ownFormats } })
  fc.assert(
    fc.property(corpora, given => {
      const records = asRead(given)
      const { schema } = draft(records)
      const check = ajv.compile(schema)
      for (const one of records) expect([check(one), check.errors]).toEqual([true, null])
    }),
    { numRuns: 100 },
  )
})

test('a corpus that is drafted from records is exported at once', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(corpora, async given => {
      const records = asRead(given)
      const hasColumn = records.some(one =>
        Object.keys(isObject(one) ? one : {}).some(
          name => !/^$|^__proto__$|[\u0000-\u001f\u007f]/.test(name),
        ),
      )
      fc.pre(hasColumn)
      const home = workdir()
      const file = join(home, 'given.jsonl')
      writeFileSync(file, records.map(one => `${JSON.stringify(one)}\n`).join(''))
      const folder = join(home, 'corpus')
      const { drafted } = await initCorpus({ folder, released: '2026-01-02', from: [file] })
      expect(drafted?.records).toBe(records.length)
      const out = join(home, 'release')
      const result = await exportCorpus({ corpus: folder, out, formats: ['jsonl', 'csv', 'parquet'] })
      expect(result.problems.first.filter(({ severity }) => severity === 'error')).toEqual([])
      expect([result.release !== undefined, result.records]).toEqual([true, records.length])
    }),
    { numRuns: 20 },
  )
})

describe('what is counted', () => {
  test('different values are exact while they are few, and near the truth after that', () => {
    const few = startDistinct()
    for (let i = 0; i < 1000; i++) addDistinct(few, `v${i % 90}`)
    expect(countDistinct(few, 1000)).toEqual({ count: 90, exact: true })
    for (const size of [1000, 20_000, 200_000]) {
      const many = startDistinct()
      for (let i = 0; i < size; i++) addDistinct(many, `value ${i}`)
      const { count, exact } = countDistinct(many, size * 2)
      expect(exact).toBe(false)
      expect(Math.abs(count - size)).toBeLessThan(0.08 * size)
    }
  })

  test('two counts together are that of all values', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300)), fc.array(fc.nat(300)), (left, right) => {
        const [a, b, both] = [startDistinct(), startDistinct(), startDistinct()]
        for (const value of left) addDistinct(a, value)
        for (const value of right) addDistinct(b, value)
        for (const value of [...left, ...right]) addDistinct(both, value)
        mergeDistinct(a, b)
        expect(countDistinct(a, 1000)).toEqual(countDistinct(both, 1000))
        if (both.counts !== undefined) expect(new Map(a.counts)).toEqual(both.counts)
      }),
    )
  })

  test('observations together are that of all values', () => {
    const values = fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 20 })
    fc.assert(
      fc.property(values, values, (left, right) => {
        const look = (all: readonly unknown[]) => {
          const seen = startObservation()
          for (const value of asRead(all)) observe(seen, value, startBudget())
          return seen
        }
        const [a, both] = [look(left), look([...left, ...right])]
        merge(a, look(right), startBudget())
        expect(a).toEqual(both)
      }),
      { numRuns: 50 },
    )
  })

  test('the length in the middle is exact below 256, and an eighth too small at most', () => {
    const lengths = startLengths()
    for (const length of [3, 5, 7]) addLength(lengths, length)
    expect(medianLength(lengths)).toBe(5)
    for (let i = 0; i < 100; i++) addLength(lengths, 5000 + i)
    expect(medianLength(lengths)).toBeGreaterThan(5000 * (7 / 8))
    expect(medianLength(lengths)).toBeLessThanOrEqual(5050)
  })
})

describe('cells without types', () => {
  const typed = (...texts: readonly (string | null)[]) => {
    const cells = startCells()
    for (const text of texts) addCell(cells, text)
    const { values, words } = valuesOf(cells)
    const type = ['numbers', 'strings', 'booleans'].find(one => Boolean(Reflect.get(values, one)))
    return [type === 'numbers' && values.numbers?.fractions === 0 ? 'integers' : type, words]
  }

  test('are numbers where the text comes back', () => {
    expect(typed('1', '20', '-3')).toEqual(['integers', undefined])
    expect(typed('1.5', '2', null)).toEqual(['numbers', undefined])
    expect(typed('9007199254740993', '1')).toEqual(['integers', undefined])
    expect(typed('true', 'false')).toEqual(['booleans', undefined])
    expect(typed('2.50', '10.00')).toEqual([
      'numbers',
      'All are written with 2 digits after the point, which a number does not keep: 2.50 becomes 2.5.',
    ])
  })

  test('stay texts where it would not, and it is said why', () => {
    expect(typed('000123', '000124')).toEqual([
      'strings',
      'Text, since a number would not give back "000123".',
    ])
    expect(typed('1.10', '1.1')).toEqual(['strings', 'Text, since a number would not give back "1.10".'])
    expect(typed('1', 'NA', '3')).toEqual([
      'strings',
      'Text, since "NA" is no number, as 2 of 3 cells are. If it says that there is no value: --missing "NA".',
    ])
    expect(typed('1e3', '2')).toEqual(['strings', 'Text, since a number would not give back "1e3".'])
    expect(typed('0.1234567890123456789', '0.5')[0]).toBe('strings')
    expect(typed('99999999999999999999', '1')[0]).toBe('strings')
    expect(typed('True', 'False')).toEqual(['strings', undefined])
    expect(typed('', null)).toEqual(['strings', undefined])
    expect(typed(null, null)).toEqual([undefined, undefined])
    expect(typed('-0', '1')[0]).toBe('strings')
  })
})
