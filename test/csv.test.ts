import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csv } from '../src/formats/csv.js'
import { readLines } from '../src/formats/csv-file.js'
import { makeBatch } from '../src/records/batch.js'
import { canonicalFor } from '../src/records/canonical.js'
import type { Field, JsonObject, RecordSchema, ScalarField } from '../src/schema/field.js'
import { loadSchema } from '../src/schema/load.js'
import { tableClashes, tablesOf } from '../src/schema/tables.js'
import { comparable, field, normalised, type Sample, samples, schemaOf } from './arbitraries.js'
import { csvByStringify } from './csv-by-stringify.js'

const string = { type: 'string' }
const integer = { type: 'integer' }

/** Every kind of column there is. */
const schema = loadSchema(
  JSON.stringify({
    type: 'object',
    additionalProperties: true,
    required: ['id', 'n', 'text', 'spans', 'meta', 'notes'],
    properties: {
      id: { ...string, 'x-key': true },
      n: { ...integer, minimum: 0, maximum: 100 },
      big: { type: ['integer', 'null'] },
      ratio: { type: 'number' },
      ok: { type: 'boolean' },
      day: { ...string, format: 'date' },
      at: { ...string, 'x-column': 'timestamp' },
      any: { 'x-column': 'json' },
      tags: { type: 'array', items: { type: ['string', 'null'] } },
      grid: {
        type: 'array',
        items: { type: 'array', items: { type: 'object', properties: { x: integer } } },
      },
      text: { type: ['string', 'null'] },
      spans: {
        type: ['array', 'null'],
        'x-span': '/text',
        items: {
          type: 'object',
          required: ['start', 'end'],
          properties: {
            start: integer,
            end: integer,
            links: { type: 'array', items: { type: 'object', properties: { to: string } } },
          },
        },
      },
      source: {
        type: 'object',
        required: ['path'],
        additionalProperties: true,
        properties: { path: string, line: { type: ['integer', 'null'] } },
      },
      meta: {
        type: 'object',
        required: ['people'],
        properties: { people: { type: 'array', items: { type: 'object', properties: { name: string } } } },
      },
      notes: { type: 'array', items: { type: ['object', 'null'], properties: { by: string } } },
    },
  }),
  's.json',
)

const records: readonly JsonObject[] = [
  {
    id: 'a',
    n: 1,
    big: 9223372036854775807n,
    ratio: 1e21,
    ok: false,
    day: '2024-02-29',
    at: '2024-02-29T12:00:00.5Z',
    any: { k: [1, null] },
    tags: ['x', null, ''],
    grid: [[], [{ x: 1 }, {}]],
    text: '😀 say "hi",\r\nwell',
    spans: [
      { start: 0, end: 1, links: [{ to: 'b' }, {}] },
      { start: 2, end: 10, links: [] },
      { start: 10, end: 16 },
    ],
    source: { path: 'a.txt', line: null, hash: 'f00' },
    meta: { people: [{ name: 'N. N.' }] },
    notes: [null, { by: '' }],
    undeclared: 2n ** 53n,
  },
  { id: 'b', n: 0, big: null, any: null, text: '', spans: null, meta: { people: [] }, notes: [] },
]

