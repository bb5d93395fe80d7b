import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import type { StatedForm } from '../src/corpus/corpus.js'
import { loadZstd } from '../src/formats/parquet-zstd.js'
import { loadSchema } from '../src/schema/load.js'
import { csv } from '../src/sources/csv.js'
import { draftsOf, folderOf, partsOf, placesOf, problemsOf, type Reading, valuesOf } from './sources.js'

const { compress } = await loadZstd()

const schema = loadSchema(
  JSON.stringify({
    type: 'object',
    required: ['id', 'name'],
    properties: {
      id: { type: 'string', 'x-key': true },
      name: { type: 'string' },
      count: { type: ['integer', 'null'] },
      size: { type: 'number' },
      open: { type: 'boolean' },
      tags: {
        type: 'array',
        items: { type: 'object', required: ['tag'], properties: { tag: { type: 'string' } } },
      },
    },
  }),
  's.json',
)

const zstd = (bytes: string | Uint8Array): Buffer => Buffer.from(compress(Buffer.from(bytes)))

function reading(files: Readonly<Record<string, string | Uint8Array>>, stated?: StatedForm): Reading {
  const [file = ''] = Object.keys(files)
  return { source: csv, schema, folder: folderOf(files), file, ...(stated && { stated }) }
}

async function said(files: Readonly<Record<string, string | Uint8Array>>, stated?: StatedForm) {
  const drafts = await draftsOf(reading(files, stated))
  const found = problemsOf(drafts)
  return { places: placesOf(found, Object.keys(files)[0]), values: valuesOf(drafts), found }
}

const lines = 'id,name,count\n1,باب,1\n2,كتاب,\n'
const values = [
  { id: '1', name: 'باب', count: 1 },
  { id: '2', name: 'كتاب', count: null },
]

test('packed CSV is read like any other', async () => {
  for (const [name, bytes] of [
    ['a.csv.gz', gzipSync(lines)],
    ['a.csv.zst', zstd(lines)],
    ['a.csv', zstd(lines)],
  ] as const) {
    expect(await said({ [name]: bytes })).toMatchObject({ places: [], values })
  }
})

test('tables of lists are found beside a packed file, packed alike', async () => {
  const main = 'id,name,tags\n1,a,2\n2,b,0\n'
  const tags = 'id,position,tag\n1,0,x\n1,1,y\n'
  const { places, values: found } = await said({
    'a.csv.gz': gzipSync(main),
    'a.tags.csv.gz': gzipSync(tags),
  })
  expect(places).toEqual([])
  expect(found.map(({ tags: list }) => list)).toEqual([[{ tag: 'x' }, { tag: 'y' }], []])
  const cut = gzipSync(tags).subarray(0, -6)
  const broken = await said({ 'a.csv.gz': gzipSync(main), 'a.tags.csv.gz': cut })
  expect(broken.places).toContain('a.tags.csv.gz file/packed')
})

test('what spreadsheets and pandas write is understood', async () => {
  const text =
    '\uFEFF"id","name","count","size","open"\r\n"007","two\r\nlines",5.0,1.5,TRUE\r\n8,"a ""b""",,,False\r\n'
  expect(await said({ 'a.csv': text })).toMatchObject({
    places: [],
    values: [
      { id: '007', name: 'two\r\nlines', count: 5, size: 1.5, open: true },
      { id: '8', name: 'a "b"', count: null, open: false },
    ],
  })
  // Other columns are absent, and so is an empty cell where no null may be.
  const { values: absent } = await said({ 'a.csv': 'name,id,size\nx,1,\n' })
  expect(absent).toEqual([{ name: 'x', id: '1' }])
})

test('other separators have to be named, by corpus.yaml or by .tsv', async () => {
  const semicolons = lines.replaceAll(',', ';')
  expect((await said({ 'a.csv': semicolons })).places).toEqual(['1 csv/separator'])
  expect(await said({ 'a.csv': semicolons }, { separator: ';' })).toMatchObject({ places: [], values })
  const tabs = lines.replaceAll(',', '\t')
  expect(await said({ 'a.tsv': tabs })).toMatchObject({ places: [], values })
  expect(await said({ 'a.csv': tabs }, { separator: '\t' })).toMatchObject({ places: [], values })
  expect((await said({ 'a.tsv': lines })).places).toEqual(['1 csv/separator'])
  expect(await said({ 'a.tsv.gz': gzipSync(lines) }, { separator: ',' })).toMatchObject({
    places: [],
    values,
  })
})

test.each(['windows-1256', 'utf-16le', 'utf-16', 'iso-8859-6'])(
  'text in %s is read where it is named',
  async name => {
    const bytes = iconv.encode(lines, name, { addBOM: name === 'utf-16' })
    expect(await said({ 'a.csv': bytes }, { encoding: name })).toMatchObject({ places: [], values })
    expect(await said({ 'a.csv.gz': gzipSync(bytes) }, { encoding: name })).toMatchObject({
      places: [],
      values,
    })
    const unnamed = await said({ 'a.csv': bytes })
    expect(unnamed.found.map(({ severity }) => severity)).toContain('error')
  },
)

