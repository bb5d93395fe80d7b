import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonl as format } from '../src/formats/jsonl.js'
import { canonicalJson } from '../src/records/canonical-json.js'
import { jsonl } from '../src/sources/jsonl.js'
import { lineScanner } from '../src/sources/line-scanner.js'
import { field, normalised, samples, schemaOf, written } from './arbitraries.js'
import { draftsOf, folderOf, partsOf, placesOf, problemsOf, type Reading, valuesOf } from './sources.js'

const schema = schemaOf([field('id', 'string'), field('n', 'int64', { nullable: true })])
const name = 'a.jsonl'

function reading(bytes: string | Uint8Array, file = name, target?: number): Reading {
  const folder = folderOf({ [file]: bytes })
  return { source: jsonl, schema, folder, file, ...(target !== undefined && { target }) }
}

async function said(bytes: string | Uint8Array, file = name): Promise<string[]> {
  return placesOf(problemsOf(await draftsOf(reading(bytes, file))), file)
}

const three = '{"id":"a"}\n{"id":"ب","n":9007199254740993}\n{"id":"c"}\n'

describe('JSON Lines', () => {
  test('gives drafts with their place, by slices too', async () => {
    for (const target of [2 ** 20, 1]) {
      const drafts = await draftsOf(reading(three, name, target))
      expect(drafts.map(({ values }) => values)).toEqual([
        { id: 'a' },
        { id: 'ب', n: 9007199254740993n },
        { id: 'c' },
      ])
      expect(drafts.map(({ line, ordinal }) => [line, ordinal])).toEqual([
        [1, 0],
        [2, 1],
        [3, 2],
      ])
      const place = drafts[1]?.locate({ pointer: '/n', part: 'value', span: undefined })
      expect(place).toEqual({ file: name, line: 2, column: 15, byte: 26 })
    }
  })

  test('is the same when it is gzipped, in several members', async () => {
    const packed = Buffer.concat([gzipSync(three.slice(0, 20)), gzipSync(three.slice(20))])
    for (const file of ['a.jsonl.gz', 'a.ndjson.gz', '-']) {
      const drafts = await draftsOf(reading(packed, file, 10))
      expect(valuesOf(drafts)).toHaveLength(3)
      expect(problemsOf(drafts)).toEqual([])
      expect(drafts[2]?.locate({ pointer: '/id', part: 'value', span: undefined })).toMatchObject({
        line: 3,
        column: 7,
      })
    }
  })

  test('says each fault at its place, and goes on', async () => {
    const lines = [
      '{"id":"a"',
      '',
      '  \t',
      '[1]',
      '{"id":"c","id":"d"}',
      '{"id":NaN}',
      '{"id":"e"}',
      '\0{"id":"f"}',
      '{"id":"g"}',
    ]
    expect(await said(lines.join('\n'))).toEqual([
      '1:10 json/syntax',
      '2 jsonl/blank-line',
      '3 jsonl/blank-line',
      '5:11 json/duplicate-key',
      '6:7 json/syntax',
      '8:1 json/syntax',
      '9 jsonl/no-final-newline',
    ])
    const bad = Buffer.concat([Buffer.from('{"id":"é'), Buffer.of(0xff), Buffer.from('"}\n{"id":"h"}\n')])
    const drafts = await draftsOf(reading(bad))
    expect(problemsOf(drafts)).toMatchObject([
      { code: 'file/not-utf8', location: { line: 1, column: 9, byte: 9 } },
    ])
    expect(valuesOf(drafts)).toEqual([{ id: 'h' }])
  })

  test('is read behind a byte order mark, but the first record is not taken', async () => {
    const drafts = await draftsOf(reading(`\uFEFF${three}`))
    expect(placesOf(problemsOf(drafts), name)).toEqual(['1:1 file/bom'])
    expect(drafts.map(({ ordinal, spoiled }) => [ordinal, spoiled !== undefined])).toEqual([
      [-1, false],
      [0, true],
      [1, false],
      [2, false],
    ])
    const [, first] = drafts
    expect(first?.values).toEqual({ id: 'a' })
    expect(first?.locate({ pointer: '/id', part: 'value', span: undefined })).toEqual({
      file: name,
      line: 1,
      column: 7,
      byte: 9,
    })
  })

  test('is told from what it is not', async () => {
    expect(await said('[\n{"id":"a"},\n{"id":"b"}\n]\n')).toEqual(['1 jsonl/array'])
    expect(await said('[{"id":"a"},{"id":"b"}]')).toEqual(['1 jsonl/array'])
    expect(await said('\uFEFF[{"id":"a"},\n{"id":"b"}]')).toEqual(['1 jsonl/array'])
    expect(await said('[1,2]\n{"id":"b"}\n')).toEqual([])
    expect(await said(Buffer.from(three, 'utf16le'))).toEqual(['1 file/utf-16'])
    expect(await said(Buffer.from(`\uFEFF${three}`, 'utf16le').swap16())).toEqual(['1 file/utf-16'])
    expect(await said('')).toEqual(['file/no-records'])
  })

  test('names nesting that is too deep, in bounded time', async () => {
    const deep = `{"id":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n{"id":"b"}\n`
    expect(await said(deep)).toEqual(['1:262 json/depth'])
  })

  test('gives back whatever records were written', async () => {
    await fc.assert(
      fc.asyncProperty(samples(), fc.boolean(), async (sample, packed) => {
        const records = sample.records.map(record => normalised(record, sample.schema.fields))
        const bytes = await written(format, { ...sample, records })
        const file = packed ? 'x.jsonl.gz' : 'x.jsonl'
        const folder = folderOf({ [file]: packed ? gzipSync(bytes) : bytes })
        const drafts = await draftsOf({ source: jsonl, schema: sample.schema, folder, file, target: 50 })
        // A float beyond 2^53 may be spelled as an integer is, and is read as one.
        expect(valuesOf(drafts).map(value => canonicalJson(value))).toEqual(records.map(canonicalJson))
      }),
      { numRuns: 60 },
    )
  })
})