describe('csv writes', () => {
  test('a file for each table', () => {
    expect(csv.tables(schema)).toEqual(['', 'spans', 'spans.links', 'meta.people', 'notes'])
  })

  test('text in quotes, null as nothing, numbers and booleans bare', async () => {
    const files = await written({ schema, records })
    expect(files.get('')).toBe(
      [
        '"id","n","big","ratio","ok","day","at","any","tags","grid","text","spans","source","source.path","source.line","source._extra","meta.people","notes","_extra"',
        '"a",1,9223372036854775807,1e+21,false,"2024-02-29","2024-02-29T12:00:00.5Z","{""k"":[1,null]}","[""x"",null,""""]","[[],[{""x"":1},{}]]","😀 say ""hi"",\r\nwell",3,true,"a.txt",,"{""hash"":""f00""}",1,2,"{""undeclared"":9007199254740992}"',
        '"b",0,,,,,,,,,"",,,,,,0,0,',
        '',
      ].join('\n'),
    )
    expect(files.get('spans')).toBe(
      [
        '"id","position","start","end","links","text"',
        '"a",0,0,1,2,"😀"',
        '"a",1,2,10,0,"say ""hi"""',
        '"a",2,10,16,,",\r\nwel"',
        '',
      ].join('\n'),
    )
    expect(files.get('spans.links')).toBe('"id","spans.position","position","to"\n"a",0,0,"b"\n"a",0,1,\n')
    expect(files.get('meta.people')).toBe('"id","position","name"\n"a",0,"N. N."\n')
    expect(files.get('notes')).toBe('"id","position","item","by"\n"a",0,,\n"a",1,true,""\n')
  })

  test('columns of its own beside properties of their names, and reads them back', async () => {
    const inner = {
      type: 'array',
      items: { type: 'object', properties: { 'spans.position': integer, id: string } },
    }
    const properties = {
      id: string,
      position: integer,
      item: string,
      text: string,
      inner,
      start: integer,
      end: integer,
    }
    const colliding = loadSchema(
      JSON.stringify({
        type: 'object',
        additionalProperties: true,
        required: ['id'],
        properties: {
          id: { ...string, 'x-key': true },
          text: string,
          _extra: string,
          spans: {
            type: 'array',
            'x-span': '/text',
            items: { type: ['object', 'null'], required: ['start', 'end'], properties },
          },
        },
      }),
      's.json',
    )
    const own: readonly JsonObject[] = [
      {
        id: 'a',
        text: 'abc',
        _extra: 'x',
        more: 1,
        spans: [
          {
            id: 'b',
            position: 7,
            item: 'i',
            text: 't',
            inner: [{ 'spans.position': 9, id: 'c' }, {}],
            start: 0,
            end: 1,
          },
          null,
          { start: 1, end: 3 },
        ],
      },
    ]
    const files = await written({ schema: colliding, records: own })
    expect(files.get('')).toBe('"id","text","_extra","spans","_extra_"\n"a","abc","x",3,"{""more"":1}"\n')
    expect(files.get('spans')).toBe(
      [
        '"id_","position_","item_","id","position","item","text","inner","start","end","text_"',
        '"a",0,true,"b",7,"i","t",2,0,1,"a"',
        '"a",1,,,,,,,,,',
        '"a",2,true,,,,,,1,3,"bc"',
        '',
      ].join('\n'),
    )
    expect(files.get('spans.inner')).toBe(
      '"id_","spans.position_","position","spans.position","id"\n"a",0,0,9,"c"\n"a",0,1,,\n',
    )
    expect((await readBack(files, colliding)).map(comparable)).toEqual(own.map(comparable))
  })

  test('the header alone when there are no records', async () => {
    const files = await written({ schema, records: [] })
    expect(files.get('notes')).toBe('"id","position","item","by"\n')
    expect(files.get('')?.split('\n')).toHaveLength(2)
    expect(await readBack(files, schema)).toEqual([])
  })

  test('the same bytes however the records are batched', async () => {
    const [one, two] = await Promise.all([1, 2].map(size => written({ schema, records }, size)))
    expect(one).toEqual(two)
  })

  test('nothing for a number that is not finite', async () => {
    const floats = schemaOf([field('x', 'float64')])
    await expect(written({ schema: floats, records: [{ x: Number.NaN }] })).rejects.toThrow('NaN')
  })

  test("a span's text by code points, also where spans overlap or run past the end", async () => {
    const spans = [
      [2, 3],
      [0, 2],
      [1, 9],
      [9, 12],
    ].map(([start = 0, end = 0]) => ({ start, end }))
    const record = { id: 'a', n: 0, text: '😀é𝕏.', spans, meta: { people: [] }, notes: [] }
    const files = await written({ schema, records: [record] })
    expect(
      files
        .get('spans')
        ?.match(/(?<=,")[^"]*(?="\n)/g)
        ?.slice(1),
    ).toEqual(['𝕏', '😀é', 'é𝕏.', ''])
  })
})

describe('csv reads back', () => {
  test('what it wrote', async () => {
    const read = await readBack(await written({ schema, records }), schema)
    expect(read).toEqual(records.map(record => normalised(record, schema.fields)))
    expect(Object.keys(read[0] ?? {}).at(-1)).toBe('undeclared')
  })

  test.each([
    ['a carriage return alone', 'a\rb\r'],
    ['quotes alone', '""""'],
    ['NUL', '\0a\0'],
    ['a quote and NUL', '"\0"'],
    ['line separators', '\u2028\u2029\u0085\v\f'],
    ['emoji', '👩‍👩‍👧'],
    ['a byte order mark', '\ufeff'],
    ['what a spreadsheet computes', '=1+1'],
    ['white space around', ' \t a \n'],
    ['a comma and line ends', ',\r\n,\n\r'],
    ['a million characters across chunks', 'ش😀"'.repeat(250_000)],
  ])('%s', async (_, text) => {
    const texts = schemaOf([field('t', 'string'), field('u', 'string')])
    expect(await readBack(await written({ schema: texts, records: [{ t: text, u: text }] }), texts)).toEqual([
      { t: text, u: text },
    ])
  })

  test('columns in another order, and cells that somebody else left without quotes', async () => {
    const files = new Map([['', 'u,t\n,x\n"",y\n']])
    const texts = schemaOf([field('t', 'string'), field('u', 'string', { nullable: true, allowsNull: true })])
    expect(await readBack(files, texts)).toEqual([
      { t: 'x', u: null },
      { t: 'y', u: '' },
    ])
  })

  test('a table of one column whose cells are null', async () => {
    const sample = {
      schema: schemaOf([field('t', 'string', { nullable: true })]),
      records: [{}, { t: '' }, {}],
    }
    const files = await written(sample)
    expect(files.get('')).toBe('"t"\n\n""\n\n')
    expect(await readBack(files, sample.schema)).toEqual(sample.records)
  })

  test('an own key that is called __proto__', async () => {
    const open: Field = { ...field('_extra', 'json', { nullable: true }), extra: true } as ScalarField
    const record: JsonObject = JSON.parse('{"__proto__":{"a":1}}')
    const read = await readBack(
      await written({ schema: schemaOf([open]), records: [record] }),
      schemaOf([open]),
    )
    expect(read.map(comparable)).toEqual([comparable(record)])
  })

  test('more than a batch', async () => {
    const texts = schemaOf([field('t', 'string')])
    const long = Array.from({ length: 5 }, (_, i) => ({ t: String(i).repeat(2 ** 20) }))
    const sizes: number[] = []
    await withFiles(await written({ schema: texts, records: long }), async files => {
      for await (const batch of csv.read(files, texts)) sizes.push(batch.records.length)
    })
    expect(sizes).toEqual([4, 1])
  })

  test('texts with whatever ASCII, alone and in lists, quotes near and far', async () => {
    const items = field('item', 'string', { nullable: true, allowsNull: true })
    const lists = schemaOf([
      field('t', 'string'),
      { ...field('l', 'json', { nullable: true }), kind: 'list', items } as Field,
    ])
    const all = Array.from({ length: 0x81 }, (_, unit) => String.fromCharCode(unit))
    const quotes = ['"', '', 'a"b', '""', 'none', 'x'.repeat(300), `${'مد'.repeat(200)}"`, '\u2028']
    const records = [...all, ...quotes, all.join('')].flatMap((t, i) => [
      { t, l: [t, null, `${i}${t}`] },
      { t: 'plain', l: [] },
    ])
    const files = await written({ schema: lists, records }, 7)
    expect(files).toEqual(csvByStringify(lists, records))
    expect(await readBack(files, lists)).toEqual(records)
  })

  test('whatever records it wrote', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(samples(), ...[0, 1, 2].map(keyedSamples)), async sample => {
        fc.pre(hasTables(sample.schema))
        const { schema } = sample
        const records = sample.records.map(record => normalised(record, schema.fields))
        const files = await written({ schema, records }, 3)
        expect(files).toEqual(csvByStringify(schema, records))
        const read = await readBack(files, schema)
        expect(read.map(comparable)).toEqual(records.map(comparable))
        const { digest } = canonicalFor(schema.fields)
        expect(read.map(digest)).toEqual(sample.records.map(digest))
      }),
      { numRuns: 500 },
    )
  })
})

