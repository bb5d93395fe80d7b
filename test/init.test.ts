import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { typeWords } from '../src/commands/type-words.js'
import { exportCorpus } from '../src/export.js'
import { initCorpus } from '../src/init.js'
import { verifyRelease } from '../src/verify.js'
import { warraq, workdir } from './cli.js'

const released = '2026-01-02'
const lines = (...records: readonly unknown[]): string =>
  records.map(one => `${JSON.stringify(one)}\n`).join('')

/** A folder that does not exist yet, with files beside it. */
function place(files: Readonly<Record<string, string | Buffer>> = {}) {
  const home = workdir()
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(home, name, '..'), { recursive: true })
    writeFileSync(join(home, name), content)
  }
  return { home, folder: join(home, 'new corpus'), at: (name: string) => join(home, name) }
}

const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8')

describe('a new corpus', () => {
  test('is exported and verified as it stands, without an error or a warning', async () => {
    const { home, folder } = place()
    const { files, drafted } = await initCorpus({ folder, released })
    expect(drafted).toBeUndefined()
    expect(files).toEqual([
      '.gitattributes',
      '.github/workflows/corpus.yml',
      '.gitignore',
      'README.md',
      'corpus.yaml',
      'schema/record.schema.json',
      'texts/first.meta.yaml',
      'texts/first.txt',
    ])
    expect(
      readdirSync(folder, { recursive: true, withFileTypes: true }).filter(one => one.isFile()),
    ).toHaveLength(8)
    const out = join(home, 'release')
    const { release, problems } = await exportCorpus({ corpus: folder, out })
    expect(problems.bySeverity).toMatchObject({ error: 0, warning: 0 })
    expect(release?.corpus).toMatchObject({
      name: 'new-corpus',
      title: 'New corpus',
      released,
      language: ['en'],
    })
    expect(JSON.parse(read(out, 'data/new-corpus.jsonl'))).toMatchObject({
      id: 'first',
      language: 'en',
      title: 'A first text',
      text: read(folder, 'texts/first.txt'),
      words: 56,
    })
    const { problems: found } = await verifyRelease({ folder: out })
    expect([...found()]).toEqual([])
  })

  test('is the same whenever it is made', async () => {
    const [one, other] = [place(), place()]
    const { files } = await initCorpus({ folder: one.folder, released })
    await initCorpus({ folder: other.folder, released })
    for (const file of files) expect(read(other.folder, file)).toBe(read(one.folder, file))
  })

  test('is not made where anything is, and nothing there is touched', async () => {
    const { home, folder } = place({ 'new corpus/notes.md': 'mine' })
    await expect(initCorpus({ folder, released })).rejects.toThrow('is not empty: it holds "notes.md".')
    await expect(initCorpus({ folder: join(folder, 'notes.md'), released })).rejects.toThrow('is no folder')
    expect(readdirSync(folder)).toEqual(['notes.md'])
    await expect(
      initCorpus({ folder: join(home, 'x'), released, from: [join(home, 'nothing')] }),
    ).rejects.toThrow('cannot be read')
    expect(existsSync(join(home, 'x'))).toBe(false)
  })

  test('takes a name that a file may have out of any name of a folder', async () => {
    const { home } = place()
    for (const [name, expected] of [
      ['Été 2024', 'ete-2024'],
      ['رسائل', 'records'],
      ['--a__b--', 'a-b'],
    ] as const) {
      const folder = join(home, name)
      await initCorpus({ folder, released })
      expect(read(folder, 'corpus.yaml')).toContain(`\nname: ${expected}\n`)
    }
  })
})

