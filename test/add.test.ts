import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type AddOptions, addTexts } from '../src/add.js'
import { sidecarReaderFor } from '../src/corpus/sidecar.js'
import { stubFor } from '../src/corpus/sidecar-stub.js'
import { UsageError } from '../src/errors.js'
import { loadSchema } from '../src/schema/load.js'
import { decoderOf } from '../src/text/decode.js'
import { copyOfCorpus, root, warraq, workdir } from './cli.js'

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Writes a file that is to be added, outside the corpus. */
function inbox(files: Readonly<Record<string, string | Buffer>>): (name: string) => string {
  const folder = workdir()
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return name => join(folder, name)
}

async function add(corpus: string, ...args: string[]) {
  const { code, stdout, stderr } = await warraq(['add', '--json', ...args], { cwd: corpus })
  const { added = [], problems = [] } = stdout === '' ? {} : JSON.parse(stdout)
  return {
    code,
    stderr,
    added,
    problems,
    codes: problems.map(({ code }: { code: string }) => code),
    ids: added.map(({ id }: { id: string }) => id),
  }
}

/** What is said of wrong use, without the time that a process takes. */
async function refusal(options: AddOptions): Promise<string> {
  const ended: unknown = await addTexts(options).catch((error: unknown) => error)
  if (!(ended instanceof UsageError)) throw new Error('this was not refused', { cause: ended })
  return [ended.message, ...ended.problems.map(({ code, message }) => `${code}: ${message}`)].join('\n')
}

const seeds = (corpus: string): string[] => readdirSync(join(corpus, 'seeds')).sort()
const SEED = ['000_ad92ce98440a633d.meta.yaml', '000_ad92ce98440a633d.txt']

describe('the text', () => {
  test('is copied byte for byte, under its own name or one made of its bytes', async () => {
    const corpus = copyOfCorpus('seed')
    const bytes = '\uFEFFسطر\r\nline\u0000\n\n'
    const file = inbox({ 'storm_1.txt': bytes, 'My Article.txt': 'other', 'no-ending': 'third' })
    const { code, added, ids } = await add(
      corpus,
      file('storm_1.txt'),
      file('My Article.txt'),
      file('no-ending'),
    )
    expect(code).toBe(0)
    expect(ids).toEqual(['storm_1', `a${sha256('other').slice(0, 16)}`, 'no-ending'])
    expect(readFileSync(join(corpus, 'seeds/storm_1.txt'), 'utf8')).toBe(bytes)
    expect(added[0]).toMatchObject({
      path: 'seeds/storm_1.txt',
      sidecar: 'seeds/storm_1.meta.yaml',
      bytes: Buffer.byteLength(bytes),
      sha256: sha256(bytes),
      missing: ['language', 'license'],
      origin: null,
    })
    expect(seeds(corpus).filter(name => name.startsWith('.'))).toEqual([])
  })

  test('takes its id from the rules of the schema', async () => {
    const haiku = copyOfCorpus('haiku')
    const file = inbox({ 'frog.txt': 'old pond', 'frog2.txt': 'new pond' })
    const { code, ids, problems } = await add(haiku, file('frog.txt'), file('frog2.txt'))
    expect([code, ids]).toEqual([1, ['frog']])
    // This schema allows no digits, so that the id made of the bytes is none.
    expect(problems[0]).toMatchObject({
      code: 'add/no-id',
      message: `the schema does not allow the id "frog2" nor "a${sha256('new pond').slice(0, 16)}".`,
    })
    const named = await add(haiku, '--id', 'frog-two', file('frog2.txt'))
    expect([named.code, named.ids]).toEqual([0, ['frog-two']])
  })

  test('is not named like a number where the schema does not allow that', async () => {
    const corpus = copyOfCorpus('seed')
    const { ids } = await add(corpus, inbox({ '2020.txt': 'a' })('2020.txt'))
    expect(ids).toEqual([`a${sha256('a').slice(0, 16)}`])
  })

  test('comes from standard input, with an id', async () => {
    const corpus = copyOfCorpus('seed')
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'add', ...args, '-'], {
        cwd: corpus,
        input: 'نص\n',
        encoding: 'utf8',
      })
    expect(run().status).toBe(2)
    expect(run().stderr).toContain('has no name')
    expect(run('--id', 'from-pipe').status).toBe(0)
    expect(readFileSync(join(corpus, 'seeds/from-pipe.txt'), 'utf8')).toBe('نص\n')
  })

  test('goes into another folder with --into, which is made, and into no other', async () => {
    const corpus = copyOfCorpus('seed')
    const file = inbox({ 'one.txt': '1' })('one.txt')
    for (const into of ['schema', '../elsewhere', 'seeds/../schema', 'seeds/.hidden', '/etc']) {
      expect(await refusal({ corpus, files: [{ path: file }], into }), into).toContain(
        'is no folder that raw texts are read from.',
      )
    }
    const { code, added } = await add(corpus, '--into', 'seeds/2020/05/', file)
    expect([code, added[0].path]).toEqual([0, 'seeds/2020/05/one.txt'])
    // An id is taken wherever its file stands.
    const again = await add(corpus, inbox({ 'one.txt': '2' })('one.txt'))
    expect(again.problems[0].message).toBe('the id "one" is already used at seeds/2020/05/one.txt.')
  })

  test('goes into no folder that a link leads out of the corpus', async () => {
    const corpus = copyOfCorpus('seed')
    const outside = workdir()
    symlinkSync(outside, join(corpus, 'seeds/link'))
    const path = inbox({ 'a-1.txt': 'a' })('a-1.txt')
    for (const into of ['seeds/link', 'seeds/link/deeper']) {
      expect(await refusal({ corpus, files: [{ path }], into })).toContain('lies outside the corpus folder')
    }
    // Nor is it read from there.
    expect((await add(corpus, path)).code).toBe(2)
    expect(readdirSync(outside)).toEqual([])
  })

  test('may be the first of a corpus, whose folder is not there yet', async () => {
    const corpus = copyOfCorpus('seed')
    rmSync(join(corpus, 'seeds'), { recursive: true })
    const { code } = await add(corpus, inbox({ 'first.txt': 'a' })('first.txt'))
    expect(code).toBe(0)
    expect(seeds(corpus)).toEqual(['first.meta.yaml', 'first.txt'])
  })

  test('is nothing that a corpus of records takes', async () => {
    const { code, stderr } = await add(copyOfCorpus('readings'), inbox({ 'a.txt': 'a' })('a.txt'))
    expect(code).toBe(2)
    expect(stderr).toContain('has no place for raw texts')
  })
})

