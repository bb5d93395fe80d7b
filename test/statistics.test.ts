import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PERIOD_LIMIT } from '../src/records/periods.js'
import {
  DISTINCT_LIMIT,
  emptyStatistics,
  mergeStatistics,
  type Statistics,
  startStatistics,
} from '../src/records/statistics.js'
import type { JsonObject } from '../src/schema/field.js'
import { loadSchema } from '../src/schema/load.js'
import { stationRecords, stationSchema } from './releases.js'

const stations = loadSchema(JSON.stringify(stationSchema), 'reading.schema.json')

function statisticsOf(records: readonly JsonObject[], schema = stations): Statistics {
  const counter = startStatistics(schema)
  for (const record of records) counter.observe(record)
  return counter.value()
}

const news = loadSchema(
  JSON.stringify({
    type: 'object',
    additionalProperties: false,
    properties: {
      published: { type: ['string', 'null'], 'x-role': 'published' },
      outlet: { type: 'string', 'x-role': 'outlet' },
      path: { type: 'string', 'x-role': 'path' },
      text: { type: 'string', 'x-text': true },
    },
  }),
  'news.schema.json',
)
const dated = (published: string): JsonObject => ({ published })

describe('statistics of records', () => {
  it('count nulls and absent keys, also inside an object that is null', () => {
    expect(statisticsOf(stationRecords).nulls).toEqual({
      '/day': 2,
      '/station': 1,
      '/station/name': 1,
      '/station/height': 2,
      '/station/open': 1,
      '/visits': 1,
    })
  })

  it('count elements of lists, and lists that are empty', () => {
    const { items, empty } = statisticsOf(stationRecords)
    expect(items).toEqual({ '/levels': 3, '/levels/*': 3, '/visits': 2 })
    expect(empty).toEqual({ '/levels': 1, '/visits': 1 })
  })

  it('count the values of enums and splits, inside lists too', () => {
    expect(statisticsOf(stationRecords).values).toEqual({
      '/visits/*/why': { repair: 1 },
      '/kind': { rain: 2, wind: 1 },
      '/part': { train: 2, test: 1 },
    })
  })

  it('know the range of numbers and dates exactly', () => {
    expect(statisticsOf(stationRecords).ranges).toEqual({
      '/number': { min: 1, max: '9007199254740993', sum: '9007199254740997' },
      '/taken': { min: '2023-12-31T23:59:59Z', max: '2024-01-01T00:00:00.5Z' },
      '/day': { min: '2024-01-01', max: '2024-01-01' },
      '/station/height': { min: 12.5, max: 12.5 },
    })
  })

  it('do not count what they have given out before', () => {
    const counter = startStatistics(stations)
    const before = counter.value()
    counter.observe(stationRecords[0]!)
    expect(before).toEqual(emptyStatistics())
    expect(counter.value().records).toBe(1)
  })

  const article = loadSchema(
    JSON.stringify({
      type: 'object',
      additionalProperties: false,
      required: ['text', 'languages', 'license', 'when', 'basis'],
      properties: {
        text: { type: 'string', 'x-text': true },
        languages: { type: 'array', items: { type: 'string' }, 'x-role': 'language' },
        license: { type: 'string', 'x-role': 'license' },
        when: { type: 'string', format: 'partial-date' },
        basis: {
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['field', 'basis', 'note'],
            properties: {
              field: { type: 'string' },
              basis: { type: 'string' },
              note: { type: ['string', 'null'] },
            },
          },
          'x-basis': ['/when'],
        },
      },
    }),
    'article.schema.json',
  )
  const written = (license: string, when = '2020'): JsonObject => ({
    text: 'ab😀',
    languages: ['ar', 'en'],
    license,
    when,
    basis: [
      { field: '/when', basis: 'curator', note: null },
      { field: '/other', basis: 'curator', note: null },
      { field: '/when', basis: 'guess', note: null },
    ],
  })

  it('count the elements of a list that has a role, and lengths in code points', () => {
    const { values, length } = statisticsOf([written('MIT'), written('MIT')], article)
    expect(values).toEqual({ '/languages/*': { ar: 2, en: 2 }, '/license': { MIT: 2 } })
    expect(length).toEqual({ min: 3, max: 3, sum: 6 })
  })

  it('count lengths by their first two digits', () => {
    const lengths = [0, 7, 99, 100, 104, 2886, 2899, 2900, 123456]
    const records = lengths.map(length => ({ ...written('MIT'), text: '😀'.repeat(length) }))
    expect(statisticsOf(records, article).lengths).toEqual({
      0: 1,
      7: 1,
      99: 1,
      100: 2,
      2800: 2,
      2900: 1,
      120000: 1,
    })
  })

  it('count months, and years where no more is known, of what is published and retrieved', () => {
    const dates = ['2020', '2020-05', '2020-05-17', '2019-12-31', 'unknown', '12345', '2020-5']
    expect(statisticsOf(dates.map(dated), news).periods).toEqual({
      '/published': { digits: 7, counts: { 2020: 2, '2020-05': 2, '2019-12': 1 } },
    })
  })

  it('count longer periods where there are many, whatever the order of merging', () => {
    const year = (n: number): string => String(1000 + n).padStart(4, '0')
    const some = (from: number, to: number) =>
      statisticsOf(
        Array.from({ length: to - from }, (_, i) => dated(`${year(from + i)}-01`)),
        news,
      )
    const [a, b, c] = [some(0, 400), some(400, 900), some(300, 310)]
    for (const all of [
      mergeStatistics(mergeStatistics(a, b), c),
      mergeStatistics(a, mergeStatistics(b, c)),
      mergeStatistics(c, mergeStatistics(b, a)),
    ]) {
      expect(all.periods['/published']?.digits).toBe(2)
      expect(all.periods['/published']?.counts).toEqual(
        Object.fromEntries(Array.from({ length: 9 }, (_, i) => [10 + i, i === 3 ? 110 : 100])),
      )
    }
    expect(a.periods['/published']?.digits).toBe(7)
    const months = Array.from({ length: PERIOD_LIMIT + 1 }, (_, i) =>
      dated(`${year(Math.floor(i / 12))}-${String(1 + (i % 12)).padStart(2, '0')}`),
    )
    expect(statisticsOf(months.slice(1), news).periods['/published']?.digits).toBe(7)
    expect(statisticsOf(months, news).periods['/published']).toMatchObject({
      digits: 4,
      counts: { 1000: 12, 1050: 1 },
    })
  })

  it('count outlets, and the folders of paths, unless a value is very long', () => {
    const records = ['a', 'a', 'b'].map((outlet, i) => ({ ...dated('2020'), outlet, path: `texts/${i}.txt` }))
    const { values } = statisticsOf(records, news)
    expect(values).toEqual({ '/outlet': { a: 2, b: 1 }, '/path': { 'texts/': 3 } })
    const long = statisticsOf([...records, { ...dated('2020'), outlet: 'x'.repeat(1001) }], news)
    expect(long.unlisted).toEqual({ '/outlet': true })
    expect(statisticsOf([{ path: 'one.txt' }], news).values).toEqual({ '/path': { './': 1 } })
  })

  it('order dates that are known to the year, the month or the day', () => {
    const records = ['2020-05', '2020', '2020-05-01'].map(when => written('MIT', when))
    expect(statisticsOf(records, article).ranges).toEqual({ '/when': { min: '2020', max: '2020-05-01' } })
  })

  it('count the basis only of fields that need one, in the words that there are', () => {
    expect(statisticsOf([written('MIT')], article).basis).toEqual({ '/when': { curator: 1 } })
  })

  it('stop listing values when there are too many, whatever the order of merging', () => {
    const some = (from: number, to: number) =>
      statisticsOf(
        Array.from({ length: to - from }, (_, i) => written(`LicenseRef-${from + i}`)),
        article,
      )
    const half = DISTINCT_LIMIT / 2
    const [a, b, c] = [
      some(0, half),
      some(half, DISTINCT_LIMIT),
      some(DISTINCT_LIMIT - 1, DISTINCT_LIMIT + 1),
    ]
    expect(Object.keys(mergeStatistics(a, b).values['/license']!)).toHaveLength(DISTINCT_LIMIT)
    for (const all of [
      mergeStatistics(mergeStatistics(a, b), c),
      mergeStatistics(a, mergeStatistics(b, c)),
      some(0, DISTINCT_LIMIT + 1),
    ]) {
      expect(all.values).not.toHaveProperty('/license')
      expect(all.unlisted).toEqual({ '/license': true })
    }
  })

  it('take any text for a value', () => {
    const names = ['__proto__', 'constructor', 'toString', '', 'a/b~c']
    const { values } = statisticsOf(
      names.map(name => written(name)),
      article,
    )
    const counts = mergeStatistics(JSON.parse(JSON.stringify(statisticsOf([], article))), {
      ...emptyStatistics(),
      values,
    })
    expect(Object.entries(counts.values['/license']!)).toEqual(names.map(name => [name, 1]))
  })
})

