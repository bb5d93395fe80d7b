import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { exportCorpus } from '../src/export.js'
import { loadZstd } from '../src/formats/parquet-zstd.js'
import { verifyRelease } from '../src/verify.js'
import { folderOf } from './sources.js'

const { compress } = await loadZstd()
const zstd = (bytes: Uint8Array): Buffer => Buffer.from(compress(Buffer.from(bytes)))

const text = { type: 'string' }
const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Find',
  type: 'object',
  required: ['id', 'note'],
  additionalProperties: true,
  properties: {
    id: { ...text, 'x-key': true },
    note: text,
    title: { type: ['string', 'null'] },
    count: { type: ['integer', 'null'] },
    small: { type: 'integer', minimum: -100, maximum: 100 },
    weight: { type: 'number' },
    whole: { type: 'boolean' },
    day: { type: ['string', 'null'], format: 'date' },
    moment: { ...text, format: 'date-time', 'x-column': 'timestamp' },
    any: { 'x-column': 'json' },
    tags: { type: 'array', items: text },
    parts: {
      type: ['array', 'null'],
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: text,
          size: { type: 'number' },
          marks: { type: 'array', items: { type: 'object', required: ['mark'], properties: { mark: text } } },
        },
      },
    },
    place: {
      type: ['object', 'null'],
      additionalProperties: false,
      required: ['name'],
      properties: { name: text, depth: { type: ['number', 'null'] } },
    },
  },
}

const words = fc.string({
  unit: fc.constantFrom('a', 'ب', '😀', '"', ',', ';', '\n', '\r', '\u2028', ' ', '0'),
  maxLength: 6,
})
const numbers = fc.constantFrom(0, -1.5, 5, 1e21, 0.1, 123456789012)

const finds = fc
  .array(
    fc.record(
      {
        note: words,
        title: fc.option(words),
        count: fc.option(fc.constantFrom(0, -7, 2 ** 53 - 1)),
        small: fc.integer({ min: -100, max: 100 }),
        weight: numbers,
        whole: fc.boolean(),
        day: fc.constantFrom('1999-12-31', null, '2024-02-29'),
        moment: fc.constantFrom('2020-01-02T03:04:05Z', '1969-12-31T23:59:59.5Z'),
        any: fc.constantFrom<unknown>(1, 'x', [1, null], { a: { b: [] } }, false),
        tags: fc.array(words, { maxLength: 3 }),
        parts: fc.option(
          fc.array(
            fc.record(
              { name: words, size: numbers, marks: fc.array(fc.record({ mark: words }), { maxLength: 2 }) },
              { requiredKeys: ['name'] },
            ),
            { maxLength: 3 },
          ),
        ),
        place: fc.option(fc.record({ name: words, depth: fc.option(numbers) }, { requiredKeys: ['name'] })),
        extra: fc.constantFrom<unknown>('more', 7, [true]),
      },
      { requiredKeys: ['note'] },
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map(records => records.map((record, i) => ({ id: `k${i}`, ...record })))

const statement = (sources: string) => `name: finds
title: Finds
version: 1.0.0
released: 2026-11-22
url: urn:uuid:0a1bd8a2-2c34-4f0c-9f07-1f1c2c5f0f11
description: Things that were found.
license: CC0-1.0
creators: [{ name: Nobody, type: organisation }]
language: [en]
schema: schema.json
sources: ${sources}
lints: { record/null-lookalike: off }
`

type Files = Readonly<Record<string, string | Uint8Array>>

/** Exports a corpus of these sources, and gives its digest and its data files. */
async function exported(sources: string, files: Files, { shardBytes = 2 ** 30 } = {}) {
  const folder = folderOf({
    'corpus.yaml': statement(sources),
    'schema.json': JSON.stringify(schema),
    ...files,
  })
  const out = join(folder, 'out')
  const { release, problems } = await exportCorpus({ corpus: folder, out, shardBytes })
  const data = release === undefined ? {} : filesIn(join(out, 'data'))
  return {
    errors: problems.first.filter(({ severity }) => severity === 'error'),
    digest: release?.contentDigest,
    data,
  }
}

const filesIn = (folder: string): Record<string, Buffer> =>
  Object.fromEntries(readdirSync(folder).map(name => [name, readFileSync(join(folder, name))]))

const packedAs = (files: Files, ending: string, pack: (bytes: Buffer) => Uint8Array): Files =>
  Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [`${name}${ending}`, pack(Buffer.from(bytes))]),
  )

const only = (files: Readonly<Record<string, Buffer>>, ending: string): Files =>
  Object.fromEntries(
    Object.entries(files)
      .filter(([name]) => name.endsWith(ending))
      .map(([name, bytes]) => [`in/${name}`, bytes]),
  )