describe('what is refused', () => {
  test('is named, and leaves the others and the corpus alone', async () => {
    const corpus = copyOfCorpus('seed')
    const file = inbox({
      'good.txt': 'good',
      'empty.txt': '',
      'latin.txt': Buffer.from([0x63, 0xe9]),
      'large.txt': '',
      'folder/x': '',
      'x.meta.yaml': 'language: ar',
    })
    truncateSync(file('large.txt'), 64 * 1024 * 1024 + 1)
    symlinkSync('/etc/hostname', file('link.txt'))
    const names = [
      'empty.txt',
      'latin.txt',
      'large.txt',
      'folder',
      'link.txt',
      'missing.txt',
      'good.txt/x',
      'x.meta.yaml',
    ]
    const { code, ids, codes, problems } = await add(corpus, ...[...names, 'good.txt'].map(file))
    expect(code).toBe(1)
    expect(ids).toEqual(['good'])
    expect(codes).toEqual([
      'add/no-file',
      'file/empty',
      'file/not-utf8',
      'file/too-large',
      'add/no-file',
      'add/no-file',
      'add/no-file',
      'add/no-file',
    ])
    expect(problems[2].location).toEqual({ file: file('latin.txt'), byte: 1 })
    expect([problems[0], ...problems.slice(4)].map(({ message }: { message: string }) => message)).toEqual([
      'nothing in this folder is a text, a page or Markdown, by the ending of its name.',
      'this is a link, expected a text.',
      'there is no such file.',
      'there is no such file.',
      'this is a sidecar, expected a text.',
    ])
    expect(seeds(corpus)).toEqual([...SEED, 'good.meta.yaml', 'good.txt'])
  })

  test('an id in use, with other bytes or the same', async () => {
    const corpus = copyOfCorpus('seed')
    const seed = readFileSync(join(corpus, 'seeds', SEED[1] ?? ''))
    const file = inbox({ [SEED[1] ?? '']: 'other', 'again.txt': seed })
    const { code, problems } = await add(corpus, file(SEED[1] ?? ''), file('again.txt'))
    expect(code).toBe(1)
    expect(problems.map(({ message }: { message: string }) => message)).toEqual([
      'the id "000_ad92ce98440a633d" is already used at seeds/000_ad92ce98440a633d.txt.',
      'this text is in the corpus already: seeds/000_ad92ce98440a633d.txt.',
    ])
    expect(seeds(corpus)).toEqual(SEED)
    expect(readFileSync(join(corpus, 'seeds', SEED[1] ?? ''))).toEqual(seed)
  })

  test('an id that a record of another source has', async () => {
    const corpus = copyOfCorpus('seed')
    mkdirSync(join(corpus, 'records'))
    writeFileSync(join(corpus, 'records/a.jsonl'), '{"id":"x-1"}\n{"text":"","id":"st\\u006frm"}\n')
    const statement = readFileSync(join(corpus, 'corpus.yaml'), 'utf8')
    writeFileSync(
      join(corpus, 'corpus.yaml'),
      statement.replace('    format: text\n', '    format: text\n  - {path: records, format: jsonl}\n'),
    )
    const { problems } = await add(corpus, inbox({ 'storm.txt': 'a' })('storm.txt'))
    expect(problems[0].message).toBe('the id "storm" is already used at records/a.jsonl:2.')
  })

  test('one id for two files, and the same bytes twice', async () => {
    const corpus = copyOfCorpus('seed')
    const file = inbox({ 'a/storm.txt': '1', 'b/storm.txt': '2', 'c-1.txt': 'same', 'c-2.txt': 'same' })
    const names = ['a/storm.txt', 'b/storm.txt', 'c-1.txt', 'c-2.txt'].map(file)
    const { code, ids, problems } = await add(corpus, ...names)
    expect([code, ids]).toEqual([1, ['c-1']])
    expect(problems.map(({ message }: { message: string }) => message)).toEqual([
      `the id "storm" is already used at ${file('b/storm.txt')}.`,
      `the id "storm" is already used at ${file('a/storm.txt')}.`,
      `this is the same text as ${file('c-1.txt')}.`,
    ])
  })

  test('a withdrawn id', async () => {
    const corpus = copyOfCorpus('seed')
    writeFileSync(join(corpus, 'withdrawn.jsonl'), '{"id":"gone","reason":"why","date":"2026-01-02"}\n')
    const { codes, problems } = await add(corpus, inbox({ 'gone.txt': 'a' })('gone.txt'))
    expect(codes).toEqual(['add/withdrawn'])
    expect(problems[0].message).toBe(
      'the id "gone" was withdrawn on 2026-01-02 and is never used again: "why".',
    )
    writeFileSync(join(corpus, 'withdrawn.jsonl'), '{"id":"gone"}\n')
    const broken = await add(corpus, inbox({ 'gone.txt': 'a' })('gone.txt'))
    expect(broken.code).toBe(2)
    expect(broken.stderr).toContain('withdrawn.jsonl')
    expect(seeds(corpus)).toEqual(SEED)
  })

  test('a key or value that no sidecar may have, before anything is written', async () => {
    const corpus = copyOfCorpus('seed')
    const file = inbox({ 'a-1.txt': 'a' })('a-1.txt')
    const said: Record<string, string> = {
      'titel=x': '`titel` is not a sidecar key. Did you mean `title`?',
      'basis.titel=unknown': '`basis.titel` is not a sidecar key. Did you mean `basis.title`?',
      'published=2020-02-30': 'record/date: "2020-02-30" is not a calendar date.',
      'basis.title=maybe': 'record/enum: /basis/title is the string "maybe"',
      'title=null': '`title` has no value.',
      'origin=x': '`origin` cannot be stated here.',
      'blocks=x': '`blocks` cannot be stated here.',
    }
    for (const [pair, words] of Object.entries(said)) {
      const [key = '', value = ''] = pair.split('=')
      expect(
        await refusal({ corpus, files: [{ path: file }], claims: { set: [[key, value]] } }),
        pair,
      ).toContain(words)
    }
    const unpaired = await add(corpus, '--set', 'title', file)
    expect([unpaired.code, unpaired.stderr.split('\n')[0]]).toEqual([2, '--set title is no key and value.'])
    expect((await add(corpus, '--language', 'arabic!', file)).code).toBe(2)
    expect((await add(corpus, '--id', 'b-1', file, file)).code).toBe(2)
    expect(seeds(corpus)).toEqual(SEED)
  })

  test('everything, in a dry run', async () => {
    const corpus = copyOfCorpus('seed')
    const { code, stdout } = await warraq(
      ['add', '--dry-run', '--into', 'seeds/new', inbox({ 'a-1.txt': 'abc' })('a-1.txt')],
      { cwd: corpus },
    )
    expect(code).toBe(0)
    expect(stdout).toContain('seeds/new/a-1.txt: would be added (3 bytes)')
    expect(seeds(corpus)).toEqual(SEED)
  })
})