describe('a corpus from files', () => {
  const records = Array.from({ length: 40 }, (_, i) => ({
    id: `r${String(i).padStart(3, '0')}`,
    lang: i % 2 === 0 ? 'ar' : 'en',
    seen: `2020-01-${String((i % 28) + 1).padStart(2, '0')}`,
    parts: [{ n: i }],
  }))

  test('has a copy of them, and a schema that they fit', async () => {
    const { home, folder, at } = place({ 'some records.jsonl': lines(...records) })
    const { drafted } = await initCorpus({ folder, released, from: [at('some records.jsonl')] })
    expect(drafted).toMatchObject({
      form: 'jsonl',
      records: 40,
      moved: ['records/some_records.jsonl'],
      ignored: [],
    })
    expect(read(folder, 'records/some_records.jsonl')).toBe(lines(...records))
    expect(existsSync(at('some records.jsonl'))).toBe(true)
    const out = join(home, 'release')
    const { release } = await exportCorpus({ corpus: folder, out, formats: ['jsonl', 'csv'] })
    expect(release?.corpus).toMatchObject({ language: ['ar', 'en'] })
    expect(read(out, 'data/new-corpus.jsonl')).toBe(lines(...records))
    expect(read(out, 'data/new-corpus.parts.csv').split('\n', 2)).toEqual([
      '"id","position","n"',
      '"r000",0,0',
    ])
  })

  test('is not told of every text of a record that it ends without a line feed', async () => {
    const body = (i: number) => `${i}: ${'The committee met again and heard both sides. '.repeat(8)}`
    const { home, folder, at } = place({
      'a.jsonl': lines(...records.map(({ id }, i) => ({ id, language: 'en', body: body(i) }))),
    })
    await initCorpus({ folder, released, from: [at('a.jsonl')] })
    expect(read(folder, 'corpus.yaml')).toMatch(/^ {2}file\/no-final-newline: off$/m)
    const { problems } = await exportCorpus({
      corpus: folder,
      out: join(home, 'release'),
      formats: ['jsonl'],
    })
    expect(problems.first.map(({ code }) => code)).not.toContain('file/no-final-newline')
  })

  test('takes them away where that is asked for', async () => {
    const { folder, at } = place({ 'a.jsonl': lines({ id: 1 }), 'b/a.jsonl': lines({ id: 2 }) })
    const from = [at('a.jsonl'), at('b/a.jsonl')]
    const { drafted } = await initCorpus({ folder, released, from, move: true })
    expect(drafted).toMatchObject({ records: 2, moved: ['records/a.jsonl', 'records/a-2.jsonl'] })
    expect(from.map(path => existsSync(path))).toEqual([false, false])
    expect(read(folder, 'records/a-2.jsonl')).toBe(lines({ id: 2 }))
  })

  test('says what is wrong with them, with its place, and goes on', async () => {
    const text = '{"id":1,"a":"x"}\n{"id":2,"a":}\n\n{"id":3,"a":"y","a":"z"}\n[1]\n{"id":4,"a":"q"}'
    const { folder, at } = place({ 'a.jsonl': text })
    const { drafted } = await initCorpus({ folder, released, from: [at('a.jsonl')] })
    const said = drafted?.problems.first.map(({ code, location }) => [code, location.line, location.column])
    expect(said).toEqual([
      ['json/syntax', 2, 13],
      ['jsonl/blank-line', 3, undefined],
      ['json/duplicate-key', 4, 17],
      ['record/type', undefined, undefined],
    ])
    expect(drafted?.records).toBe(3)
  })

  test('is not made of records that are none, and nothing is left of it', async () => {
    const { folder, at } = place({
      'a.jsonl': '[1]\n"x"\n',
      'a.xlsx': Buffer.from('PK\u0003\u0004rest'),
      'b.csv': 'a,a\n1,2\n',
      'c.csv': Buffer.from('e9e9e90ae9e9e90a', 'hex'),
      'd.jsonl': lines({ '': 1 }),
      'wide.csv': `${Array.from({ length: 10_001 }, (_, i) => `c${i}`).join(',')}\n`,
    })
    const refusal = async (...from: string[]) =>
      initCorpus({ folder, released, from: from.map(at) }).catch((error: Error) => error.message)
    expect(await refusal('a.jsonl')).toMatch(/^There are no records in .*: its values are no objects\.$/)
    expect(await refusal('a.xlsx')).toMatch(/is a ZIP archive \(spreadsheets in XLSX/)
    expect(await refusal('b.csv')).toMatch(/^The column "a" stands twice in the first line of /)
    expect(await refusal('c.csv')).toMatch(/is not UTF-8/)
    expect(await refusal('wide.csv')).toMatch(/ names 10\s001 columns; a table may have 10\s000\.$/)
    expect(await refusal('a.jsonl', 'b.csv')).toMatch(/b\.csv is csv, and the others are jsonl\.$/)
    expect(await refusal('d.jsonl')).toMatch(/record\.schema\.json cannot be used/)
    expect(existsSync(folder)).toBe(false)
  })

  test('takes a schema that there is as it is', async () => {
    const schema = {
      type: 'object',
      properties: { id: { type: 'string', 'x-key': true }, lang: {} },
      required: ['id'],
    }
    const text = JSON.stringify(schema)
    const { folder, at } = place({
      'a.jsonl': lines(...records),
      's.json': text,
      'bad.json': '{"type":"string"}',
    })
    const { drafted } = await initCorpus({ folder, released, from: [at('a.jsonl')], schema: at('s.json') })
    expect(drafted?.guesses).toEqual([])
    expect(read(folder, 'schema/record.schema.json')).toBe(text)
    const other = place()
    await expect(
      initCorpus({ folder: other.folder, released, from: [at('a.jsonl')], schema: at('bad.json') }),
    ).rejects.toThrow('bad.json cannot be used')
  })

  test('finds out how a table is written, and states it', async () => {
    const header = 'رقم;المدينة;المبلغ\r\n'
    const body = Array.from({ length: 30 }, (_, i) => `${String(i).padStart(4, '0')};دمشق;${i}.50\r\n`).join(
      '',
    )
    const { default: iconv } = await import('iconv-lite')
    const { folder, at } = place({ 'archive.csv': iconv.encode(header + body, 'windows-1256') })
    await expect(initCorpus({ folder, released, from: [at('archive.csv')] })).rejects.toThrow(
      'it is most likely windows-1256',
    )
    const { drafted } = await initCorpus({
      folder,
      released,
      from: [at('archive.csv')],
      encoding: 'windows-1256',
    })
    expect(drafted).toMatchObject({ form: 'csv', records: 30 })
    expect(drafted?.schema.keyField?.name).toBe('رقم')
    expect(drafted?.schema.json['properties']).toMatchObject({
      رقم: { type: 'string', pattern: '^[0-9]{4}$' },
      المدينة: { enum: ['دمشق'] },
      المبلغ: { type: 'number' },
    })
    expect(read(folder, 'corpus.yaml')).toContain(
      '    format: csv\n    encoding: windows-1256\n    separator: ";"\n',
    )
  })

  test('adds every text of a folder, with a sidecar', async () => {
    const { home, folder, at } = place({
      'in/b.txt': 'The second text.\n',
      'in/deep/a.txt': 'Der erste Text.\n',
      'in/notes.json': '{}',
      'in/.hidden.txt': 'no',
    })
    const { drafted } = await initCorpus({ folder, released, from: [at('in')], language: 'de' })
    expect(drafted).toMatchObject({ form: 'text', records: 2, ignored: [`${at('in')}/notes.json`] })
    const out = join(home, 'release')
    const { release } = await exportCorpus({ corpus: folder, out, formats: ['jsonl'] })
    expect(release?.corpus).toMatchObject({ language: ['de'] })
    const written = read(out, 'data/new-corpus.jsonl').trimEnd().split('\n')
    expect(written.map(line => JSON.parse(line))).toMatchObject([
      { id: 'a', language: 'de', text: 'Der erste Text.\n' },
      { id: 'b', language: 'de', text: 'The second text.\n' },
    ])
  })

  test('makes texts of the pages of a folder, and leaves the README beside data alone', async () => {
    const page = (name: string) =>
      `<html lang="en"><head><title>${name}</title><meta name="author" content="Ann Ex"></head><body><article><h1>${name}</h1>` +
      `<p>${'Words of an article that was written for this test. '.repeat(12)}</p></article></body></html>`
    const { home, folder, at } = place({
      'pages/one.html': page('One'),
      'pages/two.htm': page('Two'),
      'data/README.md': '# About\n\nThe data.\n',
      'data/a.jsonl': lines({ id: 'a' }),
      'data/b.jsonl': lines({ id: 'b' }),
    })
    const { drafted } = await initCorpus({ folder, released, from: [at('pages')] })
    expect(drafted).toMatchObject({ form: 'text', records: 2 })
    const out = join(home, 'release')
    await exportCorpus({ corpus: folder, out })
    const [first = ''] = read(out, 'data/new-corpus.jsonl').split('\n')
    expect(JSON.parse(first)).toMatchObject({ id: 'one', title: 'One', language: 'en', authors: ['Ann Ex'] })
    const other = join(home, 'of data')
    const { drafted: ofData } = await initCorpus({ folder: other, released, from: [at('data')] })
    expect(ofData).toMatchObject({ form: 'jsonl', records: 2 })
    expect(ofData?.ignored.map(path => path.split('/').at(-1))).toEqual(['README.md'])
  })

  test('drafts from the files of a release what fits them', async () => {
    const { home, folder, at } = place({ 'a.jsonl': lines(...records) })
    await initCorpus({ folder, released, from: [at('a.jsonl')] })
    const out = join(home, 'release')
    await exportCorpus({ corpus: folder, out })
    for (const form of ['parquet', 'arrow']) {
      const again = join(home, form)
      const { drafted } = await initCorpus({
        folder: again,
        released,
        from: [join(out, `data/new-corpus.${form}`)],
      })
      expect([drafted?.form, drafted?.records, drafted?.problems.first]).toEqual([form, 40, []])
      const { schema } = drafted ?? {}
      expect(schema?.fields.map(({ name, kind }) => [name, kind])).toEqual([
        ['id', 'string'],
        ['lang', 'string'],
        ['seen', 'date'],
        ['parts', 'list'],
      ])
      expect(schema?.keyField?.name).toBe('id')
    }
  })
})

describe('warraq init', () => {
  test('prints what was written, what was guessed and what to do next', async () => {
    const { home } = place({ 'a.jsonl': lines({ id: 'x', مدينة: 'دمشق' }, { id: 'y', مدينة: 'حلب' }) })
    const { code, stdout, stderr } = await warraq(
      ['init', 'mine', '--from', 'a.jsonl', '--released', released],
      {
        cwd: home,
      },
    )
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('mine is a corpus now.\n  .gitattributes\n')
    expect(stdout).toContain('\n2 records (jsonl) in records/a.jsonl.\n')
    expect(stdout).toContain('  Guessed that `id` is the key.\n')
    expect(stdout).toContain('\u2068/مدينة\u2069')
    expect(stdout).toMatch(/\n {2}cd mine\n {2}warraq export && warraq verify\n$/)
    const again = await warraq(['init', 'mine'], { cwd: home })
    expect([again.code, again.stdout]).toEqual([2, ''])
    expect(again.stderr).toContain('is not empty: it holds ".gitattributes", ".github"')
    const json = await warraq(['init', 'other', '--json', '--released', released], { cwd: home })
    expect(JSON.parse(json.stdout)).toMatchObject({ folder: join(home, 'other') })
  })

  test('ends with 1 where the data has errors', async () => {
    const { home } = place({ 'a.jsonl': '{"id":1}\n{"id":\n' })
    const { code, stdout, stderr } = await warraq(['init', 'mine', '--from', 'a.jsonl'], { cwd: home })
    expect(code).toBe(1)
    expect(stderr).toContain('a.jsonl:2:7: error json/syntax')
    expect(stdout).toContain('warraq export --rejected rejected && warraq verify')
  })
})

test.each([
  [{ enum: ['a', 'b', null] }, 'text, one of 2, may be null'],
  [{ const: 'a' }, 'text'],
  [{ type: ['string', 'null'], format: 'date' }, 'date, may be null'],
  [{ type: 'array', items: { enum: [true] } }, 'list of boolean'],
  [{}, 'anything'],
])('%j is said in words', (property, words) => {
  expect(typeWords(property)).toBe(words)
})

describe('files that people have', () => {
  const from = async (name: string, content: string | Buffer, more = {}) => {
    const { home, folder, at } = place({ [name]: content })
    const { drafted } = await initCorpus({ folder, released, from: [at(name)], ...more })
    const { release } = await exportCorpus({
      corpus: folder,
      out: join(home, 'release'),
      formats: ['jsonl', 'csv'],
    })
    const written =
      release === undefined ? [] : read(home, 'release/data/new-corpus.jsonl').trimEnd().split('\n')
    const verified =
      release === undefined ? undefined : await verifyRelease({ folder: join(home, 'release') })
    return {
      drafted,
      records: written.map(line => JSON.parse(line)),
      said: [...(verified?.problems() ?? [])],
    }
  }
  const commentOf = (drafted: { schema: { json: unknown } } | undefined) =>
    JSON.stringify(drafted?.schema.json)

  test('columns without a name, as pandas, R and spreadsheets leave them, are called by their place', async () => {
    const { drafted, records, said } = await from('frame.csv', ',name,\n0,a,\n1,b,\n')
    expect(records).toEqual([
      { column_1: 0, name: 'a', column_3: null },
      { column_1: 1, name: 'b', column_3: null },
    ])
    expect(said).toEqual([])
    expect(drafted?.guesses).toContainEqual({
      pointer: '/column_1',
      words: 'The first line gives this column no name: it is called by its place.',
    })
  })

  test('what R and pandas write for a missing value is none, where that is said', async () => {
    const text = '"name","size"\n"NA",1.5\nNA,NA\n"b",-\n'
    const { drafted, records, said } = await from('frame.csv', text, { missing: ['NA', '-'] })
    expect(records).toEqual([
      { name: 'NA', size: 1.5 },
      { name: null, size: null },
      { name: 'b', size: null },
    ])
    expect([said, drafted?.problems.count]).toEqual([[], 0])
  })

  test('a first line that looks like a record is said to', async () => {
    const hints = async (text: string) => (await from('t.csv', text)).drafted?.hints
    expect(await hints('150,4,setosa\n1,2,a\n3,4,b\n')).toEqual([
      'The first line names columns by numbers (`150`, `4`): if it is a record and no header, write a line of names above it.',
    ])
    expect(await hints('place,2019,2020\na,2,3\n')).toEqual([])
  })

  test('one object is said to be one record, and where the records are', async () => {
    const hints = async (value: unknown) => (await from('a.json', JSON.stringify(value))).drafted?.hints
    expect(await hints({ '3166-1': [{ a: 1 }, { a: 2 }] })).toEqual([
      `All is one object, and so one record. If the records are in \`3166-1\` (2 objects), write each on a line of JSON Lines: jq -c '."3166-1"[]' does.`,
    ])
    expect(await hints({ a: 1, tags: ['x', 'y'], one: [{ b: 1 }] })).toEqual([])
    expect(await hints([{ list: [{ a: 1 }, { a: 2 }] }, { list: [] }])).toEqual([])
    const words = Object.fromEntries(Array.from({ length: 1200 }, (_, i) => [`w${i}`, 'x']))
    await expect(hints(words)).rejects.toThrow(/of 1\s000 members and more that are most likely the records/)
  })

  test('one record without an id is no choice of keys', async () => {
    const { drafted } = await from('a.json', '{"width":1,"height":2}')
    expect(drafted?.guesses.filter(({ pointer }) => pointer === '')).toEqual([])
  })

  test('texts with line ends of Windows are counted, and can be exported once they are mended', async () => {
    const { home } = place({ 'letters/a.txt': 'One.\r\nTwo.\r\n', 'letters/b.txt': 'Three.\n' })
    const made = await warraq(['init', 'mine', '--from', 'letters', '--language', 'en'], { cwd: home })
    expect(made.stdout).toContain('1 text with line ends of Windows (CRLF) cannot be exported as it is')
    expect(made.stdout).toMatch(/\n {2}warraq validate --fix texts\n {2}warraq export && warraq verify\n$/)
    const cwd = join(home, 'mine')
    expect((await warraq(['export'], { cwd })).code).toBe(1)
    await warraq(['validate', '--fix', 'texts'], { cwd })
    expect((await warraq(['export'], { cwd })).code).toBe(0)
  })

  test('a schema without a key is said to have none, and no other key is taken', async () => {
    const schema = { type: 'object', properties: { id: { type: 'string' } } }
    const { home, at } = place({ 'a.jsonl': lines({ id: 'x' }), 's.json': JSON.stringify(schema) })
    const options = { released, from: [at('a.jsonl')], schema: at('s.json') }
    const { drafted } = await initCorpus({ ...options, folder: join(home, 'one') })
    expect(drafted?.hints).toEqual([
      expect.stringMatching(/^The schema marks no key, so that ids are not compared/),
    ])
    await expect(initCorpus({ ...options, folder: join(home, 'two'), key: 'id' })).rejects.toThrow(
      'does not mark `id` as the key.',
    )
  })

  test('progress is told for texts too', async () => {
    const { folder, at } = place({ 'letters/a.txt': 'One.\n', 'letters/b.txt': 'Three.\n' })
    const reached: [number, number, number][] = []
    await initCorpus({
      folder,
      released,
      from: [at('letters')],
      onProgress: ({ bytes, totalBytes, records }) => reached.push([bytes, totalBytes, records]),
    })
    expect(reached.slice(0, 2)).toEqual([
      [0, 12, 0],
      [5, 12, 1],
    ])
    expect(reached.at(-1)).toEqual([12, 12, 2])
  })

  test('what a date or a number is spelled like is said where it stays a text', async () => {
    const { drafted } = await from('a.csv', 'day;price\n13/02/2021;3,50\n01/03/2021;1.000,25\n', {
      separator: ';',
    })
    expect(commentOf(drafted)).toContain(
      'Text, since \\"13/02/2021\\" does not say which part is the month: dates are spelled YYYY-MM-DD.',
    )
    expect(commentOf(drafted)).toContain(
      'Text, since a number has a point before its fraction, and \\"3,50\\" a comma.',
    )
  })

  test('pages of the same name in several folders all come in, and what is refused is no record', async () => {
    const page = (words: string) =>
      `<html><body><h1>${words}</h1><p>${`${words} is told here. `.repeat(9)}</p></body></html>`
    const { home, folder, at } = place({
      'pages/a/index.html': page('One'),
      'pages/b/index.html': page('Two'),
      'pages/c/index.html': page('Two'),
      'pages/c/other.html': Buffer.from('<html><body><p>caf\xe9 et th\xe9</p></body></html>', 'latin1'),
    })
    const { drafted } = await initCorpus({ folder, released, from: [at('pages')] })
    expect([drafted?.records, drafted?.copies, drafted?.problems.errors]).toEqual([2, 1, 1])
    const { code, stdout, stderr } = await warraq(['init', 'again', '--from', 'pages'], { cwd: home })
    expect(code).toBe(1)
    expect(stdout).toContain('1 file left out: the text is that of another.\n')
    expect(stdout).toMatch(/\n {2}warraq export && warraq verify\n$/)
    expect(stderr).toContain('pages/c/other.html: error file/not-utf8')
    expect(stderr).toContain('1 file refused; `warraq add` in the corpus adds them later.\n')
  })
})
