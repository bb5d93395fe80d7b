import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csv as format } from '../src/formats/csv.js'
import { csvScanner } from '../src/formats/csv-scanner.js'
import { makeBatch } from '../src/records/batch.js'
import { canonicalFor } from '../src/records/canonical.js'
import type { JsonObject, RecordSchema, ScalarField } from '../src/schema/field.js'
import { loadSchema } from '../src/schema/load.js'
import { tableClashes } from '../src/schema/tables.js'
import { csv } from '../src/sources/csv.js'
import { comparable, field, normalised, samples } from './arbitraries.js'
import { draftsOf, folderOf, partsOf, placesOf, problemsOf, type Reading, valuesOf } from './sources.js'

const string = { type: 'string' }
const integer = { type: 'integer' }
const schema = loadSchema(
  JSON.stringify({
    type: 'object',
    required: ['id', 'text'],
    properties: {
      id: { ...string, 'x-key': true },
      n: { type: ['integer', 'null'], minimum: 0, maximum: 100 },
      ok: { type: 'boolean' },
      day: { ...string, format: 'date' },
      any: { 'x-column': 'json' },
      text: string,
      spans: {
        type: ['array', 'null'],
        items: {
          type: 'object',
          required: ['start'],
          properties: {
            start: integer,
            end: integer,
            links: { type: 'array', items: { type: 'object', properties: { to: string } } },
          },
        },
      },
      source: { type: ['object', 'null'], properties: { path: string, line: integer } },
    },
  }),
  's.json',
)

const header = 'id,n,text,spans\n'
const spans = 'id,position,start,links,end\n'

function reading(files: string | Uint8Array | Record<string, string>, file = 'a.csv'): Reading {
  const all = typeof files === 'string' || files instanceof Uint8Array ? { [file]: files } : files
  return { source: csv, schema, folder: folderOf(all), file }
}

/** What is said of a file, and the ids of the records that are read nevertheless. */
async function said(files: string | Uint8Array | Record<string, string>): Promise<[string[], unknown[]]> {
  const drafts = await draftsOf(reading(files))
  return [placesOf(problemsOf(drafts), 'a.csv'), valuesOf(drafts).map(({ id }) => id)]
}

const messages = async (files: string | Record<string, string>): Promise<string[]> =>
  problemsOf(await draftsOf(reading(files))).map(({ message }) => message)

