import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../src/records/canonical-json.js'
import { json } from '../src/sources/json.js'
import { jsonScanner } from '../src/sources/json-scanner.js'
import { comparable, field, normalised, samples, schemaOf } from './arbitraries.js'
import { draftsOf, folderOf, partsOf, placesOf, problemsOf, type Reading, valuesOf } from './sources.js'

const schema = schemaOf([field('id', 'string')])

function reading(bytes: string | Uint8Array, file = 'a.json'): Reading {
  return { source: json, schema, folder: folderOf({ [file]: bytes }), file }
}

/** What is said of a file, and the ids of the records that are read nevertheless. */
async function said(text: string | Uint8Array): Promise<[string[], unknown[]]> {
  const drafts = await draftsOf(reading(text))
  return [placesOf(problemsOf(drafts), 'a.json'), valuesOf(drafts).map(({ id }) => id)]
}

describe('a JSON array', () => {
  test('gives drafts with their place, whatever the spaces', async () => {
    const text = '  [ {"id":"ا"},{"id":"b",\n "x":[1,{"y":"}]"}]} ,\n\n{"id":"😀\\"]"}]\n'
    const drafts = await draftsOf(reading(text))
    expect(problemsOf(drafts)).toEqual([])
    expect(drafts.map(({ values }) => values)).toEqual([
      { id: 'ا' },
      { id: 'b', x: [1, { y: '}]' }] },
      { id: '😀"]' },
    ])
    expect(drafts.map(({ line, ordinal }) => [line, ordinal])).toEqual([
      [1, 0],
      [1, 1],
      [4, 2],
    ])
    const at = (i: number, pointer: string) => drafts[i]?.locate({ pointer, part: 'value', span: undefined })
    expect(at(1, '/id')).toEqual({ file: 'a.json', line: 1, column: 22, byte: 22 })
    expect(at(1, '/x/1/y')).toEqual({ file: 'a.json', line: 2, column: 14, byte: 40 })
    expect(text.slice(0, 22)).toBe('  [ {"id":"ا"},{"id":"')
  })

  test('may be one object alone, be gzipped, and hold nothing', async () => {
    expect(await said('{\n "id": "a"\n}\n')).toEqual([[], ['a']])
    expect(await said(gzipSync('[{"id":"a"}]'))).toEqual([[], ['a']])
    expect(await said('[]')).toEqual([['file/no-records'], []])
    expect(await said(' \n')).toEqual([['2:1 json/syntax'], []])
    expect(await said('')).toEqual([['file/empty'], []])
    expect(await said('\uFEFF[{"id":"a"}]')).toEqual([['1:1 file/bom'], ['a']])
    expect(await said(Buffer.from('[{"id":"a"}]', 'utf16le'))).toEqual([['1 file/utf-16'], []])
  })

  test.each<[string, string, string[], string[]]>([
    ['a broken element', '[{"id":"a"},{"id":b},{"id":"c"}]', ['1:19 json/syntax'], ['a', 'c']],
    ['a bracket that is not closed', '[{"id":[1},\n{"id":"c"}]', ['1:10 json/syntax'], ['c']],
    ['a bracket too many', '[{"id":"a"]},\n{"id":"c"}]', ['1:11 json/syntax'], ['c']],
    ['an element that never ends', '[{"id":"a"},\n{"id":"b"', ['2:10 json/syntax'], ['a']],
    ['a string that never ends', '[{"id":"a"},\n{"id":"b]', ['2:7 json/syntax'], ['a']],
    ['an array that never ends', '[{"id":"a"},\n{"id":"b"}\n', ['3:1 json/syntax'], ['a', 'b']],
    ['a comma that is missing', '[{"id":"a"}\n {"id":"b"},{"id":"c"}]', ['2:2 json/syntax'], ['a', 'c']],
    ['a comma too many', '[{"id":"a"},,{"id":"b"},]', ['1:13 json/syntax', '1:25 json/syntax'], ['a', 'b']],
    ['what is no object', '[1, "x", null, {"id":"a"}, nul]', ['1:28 json/syntax'], ['a']],
    ['what follows the end', '[{"id":"a"}]\n[{"id":"b"}]\n', ['2:1 json/syntax'], ['a']],
    ['JSON Lines', '{"id":"a"}\n{"id":"b"}\n{"id":"c"}\n', ['2:1 json/lines'], ['a', 'b', 'c']],
    ['objects with commas between them alone', '{"id":"a"},\n{"id":"b"},\n', ['1:11 json/lines'], ['a', 'b']],
    ['what follows an object', '{"id":"a"} x', ['1:12 json/syntax'], ['a']],
    ['NUL', '[{"id":"a"},\0{"id":"b"}]', ['1:13 json/syntax', '1:14 json/syntax'], ['a']],
    ['a key twice', '[{"id":"a","id":"b"}]', ['1:12 json/duplicate-key'], []],
  ])('says of %s what is wrong, and goes on', async (_, text, problems, ids) => {
    expect(await said(text)).toEqual([problems, ids])
  })

  test('says where bytes are not UTF-8, and reads on', async () => {
    const bytes = Buffer.concat([
      Buffer.from('[{"id":"a"},\n {"id":"é'),
      Buffer.of(0xe9),
      Buffer.from('"},{"id":"c"}]'),
    ])
    expect(await said(bytes)).toEqual([['2:10 file/not-utf8'], ['a', 'c']])
  })

  test('names nesting that is too deep, and is not held up by brackets that match nothing', async () => {
    const deep = `[${'['.repeat(100_000)}${']'.repeat(100_000)},{"id":"a"}]`
    expect(await said(deep)).toEqual([['1:258 json/depth'], ['a']])
    const unmatched = `[{${'['.repeat(50_000)}${'}'.repeat(50_000)}]`
    await said(unmatched)
    await said(`[[${'['.repeat(50_000)}${'}'.repeat(50_000)}]`)
  })

  test('that is cut off as gzip is read up to there', async () => {
    const text = `[${Array.from({ length: 9000 }, (_, i) => `{"id":"${(i * 7919) % 100_003}"}`).join(',\n')}]`
    const packed = gzipSync(text)
    const drafts = await draftsOf(reading(packed.subarray(0, packed.length - 100)))
    expect(problemsOf(drafts)).toMatchObject([{ code: 'file/packed', location: { line: drafts.length } }])
    expect(valuesOf(drafts).length).toBe(drafts.length - 1)
    expect(drafts.length).toBeGreaterThan(8900)
  })

  test('gives back whatever records were written, however spaced and cut', async () => {
    await fc.assert(
      fc.asyncProperty(samples(), fc.constantFrom('', ' ', '\n  '), async (sample, space) => {
        const { fields } = sample.schema
        const records = sample.records.map(record => normalised(record, fields))
        const text = `[${space}${records.map(record => canonicalJson(record)).join(`${space},${space}`)}]`
        const drafts = await draftsOf({ ...reading(text), schema: sample.schema })
        expect(valuesOf(drafts).map(value => canonicalJson(value))).toEqual(
          records.map(record => canonicalJson(record)),
        )
        expect(records.map(comparable)).toHaveLength(drafts.filter(({ ordinal }) => ordinal >= 0).length)
      }),
      { numRuns: 60 },
    )
  })
})

