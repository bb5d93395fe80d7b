import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { diffReleases } from '../src/diff.js'
import { UsageError } from '../src/errors.js'
import { type ExportOptions, type ExportResult, exportCorpus } from '../src/export.js'
import { withVersion } from '../src/release/changes/changelog.js'
import { levelOf, linesOf } from '../src/release/changes/lines.js'
import { judgeVersion } from '../src/release/changes/version-rule.js'
import { schemaChanges } from '../src/schema/changes.js'
import type { JsonObject, RecordSchema } from '../src/schema/field.js'
import { loadSchema } from '../src/schema/load.js'
import { compareRecordSets } from '../src/shards/record-changes.js'
import { compareVersions, type Level, nextVersion, parseVersion } from '../src/text/semver.js'
import { samples } from './arbitraries.js'
import { warraq, workdir } from './cli.js'
import { seedRelease } from './releases.js'
import { snapshot } from './staging/trees.js'

const plain = { name: (text: string) => text, value: (json: string) => json, grouped: String }

const reading = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'name', 'height'],
  properties: {
    id: { type: 'string', 'x-key': true },
    name: { type: 'string' },
    height: { type: ['integer', 'null'] },
    place: {
      type: ['object', 'null'],
      additionalProperties: false,
      properties: { town: { type: 'string' }, zone: { type: 'integer' } },
    },
    tags: { type: 'array', items: { type: 'string' } },
  },
}

const records: readonly JsonObject[] = [
  { id: 'a', name: 'north', height: 3, place: { town: 'x', zone: 1 }, tags: ['p', 'q'] },
  { id: 'b', name: 'south', height: null, place: null, tags: [] },
  { id: 'c', name: 'مريم', height: 5 },
  { id: 'd', name: 'west', height: 7 },
]

interface Made {
  readonly schema?: object
  readonly records?: readonly JsonObject[]
  readonly corpus?: Readonly<Record<string, string>>
}

/** A corpus in a folder of its own, or again in the same folder. */
function corpusOf(
  { schema = reading, records: all = records, corpus = {} }: Made,
  folder = workdir(),
): string {
  for (const part of ['schema', 'records']) mkdirSync(join(folder, part), { recursive: true })
  const statement = {
    name: 'readings',
    title: 'Readings',
    version: '1.0.0',
    released: '2026-11-22',
    url: 'urn:uuid:6d6f6ad0-91b5-4d0a-8a31-1b8f8e4d3d52',
    description: 'Made up.',
    license: 'CC0-1.0',
    ...corpus,
  }
  const lines = Object.entries(statement).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
  writeFileSync(
    join(folder, 'corpus.yaml'),
    `${lines.join('')}creators: [{ name: Nobody, type: organisation }]
language: [en]
schema: schema/reading.schema.json
sources: [{ path: records, format: jsonl }]
`,
  )
  writeFileSync(join(folder, 'schema/reading.schema.json'), JSON.stringify(schema))
  writeFileSync(join(folder, 'records/all.jsonl'), all.map(record => `${JSON.stringify(record)}\n`).join(''))
  return folder
}

const outOf = (corpus: string): string => join(corpus, 'dist-data')

function publish(corpus: string, options: ExportOptions = {}): Promise<ExportResult> {
  return exportCorpus({ corpus, out: outOf(corpus), formats: ['jsonl'], ...options })
}

/** Two releases of corpora that were made so. */
async function releasesOf(before: Made, after: Made): Promise<[string, string]> {
  const [a, b] = [corpusOf(before), corpusOf(after)]
  for (const corpus of [a, b]) expect((await publish(corpus)).release).toBeDefined()
  return [outOf(a), outOf(b)]
}

async function diffOf(before: Made, after: Made, maxShown?: number) {
  const [a, b] = await releasesOf(before, after)
  return diffReleases({ before: a, after: b, ...(maxShown !== undefined && { maxShown }) })
}