describe('gzip', () => {
  test('that is cut off or damaged gives what came before', async () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `{"id":"${(i * 7919) % 100_003}"}\n`).join('')
    const packed = gzipSync(text)
    const cut = await draftsOf(reading(packed.subarray(0, packed.length - 2000), 'a.jsonl.gz'))
    expect(problemsOf(cut)).toMatchObject([{ code: 'file/packed', location: { line: cut.length } }])
    expect(cut.at(-1)?.ordinal).toBe(cut.length - 1)
    expect(cut.length).toBeGreaterThan(18_000)
    const lines = text.split('\n').slice(0, cut.length - 1)
    expect(valuesOf(cut)).toEqual(lines.map(line => JSON.parse(line)))
    // Behind a damaged byte the data may go on making sense for a while.
    const damaged = Buffer.concat([packed.subarray(0, -20_000), Buffer.alloc(20_000, 0xff)])
    const drafts = await draftsOf(reading(damaged, 'a.jsonl.gz'))
    expect(problemsOf(drafts).at(-1)).toMatchObject({ code: 'file/packed' })
    expect(valuesOf(drafts).slice(0, 8000)).toEqual(lines.slice(0, 8000).map(line => JSON.parse(line)))
  })

  test('that is none, or nothing, is said', async () => {
    expect(await said('{"id":"a"}\n', 'a.jsonl.gz')).toEqual(['1 file/packed'])
    expect(await said('', 'a.jsonl.gz')).toEqual(['file/no-records'])
    expect(await said(gzipSync(''), 'a.jsonl.gz')).toEqual(['file/no-records'])
  })
})

describe('the halves of JSON Lines', () => {
  test('are the lines of the file, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('{"id":"a"}', '', 'x', '{"id":"ب"} ', '\r'), { maxLength: 8 }),
        fc.boolean(),
        fc.infiniteStream(fc.boolean()),
        async (lines, ended, choices) => {
          const text = lines.join('\n') + (ended ? '\n' : '')
          const sides = Array.from({ length: 9 }, () => choices.next().value)
          const parts = await partsOf(reading(text), ordinal => sides[ordinal] ?? false)
          const pieces = text.match(/[^\n]*\n|[^\n]+$/g) ?? []
          const half = (side: boolean) => pieces.filter((_, i) => (sides[i] ?? false) === side).join('')
          expect(parts['rejected.jsonl']?.toString()).toBe(half(true))
          expect(parts['accepted.jsonl']?.toString()).toBe(half(false))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('of a gzipped file are unpacked, and what is no JSON Lines is rejected whole', async () => {
    const packed = await partsOf(reading(gzipSync(three), 'a.jsonl.gz'), ordinal => ordinal === 1)
    expect(packed['rejected.jsonl']?.toString()).toBe('{"id":"ب","n":9007199254740993}\n')
    const array = await partsOf(reading('[\n1]'), ordinal => ordinal === 0)
    expect(array['rejected.jsonl']?.toString()).toBe('[\n1]')
  })
})

test('lines are cut alike however they come in chunks, and no more than the limit is kept of one', () => {
  const scanner = lineScanner({ limit: 2000 })
  const text = `a\n${'b'.repeat(5000)}\nc\n\n${'d'.repeat(2000)}\n${'e'.repeat(3000)}`
  const lines = []
  for (let at = 0; at < text.length; at += 7) lines.push(...scanner.push(Buffer.from(text.slice(at, at + 7))))
  const last = scanner.end()
  expect(
    [...lines, last].map(line => [line?.number, line?.start, line?.bytes.length, line?.tooLong]),
  ).toEqual([
    [1, 0, 1, false],
    [2, 2, 1024, true],
    [3, 5003, 1, false],
    [4, 5005, 0, false],
    [5, 5006, 2000, false],
    [6, 7007, 1024, true],
  ])
  expect(last?.ended).toBe(false)
})