describe('CSV', () => {
  test('gives drafts with their place, whatever the order of columns and the quotes', async () => {
    const text = 'text,"id",n,source.path\r\n"say ""hi"",\n😀 well",ا,7,p\r\n"",b,,\r\nc,c,0,""'
    const drafts = await draftsOf(reading(text))
    expect(problemsOf(drafts)).toEqual([])
    expect(drafts.map(({ values }) => values)).toEqual([
      { id: 'ا', n: 7, text: 'say "hi",\n😀 well', source: { path: 'p' } },
      { id: 'b', n: null, text: '' },
      { id: 'c', n: 0, text: 'c', source: { path: '' } },
    ])
    expect(drafts.map(({ line, ordinal }) => [line, ordinal])).toEqual([
      [2, 0],
      [4, 1],
      [5, 2],
    ])
    const at = (i: number, pointer: string, start?: number) => {
      const span = start === undefined ? undefined : { start, end: start + 1 }
      const { line, column, byte } = drafts[i]?.locate({ pointer, part: 'value', span }) ?? {}
      return [line, column, byte]
    }
    expect(at(0, '/id')).toEqual([3, 9, 49])
    expect(at(0, '/n')).toEqual([3, 11, 52])
    expect(at(0, '/source/path')).toEqual([3, 13, 54])
    expect(at(0, '/text')).toEqual([2, 1, 25])
    expect(at(0, '/text', 0)).toEqual([2, 2, undefined])
    expect(at(0, '/text', 5)).toEqual([2, 8, undefined])
    expect(at(0, '/text', 12)).toEqual([3, 3, undefined])
    expect(at(2, '/nothing')).toEqual([5, undefined, 65])
  })

  test('keeps the text of cells of other types as it stands, and says so', async () => {
    const text = 'id,n,ok,day,any,text\na,12a,true,2020-02-30,"{""k"":1}",x\nb,007,yes,,[,"x"\nc,200,,,,x\n'
    expect(await messages(text)).toEqual([
      'the column "n" holds "12a", expected an integer of 32 bits.',
      'the column "n" holds "007", expected an integer of 32 bits.',
      'the column "ok" holds "yes", expected true or false.',
      'the column "any" holds "[", expected JSON.',
    ])
    expect(placesOf(problemsOf(await draftsOf(reading(text))), 'a.csv')).toEqual([
      '2:3 csv/cell',
      '3:3 csv/cell',
      '3:7 csv/cell',
      '3:12 csv/cell',
    ])
    // What JSON has as text is left to the schema's checks, which word it better.
    const [first, , last] = await draftsOf(reading(text))
    expect(first?.values).toEqual({ id: 'a', ok: true, day: '2020-02-30', any: { k: 1 }, text: 'x' })
    expect(last?.values).toEqual({ id: 'c', n: 200, any: null, text: 'x' })
  })

  test.each<[string, string, string[], string[]]>([
    ['a quote that is never closed', `${header}a,,"x,\nb,,y,\nc,,z,\n`, ['2:4 csv/quote'], ['b', 'c']],
    ['a quote that the next line closes', `${header}a,,"x,\n"b",,y,\nc,,z,\n`, ['3:1 csv/quote'], ['b', 'c']],
    ['a quote that stands alone', `${header}a,,"x"y",\nb,,y,\n`, ['2:6 csv/quote'], ['b']],
    ['a quote in a bare cell', `${header}a,,x"y",\nb,,y,\n`, ['2:5 csv/quote'], ['b']],
    [
      'too few and too many cells, and none',
      `${header}a,,x\nb,,y,\nc,,z,,\n\nd,,w,\n\n`,
      ['2 csv/columns', '4 csv/columns', '5 csv/columns', '7 csv/columns'],
      ['b', 'd'],
    ],
    ['an unknown column', 'id,text,titel\na,x,y\n', ['1:9 columns/unknown'], ['a']],
    ['a column twice', 'id,text,text\na,x,y\n', ['1:9 columns/twice'], ['a']],
    ['a column that is missing', 'id,n\na,1\n', ['1 columns/missing'], ['a']],
    ['semicolons', 'id;text\na;"x;y"\n', ['1 csv/separator'], ['a']],
    ['tabs', '"id"\t"text"\na\tx,y\n', ['1 csv/separator'], ['a']],
    ['a byte order mark', '\uFEFFid,text\na,x\n', [], ['a']],
    ['no records', header, ['file/no-records'], []],
    ['no bytes', '', ['file/empty'], []],
    ['NUL', `${header}a,,\0,\n`, [], ['a']],
    ['a header that is broken', '"id,n\na,1\n', ['1:1 csv/quote'], []],
  ])('says of %s what is wrong, and goes on', async (_, text, problems, ids) => {
    expect(await said(text)).toEqual([problems, ids])
  })

  test('says where bytes are not UTF-8, and of a file in UTF-16', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${header}a,,"\né`),
      Buffer.of(0xe9),
      Buffer.from('",\nb,,y,\n'),
    ])
    expect(await said(bytes)).toEqual([['3:2 file/not-utf8'], ['b']])
    expect(await said(Buffer.from(header, 'utf16le'))).toEqual([['1 file/utf-16'], []])
  })

  test('words what it found of columns', async () => {
    expect(await messages('id,text,spams\n')).toContain(
      'the column "spams" is not in the schema. Did you mean "spans"?',
    )
    expect(await messages('id;text\n')).toContain('the cells are separated by semicolons, expected commas.')
    expect(await messages(`${header}\n`)).toEqual(['the line is blank, expected 4 cells.'])
  })

  test('takes no record of a file whose columns are wrong, and says once what all of them lack', async () => {
    const [, draft] = await draftsOf(reading('id,n\na,1\n'))
    expect([...(draft?.spoiled ?? [])]).toEqual(['/text'])
    const [, other] = await draftsOf(reading('id,text,x\na,1,2\n'))
    expect(other?.spoiled).toEqual(new Set())
    const [good] = await draftsOf(reading('id,text\na,1\n'))
    expect(good?.spoiled).toBeUndefined()
  })
})