describe('csv refuses', () => {
  const main =
    '"id","n","big","ratio","ok","day","at","any","tags","grid","text","spans","source","source.path","source.line","source._extra","meta.people","notes","_extra"\n'
  const line = (cells: Record<string, string> = {}): string => {
    const filled: Record<string, string> = {
      id: '"a"',
      n: '1',
      text: '"x\ny"',
      'meta.people': '0',
      notes: '0',
      ...cells,
    }
    return main
      .trim()
      .split(',')
      .map(name => filled[name.slice(1, -1)] ?? '')
      .join(',')
      .concat('\n')
  }
  const notes = '"id","position","item","by"\n'
  const people = '"id","position","name"\n'

  const cellRefusals: readonly [string, string, string][] = [
    ['n', '1x', '2: the column "n" holds "1x", expected an integer of 32 bits.'],
    ['n', '', '2: the column "n" is empty, expected an integer of 32 bits.'],
    ['n', '""', '2: the column "n" holds "", expected an integer of 32 bits.'],
    ['n', '2147483648', '2: the column "n" holds "2147483648", expected an integer of 32 bits.'],
    ['n', '007', '2: the column "n" holds "007", expected an integer of 32 bits.'],
    [
      'big',
      '9223372036854775808',
      '2: the column "big" holds "9223372036854775808", expected an integer of 64 bits.',
    ],
    ['big', '1.0', '2: the column "big" holds "1.0", expected an integer of 64 bits.'],
    ['ratio', 'NaN', '2: the column "ratio" holds "NaN", expected a number.'],
    ['ratio', '1e999', '2: the column "ratio" holds "1e999", expected a number.'],
    ['ok', 'True', '2: the column "ok" holds "True", expected true or false.'],
    ['day', '2023-02-29', '2: the column "day" holds "2023-02-29", expected a date (YYYY-MM-DD).'],
    [
      'at',
      '2023-02-28',
      '2: the column "at" holds "2023-02-28", expected a moment (YYYY-MM-DDTHH:MM:SS[.f]Z).',
    ],
    ['any', '{', '2: the column "any" holds "{", expected JSON.'],
    ['tags', '"{}"', '2: the column "tags" holds "{}", expected a JSON array.'],
    ['source', 'false', '3: the column "source" holds "false", expected true or nothing.'],
    ['source', 'true', '3: the column "source.path" is empty, expected text.'],
    ['source.path', '"p"', '3: the column "source.path" holds "p", but its object is null.'],
    ['spans', '-1', '3: the column "spans" holds "-1", expected the number of its elements.'],
    ['notes', '', '3: the column "notes" is empty, expected the number of its elements.'],
    ['_extra', '[]', '3: the column "_extra" holds "[]", expected a JSON object.'],
    ['_extra', '"{""id"":1}"', '3: the column "_extra" holds "id", which has a column of its own.'],
  ]
  test.each(cellRefusals)('a cell of %s that holds %s', async (column, cell, message) => {
    await expectRefusal({ '': main + line({ [column]: cell }) }, `/main.csv:${message}`)
  })

  const tableRefusals: readonly [string, Record<string, string>, string][] = [
    [
      'a file without a header',
      { '': '' },
      '/main.csv:1: is empty, expected a line with the names of its columns.',
    ],
    [
      'a column that stands twice',
      { notes: '"id","position","by","by"\n' },
      '/notes.csv:1: has the column "by" twice.',
    ],
    [
      'a column that is missing',
      { notes: '"id","position","by"\n' },
      '/notes.csv:1: lacks the column "item".',
    ],
    [
      'a column that the schema has not',
      { notes: '"id","position","item","by","to"\n' },
      '/notes.csv:1: has the column "to", of which the schema says nothing.',
    ],
    ['a line that is too short', { '': `${main}"a",1\n` }, '/main.csv:2: has 2 cells, expected 19.'],
    [
      'a quote that is never closed, by the line where it opens',
      { '': `${main}${line()}"b\n\n\n` },
      '/main.csv:4: a quote is opened and never closed.',
    ],
    [
      'a quote that is not doubled',
      { '': `${main}${line({ text: '"x\ry"z"' })}` },
      '/main.csv:2: a quote stands alone in a quoted cell, expected two.',
    ],
    [
      'a quote within a bare cell',
      { '': `${main}${line({ id: 'a"b"' })}` },
      '/main.csv:2: a quote stands in a cell that does not begin with one.',
    ],
    [
      'lines that end with a carriage return',
      { '': main.replace('\n', '\r\n') },
      '/main.csv:1: a quote stands alone in a quoted cell, expected two.',
    ],
    [
      'a count of more lines than there are',
      { '': main + line({ notes: '2' }), notes: `${notes}"a",0,true,"x"\n` },
      '/main.csv:3: the column "notes" counts 2, but the table "notes" ends after 1.',
    ],
    [
      'a count of more lines than a record has',
      {
        '': main + line({ notes: '1' }) + line({ id: '"b"', notes: '1' }),
        notes: `${notes}"b",0,true,"x"\n`,
      },
      '/notes.csv:2: the column "id" holds "b", expected "a": <dir>/main.csv:2 counts 1.',
    ],
    [
      'a line that nothing counts',
      { '': main + line(), notes: `${notes}"a",0,true,"x"\n` },
      '/notes.csv:2: the column "id" holds "a", but no line is left that counts it.',
    ],
    [
      'a line whose record does not come',
      { '': main + line({ 'meta.people': '1' }), 'meta.people': `${people}"zz",0,"x"\n` },
      '/meta.people.csv:2: the column "id" holds "zz", expected "a": <dir>/main.csv:2 counts 1.',
    ],
    [
      'lines in another order',
      { '': main + line({ notes: '2' }), notes: `${notes}"a",1,true,"x\ny"\n"a",0,true,"x"\n` },
      '/notes.csv:2: the column "position" holds "1", expected "0": <dir>/main.csv:2 counts 2.',
    ],
    [
      'an inner line that belongs to another element',
      {
        '': main + line({ spans: '1' }),
        spans: '"id","position","start","end","links","text"\n"a",0,0,1,1,"x"\n',
        'spans.links': '"id","spans.position","position","to"\n"a",1,0,"x"\n',
      },
      '/spans.links.csv:2: the column "spans.position" holds "1", expected "0": <dir>/spans.csv:2 counts 1.',
    ],
    [
      'cells of an element that is null',
      { '': main + line({ notes: '1' }), notes: `${notes}"a",0,,"x"\n` },
      '/notes.csv:2: the column "by" holds "x", but its object is null.',
    ],
    [
      'bytes that are not UTF-8',
      { notes: Buffer.from([0x22, 0xc3, 0x28]).toString('latin1') },
      '/notes.csv is not UTF-8.',
    ],
    ['a file that ends within a character', { notes: 'ab\xf0\x9f\x98' }, '/notes.csv is not UTF-8.'],
  ]
  test.each(tableRefusals)('%s', async (_, changed, message) => {
    await expectRefusal(changed, message)
  })

  test('to read without the file of a table', async () => {
    await expect(csv.read({ '': 'x.csv' }, schema)[Symbol.asyncIterator]().next()).rejects.toThrow(
      'There is no CSV file for the table "spans".',
    )
  })

  test('a line longer than the limit, which it names', async () => {
    await withFiles(new Map([['', `"t"\n"${'x'.repeat(100)}"\n`]]), async files => {
      await expect(collect(readLines(files[''] ?? '', ['t'], 50))).rejects.toThrow(
        'main.csv:2: a line is longer than 50 bytes.',
      )
    })
  })

  async function expectRefusal(changed: Record<string, string>, message: string): Promise<void> {
    const files = new Map([...(await written({ schema, records: [] })), ...Object.entries(changed)])
    // The texts of refusals hold one character per byte.
    const bytes = new Map([...files].map(([table, text]) => [table, Buffer.from(text, 'latin1')]))
    await withFiles(bytes, async paths => {
      const folder = (paths[''] ?? '').replace('/main.csv', '')
      const refused = expect.objectContaining({
        name: 'UsageError',
        message: folder + message.replace('<dir>', folder),
      })
      await expect(collect(csv.read(paths, schema))).rejects.toThrow(refused)
    })
  }
})