describe('two releases', () => {
  test('that are the same do not differ', async () => {
    const { changes, level, fault, expected } = await diffOf({}, {})
    expect(linesOf(changes, plain)).toEqual([])
    expect({ level, fault, expected }).toEqual({ level: 'none', fault: undefined, expected: '1.0.0' })
    expect(changes.records).toMatchObject({ by: 'key', before: 4, after: 4, changed: 0, moved: 0 })
  })

  test('differ by records that came, went, changed and moved, and the fields that changed', async () => {
    const after: JsonObject[] = [
      { id: 'd', name: 'west', height: 7 },
      { id: 'a', name: 'north', height: 3, place: { town: 'y', zone: 1 }, tags: ['p', 'r', 's'] },
      { id: 'b', name: 'southern', height: 0, place: {}, tags: [] },
      { id: 'e', name: 'new', height: 1 },
    ]
    const { changes, level } = await diffOf({}, { records: after, corpus: { version: '2.0.0' } })
    const { shown: _, ...counts } = changes.records
    expect(counts).toEqual({
      by: 'key',
      before: 4,
      after: 4,
      added: 1,
      removed: 1,
      changed: 2,
      moved: 1,
      fields: [
        { pointer: '/name', records: 1 },
        { pointer: '/height', records: 1 },
        { pointer: '/place', records: 1 },
        { pointer: '/place/town', records: 1 },
        { pointer: '/tags', records: 1 },
      ],
      renamed: [],
    })
    expect(changes.examples).toEqual({
      added: [{ number: 4, id: 'e' }],
      removed: [{ number: 3, id: 'c' }],
      moved: [{ number: 1, id: 'd' }],
      changed: [
        {
          number: 2,
          id: 'a',
          differences: [
            { pointer: '/place/town', before: '"x"', after: '"y"', more: 0 },
            { pointer: '/tags/1', before: '"q"', after: '"r"', more: 1 },
          ],
        },
        {
          number: 3,
          id: 'b',
          differences: [
            { pointer: '/name', before: '"south"', after: '"southern"', more: 0 },
            { pointer: '/height', before: 'null', after: '0', more: 0 },
            { pointer: '/place', before: 'null', after: '{}', more: 0 },
          ],
        },
      ],
    })
    expect(level).toBe('major')
  })

  test('differ by no more than order where records only moved', async () => {
    const { changes, level } = await diffOf({}, { records: [...records].reverse() })
    expect(changes.records).toMatchObject({ added: 0, removed: 0, changed: 0, moved: 3 })
    expect(level).toBe('patch')
  })

  test('are told apart by content where records have no key', async () => {
    const schema = { type: 'object', properties: { n: { type: 'integer' } } }
    const [before, after] = [
      [1, 1, 1, 2, 3],
      [3, 1, 1, 4],
    ].map(list => ({ schema, records: list.map(n => ({ n })) }))
    const { changes } = await diffOf(before ?? {}, after ?? {})
    expect(changes.records).toMatchObject({ by: 'content', added: 1, removed: 2, changed: 0, moved: 1 })
    expect(changes.examples.added).toEqual([{ number: 4, id: undefined }])
    expect(changes.examples.removed.map(({ number }) => number)).toEqual([3, 4])
  })

  test('show no more records than asked for, the first of them, and count all', async () => {
    const many = Array.from({ length: 50 }, (_, n) => ({ id: `n${n}`, name: '', height: n }))
    const { changes } = await diffOf({ records: [] }, { records: many }, 3)
    expect(changes.records.added).toBe(50)
    expect(changes.examples.added.map(({ id }) => id)).toEqual(['n0', 'n1', 'n2'])
  })

  test('whose property has another name say so, by what records hold there', async () => {
    const schema: object = JSON.parse(JSON.stringify(reading).replaceAll('"name"', '"title"'))
    const renamed = records.map(({ name, ...others }) => ({ ...others, title: name ?? null }))
    const { changes, level } = await diffOf({}, { schema, records: renamed })
    expect(changes.records.renamed).toEqual([{ from: '/name', to: '/title', records: 4 }])
    expect(level).toBe('major')
  })

  test('tell many changes in few lines, and count all', async () => {
    const wide = (type: string, names: number) => {
      const properties = Array.from({ length: names }, (_, i) => [`p${i}`, { type }])
      return {
        type: 'object',
        properties: Object.fromEntries([['id', { type: 'string', 'x-key': true }], ...properties]),
        required: ['id'],
      }
    }
    const recordOf = (value: string | number) => [
      { id: 'a', ...Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`p${i}`, value])) },
    ]
    const { changes, level } = await diffOf(
      { schema: wide('string', 150), records: recordOf('1') },
      { schema: wide('integer', 150), records: recordOf(1) },
    )
    expect(changes.schema).toHaveLength(150)
    expect(changes.records.fields).toHaveLength(150)
    const lines = linesOf(changes, plain)
    expect(lines).toHaveLength(102)
    expect(lines[0]?.text).toMatch(/^1 record changed: \/p0 in 1, .*\/p19 in 1 and 130 fields more\.$/)
    expect(lines.at(-1)).toEqual({ level: 'major', text: 'Schema: 50 changes more.' })
    expect(level).toBe('major')
  })

  test('are compared whatever their formats and shards', async () => {
    const [a, b] = [corpusOf({}), corpusOf({})]
    await publish(a, { formats: ['jsonl', 'csv'] })
    writeFileSync(join(b, 'records/more.jsonl'), '')
    await publish(b, { formats: ['parquet', 'csv'], shardBytes: 60 })
    expect(readdirSync(join(outOf(b), 'data')).length).toBeGreaterThan(2)
    const { changes } = await diffReleases({ before: outOf(a), after: outOf(b) })
    expect(changes.records).toMatchObject({ added: 0, removed: 0, changed: 0, moved: 0 })
    expect(changes.formats).toEqual({ added: ['parquet'], removed: ['jsonl'] })
  })

  test('are compared by what they hold, not by what they say of it', async () => {
    const [a, b] = await releasesOf({}, {})
    const data = join(b, 'data/readings.jsonl')
    writeFileSync(data, readFileSync(data, 'utf8').replace('north', 'noorth'))
    const { changes } = await diffReleases({ before: a, after: b })
    expect(changes.records.fields).toEqual([{ pointer: '/name', records: 1 }])
  })

  test('name withdrawn ids, licences, the name of the files and other keys of corpus.yaml', async () => {
    const before = corpusOf({})
    await publish(before)
    const after = corpusOf({
      records: records.slice(1),
      corpus: { name: 'levels', license: 'CC-BY-4.0', description: 'Made up again.' },
    })
    writeFileSync(join(after, 'withdrawn.jsonl'), '{"id":"a","reason":"Asked for.","date":"2026-11-22"}\n')
    await publish(after)
    const { changes, fault } = await diffReleases({ before: outOf(before), after: outOf(after) })
    expect(changes.withdrawn).toEqual(['a'])
    expect(changes.name).toEqual({ before: 'readings', after: 'levels' })
    expect(changes.licenses).toEqual([{ key: 'license', before: 'CC0-1.0', after: 'CC-BY-4.0' }])
    expect(changes.metadata).toEqual(['description'])
    expect(fault).toEqual({ kind: 'same', expected: '2.0.0' })
  })

  test('that are none are refused', async () => {
    const [a] = await releasesOf({}, {})
    const folder = workdir()
    await expect(diffReleases({ before: folder, after: a })).rejects.toThrow(UsageError)
    await expect(diffReleases({ before: join(folder, 'nothing'), after: a })).rejects.toThrow(UsageError)
    writeFileSync(join(a, 'data/readings.jsonl'), '{"id":')
    await expect(diffReleases({ before: a, after: a })).rejects.toThrow(UsageError)
  })
})