describe('CSV with tables of lists', () => {
  const main = `${header}a,,x,2\nb,,y,0\nc,,z,\nd,,w,1\n`
  const sorted = `${spans}a,0,1,0,\na,1,2,1,\nd,0,9,0,\n`
  const links = 'id,spans.position,position,to\na,1,0,there\n'
  const expected = [
    {
      id: 'a',
      n: null,
      text: 'x',
      spans: [
        { start: 1, links: [] },
        { start: 2, links: [{ to: 'there' }] },
      ],
    },
    { id: 'b', n: null, text: 'y', spans: [] },
    { id: 'c', n: null, text: 'z', spans: null },
    { id: 'd', n: null, text: 'w', spans: [{ start: 9, links: [] }] },
  ]

  test('puts each list into its record, in whatever order the lines come', async () => {
    for (const lines of [sorted, `${spans}d,0,9,0,\na,1,2,1,\na,0,1,0,`]) {
      const drafts = await draftsOf(
        reading({ 'a.csv': main, 'a.spans.csv': lines, 'a.spans.links.csv': links }),
      )
      expect(problemsOf(drafts)).toEqual([])
      expect(valuesOf(drafts)).toEqual(expected)
    }
  })

  test('does without counts and positions', async () => {
    const files = { 'a.csv': 'id,text\na,x\nb,y\n', 'a.spans.csv': 'id,start\na,1\na,2\n' }
    expect(valuesOf(await draftsOf(reading(files)))).toEqual([
      { id: 'a', text: 'x', spans: [{ start: 1 }, { start: 2 }] },
      { id: 'b', text: 'y', spans: [] },
    ])
  })

  test('places what is wrong in an element in its own file', async () => {
    const files = { 'a.csv': main, 'a.spans.csv': sorted, 'a.spans.links.csv': links }
    const [draft] = await draftsOf(reading(files))
    const at = (pointer: string) => draft?.locate({ pointer, part: 'value', span: undefined })
    expect(at('/spans/1/start')).toMatchObject({ file: 'a.spans.csv', line: 3, column: 5 })
    expect(at('/spans/1/links/0/to')).toMatchObject({ file: 'a.spans.links.csv', line: 2, column: 7 })
    expect(at('/spans')).toMatchObject({ file: 'a.csv', line: 2, column: 6 })
  })

  test.each<[string, Record<string, string>, string[]]>([
    ['a cell', { 'a.spans.csv': `${spans}a,0,1,0,\na,1,x,0,\nd,0,9,0,\n` }, ['a.spans.csv:3:5 csv/cell']],
    ['a count', { 'a.spans.csv': `${spans}a,0,1,0,\nd,0,9,0,\n` }, ['2:6 csv/count']],
    [
      'lines that are not counted',
      { 'a.spans.csv': `${spans}a,0,1,0,\na,1,1,0,\nb,0,1,0,\nc,0,1,0,\nd,0,9,0,\n` },
      ['3:6 csv/count', '4:6 csv/count'],
    ],
    [
      'a position twice',
      { 'a.spans.csv': `${spans}a,0,1,0,\na,0,2,0,\nd,0,9,0,\n` },
      ['a.spans.csv:3:3 csv/position'],
    ],
    [
      'a position that is missing',
      { 'a.spans.csv': `${spans}a,0,1,0,\na,2,2,0,\nd,0,9,0,\n` },
      ['a.spans.csv:3:3 csv/position'],
    ],
    [
      'a position that is none',
      { 'a.spans.csv': `${spans}a,0,1,0,\na,x,2,0,\nd,0,9,0,\n` },
      ['a.spans.csv:3:3 csv/cell'],
    ],
    [
      'a line that no record has',
      { 'a.spans.csv': `${spans}a,0,1,0,\na,1,1,0,\nx,0,9,0,\nd,0,9,0,\n` },
      ['a.spans.csv:4:1 csv/orphan'],
    ],
    [
      'an inner line that no element has',
      { 'a.spans.csv': sorted, 'a.spans.links.csv': `${links}d,7,0,x\n` },
      ['a.spans.links.csv:3:3 csv/orphan'],
    ],
    [
      'a line that is broken',
      { 'a.spans.csv': `${spans}a,0,1,0,\na,1,1\nd,0,9,0,\n` },
      ['2:6 csv/count', 'a.spans.csv:3 csv/columns'],
    ],
    [
      'a line that is too broken to say whose it is',
      { 'a.spans.csv': `${spans}a,0,1,0,\n"a,1,1,0,\nd,0,9,0,\n` },
      ['2:6 csv/count', 'a.spans.csv:3:1 csv/quote'],
    ],
    [
      'a table without its key',
      { 'a.spans.csv': 'position,start\n0,1\n' },
      ['a.spans.csv:1 columns/missing'],
    ],
    ['a table of nothing', { 'a.spans.csv': '' }, ['a.spans.csv file/empty']],
    ['a table that is not there', {}, ['2:6 csv/count', '5:6 csv/count']],
  ])('says of %s what is wrong, where it is', async (_, files, problems) => {
    const drafts = await draftsOf(
      reading({ 'a.csv': main, 'a.spans.links.csv': 'id,spans.position,position,to\n', ...files }),
    )
    const found = placesOf(problemsOf(drafts), 'a.csv').filter(
      one => !one.includes('a.spans.csv:3:7 csv/count'),
    )
    expect(found).toEqual(problems)
  })

  test('gives back whatever records were written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(samples(), keyed()), async sample => {
        fc.pre(isWritable(sample.schema))
        const { schema } = sample
        const records = sample.records.map(record => normalised(record, schema.fields))
        const files = await written(schema, records)
        const drafts = await draftsOf({ ...reading(files), schema })
        expect(problemsOf(drafts).filter(({ code }) => code !== 'file/no-records')).toEqual([])
        expect(valuesOf(drafts).map(comparable)).toEqual(records.map(comparable))
      }),
      { numRuns: 150 },
    )
  })

  test('never loses a line, whatever is broken', async () => {
    const bytes = { 'a.csv': main, 'a.spans.csv': sorted, 'a.spans.links.csv': links }
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(bytes)),
        fc.nat(),
        fc.constantFrom('"', ',', '\n', 'x', ''),
        async (name, at, put) => {
          const text = bytes[name as keyof typeof bytes]
          const start = text.indexOf('\n') + 1
          const place = start + (at % (text.length - start))
          const files = { ...bytes, [name]: text.slice(0, place) + put + text.slice(place + 1) }
          const from = reading(files)
          const drafts = await draftsOf(from)
          const bad = new Set(
            drafts.filter(({ problems }) => problems.length > 0).map(({ ordinal }) => ordinal),
          )
          const parts = await partsOf(from, ordinal => bad.has(ordinal))
          for (const [ending, whole] of Object.entries(files)) {
            const end = ending.slice(1)
            const halves = [parts[`accepted${end}`], parts[`rejected${end}`]].map(part =>
              part?.toString().split('\n').slice(1),
            )
            const lines = (all: string[]) => all.filter(line => line !== '').sort()
            expect(lines(halves.flatMap(half => half ?? []))).toEqual(lines(whole.split('\n').slice(1)))
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('the halves of CSV', () => {
  test('have all headers, and the lines as they stand', async () => {
    const files = {
      'a.csv': '\uFEFFid,text\r\n"a","x\ny"\r\nb,z\r\n"c,w',
      'a.spans.csv': 'id,position,start\na,0,1\nb,0,2',
    }
    const parts = await partsOf(reading(files), ordinal => ordinal !== 1)
    expect(Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.toString()]))).toEqual({
      'accepted.csv': 'id,text\r\nb,z\r\n',
      'rejected.csv': 'id,text\r\n"a","x\ny"\r\n"c,w',
      'accepted.spans.csv': 'id,position,start\nb,0,2\n',
      'rejected.spans.csv': 'id,position,start\na,0,1\n',
    })
  })
})