describe('the sidecar', () => {
  test('is valid once the required keys are filled in, and exports with every null explained', async () => {
    const corpus = copyOfCorpus('seed')
    const lines = ['house', 'mill', 'barn', 'school', 'church', 'inn', 'shop', 'gate'].map(
      name => `The storm took the roof of the ${name} by the river.`,
    )
    await add(corpus, inbox({ 'storm.txt': `${lines.join('\n')}\n` })('storm.txt'))
    const path = join(corpus, 'seeds/storm.meta.yaml')
    const stub = readFileSync(path, 'utf8')
    // What is not known is asked for, and nothing is claimed: neither the language of the corpus nor its licence.
    const before = await warraq(['export', '--out', join(workdir(), 'out')], { cwd: corpus })
    expect(before.code).toBe(1)
    expect(before.stderr.match(/error record\/required: `(\w+)`/g)).toEqual([
      'error record/required: `language`',
      'error record/required: `license`',
    ])
    writeFileSync(path, stub.replace('#language:', 'language: en').replace('#license:', 'license: NONE'))
    const out = join(workdir(), 'out')
    const after = await warraq(['export', '--formats', 'jsonl', '--out', out], { cwd: corpus })
    expect([after.code, after.stderr]).toEqual([0, ''])
    const [, line = ''] = readFileSync(join(out, 'data/articles.jsonl'), 'utf8').split('\n')
    const record = JSON.parse(line)
    expect(record).toMatchObject({ id: 'storm', title: null, language: 'en', license: 'NONE' })
    const reasons = record.basis.filter(({ basis }: { basis: string }) => basis === 'unknown')
    expect(reasons.map(({ field }: { field: string }) => field)).toEqual([
      '/title',
      '/url',
      '/published',
      '/source/retrieved',
      '/rights_holder',
    ])
  })

  test('has a line for every key, and a value only where one was stated', async () => {
    const corpus = copyOfCorpus('seed')
    const pairs = [
      'title=no',
      'published=2020-05',
      'authors=A',
      'authors=B: c',
      'basis.url=withheld',
      'notes=000123',
    ]
    const args = pairs.flatMap(pair => ['--set', pair])
    await add(
      corpus,
      '--language',
      'ar',
      '--license',
      'CC-BY-4.0',
      ...args,
      inbox({ 'x-1.txt': 'a' })('x-1.txt'),
    )
    const stub = readFileSync(join(corpus, 'seeds/x-1.meta.yaml'), 'utf8')
    const lines = stub.split('\n').filter(line => line !== '' && !line.startsWith('# '))
    expect(lines).toEqual([
      'language: ar',
      'title: "no"',
      '#url:',
      'published: "2020-05"',
      '#byline:',
      'authors: [A, "B: c"]',
      '#outlet:',
      '#blocks:',
      '#retrieved:',
      'license: CC-BY-4.0',
      '#rights_holder:',
      '#content_notes:',
      'notes: "000123"',
      'basis:',
      '  url: withheld',
      '  retrieved: unknown',
      '  rights_holder: unknown',
    ])
    expect(stub).toContain(
      '# Day on which the text was taken from its source. Form: YYYY-MM-DD.\n#retrieved:',
    )
    expect(stub).toContain('armed-conflict, deaths')
  })

  test('follows the schema, whatever it calls its fields', async () => {
    const haiku = copyOfCorpus('haiku')
    const file = inbox({ 'frog.txt': 'old pond' })('frog.txt')
    expect((await add(haiku, '--license', 'CC0-1.0', file)).stderr).toContain('has no field for the license')
    const { code } = await add(haiku, '--language', 'ja', '--set', 'stars=4', '--set', 'season=spring', file)
    expect(code).toBe(0)
    const stub = readFileSync(join(haiku, 'texts/frog.meta.yaml'), 'utf8')
    const lines = stub.split('\n').filter(line => line !== '' && !line.startsWith('# '))
    expect(lines).toEqual(['tongue: ja', '#parts:', 'season: spring', 'stars: 4', '#notes:'])
    const exported = await warraq(['export', '--formats', 'jsonl', '--out', join(workdir(), 'o')], {
      cwd: haiku,
    })
    expect([exported.code, exported.stderr]).toEqual([0, ''])
  })

  test('survives descriptions and names that YAML would trip over', () => {
    const names = ['no', 'a: b', '# x', 'يوم', '2020', 'a\u2028b']
    const properties = Object.fromEntries(
      names.map(name => [
        name,
        { description: `two\nlines: # \u202e${'long '.repeat(900)}`, type: ['string', 'null'] },
      ]),
    )
    const basis = {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'basis', 'note'],
        properties: {
          field: { type: 'string' },
          basis: { type: 'string' },
          note: { type: ['string', 'null'] },
        },
      },
      'x-basis': names.map(name => `/${name}`),
    }
    const json = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      required: ['id', 'text'],
      properties: {
        id: { type: 'string', 'x-key': true },
        text: { type: 'string', 'x-text': true },
        ...properties,
        basis,
      },
    }
    const schema = loadSchema(JSON.stringify(json), 'odd.schema.json')
    const stub = stubFor(schema, { language: ['en'], license: 'NONE' })
    const read = sidecarReaderFor(schema)
    const empty = read(stub('texts/a\u202e.txt', { values: {}, basis: {} }).text, 'a.meta.yaml')
    expect(empty.problems).toEqual([])
    expect(Object.keys(empty.statement.basis).sort()).toEqual(names.map(name => `/${name}`).sort())
    const values = Object.fromEntries(names.map(name => [name, 'off\n# \u2028 "quoted"']))
    const full = read(stub('texts/a.txt', { values, basis: {} }).text, 'a.meta.yaml')
    expect(full.problems).toEqual([])
    expect(Object.fromEntries(full.values)).toEqual(
      Object.fromEntries(names.map(name => [`/${name}`, 'off\n# \u2028 "quoted"'])),
    )
  })

  test('that an interrupted run left is taken over; another is not', async () => {
    const corpus = copyOfCorpus('seed')
    const file = inbox({ 'storm.txt': 'a storm' })('storm.txt')
    await add(corpus, file)
    rmSync(join(corpus, 'seeds/storm.txt'))
    expect((await add(corpus, '--language', 'en', file)).codes).toEqual(['add/sidecar-present'])
    expect(existsSync(join(corpus, 'seeds/storm.txt'))).toBe(false)
    expect((await add(corpus, file)).code).toBe(0)
    expect(readFileSync(join(corpus, 'seeds/storm.txt'), 'utf8')).toBe('a storm')
  })

  test('is given to a text that stands in its folder already', async () => {
    const corpus = copyOfCorpus('seed')
    writeFileSync(join(corpus, 'seeds/by-hand.txt'), 'put here')
    const { code, added } = await add(corpus, 'seeds/by-hand.txt')
    expect([code, added[0].path]).toEqual([0, 'seeds/by-hand.txt'])
    expect(readFileSync(join(corpus, 'seeds/by-hand.txt'), 'utf8')).toBe('put here')
    expect(readFileSync(join(corpus, 'seeds/by-hand.meta.yaml'), 'utf8')).toContain('#language:')
    expect((await add(corpus, 'seeds/by-hand.txt')).codes).toEqual(['add/present'])
  })
})