describe('a corpus', () => {
  test('is the same whatever form its records are in', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(finds, async records => {
        const lines = `${records.map(record => JSON.stringify(record)).join('\n')}\n`
        const first = await exported('[{ path: in, format: jsonl }]', { 'in/finds.jsonl': lines })
        expect(first.errors).toEqual([])
        const csv = only(first.data, '.csv')
        const json = { 'in/finds.json': `[${records.map(record => JSON.stringify(record)).join(', ')}]` }
        const each = Object.fromEntries(
          records.map((record, i) => [`in/${i}.json`, JSON.stringify(record, null, 2)]),
        )
        const jsonl = only(first.data, '.jsonl')
        const forms: readonly (readonly [string, Files])[] = [
          ['jsonl', packedAs(jsonl, '.gz', gzipSync)],
          ['jsonl', packedAs(jsonl, '.zst', zstd)],
          ['json', json],
          ['json', each],
          ['json', packedAs(json, '.zst', zstd)],
          ['csv', csv],
          ['csv', packedAs(csv, '.gz', gzipSync)],
          ['csv', packedAs(csv, '.zst', zstd)],
          ['arrow', only(first.data, '.arrow')],
          ['parquet', only(first.data, '.parquet')],
        ]
        for (const [format, files] of forms) {
          const again = await exported(`[{ path: in, format: ${format} }]`, files)
          expect(again.errors, `${format} ${Object.keys(files)}`).toEqual([])
          expect(again.digest, format).toBe(first.digest)
          expect(again.data).toEqual(first.data)
        }
      }),
      { numRuns: 3 },
    )
  })

  const table = (from: number, to: number) =>
    `id;note\n${Array.from({ length: to - from }, (_, i) => `k${from + i};"نص ${from + i}\nآخر"\n`).join('')}`

  test('may mix forms, and is exported again from them by verify', async () => {
    const folder = folderOf({
      'corpus.yaml': statement(`
  - { path: in/a.csv.gz, format: csv, encoding: windows-1256, separator: ";" }
  - { path: in/b.csv, format: csv, separator: ";" }
  - { path: in/c.json, format: json }
  - { path: in/d.jsonl.zst, format: jsonl }`),
      'schema.json': JSON.stringify(schema),
      'in/a.csv.gz': gzipSync(iconv.encode(table(0, 5), 'windows-1256')),
      'in/b.csv': table(5, 9),
      'in/c.json': '[{"id":"x","note":"نص"},\n{"id":"y","note":"نص"}]',
      'in/d.jsonl.zst': zstd(Buffer.from('{"id":"z","note":"نص"}\n')),
    })
    const out = join(folder, 'out')
    expect((await exportCorpus({ corpus: folder, out })).problems.bySeverity.error).toBe(0)
    const verification = await verifyRelease({ folder: out, rebuild: true, corpus: folder })
    expect([...verification.problems()].filter(({ severity }) => severity !== 'info')).toEqual([])
    expect(verification.summary.records).toBe(12)
    verification.close()
  })

  test('has the same records in any number of shards', async () => {
    const lines = table(0, 60).replaceAll(';', ',')
    const one = await exported('[{ path: in, format: csv }]', { 'in/a.csv': lines })
    const many = await exported('[{ path: in, format: csv }]', { 'in/a.csv': lines }, { shardBytes: 200 })
    expect(many.errors).toEqual([])
    expect(Object.keys(many.data).length).toBeGreaterThan(4 * Object.keys(one.data).length)
    expect(many.digest).toBe(one.digest)
  })

  test('sets wrong records aside as they are spelled, unpacked and in UTF-8', async () => {
    const folder = folderOf({
      'corpus.yaml': statement('[{ path: in, format: csv, encoding: windows-1256, separator: ";" }]'),
      'schema.json': JSON.stringify(schema),
      'in/a.csv.gz': gzipSync(iconv.encode('id;note;whole\na;باب;TRUE\nb;كتاب;maybe\n', 'windows-1256')),
    })
    const rejected = join(folder, 'wrong.csv')
    const { release } = await exportCorpus({ corpus: folder, out: join(folder, 'out'), rejected })
    expect(release?.statistics.records).toBe(1)
    expect(readFileSync(rejected, 'utf8')).toBe('id;note;whole\nb;كتاب;maybe\n')
  })

  test.each([
    ['[{ path: in, format: jsonl, encoding: windows-1256 }]', 'in is jsonl, which has no `encoding`'],
    ['[{ path: in, format: parquet, separator: ";" }]', 'in is parquet, which has no `separator`'],
    ['[{ path: in, format: csv, encoding: windoes-1256 }]', 'There is no encoding "windoes-1256"'],
    ['[{ path: in, format: csv, separator: "::" }]', 'corpus.yaml cannot be used'],
    ['[{ path: in, format: jsonl, missing: [NA] }]', 'in is jsonl, which has no `missing`'],
    ['[{ path: in, format: csv, missing: [] }]', 'corpus.yaml cannot be used'],
    ['[{ path: in, format: xlsx }]', 'corpus.yaml cannot be used'],
  ])('that says %s is wrong use', async (sources, message) => {
    const files = { 'in/a.csv': 'id,note\n', 'in/a.jsonl': '', 'in/a.parquet': '' }
    await expect(exported(sources, files)).rejects.toThrow(message)
  })

  test('names a table of lists whose records are not there, and reads it as nothing else', async () => {
    const { errors } = await exported('[{ path: in, format: csv }]', {
      'in/a.csv': 'id,note\na,b\n',
      'in/b.parts.csv': 'id,position,name\nb,0,c\n',
    })
    expect(errors).toMatchObject([{ code: 'csv/no-main', location: { file: 'in/b.parts.csv' } }])
  })
})