/** What one schema is to another, without releases. */
const changed = (before: object, after: object) =>
  schemaChanges(
    loadSchema(JSON.stringify(before), 's.json'),
    loadSchema(JSON.stringify(after), 's.json'),
  ).map(({ kind, pointer, level, breaks, keyword }) =>
    [kind, pointer, level, breaks, ...(keyword === undefined ? [] : [keyword])].join(' '),
  )

const withName = (name: object | undefined, more: object = {}, required = ['id', 'name']) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties: { id: { type: 'string', 'x-key': true }, ...(name && { name }), ...more },
})
const text = { type: 'string' }

describe('a change of the schema calls for', () => {
  test.each<[string, object, object, string[]]>([
    ['nothing where there is none', withName(text), withName(text), []],
    ['major: a property is gone', withName(text), withName(undefined), ['removed /name major readers']],
    [
      'minor: a property is new',
      withName(text),
      withName(text, { n: { type: 'integer' } }),
      ['added /n minor nobody'],
    ],
    [
      'minor, and a word to contributors: a new property that must be there',
      withName(text),
      withName(text, { n: { type: 'integer' } }, ['id', 'name', 'n']),
      ['added /n minor contributors'],
    ],
    ['major: another type', withName(text), withName({ type: 'integer' }), ['type /name major readers']],
    [
      'major: a wider column',
      withName({ type: 'integer', minimum: 0, maximum: 9 }),
      withName({ type: 'integer', minimum: 0 }),
      ['type /name major readers', 'keyword /name minor nobody maximum'],
    ],
    [
      'minor: bounds of the same column',
      withName({ type: 'integer', minimum: 0, maximum: 9 }),
      withName({ type: 'integer', minimum: 1, maximum: 99 }),
      ['keyword /name minor contributors minimum', 'keyword /name minor nobody maximum'],
    ],
    [
      'major: null is new',
      withName(text),
      withName({ type: ['string', 'null'] }),
      ['null /name major readers'],
    ],
    [
      'minor: null is gone',
      withName({ type: ['string', 'null'] }),
      withName(text),
      ['null /name minor contributors'],
    ],
    ['major: absent is new', withName(text), withName(text, {}, ['id']), ['null /name major readers']],
    [
      'minor: a wider vocabulary',
      withName({ enum: ['a'] }),
      withName({ enum: ['b', 'a'] }),
      ['keyword /name minor nobody enum'],
    ],
    [
      'minor: a narrower vocabulary',
      withName({ enum: ['a', 'b'] }),
      withName({ enum: ['a'] }),
      ['keyword /name minor contributors enum'],
    ],
    [
      'minor: a pattern',
      withName(text),
      withName({ ...text, pattern: '^a' }),
      ['keyword /name minor contributors pattern'],
    ],
    [
      'major: a date was text',
      withName(text),
      withName({ ...text, format: 'date' }),
      ['type /name major readers', 'keyword /name minor contributors format'],
    ],
    [
      'minor: another role',
      withName(text),
      withName({ ...text, 'x-role': 'label' }),
      ['keyword /name minor nobody x-role'],
    ],
    [
      'patch: a description',
      withName(text),
      withName({ ...text, description: 'N' }),
      ['words /name patch nobody'],
    ],
    [
      'patch: another spelling',
      withName(text),
      { ...withName(text), $id: 'urn:x' },
      ['spelling  patch nobody'],
    ],
    [
      'minor: a rule that is no column’s',
      withName(text),
      { ...withName(text), dependentRequired: { id: ['name'] } },
      ['rules  minor contributors'],
    ],
    [
      'patch: the order of properties',
      withName(text, { n: text }),
      withName(undefined, { n: text, name: text }),
      ['order  patch nobody'],
    ],
    [
      'major: the key',
      withName({ ...text }),
      {
        ...withName(text),
        properties: { id: text, name: { ...text, 'x-key': true } },
      },
      ['key /name major readers'],
    ],
    [
      'what is inside, and once for what came as a whole',
      withName(text, { l: { type: 'array', items: { type: 'object', properties: { a: text, b: text } } } }),
      withName(text, {
        l: { type: 'array', items: { type: 'object', properties: { a: { type: 'integer' } } } },
        m: { type: 'object', properties: { c: text, d: text } },
      }),
      ['type /l/*/a major readers', 'added /m minor nobody', 'removed /l/*/b major readers'],
    ],
    [
      'what an object became',
      withName(text, { o: { type: 'object', properties: { a: text } } }),
      withName(text, { o: text }),
      ['type /o major readers'],
    ],
    [
      'a column of CSV, where an object may be null',
      withName(text, { o: { type: 'object', properties: { a: text } } }, ['id', 'name', 'o']),
      withName(text, { o: { type: ['object', 'null'], properties: { a: text } } }, ['id', 'name', 'o']),
      ['null /o major readers', 'columns /o minor nobody'],
    ],
    [
      'other keys that are kept',
      { ...withName(text), additionalProperties: true },
      withName(text),
      ['removed /_extra major readers'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(changed(before, after)).toEqual(expected)
  })
})

describe('versions', () => {
  test.each<[string, Level, string]>([
    ['1.2.3', 'major', '2.0.0'],
    ['1.2.3', 'minor', '1.3.0'],
    ['1.2.3', 'patch', '1.2.4'],
    ['1.2.3', 'none', '1.2.3'],
    ['0.2.3', 'major', '0.3.0'],
    ['0.2.3', 'minor', '0.2.4'],
    ['0.2.3', 'patch', '0.2.4'],
    ['0.0.3', 'major', '0.0.4'],
    ['0.0.3', 'minor', '0.0.4'],
    ['2.0.0-rc.1', 'major', '2.0.0-rc.2'],
    ['2.0.0-beta', 'patch', '2.0.0-beta.1'],
    ['99999999999999999999.0.0', 'major', '100000000000000000000.0.0'],
  ])('%s with a change that is %s becomes %s', (from, level, expected) => {
    const version = parseVersion(from)
    expect(version && nextVersion(version, level)).toBe(expected)
    expect(judgeVersion(from, expected, level)).toBeUndefined()
  })

  test.each<[string, string, Level, string | undefined]>([
    ['1.0.0', '1.0.0', 'none', undefined],
    ['1.0.0', '1.0.0', 'patch', 'same'],
    ['1.0.0', '1.0.0+b', 'patch', 'same'],
    ['1.0.0', '0.9.9', 'none', 'lower'],
    ['1.0.0', '1.0.0-rc.1', 'none', 'lower'],
    ['1.0.0', '1.0.1', 'patch', undefined],
    ['1.0.0', '1.0.1', 'minor', 'less'],
    ['1.0.0', '1.1.0', 'minor', undefined],
    ['1.0.0', '1.1.0', 'major', 'less'],
    ['1.0.0', '1.1.0-rc.1', 'major', 'less'],
    ['1.0.0', '2.0.0-rc.1', 'major', undefined],
    ['1.0.0', '7.0.0', 'none', undefined],
    ['0.1.0', '0.1.1', 'minor', undefined],
    ['0.1.0', '0.1.1', 'major', 'less'],
    ['0.1.0', '0.2.0', 'major', undefined],
    ['0.1.0', '1.0.0', 'major', undefined],
    ['0.0.1', '0.0.2', 'major', undefined],
    ['1.0.0-rc.1', '1.0.0-rc.1', 'patch', 'same'],
    ['1.0.0-rc.1', '1.0.0-rc.2', 'major', undefined],
    ['1.0.0-rc.2', '1.0.0-rc.10', 'major', undefined],
    ['1.0.0-rc.10', '1.0.0-rc.2', 'patch', 'lower'],
    ['1.0.0-rc.1', '1.0.0', 'major', undefined],
    ['1.0.0-rc.1', '1.0.0-beta', 'none', 'lower'],
  ])('after %s, %s with a change that is %s: %s', (from, to, level, expected) => {
    expect(judgeVersion(from, to, level)?.kind).toBe(expected)
  })

  test('come in the order of the specification', () => {
    const order =
      '1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.1.0 2.0.0 10.0.0'
    const versions = order.split(' ').flatMap(text => parseVersion(text) ?? [])
    for (const [i, a] of versions.entries()) {
      for (const [j, b] of versions.entries()) expect(Math.sign(compareVersions(a, b))).toBe(Math.sign(i - j))
    }
    expect(['1.0', '01.0.0', '1.0.0-01', '1.0.0-', 'v1.0.0', ''].map(parseVersion)).toEqual(
      Array(6).fill(undefined),
    )
  })
})

describe('any two sets of records', () => {
  const folder = mkdtempSync(join(tmpdir(), 'warraq-diff-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const setOf = (schema: RecordSchema, all: readonly JsonObject[]) => ({
    schema,
    batches: async function* () {
      for (let i = 0; i < all.length; i += 3) yield { records: all.slice(i, i + 3) }
    },
  })
  const keyed = loadSchema(JSON.stringify(reading), 's.json')
  const compare = (before: readonly JsonObject[], after: readonly JsonObject[], schema = keyed) =>
    compareRecordSets(setOf(schema, before), setOf(schema, after), { folder, maxShown: 1000 })

  const ids = fc.uniqueArray(fc.string({ maxLength: 6 }), { maxLength: 30 })
  const all = ids.chain(list =>
    fc.tuple(
      ...list.map(id =>
        fc.record({ id: fc.constant(id), name: fc.string({ maxLength: 3 }), height: fc.option(fc.nat(3)) }),
      ),
    ),
  )
  const edits = fc.record({
    all,
    fate: fc.array(fc.constantFrom('keep', 'remove', 'name', 'height'), { minLength: 30, maxLength: 30 }),
    added: fc.uniqueArray(fc.nat(99), { maxLength: 10 }),
  })

  test('recover a random script of edits, and the reverse the other way round', async () => {
    await fc.assert(
      fc.asyncProperty(edits, async ({ all, fate, added }) => {
        const fateOf = (i: number) => fate[i] ?? 'keep'
        const kept: JsonObject[] = all.flatMap((record, i): JsonObject[] => {
          const what = fateOf(i)
          if (what === 'remove') return []
          if (what === 'name') return [{ ...record, name: `${record.name}+` }]
          return what === 'height' ? [{ ...record, height: (record.height ?? 0) + 10 }] : [record]
        })
        const fresh = added.map(n => ({ id: `new-${n}`, name: 'n', height: n }))
        const count = (what: string) => all.filter((_, i) => fateOf(i) === what).length
        const after = [...kept, ...fresh]
        const found = await compare(all, after)
        expect(found).toMatchObject({
          before: all.length,
          after: after.length,
          added: fresh.length,
          removed: count('remove'),
          changed: count('name') + count('height'),
          moved: 0,
        })
        expect(Object.fromEntries(found.fields.map(({ pointer, records }) => [pointer, records]))).toEqual({
          ...(count('name') > 0 && { '/name': count('name') }),
          ...(count('height') > 0 && { '/height': count('height') }),
        })
        expect(found.shown.added).toEqual(fresh.map((_, i) => kept.length + i))
        expect(found.shown.removed).toEqual(all.flatMap((_, i) => (fateOf(i) === 'remove' ? [i] : [])))
        const mirrored = await compare(after, all)
        expect(mirrored).toEqual({
          ...found,
          before: found.after,
          after: found.before,
          added: found.removed,
          removed: found.added,
          shown: {
            ...found.shown,
            added: found.shown.removed,
            removed: found.shown.added,
            changed: found.shown.changed.map(({ before, after }) => ({ before: after, after: before })),
          },
        })
      }),
      { numRuns: 60 },
    )
  })

  test('are the same as themselves, whatever their schema', async () => {
    await fc.assert(
      fc.asyncProperty(samples(), async ({ schema, records: some }) => {
        expect(await compare(some, some, schema)).toMatchObject({
          added: 0,
          removed: 0,
          changed: 0,
          moved: 0,
        })
      }),
      { numRuns: 60 },
    )
  })

  test('are compared in constant lines, whatever they are: many that are one and the same', async () => {
    const schema = loadSchema('{"type":"object","properties":{"n":{"type":"integer"}}}', 's.json')
    const same = Array.from({ length: 5000 }, () => ({ n: 1 }))
    expect(await compare(same, same.slice(1), schema)).toMatchObject({ added: 0, removed: 1, moved: 0 })
  })
})

/** What a refused export says of the version; undefined where it was published. */
async function refusal(corpus: string, options: ExportOptions = {}): Promise<string | undefined> {
  try {
    expect((await publish(corpus, options)).release).toBeDefined()
    return undefined
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return error.problems[0]?.message ?? `${error.message} ${error.fix}`
  }
}

const changelogOf = (corpus: string): string => readFileSync(join(corpus, 'CHANGELOG.md'), 'utf8')

describe('export', () => {
  const fewer = records.slice(1)

  test('refuses a version that promises less, names the change and the version, and touches nothing', async () => {
    const corpus = corpusOf({})
    await publish(corpus)
    corpusOf({ records: fewer, corpus: { version: '1.1.0' } }, corpus)
    const [released, changelog] = [snapshot(outOf(corpus)), changelogOf(corpus)]
    const ended = await warraq(['export', '--corpus', corpus, '--out', outOf(corpus), '--formats', 'jsonl'])
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 2, stdout: '' })
    expect(
      ended.stderr,
    ).toBe(`Nothing was published: the version in corpus.yaml is not one for what has changed.
corpus.yaml:3:10: error corpus/version: version 1.1.0 promises less than has changed since 1.0.0, which is a major change: 1 record removed: \`a\`.
    at /version   fix: Write \`version: 2.0.0\`, or a later one. If the earlier release was never given out, export with --unpublished.
`)
    expect(snapshot(outOf(corpus))).toEqual(released)
    expect(changelogOf(corpus)).toBe(changelog)
    expect(readdirSync(corpus).sort()).toEqual([
      'CHANGELOG.md',
      'corpus.yaml',
      'dist-data',
      'records',
      'schema',
    ])
    corpusOf({ records: fewer, corpus: { version: '2.0.0' } }, corpus)
    expect(await refusal(corpus)).toBeUndefined()
  })

  test.each<[string, Made, string | undefined]>([
    ['the same version for the same release', {}, undefined],
    ['the same version where only corpus.yaml says more', { corpus: { title: 'Other' } }, undefined],
    ['the same version for other records', { records: fewer }, 'is that of the earlier release'],
    [
      'a patch for a record that is new',
      { records: [...records, { id: 'x', name: '', height: 1 }], corpus: { version: '1.0.1' } },
      'minor change: 1 record added: `x`.',
    ],
    [
      'a minor version for a record that is new',
      { records: [...records, { id: 'x', name: '', height: 1 }], corpus: { version: '1.1.0' } },
      undefined,
    ],
    [
      'a minor version for another licence',
      { corpus: { version: '1.1.0', license: 'CC-BY-4.0' } },
      'major change: `license` was `CC0-1.0`',
    ],
    ['an earlier version', { corpus: { version: '0.9.0' } }, 'comes before 1.0.0'],
    ['a pre-release of the same', { corpus: { version: '1.0.0-rc.1' } }, 'comes before 1.0.0'],
  ])('is asked for %s', async (_, made, expected) => {
    const corpus = corpusOf({})
    await publish(corpus)
    corpusOf(made, corpus)
    const said = await refusal(corpus)
    if (expected === undefined) expect(said).toBeUndefined()
    else expect(said).toContain(expected)
  })

  test('refuses to drop a format under the same version, and replaces anything that was not published', async () => {
    const corpus = corpusOf({})
    await publish(corpus, { formats: ['jsonl', 'csv'] })
    expect(await refusal(corpus)).toContain('The format `csv` is no longer there.')
    corpusOf({ records: fewer }, corpus)
    expect(await refusal(corpus, { unpublished: true })).toBeUndefined()
  })

  test('counts the whole change up to the final version, with the release that it is named', async () => {
    const corpus = corpusOf({})
    await publish(corpus)
    const first = join(corpus, 'first')
    await publish(corpus, { out: first })
    corpusOf({ corpus: { version: '1.1.0-rc.1' } }, corpus)
    expect(await refusal(corpus)).toBeUndefined()
    corpusOf({ records: fewer, corpus: { version: '1.1.0-rc.2' } }, corpus)
    expect(await refusal(corpus)).toBeUndefined()
    corpusOf({ records: fewer, corpus: { version: '1.1.0' } }, corpus)
    expect(await refusal(corpus, { since: first })).toContain('since 1.0.0, which is a major change')
    corpusOf({ records: fewer, corpus: { version: '2.0.0' } }, corpus)
    expect(await refusal(corpus, { since: first })).toBeUndefined()
    expect(changelogOf(corpus)).toContain('A major change since 1.0.0: 3 records now.')
  })

  test('replaces what cannot be read by a version that allows for any change, or where it is told to', async () => {
    const corpus = corpusOf({})
    await publish(corpus)
    const damage = () => writeFileSync(join(outOf(corpus), 'data/readings.jsonl'), '{"id":')
    damage()
    corpusOf({ records: fewer, corpus: { version: '1.1.0' } }, corpus)
    const said = await refusal(corpus)
    expect(said).toContain('(version 1.0.0) cannot be compared with the new one')
    expect(said).toContain('--unpublished')
    corpusOf({ records: fewer, corpus: { version: '2.0.0' } }, corpus)
    expect(await refusal(corpus)).toBeUndefined()
    expect(changelogOf(corpus)).toContain(
      '3 records. The release before, 1.0.0, could not be read to be compared.',
    )
    damage()
    rmSync(join(outOf(corpus), 'corpus.yaml'))
    rmSync(join(outOf(corpus), 'datapackage.json'))
    corpusOf({ corpus: { version: '3.0.0' } }, corpus)
    expect(await refusal(corpus)).toContain('cannot be compared')
    expect(await refusal(corpus, { unpublished: true })).toBeUndefined()
  })

  test('puts an interrupted swap in order before it compares', async () => {
    const corpus = corpusOf({})
    await publish(corpus)
    renameSync(outOf(corpus), `${outOf(corpus)}.previous`)
    corpusOf({ records: fewer }, corpus)
    expect(await refusal(corpus)).toContain('is that of the earlier release')
    expect(existsSync(outOf(corpus))).toBe(true)
  })
})