/** The text of every table's file. */
async function written({ schema, records }: Sample, batchSize = 5): Promise<Map<string, string>> {
  const chunks = new Map<string, Uint8Array[]>()
  const writer = await csv.open(table => {
    const own: Uint8Array[] = []
    chunks.set(table, own)
    return { write: bytes => own.push(Buffer.from(bytes)) }
  }, schema)
  for (let i = 0; i < records.length; i += batchSize) {
    const run = records.slice(i, i + batchSize)
    writer.append(makeBatch(schema, run, run.map(canonicalFor(schema.fields).line)))
  }
  writer.close()
  return new Map([...chunks].map(([table, own]) => [table, Buffer.concat(own).toString('utf8')]))
}

async function readBack(files: ReadonlyMap<string, string>, schema: RecordSchema): Promise<JsonObject[]> {
  return withFiles(files, async paths =>
    (await collect(csv.read(paths, schema))).flatMap(({ records }) => records),
  )
}

async function withFiles<T>(
  files: ReadonlyMap<string, string | Uint8Array>,
  use: (paths: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'warraq-csv-'))
  try {
    const paths = Object.fromEntries(
      [...files.keys()].map(table => [table, join(folder, `${table || 'main'}.csv`)]),
    )
    for (const [table, text] of files) writeFileSync(paths[table] ?? '', text)
    return await use(paths)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Samples with a key, so that lists of objects become tables, all inside `depth` such lists. */
function keyedSamples(depth: number): fc.Arbitrary<Sample> {
  const free = samples().filter(({ schema }) => schema.fields.every(({ name }) => name !== '#'))
  return free.map(sample => {
    const { schema, records } = Array.from({ length: depth }).reduce<Sample>(inList, sample)
    const keyField = field('#', 'string') as ScalarField
    return {
      schema: { ...schema, fields: [keyField, ...schema.fields], keyField },
      records: records.map((record, i) => Object.fromEntries([['#', `"${i}\n`], ...Object.entries(record)])),
    }
  })
}

/** The sample's records as elements, null ones between them, of fewer records. */
function inList({ schema, records }: Sample): Sample {
  const elements = {
    ...field('item', 'string'),
    nullable: true,
    allowsNull: true,
    kind: 'struct',
    fields: schema.fields,
  }
  const list = { ...field('of', 'string'), kind: 'list', items: elements } as Field
  return {
    schema: schemaOf([list]),
    records: [{ of: [] }, { of: [null, ...records.slice(0, 2), null] }, { of: records.slice(2) }],
  }
}

function hasTables(schema: RecordSchema): boolean {
  return tableClashes(schema).length === 0 && tablesOf(schema).length > 0
}

async function collect<T>(values: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const value of values) all.push(value)
  return all
}