describe('lines of CSV', () => {
  const pieces = (text: string, size: number, limit = 2 ** 20) => {
    const scanner = csvScanner({ crlf: true, limit })
    const bytes = Buffer.from(text)
    const all = []
    for (let at = 0; at < bytes.length; at += size) all.push(...scanner.push(bytes.subarray(at, at + size)))
    for (const piece of scanner.end()) all.push(piece)
    return all
  }

  test('are cut alike however the bytes come in chunks, and are all there', () => {
    const words = fc.constantFrom('"', '""', ',', '\n', '\r', '\r\n', 'a', 'é', '\n"', '",')
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (parts, size) => {
        const text = parts.join('')
        const whole = pieces(text, text.length * 2 + 1)
        expect(pieces(text, size)).toEqual(whole)
        expect(whole.map(({ raw }) => raw.toString()).join('')).toBe(text)
        whole.forEach(({ start, number }, i) => {
          const before = Buffer.concat(whole.slice(0, i).map(({ raw }) => raw)).toString()
          expect([start, number]).toEqual([Buffer.byteLength(before), before.split('\n').length])
        })
      }),
      { numRuns: 1500 },
    )
  })

  test('that are too long are named, and kept in pieces', () => {
    const text = `a,b\n${'x'.repeat(500)}\n"${'y\n'.repeat(100)}\nc,d\n`
    const found = pieces(text, 16, 100)
    expect(
      found.filter(({ fault }) => fault).map(({ fault }) => [fault?.kind, fault?.line, fault?.column]),
    ).toEqual([
      ['too-long', 2, 1],
      ['too-long', 3, 1],
    ])
    expect(found.map(({ raw }) => raw.toString()).join('')).toBe(text)
    expect(found.at(-1)?.number).toBe(104)
  })

  test('take no long time where quotes are not closed', () => {
    const started = performance.now()
    pieces('"a\n'.repeat(200_000), 2 ** 16)
    pieces(`"\n${',"",\n'.repeat(200_000)}`, 2 ** 16)
    pieces(`${'"x",'.repeat(200_000)}\n`, 2 ** 16)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

/** Samples with a key, so that lists of objects become tables. */
function keyed() {
  return samples().map(({ schema, records }) => {
    const keyField = field('#', 'string') as ScalarField
    return {
      schema: { ...schema, fields: [keyField, ...schema.fields], keyField },
      records: records.map((record, i): JsonObject => ({ '#': `"${i}\n`, ...record })),
    }
  })
}

function isWritable(schema: RecordSchema): boolean {
  try {
    expect(tableClashes(schema)).toEqual([])
    return schema.fields.length > 0
  } catch {
    return false
  }
}

async function written(
  schema: RecordSchema,
  records: readonly JsonObject[],
): Promise<Record<string, string>> {
  const chunks: Record<string, Uint8Array[]> = {}
  const writer = await format.open(table => {
    const own: Uint8Array[] = []
    chunks[table === '' ? 'a.csv' : `a.${table}.csv`] = own
    return { write: bytes => void own.push(bytes.slice()) }
  }, schema)
  writer.append(makeBatch(schema, records, records.map(canonicalFor(schema.fields).line)))
  writer.close()
  return Object.fromEntries(
    Object.entries(chunks).map(([name, own]) => [name, Buffer.concat(own).toString()]),
  )
}

test('a file of the release is read as its records', async () => {
  const { path, text } = {
    path: 'schema/article.schema.json',
    text: readFileSync('schema/article.schema.json', 'utf8'),
  }
  const own = loadSchema(text, path)
  expect(statSync(join('dist-data/data', 'articles.csv')).size).toBeGreaterThan(0)
  const drafts = await draftsOf({ source: csv, schema: own, folder: 'dist-data/data', file: 'articles.csv' })
  expect(problemsOf(drafts)).toEqual([])
  expect(valuesOf(drafts)).toEqual([JSON.parse(readFileSync('dist-data/data/articles.jsonl', 'utf8'))])
})