test('a likely encoding is named, and how to state it', async () => {
  const prose = 'id,name\n1,هذا نص عربي طويل بما يكفي ليعرف ترميزه من حروفه\n2,نص آخر\n'
  const { found, places } = await said({ 'a.csv': iconv.encode(prose, 'windows-1256') })
  expect(places).toEqual(['2:3 file/not-utf8', '3:3 file/not-utf8'])
  expect(found[0]?.message).toMatch(
    /^byte 10 \(0xE5\) is not valid UTF-8; as windows-1256, \d+ % of the letters are Arabic\.$/,
  )
  expect(found[1]?.fix).toBe(
    'Convert it from windows-1256 to UTF-8, or state `encoding: windows-1256` for its source in corpus.yaml.',
  )
})

test('a byte that is no character is told at its place, and takes only its record', async () => {
  const bytes = Buffer.from('id,name\n1,"caf\xe9\n\x81"\n2,\xe9t\xe9\n', 'latin1')
  const { places, values: good, found } = await said({ 'a.csv': bytes }, { encoding: 'windows-1252' })
  expect(places).toEqual(['3:1 csv/encoding'])
  expect(found[0]?.message).toBe('the byte 0x81 is no character of windows-1252, which corpus.yaml names.')
  expect(good).toEqual([{ id: '2', name: 'été' }])
  // A lone surrogate, and half a unit at the end.
  const wide = Buffer.concat([Buffer.from('id,name\n1,a\n2,\uD800b\n3,c', 'utf16le'), Buffer.of(0x41)])
  expect((await said({ 'a.csv': wide }, { encoding: 'utf-16le' })).places).toContain('3:3 csv/encoding')
})

test('UTF-8 that is said to be something else is told', async () => {
  const { places, values: good } = await said({ 'a.csv': lines }, { encoding: 'windows-1256' })
  expect(places).toEqual(['csv/utf8-already'])
  expect(good).toHaveLength(2)
  expect((await said({ 'a.csv': 'id,name\n1,a\n' }, { encoding: 'windows-1256' })).places).toEqual([])
})

test('an encoding that there is not is wrong use', async () => {
  await expect(said({ 'a.csv': lines }, { encoding: 'windoes-1256' })).rejects.toThrow(
    'There is no encoding "windoes-1256". Did you mean "windows-1256"?',
  )
})

test('what a cut file has before the cut is read, and nothing else', async () => {
  const many = `id,name\n${Array.from({ length: 20_000 }, (_, i) => `${i},"${(i * 7919) % 100_003}\nx"\n`).join('')}`
  for (const [name, packed] of [
    ['a.csv.gz', gzipSync(many)],
    ['a.csv.zst', zstd(many)],
  ] as const) {
    const cut = packed.subarray(0, packed.length - 20_000)
    const drafts = await draftsOf(reading({ [name]: cut }))
    const found = problemsOf(drafts)
    expect(found).toMatchObject([{ code: 'file/packed', location: { line: 2 * drafts.length } }])
    expect(valuesOf(drafts).map(({ id }) => id)).toEqual(drafts.slice(0, -1).map((_, i) => String(i)))
    const parts = await partsOf(reading({ [name]: cut }), ordinal => ordinal === drafts.length - 1)
    const accepted = parts['accepted.csv']?.toString() ?? ''
    expect(many.startsWith(accepted)).toBe(true)
    expect(accepted.split('\n')).toHaveLength(2 * drafts.length)
  }
})

test('the halves of a file in another form are plain CSV in UTF-8', async () => {
  const bytes = gzipSync(iconv.encode('id;name\n1;باب\n2;كتاب\n', 'windows-1256'))
  const stated = { encoding: 'windows-1256', separator: ';' } as const
  const parts = await partsOf(reading({ 'a.csv.gz': bytes }, stated), ordinal => ordinal === 0)
  expect(parts['accepted.csv']?.toString()).toBe('id;name\n2;كتاب\n')
  expect(parts['rejected.csv']?.toString()).toBe('id;name\n1;باب\n')
})

test('any text comes back from any encoding that has its characters', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'ب', ' ', '"', ',', '\n', 'é', 'ة', '1') })
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      async (names, isPacked) => {
        const cells = names.map((name, i) => `${i},"${name.replaceAll('"', '""')}"\n`).join('')
        const bytes = iconv.encode(`id,name\n${cells}`, 'windows-1256')
        const file = isPacked ? { 'a.csv.zst': zstd(bytes) } : { 'a.csv': bytes }
        expect((await said(file, { encoding: 'windows-1256' })).values.map(({ name }) => name)).toEqual(names)
      },
    ),
    { numRuns: 40 },
  )
})

test('a file that is cut gives the same drafts, whatever is broken in it', async () => {
  const cell = fc.constantFrom('a', '"b\nc"', '"d', 'e"', '', '"f""g"', 'é', '1;2')
  const line = fc.array(cell, { minLength: 1, maxLength: 3 }).map(cells => cells.join(','))
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 12 }),
      fc.integer({ min: 1, max: 40 }),
      async (body, target) => {
        const file = reading({ 'a.csv': `name,id\n${body.join('\n')}` })
        const [whole, cut] = [await draftsOf(file), await draftsOf({ ...file, target })]
        const told = (draft: (typeof whole)[number]) => ({
          ...draft,
          locate: draft.locate({ pointer: '/id', part: 'value', span: undefined }),
        })
        expect(cut.map(told)).toEqual(whole.map(told))
      },
    ),
    { numRuns: 300 },
  )
})
