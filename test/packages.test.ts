import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../src/errors.js'
import { exportCorpus } from '../src/export.js'
import { checkPackage } from '../src/packages/check-package.js'
import type { Problem } from '../src/problem.js'
import { root, workdir } from './cli.js'

type Files = Readonly<Record<string, string | Buffer>>
type Properties = Readonly<Record<string, unknown>>

const $schema = 'https://datapackage.org/profiles/2.0/datapackage.json'
const fields = [
  { name: 'a', type: 'integer' },
  { name: 'b', type: 'string' },
]

function write(files: Files): string {
  const folder = workdir()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

const withResources = (...resources: readonly Properties[]): string => JSON.stringify({ $schema, resources })
const resource = (properties: Properties): string =>
  withResources({ name: 't', path: 't.csv', type: 'table', schema: { fields }, ...properties })

/** `code file:line:column`, but for notes. */
async function saidOf(files: Files): Promise<string[]> {
  const { problems } = await checkPackage(write(files))
  return problems.first.filter(({ severity }) => severity !== 'info').map(placed)
}

function placed({ code, location: { file, line, column } }: Problem): string {
  return [code, [file, line, column].filter(part => part !== undefined).join(':')].join(' ')
}

/** What is said of a table of two fields, an integer and a string. */
const ofTable = (content: string | Buffer, properties: Properties = {}): Promise<string[]> =>
  saidOf({ 'datapackage.json': resource(properties), 't.csv': content })
/** What is said of one cell of a field. */
const ofCell = (field: Properties, cell: string): Promise<string[]> =>
  ofTable(`f;g\n${cell};x\n`, {
    schema: { fields: [{ name: 'f', ...field }, { name: 'g' }] },
    dialect: { delimiter: ';', quoteChar: '' },
  })

describe('a table is read in its dialect', () => {
  const cases: readonly [name: string, dialect: Properties, content: string][] = [
    ['separator', { delimiter: ';' }, 'a;b\n1;x,y\n'],
    ['separator of two characters', { delimiter: '||' }, 'a||b\n1||x|y\n'],
    ['line end of its own', { lineTerminator: ';' }, 'a,b;1,x\ny;2,z;'],
    ['quotes', { quoteChar: "'" }, "a,b\n1,'x, ''y'''\n"],
    ['no quotes', { quoteChar: '' }, 'a,b\n1,"x\n2,y\n'],
    ['escapes outside quotes', { escapeChar: '\\' }, 'a,b\n1,x\\,y\n'],
    ['escapes within quotes', { escapeChar: '\\', doubleQuote: false }, 'a,b\n1,"x\\",\\"y"\n'],
    ['spaces after a separator', { skipInitialSpace: true }, 'a, b\n1, "x, y"\n'],
    ['no header', { header: false }, '1,x\n2,y\n'],
    ['a header further down', { headerRows: [3] }, 'title\n\na,b\n1,x\n'],
    ['a header of two lines', { headerRows: [1, 2], headerJoin: '' }, ',\na,b\n1,x\n'],
    ['comments', { commentChar: '#' }, '# first\na,b\n#,,,\n1,#\n'],
    ['comments by their number', { commentRows: [1, 3] }, 'first\na,b\nsecond\n1,x\n'],
    ['a sequence for null', { nullSequence: '\\N' }, 'a,b\n\\N,x\n'],
    ['case of the header', { caseSensitiveHeader: false }, 'A,B\n1,x\n'],
  ]
  test.each(cases)('%s', async (_, dialect, content) => {
    expect(await ofTable(content, { dialect })).toEqual([])
    expect(await ofTable(content)).not.toEqual([])
  })

  test('any line end, whichever of them is stated', async () => {
    for (const content of ['a,b\r1,x\r', 'a,b\r\n1,x\r\n', 'a,b\n1,x']) {
      expect(await ofTable(content)).toEqual([])
      expect(await ofTable(content, { dialect: { lineTerminator: '\r\n' } })).toEqual([])
    }
  })

  test('tabs, where the name or the form says so', async () => {
    const tabs = { ...{ 't.tsv': 'a\tb\n1\tx\n' }, 't.csv': 'a\tb\n1\tx\n' }
    expect(await saidOf({ ...tabs, 'datapackage.json': resource({ path: 't.tsv' }) })).toEqual([])
    expect(await saidOf({ ...tabs, 'datapackage.json': resource({ format: 'tsv' }) })).toEqual([])
  })
})

describe('every fault is said with its place, and reading goes on', () => {
  test('lines and cells', async () => {
    const content = 'a,b\n1\n2,"x\ny",z\n\n"3"x,y\n4,"é",\nfive,"""ok"""\n,\n6,"open\n7,end\n'
    expect(await ofTable(content)).toEqual([
      'table/cells t.csv:2',
      'table/cells t.csv:4:4',
      'table/blank-line t.csv:5',
      'table/quote t.csv:6:3',
      'table/cells t.csv:7:7',
      'table/type t.csv:8:1',
      'table/blank-line t.csv:9',
      'table/quote t.csv:10:3',
    ])
  })

  test('a table that ends before its header', async () => {
    expect(await ofTable('')).toEqual(['table/header t.csv'])
    expect(await ofTable('', { schema: undefined })).toEqual(['table/header t.csv'])
    expect(await ofTable('x\n', { dialect: { headerRows: [2] } })).toEqual(['table/header t.csv:1'])
  })

  test('a line of one empty cell may be a record', async () => {
    const one = { schema: { fields: [{ name: 'a' }] } }
    expect(
      (await checkPackage(write({ 'datapackage.json': resource(one), 't.csv': 'a\n\nx\n' }))).problems,
    ).toMatchObject({
      bySeverity: { error: 0, warning: 1 },
    })
  })

  test('several files are one table, whether or not each has the header', async () => {
    const descriptor = resource({
      path: ['t.csv', 'u.csv', 'v.csv'],
      schema: { fields, primaryKey: ['a'] },
    })
    const files = {
      'datapackage.json': descriptor,
      't.csv': 'a,b\n1,x\n',
      'u.csv': '2,y',
      'v.csv': 'a,b\n3,z\n',
    }
    expect(await saidOf(files)).toEqual([])
    expect(await saidOf({ ...files, 'v.csv': 'a,b\n1,z\n' })).toEqual(['table/unique v.csv:2'])
    expect(await saidOf({ ...files, 'u.csv': 'x,y' })).toEqual(['table/type u.csv:1:1'])
  })
})

describe('encodings', () => {
  const text = 'a,b\n1,سلام\n'
  test.each(['windows-1256', 'iso-8859-6', 'utf-16', 'utf-16le', 'utf-8'])('%s', async encoding => {
    expect(await ofTable(iconv.encode(text, encoding), { encoding })).toEqual([])
  })
  test('another than is stated, or none that there is', async () => {
    expect(await ofTable(iconv.encode(text, 'windows-1256'))).toEqual(['table/encoding t.csv'])
    expect(await ofTable(text, { encoding: 'us-ascii' })).toContain('table/encoding t.csv')
    expect(await ofTable(text, { encoding: 'utf-9' })).toEqual(['package/property datapackage.json:1:215'])
  })
  test('a byte order mark is advised against', async () => {
    expect(await ofTable(`\uFEFF${text}`)).toEqual(['package/advice t.csv:1:1'])
    const folder = write({ 'datapackage.json': resource({}), 't.csv': `\uFEFF${text}` })
    const [advice] = (await checkPackage(folder)).problems.first
    expect(advice?.message).toMatch(/^the table begins with a byte order mark/)
  })
})

describe('JSON tables', () => {
  const json = (content: string, properties: Properties = {}) =>
    saidOf({ 'datapackage.json': resource({ path: 't.json', ...properties }), 't.json': content })
  test('lists of objects, lists of lists, and lists further inside', async () => {
    expect(await json('[{"a": 1, "b": "x"}]')).toEqual([])
    expect(await json('[["a", "b"],\n [1, "x"],\n [1.5, 2]]')).toEqual([
      'table/type t.json:3:3',
      'table/type t.json:3:8',
    ])
    expect(await json('{"rows": [{"a": "x", "b": "x"}]}', { dialect: { property: 'rows' } })).toEqual([
      'table/type t.json:1:17',
    ])
    expect(await json('[{"a": 1, "b": "x", "c": 2}]', { dialect: { itemKeys: ['a', 'b'] } })).toEqual([])
  })
  test('what is no table', async () => {
    expect(await json('{"a": 1, "b": "x"}')).toEqual(['table/unreadable t.json'])
    expect(await json('[1]')).toEqual(['table/unreadable t.json:1:2'])
    expect(await json('[{"a": 1, "b": "x"')).not.toEqual([])
    expect(await json('[{"a": 1, "a": 2, "b": "x"}]')).toEqual(['json/duplicate-key t.json:1:11'])
  })
  test('JSON Lines', async () => {
    const lines = {
      'datapackage.json': resource({ path: 't.jsonl' }),
      't.jsonl': '{"a":1,"b":"x"}\n{"a":"x","b":"y"}\n',
    }
    expect(await saidOf(lines)).toEqual(['table/type t.jsonl:2:6'])
  })
  test('inline data, and keys across it', async () => {
    const data = [
      { a: 1, b: 'x' },
      { a: 1, b: null },
    ]
    const said = await saidOf({
      'datapackage.json': withResources({
        name: 't',
        type: 'table',
        data,
        schema: { fields, primaryKey: 'a' },
      }),
    })
    expect(said).toEqual(['table/unique datapackage.json:1:132'])
  })
})

describe('values', () => {
  const right: readonly [field: Properties, ...cells: readonly string[]][] = [
    [{ type: 'number' }, '1', '-1.5', '.5', '5.', '+3', '1E-3', 'nan', 'INF', '-inf'],
    [{ type: 'number', decimalChar: ',', groupChar: '.' }, '1.234,5'],
    [{ type: 'number', bareNumber: false }, '€95', '95 %', 'EUR -1.5', '-.5kg'],
    [{ type: 'integer', groupChar: ' ' }, '1 000'],
    [{ type: 'boolean' }, 'true', 'True', '0'],
    [{ type: 'boolean', trueValues: ['ja'], falseValues: ['nein'] }, 'ja', 'nein'],
    [{ type: 'list', itemType: 'integer' }, '1,2'],
    [{ type: 'list', delimiter: '|', itemType: 'date' }, '2024-01-31|2024-02-01'],
    [{ type: 'datetime' }, '2024-01-31T24:00:00', '2024-01-31T12:00:00.123+03:00'],
    [{ type: 'date', format: '%d. %B %Y' }, '3. March 2024', '03. march 2024'],
    [{ type: 'time', format: '%I:%M %p' }, '03:15 PM'],
    [{ type: 'datetime', format: 'fmt:%Y-%m-%dT%H:%M:%S%z' }, '2024-01-31T12:00:00+0300'],
    [{ type: 'year' }, '2024', '-0044', '12024'],
    [{ type: 'yearmonth' }, '2024-02'],
    [{ type: 'duration' }, 'P1Y2M3DT4H5M6.7S', '-P1D'],
    [{ type: 'geopoint' }, '90.5, 45'],
    [{ type: 'geojson' }, '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}'],
    [{ type: 'geojson', format: 'topojson' }, '{"type":"Topology","objects":{},"arcs":[[[0,0],[1,1]]]}'],
    [{ type: 'string', constraints: { pattern: '[a-z]{2}\\-\\d' } }, 'ab-1'],
    [{ type: 'string', constraints: { minLength: 1, maxLength: 1 } }, '😀'],
    [{ type: 'integer', constraints: { minimum: '9007199254740993' } }, '9007199254740993'],
    [{ type: 'duration', constraints: { minimum: 'P1M' } }, 'P31D', 'P30D'],
    [{ type: 'datetime', constraints: { maximum: '2024-01-31T12:00:00Z' } }, '2024-01-31T15:00:00+03:00'],
  ]
  const wrong: typeof right = [
    [{ type: 'string', format: 'uuid' }, 'x'],
    [{ type: 'number' }, '1,5', '1 000', '0x1', '1_0', '١'],
    [{ type: 'integer' }, '1.0', '1e3'],
    [{ type: 'boolean' }, 'yes', 'tRUE'],
    [{ type: 'list', itemType: 'integer' }, '1,x'],
    [{ type: 'date' }, '2024-02-30', '2024-1-1'],
    [{ type: 'datetime' }, '2024-01-31 12:00:00', '2024-01-31T24:00:01'],
    [{ type: 'date', format: '%d/%m/%Y' }, '31/02/2024', '2024-01-31'],
    [{ type: 'date', format: 'any' }, 'never'],
    [{ type: 'duration' }, 'P', 'PT', '1Y', 'P1W'],
    [{ type: 'geopoint' }, '181, 0', '1'],
    [{ type: 'geojson' }, '{"type":"Point","coordinates":"x"}'],
    [{ type: 'string', constraints: { pattern: 'a' } }, 'ab'],
    [{ type: 'integer', constraints: { minimum: '9007199254740993' } }, '9007199254740992'],
    [{ type: 'integer', constraints: { exclusiveMaximum: 5 } }, '5'],
    [
      { type: 'datetime', constraints: { exclusiveMaximum: '2024-01-31T12:00:00Z' } },
      '2024-01-31T15:00:00+03:00',
    ],
    [{ type: 'string', categories: [{ value: 'a', label: 'A' }] }, 'A'],
    [{ type: 'array', constraints: { jsonSchema: { items: { type: 'integer' } } } }, '["x"]'],
    [{ type: 'string', constraints: { required: true }, missingValues: ['-'] }, '-'],
  ]
  test.each(right)('of %j may be written so', async (field, ...cells) => {
    for (const cell of cells) expect([cell, await ofCell(field, cell)]).toEqual([cell, []])
  })
  test.each(wrong)('of %j may not be written so', async (field, ...cells) => {
    for (const cell of cells)
      expect([cell, await ofCell(field, cell)]).toEqual([
        cell,
        [expect.stringMatching(/^table\/(?:type|constraint) t\.csv:2:1$/)],
      ])
  })
  test('a pattern that is not linear is left out, and said', async () => {
    const folder = write({
      'datapackage.json': resource({
        schema: { fields: [fields[0], { name: 'b', type: 'string', constraints: { pattern: '(?=x)x' } }] },
      }),
      't.csv': 'a,b\n1,y\n',
    })
    const { problems } = await checkPackage(folder)
    expect(problems.first.map(({ code }) => code)).toEqual(['package/not-checked'])
  })
})

describe('keys', () => {
  const foreign = (properties: Properties, t: string, u: string) =>
    saidOf({
      'datapackage.json': withResources(
        { name: 't', path: 't.csv', schema: { fields, foreignKeys: [properties] } },
        { name: 'u', path: 'u.csv', schema: { fields } },
      ),
      't.csv': `a,b\n${t}`,
      'u.csv': `a,b\n${u}`,
    })
  test('a reference may come before what it refers to, and be null', async () => {
    const key = { fields: ['a'], reference: { resource: 'u', fields: ['a'] } }
    expect(await foreign(key, '2,x\n,y\n02,z\n', '1,x\n2,y\n')).toEqual([])
    expect(await foreign(key, '1,x\n3,y\n', '1,x\n2,y\n')).toEqual(['table/foreign-key t.csv:3'])
  })
  test('of several fields, within one table, to nowhere', async () => {
    const both = { fields: ['a', 'b'], reference: { resource: 'u', fields: ['a', 'b'] } }
    expect(await foreign(both, '1,x\n', '1,x\n')).toEqual([])
    expect(await foreign(both, '1,x\n1,\n', '1,y\n')).toEqual(['table/foreign-key t.csv:2'])
    expect(await foreign({ fields: 'a', reference: { fields: 'a' } }, '1,x\n', '')).toEqual([])
    expect(
      (await foreign({ fields: 'a', reference: { resource: 'v', fields: 'a' } }, '1,x\n', ''))[0],
    ).toMatch(/^table\/schema/)
    expect(
      (await foreign({ fields: 'a', reference: { resource: 'u', fields: 'c' } }, '1,x\n', ''))[0],
    ).toMatch(/^table\/schema/)
  })
  test('more values than are held in memory are compared on the disk', { timeout: 120_000 }, async () => {
    const count = 2 ** 18 + 10
    const lines = Array.from({ length: count }, (_, i) => `${i},x`)
    const said = await ofTable(`a,b\n${lines.join('\n')}\n7,again\n`, {
      schema: { fields, primaryKey: ['a'] },
    })
    expect(said).toEqual([`table/unique t.csv:${count + 2}`])
  })
})

describe('files', () => {
  test('nothing outside the folder is read, and no pipe opened', async () => {
    const folder = write({ 'datapackage.json': resource({}) })
    const outside = write({ 't.csv': 'a,b\n' })
    symlinkSync(join(outside, 't.csv'), join(folder, 't.csv'))
    const judged = async () => (await checkPackage(folder)).problems.first.map(placed)
    expect(await judged()).toEqual(['package/unsafe-file t.csv'])
    spawnSync('sh', ['-c', 'rm t.csv && mkfifo t.csv'], { cwd: folder })
    expect(await judged()).toEqual(['package/unsafe-file t.csv'])
  })
  test.each([
    '/etc/passwd',
    '../t.csv',
    'a/../../t.csv',
    'a/..',
    './t.csv',
    'a/.git/t.csv',
    '~/t.csv',
    'file:t.csv',
    'gopher://x/y',
    'a\\t.csv',
    'C:/t.csv',
    '',
  ])('the path %j is refused', async path => {
    expect((await saidOf({ 'datapackage.json': resource({ path }), 't.csv': 'a,b\n' }))[0]).toMatch(
      /^package\/path /,
    )
  })
  test('hashes of other algorithms, in any case; unknown ones are said', async () => {
    const ok = 'SHA256:43F11DE4D2B7AC24CFFF4F2FDBFEB9A0B8A40B83EE5B9DDBD0B0DE9DF17D1A22'
    const { problems } = await checkPackage(
      write({ 'datapackage.json': resource({ hash: 'blake9:00' }), 't.csv': 'a,b\n1,x\n' }),
    )
    expect(problems.first.map(({ code }) => code)).toEqual(['package/not-checked'])
    expect(await ofTable('a,b\n1,x\n', { hash: ok })).toEqual(['package/hash t.csv'])
  })
  test('a schema and a dialect in files of their own', async () => {
    const files = {
      'datapackage.json': resource({ schema: 'schema.json', dialect: 'dialect.json' }),
      'schema.json': JSON.stringify({ fields }),
      'dialect.json': '{"delimiter": ";"}',
      't.csv': 'a;b\nx;y\n',
    }
    expect(await saidOf(files)).toEqual(['table/type t.csv:2:1'])
    expect(await saidOf({ ...files, 'schema.json': '{"fields": 1}' })).toEqual([
      'table/schema schema.json:1:12',
    ])
    expect(await saidOf({ ...files, 'schema.json': '[]' })).toEqual(['table/schema schema.json:1:1'])
    expect(await saidOf({ ...files, 'dialect.json': '{' })).toEqual([
      expect.stringMatching(/^json\/syntax dialect\.json/),
    ])
  })
  test('where there is nothing, that is wrong use', async () => {
    await expect(checkPackage(join(workdir(), 'none'))).rejects.toThrow(UsageError)
    expect(await saidOf({})).toEqual(['package/descriptor datapackage.json'])
  })
  test('a run can be ended', async () => {
    const signal = AbortSignal.abort(new Error('ended'))
    const folder = write({ 'datapackage.json': resource({}), 't.csv': 'a,b\n' })
    await expect(checkPackage(folder, { signal })).rejects.toThrow('ended')
  })
})

describe('version 1', () => {
  const v1 = (more: Properties, properties: Properties = {}) =>
    saidOf({
      'datapackage.json': JSON.stringify({
        ...more,
        resources: [{ name: 't', path: 't.csv', schema: { fields }, ...properties }],
      }),
      't.csv': 'a,b\n1,x\n',
    })
  test('names are in lower case, people and sources have titles', async () => {
    expect(await v1({ profile: 'data-package' })).toEqual([])
    expect(await v1({ profile: 'data-package' }, { name: 'T' })).toHaveLength(1)
    expect(await v1({}, { name: 'T' })).toHaveLength(1)
    expect(await v1({ $schema }, { name: 'T' })).toEqual([expect.stringMatching(/^package\/advice/)])
    expect(await v1({ profile: 'data-package', contributors: [{ email: 'a@example.org' }] })).toHaveLength(1)
    expect(await v1({ $schema, contributors: [{ email: 'a@example.org' }] })).toEqual([])
    expect(await v1({ profile: 'data-package', contributors: [{ title: 'A', role: 'poet' }] })).toHaveLength(
      1,
    )
    expect(await v1({ $schema, contributors: [{ title: 'A', role: 'poet' }] })).toEqual([])
  })
  test('all resources of a tabular package are tabular', async () => {
    const profile = 'tabular-data-package'
    expect(await v1({ profile }, { profile: 'tabular-data-resource' })).toEqual([])
    expect(await v1({ profile })).toHaveLength(1)
    expect(await v1({ profile }, { profile: 'data-resource' })).toHaveLength(1)
    expect(await v1({ profile }, { profile: 'tabular-data-resource', schema: undefined })).toHaveLength(1)
  })
})

test.each(['seed', 'readings', 'haiku'])('our own release of %s is judged clean', async name => {
  const folder = workdir()
  const out = join(folder, 'release')
  if (name === 'seed') cpSync(join(root, 'dist-data'), out, { recursive: true })
  else await exportCorpus({ corpus: join(root, 'test/corpora', name), out, shardBytes: 1400 })
  const { problems, resources } = await checkPackage(out)
  expect(problems.first.filter(({ severity }) => severity !== 'info')).toEqual([])
  const stated: { resources: { name: string; recordCount: number; format: string }[] } = JSON.parse(
    readFileSync(join(out, 'datapackage.json'), 'utf8'),
  )
  for (const { name, records } of resources) {
    const { format, recordCount } = stated.resources.find(of => of.name === name) ?? {}
    expect(records).toBe(format === 'csv' ? recordCount : undefined)
  }
})