describe('the changelog of a corpus', () => {
  const mark = '<!-- warraq keeps this changelog:'

  test('tells every version, the newest first, and the release has a copy', async () => {
    const corpus = corpusOf({})
    const result = await publish(corpus)
    expect(result.changelog).toEqual({ path: 'CHANGELOG.md', written: true, unwritten: null })
    corpusOf({ records: records.slice(0, 3), corpus: { version: '2.0.0', released: '2026-12-01' } }, corpus)
    await publish(corpus)
    expect(
      changelogOf(corpus),
    ).toBe(`${mark} it adds a section for each new version, and leaves those that are there as they are. -->

# Changelog: Readings

## 2.0.0 (2026-12-01)

A major change since 1.0.0: 3 records now.

- 1 record removed: \`d\`.

## 1.0.0 (2026-11-22)

First release: 4 records.
`)
    expect(readFileSync(join(outOf(corpus), 'CHANGELOG.md'), 'utf8')).toBe(changelogOf(corpus))
  })

  test('makes no difference between two people, nor between two exports', async () => {
    const [a, b] = [corpusOf({}), corpusOf({})]
    await publish(a)
    await publish(b)
    expect(snapshot(outOf(b))).toEqual(snapshot(outOf(a)))
    corpusOf({ records: records.slice(1), corpus: { version: '2.0.0' } }, a)
    await publish(a)
    const once = snapshot(outOf(a))
    expect((await publish(a)).changelog).toMatchObject({ written: false })
    expect(snapshot(outOf(a))).toEqual(once)
    await publish(a, { out: join(a, 'elsewhere') })
    expect(snapshot(join(a, 'elsewhere'))).toEqual(once)
  })

  test('keeps what people wrote, byte for byte', async () => {
    const corpus = corpusOf({})
    const text = `\n${mark} mine -->\r\n# Ours\r\n\r\n## Unreleased\r\n\r\n\`\`\`\r\n## 0.5.0\r\n\`\`\`\r\n\r\n## [1.0.0] - today\r\n\r\nMany things.`
    writeFileSync(join(corpus, 'CHANGELOG.md'), text)
    expect((await publish(corpus)).changelog).toMatchObject({ written: false })
    expect(changelogOf(corpus)).toBe(text)
    corpusOf({ corpus: { version: '1.0.1' } }, corpus)
    await publish(corpus)
    const at = text.indexOf('## [1.0.0]')
    expect(changelogOf(corpus)).toBe(
      `${text.slice(0, at)}## 1.0.1 (2026-11-22)\n\nThe same as 1.0.0: 4 records.\n\n${text.slice(at)}`,
    )
  })

  test('is another file where corpus.yaml says so, and never one of somebody else', async () => {
    const corpus = corpusOf({})
    writeFileSync(join(corpus, 'CHANGELOG.md'), '# The changelog of a program\n')
    expect(await refusal(corpus)).toContain('`changelog:`')
    expect(existsSync(outOf(corpus))).toBe(false)
    corpusOf({ corpus: { changelog: 'notes/of the corpus.md' } }, corpus)
    expect((await publish(corpus)).changelog).toMatchObject({ path: 'notes/of the corpus.md', written: true })
    expect(readFileSync(join(corpus, 'notes/of the corpus.md'), 'utf8')).toContain(
      'First release: 4 records.',
    )
    for (const changelog of ['../CHANGELOG.md', 'dist-data/CHANGELOG.md', 'records/all.jsonl']) {
      corpusOf({ corpus: { changelog } }, corpus)
      expect(await refusal(corpus), changelog).toBeDefined()
    }
  })

  test('is no input, wherever it lies', async () => {
    const corpus = corpusOf({ corpus: { changelog: 'records/CHANGELOG.md' } })
    await publish(corpus)
    const once = snapshot(outOf(corpus))
    const { problems } = await publish(corpus)
    expect(problems.byCode).toEqual({})
    expect(snapshot(outOf(corpus))).toEqual(once)
  })

  test('counts the records of a first release until that is given out, where it says no more', async () => {
    const corpus = corpusOf({})
    await publish(corpus)
    corpusOf({ records: records.slice(1), corpus: { released: '2026-11-23' } }, corpus)
    await publish(corpus, { unpublished: true })
    const text = changelogOf(corpus)
    expect(text).toContain('## 1.0.0 (2026-11-23)\n\nFirst release: 3 records.\n')
    const edited = text.replace('records.', 'records. The fourth was wrong.')
    writeFileSync(join(corpus, 'CHANGELOG.md'), edited)
    corpusOf({}, corpus)
    const ended = await warraq([
      'export',
      '--corpus',
      corpus,
      '--out',
      outOf(corpus),
      '--formats',
      'jsonl',
      '--unpublished',
    ])
    expect(ended).toMatchObject({
      code: 0,
      stderr:
        'CHANGELOG.md keeps its section for this version as it is: delete it there to have it written anew.\n',
    })
    expect(changelogOf(corpus)).toBe(edited)
  })

  test('goes on from that of the release where the corpus has lost it', async () => {
    const corpus = corpusOf({})
    await publish(corpus)
    corpusOf({ records: records.slice(1), corpus: { version: '2.0.0' } }, corpus)
    await publish(corpus)
    const text = changelogOf(corpus)
    rmSync(join(corpus, 'CHANGELOG.md'))
    await publish(corpus)
    expect(changelogOf(corpus)).toBe(text)
    writeFileSync(join(corpus, 'CHANGELOG.md'), text.replace(/## 2\.0\.0[\s\S]*(?=## 1\.0\.0)/, ''))
    await publish(corpus)
    expect(changelogOf(corpus)).toBe(text)
  })

  test('that cannot be written fails no export', async () => {
    const corpus = corpusOf({ corpus: { changelog: 'notes/CHANGELOG.md' } })
    symlinkSync('nowhere', join(corpus, 'notes'))
    const ended = await warraq(['export', '--corpus', corpus, '--out', outOf(corpus), '--formats', 'jsonl'])
    expect(ended.code).toBe(0)
    expect(ended.stderr).toMatch(
      /CHANGELOG\.md" could not be written: .* The release has its new section\.\n$/,
    )
    expect(readFileSync(join(outOf(corpus), 'CHANGELOG.md'), 'utf8')).toContain('First release: 4 records.')
  })

  test('says nothing that Markdown or a terminal would take for more than text', () => {
    const corpus = { ...seedRelease().corpus, title: '<b>*x*</b>', version: '9.0.0' }
    const added = { number: 1, id: '`|<script>\u202e' }
    const none = { added: [], removed: [], moved: [], changed: [] }
    const changes = {
      before: { version: '1.0.0', released: '2026-11-22' },
      after: { version: '9.0.0', released: '2026-11-22' },
      name: undefined,
      records: {
        by: 'key',
        before: 0,
        after: 1,
        added: 1,
        removed: 0,
        changed: 0,
        moved: 0,
        fields: [],
        renamed: [],
        shown: none,
      },
      examples: { ...none, added: [added] },
      schema: [],
      formats: { added: [], removed: [] },
      licenses: [],
      metadata: [],
      withdrawn: [],
    } as const
    const text = withVersion(undefined, { corpus, records: 1, changes })
    expect(levelOf(changes)).toBe('minor')
    expect(text).not.toMatch(/<script>|<b>|\u202e/)
    expect(text).toContain('# Changelog: &lt;b&gt;\\*x\\*&lt;/b&gt;')
  })
})

describe('warraq diff', () => {
  test('ends with 0 whatever differs, and with 1 where that is asked for', async () => {
    const [a, b] = await releasesOf({}, { records: records.slice(1), corpus: { version: '1.1.0' } })
    const ended = await warraq(['diff', a, b])
    expect(ended).toEqual({
      code: 0,
      stderr: '',
      stdout: `1.0.0 (2026-11-22), 4 records → 1.1.0 (2026-11-22), 3 records
  major  1 record removed: a.
Removed:
  a
A major change since 1.0.0, which calls for 2.0.0; 1.1.0 promises less.
`,
    })
    expect((await warraq(['diff', '--exit-code', a, b])).code).toBe(1)
    const same = await warraq(['diff', '--exit-code', a, a])
    expect(same).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing differs.') })
    const { stdout } = await warraq(['diff', '--json', '--max-shown', '0', a, b])
    const said: unknown = JSON.parse(stdout)
    expect(said).toMatchObject({
      level: 'major',
      expected: '2.0.0',
      fits: false,
      fault: 'less',
      reasons: [{ level: 'major', text: '1 record removed.' }],
    })
    expect((await warraq(['diff', a, join(a, 'nothing')])).code).toBe(2)
  })

  test('shows values without letting them steer a terminal, and cuts what is long', async () => {
    const long = `${'x'.repeat(500)}`
    const [a, b] = await releasesOf(
      { records: [{ id: 'a', name: `${long}1${long}`, height: 1 }] },
      { records: [{ id: 'a', name: `${long}\u001b[31m\u202e${long}`, height: 1 }] },
    )
    const { stdout } = await warraq(['diff', a, b])
    expect(stdout).toContain('/name from character 501 on: "…xxxxxxxxxx1xxx')
    expect(stdout).toContain('→ "…xxxxxxxxxx\\u001b[31m<U+202E>xxx')
    expect(Math.max(...stdout.split('\n').map(line => line.length))).toBeLessThan(250)
  })
})