describe('another encoding', () => {
  const arabic = 'نشرة الأخبار المسائية: قتيل وجرحى.\n'
  const windows1256 = Buffer.from(
    'e4d4d1c920c7e1c3cec8c7d120c7e1e3d3c7c6edc93a20decaede120e6ccd1cdec2e0a',
    'hex',
  )

  test('is converted, and the sidecar says from what', async () => {
    const corpus = copyOfCorpus('seed')
    const file = inbox({ 'news.txt': windows1256 })('news.txt')
    const { code, added } = await add(corpus, '--from', 'CP1256', file)
    expect(code).toBe(0)
    expect(readFileSync(join(corpus, 'seeds/news.txt'), 'utf8')).toBe(arabic)
    expect(added[0]).toMatchObject({
      exact: true,
      sha256: sha256(arabic),
      origin: {
        media_type: 'text/plain',
        encoding: 'windows-1256',
        sha256: sha256(windows1256),
        converter: 'iconv-lite 0.7.3',
      },
    })
    const sidecar = readFileSync(join(corpus, 'seeds/news.meta.yaml'), 'utf8')
    expect(sidecar).toMatch(/origin:\n {2}media_type: text\/plain\n {2}encoding: windows-1256\n {2}sha256: /)
  })

  test('is converted where the text stands, and the sidecar of its curator keeps every byte', async () => {
    const corpus = copyOfCorpus('seed')
    writeFileSync(join(corpus, 'seeds/news.txt'), windows1256)
    const said = 'language:   ar # sure\nlicense: NONE\n# the end'
    writeFileSync(join(corpus, 'seeds/news.meta.yaml'), said)
    const { code } = await add(corpus, '--from', 'windows-1256', 'seeds/news.txt')
    expect(code).toBe(0)
    expect(readFileSync(join(corpus, 'seeds/news.txt'), 'utf8')).toBe(arabic)
    const sidecar = readFileSync(join(corpus, 'seeds/news.meta.yaml'), 'utf8')
    expect(sidecar.startsWith(`${said}\norigin:\n`)).toBe(true)
    expect(sidecar).toContain(sha256(windows1256))
    const again = await add(corpus, '--from', 'windows-1256', 'seeds/news.txt')
    expect(again.codes).toEqual(['add/utf8-already'])
    // The article of the release is UTF-8, and cannot be changed in this way either.
    const seed = await add(corpus, '--from', 'utf-16le', 'seeds/000_ad92ce98440a633d.txt')
    expect(seed.code).toBe(1)
    expect(seeds(corpus).length).toBe(4)
  })

  test('is refused by name, or by its first bad byte', async () => {
    const corpus = copyOfCorpus('seed')
    const file = inbox({ 'a-1.txt': Buffer.from('abc\x81', 'latin1') })('a-1.txt')
    const unknown = await add(corpus, '--from', 'windwos-1256', file)
    expect([unknown.code, unknown.stderr.split('\n')[0]]).toEqual([
      2,
      'There is no encoding "windwos-1256". Did you mean "windows-1256"?',
    ])
    for (const from of ['base64', 'hex', 'utf-7', '']) {
      expect(await refusal({ corpus, files: [{ path: file }], from })).toContain(
        `There is no encoding "${from}".`,
      )
    }
    const bad = await add(corpus, '--from', 'windows-1252', file)
    expect([bad.code, bad.problems[0].message]).toEqual([
      1,
      'byte 3 (0x81) stands for no character in windows-1252.',
    ])
    expect(seeds(corpus)).toEqual(SEED)
  })

  test.each<[encoding: string, hex: string, expected: unknown]>([
    ['utf-16le', 'fffe41002706', { text: 'Aا', exact: true }],
    ['utf-16', 'feff00410627', { text: 'Aا', exact: true }],
    ['utf-16', '00410627', { badByte: 0 }],
    ['utf-16le', 'feff0041', { badByte: 0 }],
    ['utf-16le', '410042', { badByte: 2 }],
    ['utf-16be', '0041d8000042', { badByte: 2 }],
    ['utf-16le', '3dd800de4100', { text: '😀A', exact: true }],
    ['utf-32le', '4100000000001100', { badByte: 4 }],
    ['utf-8', 'efbbbf41', { text: 'A', exact: true }],
    ['utf-8', '41ff', { badByte: 1 }],
    ['iso-8859-6', 'c7a1', { badByte: 1 }],
    ['shift_jis', '41816082', { badByte: 3 }],
    ['shift_jis', '418160', { text: 'A～', exact: true }],
    ['shift_jis', '41ff8160', { badByte: 1 }],
    ['us-ascii', '4180', { badByte: 1 }],
    ['gb18030', '84319533 41'.replace(' ', ''), { text: 'A', exact: true }],
  ])('%s reads %s strictly', async (encoding, hex, expected) => {
    expect((await decoderOf(encoding)).decode(Buffer.from(hex, 'hex'))).toEqual(expected)
  })

  test('every byte of a one-byte encoding is a character that gives the byte again, or is refused', async () => {
    for (const name of ['windows-1252', 'windows-1256', 'iso-8859-6', 'macintosh', 'cp864', 'koi8-r']) {
      const { decode } = await decoderOf(name)
      for (let byte = 1; byte < 256; byte++) {
        const decoded = decode(Buffer.from([0x41, byte]))
        if ('badByte' in decoded) expect(decoded.badByte, `${name} ${byte}`).toBe(1)
        else expect([decoded.exact, decoded.text.length], `${name} ${byte}`).toEqual([true, 2])
      }
    }
  })
})