describe('merging', () => {
  const record = fc.record<JsonObject>({
    number: fc.oneof(fc.integer(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 62n })),
    taken: fc.constantFrom('2024-01-01T00:00:00Z', '2024-01-01T00:00:00.25Z', '2019-06-01T12:00:00Z'),
    day: fc.constantFrom(null, '2020-02-29', '1999-12-31'),
    station: fc.option<JsonObject>(
      fc.record({ name: fc.string(), height: fc.option(fc.double({ noNaN: true })), open: fc.boolean() }),
    ),
    levels: fc.array(fc.array(fc.nat(9), { maxLength: 3 }), { maxLength: 3 }),
    visits: fc.array(fc.record({ who: fc.string(), why: fc.constantFrom(null, 'repair', 'check') }), {
      maxLength: 3,
    }),
    kind: fc.constantFrom('rain', 'wind'),
  })
  const records = fc.array(record, { maxLength: 5 })

  it('gives what counting all records at once gives, however they are cut', () => {
    fc.assert(
      fc.property(records, records, records, (a, b, c) => {
        const all = statisticsOf([...a, ...b, ...c])
        const [x, y, z] = [a, b, c].map(part => statisticsOf(part)) as [Statistics, Statistics, Statistics]
        expect(mergeStatistics(mergeStatistics(x, y), z)).toEqual(all)
        expect(mergeStatistics(x, mergeStatistics(y, z))).toEqual(all)
      }),
    )
  })

  const report = fc.record<JsonObject>({
    published: fc
      .tuple(fc.nat(9999), fc.constantFrom('', '-01', '-07-03', '-12'))
      .map(([year, rest]) => `${String(year).padStart(4, '0')}${rest}`),
    outlet: fc.constantFrom('a', 'b', '__proto__'),
    path: fc.constantFrom('a/b/c.txt', 'd.txt'),
    text: fc.string({ maxLength: 300 }),
  })
  const reports = fc.array(report, { maxLength: 400, size: 'max' })

  it('gives the same periods, lengths and outlets, many or few', () => {
    fc.assert(
      fc.property(reports, reports, reports, (a, b, c) => {
        const all = statisticsOf([...a, ...b, ...c], news)
        const [x, y, z] = [a, b, c].map(part => statisticsOf(part, news)) as [
          Statistics,
          Statistics,
          Statistics,
        ]
        expect(mergeStatistics(mergeStatistics(x, y), z)).toEqual(all)
        expect(mergeStatistics(z, mergeStatistics(y, x))).toEqual(all)
      }),
      { numRuns: 30 },
    )
  })

  it('leaves what it merges as it was, and nothing changes nothing', () => {
    fc.assert(
      fc.property(records, some => {
        const part = statisticsOf(some)
        const before = structuredClone(part)
        expect(mergeStatistics(part, emptyStatistics())).toEqual(before)
        expect(mergeStatistics(emptyStatistics(), part)).toEqual(before)
        mergeStatistics(part, part)
        expect(part).toEqual(before)
      }),
    )
  })

  it('takes statistics that went through JSON', () => {
    const part = statisticsOf(stationRecords)
    expect(mergeStatistics(JSON.parse(JSON.stringify(part)), emptyStatistics())).toEqual(part)
  })
})