test('elements are found alike however the bytes come in chunks, and nothing is lost of any text', () => {
  const words = fc.constantFrom(
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    '\\',
    ':',
    ' ',
    '\n',
    'a',
    '1',
    'é',
    '{"id":"a"}',
  )
  const eventsOf = (bytes: Buffer, size: number) => {
    const scanner = jsonScanner()
    const events = []
    for (let at = 0; at < bytes.length; at += size)
      events.push(...scanner.push(bytes.subarray(at, at + size)))
    events.push(...scanner.end())
    let text = ''
    const found: unknown[] = []
    for (const event of events) {
      if (event.kind === 'part') text += event.bytes.toString('latin1')
      else {
        found.push(event, text)
        text = ''
      }
    }
    return [...found, text]
  }
  fc.assert(
    fc.property(fc.array(words, { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (parts, size) => {
      const bytes = Buffer.from(parts.join(''))
      const whole = eventsOf(bytes, bytes.length + 1)
      expect(eventsOf(bytes, size)).toEqual(whole)
      const kept = whole.filter(part => typeof part === 'string').join('')
      const letters = (text: string) => text.replaceAll(/[^a1\u00c3\u00a9]/g, '')
      expect(letters(kept)).toBe(letters(bytes.toString('latin1')))
    }),
    { numRuns: 2000 },
  )
})

describe('the halves of a JSON array', () => {
  test('are arrays of the elements as they were spelled', async () => {
    const text = '[ {"id" : "a"},\n{"id":1e2},{"id":\n"c"} ]\n'
    const parts = await partsOf(reading(text), ordinal => ordinal === 1)
    expect(parts['accepted.json']?.toString()).toBe('[\n{"id" : "a"},\n{"id":\n"c"}\n]\n')
    expect(parts['rejected.json']?.toString()).toBe('[\n{"id":1e2}\n]\n')
  })

  test('keep what is broken, and what follows the end', async () => {
    const drafts = await draftsOf(reading('\uFEFF[{"id":"a"},,{"id":b} {"id":"c"}] rest\n'))
    const bad = new Set(drafts.filter(({ problems }) => problems.length > 0).map(({ ordinal }) => ordinal))
    const parts = await partsOf(reading('\uFEFF[{"id":"a"},,{"id":b} {"id":"c"}] rest\n'), ordinal =>
      bad.has(ordinal),
    )
    expect(parts['accepted.json']?.toString()).toBe('[\n{"id":"a"}\n]\n')
    expect(parts['rejected.json']?.toString()).toBe('[\n{"id":b},\n{"id":"c"}\n]\nrest\n')
  })

  test('are empty arrays where nothing goes there', async () => {
    const parts = await partsOf(reading('{"id":"a"}'), () => false)
    expect(parts['rejected.json']?.toString()).toBe('[]\n')
    expect(parts['accepted.json']?.toString()).toBe('[\n{"id":"a"}\n]\n')
  })
})
