import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalFor } from '../src/records/canonical.js'
import { compareRecords } from '../src/records/compare.js'
import { getAt, withAt } from '../src/records/paths.js'
import type { Json, JsonObject } from '../src/schema/field.js'
import { loadSchema } from '../src/schema/load.js'
import { parseJson } from '../src/text/json.js'
import { samples } from './arbitraries.js'
import { root } from './cli.js'

const schema = loadSchema(
  readFileSync(join(root, 'schema/article.schema.json'), 'utf8'),
  'schema/article.schema.json',
)
const seed = parseJson(
  readFileSync(join(root, 'dist-data/data/articles.jsonl'), 'utf8').split('\n')[0] ?? '',
) as JsonObject

const found = (contributed: JsonObject, corpus: JsonObject = seed) =>
  compareRecords(contributed, corpus, schema)
const pointers = (contributed: JsonObject): string[] => found(contributed).map(({ pointer }) => pointer)

describe('a record and what the corpus has under its id', () => {
  test('are the same when they say the same', () => {
    expect(found(seed)).toEqual([])
    const backwards = Object.fromEntries(Object.entries(seed).reverse())
    expect(found(backwards)).toEqual([])
    const { title: _, ...withoutNull } = seed
    expect(found(withoutNull)).toEqual([])
    expect(found(seed, withoutNull)).toEqual([])
  })

  test.each(schema.fields.map(({ name }) => name))('a change of %s is told, and names it', name => {
    const value = seed[name] ?? null
    const other: Json =
      typeof value === 'number' ? value + 1 : typeof value === 'string' ? `${value}x` : 'other'
    expect(pointers({ ...seed, [name]: other })).toEqual([`/${name}`])
    const { [name]: __, ...without } = seed
    expect(pointers(without)).toEqual(value === null ? [] : [`/${name}`])
  })

  test('both values are shown', () => {
    const [difference] = found({ ...seed, license: 'CC0-1.0' })
    expect(difference).toMatchObject({ code: 'record/differs', severity: 'error', part: 'value' })
    expect(difference?.message).toBe(
      '/license is the string "CC0-1.0", but the corpus gives the string "NOASSERTION" for this id.',
    )
    expect(found({ ...seed, title: 'T' })[0]?.message).toContain('but the corpus gives null')
  })

  test('what a rule computes is told only where nothing else differs', () => {
    const text = `${seed['text']}.`
    const changed = { ...seed, text, char_count: 2887, search_text: 'x', flags: [] }
    expect(pointers({ ...changed, source: { ...(seed['source'] as JsonObject), sha256: '00' } })).toEqual([
      '/text',
    ])
    expect(pointers({ ...seed, char_count: 1, word_count: 2 })).toEqual(['/char_count', '/word_count'])
    expect(pointers(withAt(seed, '/source/sha256', '00'))).toEqual(['/source/sha256'])
  })

  test('of a list the first element that differs is told, and how many more', () => {
    const blocks = (getAt(seed, '/blocks') as JsonObject[]).map((block, i) =>
      i < 3 ? block : { ...block, start: 7, type: 'other' },
    )
    const [difference, ...rest] = found({ ...seed, blocks })
    expect(rest).toEqual([])
    expect(difference?.pointer).toBe('/blocks/3/type')
    expect(difference?.message).toContain('"other"')
    expect(difference?.message).toMatch(/, and 14 more elements differ\.$/)
    expect(found({ ...seed, authors: [] })[0]).toMatchObject({
      pointer: '/authors/0',
      message: '/authors/0 is nothing, but the corpus gives the string "عبدالرحمن عمر" for this id.',
    })
    expect(pointers({ ...seed, authors: ['عبدالرحمن عمر', 'X'] })).toEqual(['/authors/1'])
    expect(pointers({ ...seed, content_notes: [null] })).toEqual(['/content_notes/0'])
  })

  test('keys that the schema does not declare are compared, too, __proto__ among them', () => {
    expect(pointers({ ...seed, b: 1, a: 2 })).toEqual(['/a', '/b'])
    const own: JsonObject = JSON.parse(JSON.stringify(seed).replace('{', '{"__proto__":1,'))
    expect(pointers(own)).toEqual(['/__proto__'])
    expect(compareRecords(own, own, schema)).toEqual([])
  })

  test('long texts are shown where they differ, and no character is cut', () => {
    const long = 'x'.repeat(100_000)
    const at = (text: string) => ({ ...seed, text })
    const [difference] = compareRecords(at(`${long}😀b`), at(`${long}😁b`), schema)
    expect(difference?.span).toEqual({ start: 100_000, end: 100_001 })
    expect(difference?.message).toBe(
      '/text is the string "…xxxxxxxxxx😀b", but the corpus gives the string "…xxxxxxxxxx😁b" for this id (from code point 100000 on).',
    )
    const [shorter] = compareRecords(at('😀😀ab'), at('😀😀abc'), schema)
    expect(shorter?.span).toEqual({ start: 4, end: 4 })
    expect(shorter?.message).toContain('"😀😀ab", but the corpus gives the string "😀😀abc"')
  })
})

test('two records are told to be the same exactly where their digests are', () => {
  fc.assert(
    fc.property(samples(), fc.nat(), ({ schema, records }, n) => {
      const { digest } = canonicalFor(schema.fields)
      const hex = (record: JsonObject) => Buffer.from(digest(record)).toString('hex')
      const a = records[n % Math.max(1, records.length)] ?? {}
      for (const b of records) {
        expect(compareRecords(a, b, schema).length === 0).toBe(hex(a) === hex(b))
      }
    }),
    { numRuns: 200 },
  )
})
