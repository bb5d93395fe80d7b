import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadCorpus } from '../src/corpus/load.js'
import { loadFormats } from '../src/formats/index.js'
import { canonicalFor } from '../src/records/canonical.js'
import { copyOfCorpus, root, warraq, workdir } from './cli.js'
import { labelOf, snapshot } from './staging/trees.js'

const corpora = ['seed', 'readings', 'haiku'] as const
const folderOf = (name: (typeof corpora)[number]): string =>
  name === 'seed' ? root : join(root, 'test/corpora', name)

interface Summary {
  readonly published: boolean
  readonly records: number
  readonly contentDigest: string
  readonly problems: {
    readonly error: number
    readonly first: readonly { code: string; location: object; message: string }[]
  }
  readonly resources: readonly { path: string; format: string; table: string; records: number }[]
}

async function exportTo(out: string, corpus: string, ...options: string[]): Promise<Summary> {
  const { stdout, stderr } = await warraq(['export', '--corpus', corpus, '--out', out, '--json', ...options])
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

/** Bytes of every file, by path. */
function bytesOf(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return Object.fromEntries(
    paths.map(entry => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(folder.length), readFileSync(path, 'base64')]
    }),
  )
}

describe('the release of the seed', () => {
  test('is the one that is committed, byte for byte', async () => {
    const out = join(workdir(), 'dist-data')
    await exportTo(out, root)
    expect(bytesOf(out)).toEqual(bytesOf(join(root, 'dist-data')))
  })

  test('has the datasheet that stands at the top of the project', () => {
    expect(readFileSync(join(root, 'DATASHEET.md'), 'utf8')).toBe(
      readFileSync(join(root, 'dist-data/DATASHEET.md'), 'utf8'),
    )
  })

  test('is the same from another folder, clock, locale and time zone', async () => {
    const out = join(workdir(), 'dist-data')
    const fakeClock = `data:text/javascript,${encodeURIComponent('const D=Date;globalThis.Date=class extends D{constructor(...a){super(...(a.length?a:[0]))}static now(){return 0}};Math.random=()=>0.5')}`
    const { code, stderr } = await warraq(['export', '--corpus', root, '--out', out], {
      cwd: workdir(),
      node: ['--import', fakeClock],
      env: {
        PATH: process.env['PATH'],
        LC_ALL: 'tr_TR.UTF-8',
        LANG: 'ar_EG',
        TZ: 'Pacific/Kiritimati',
        COLUMNS: '7',
        FORCE_COLOR: '1',
      },
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(bytesOf(out)).toEqual(bytesOf(join(root, 'dist-data')))
  })

  test('keeps the raw file: its text is the file, byte for byte', () => {
    const [line = ''] = readFileSync(join(root, 'dist-data/data/articles.jsonl'), 'utf8').split('\n')
    const raw = readFileSync(join(root, 'seeds/000_ad92ce98440a633d.txt'))
    expect(Buffer.from(JSON.parse(line).text)).toEqual(raw)
    expect(createHash('sha256').update(raw).digest('hex')).toBe(
      '4abdc18fe72ee742a05bafe00c466af103d6a0ed8bc4325fc2d9e7d2c29e24cb',
    )
  })
})

describe.each(corpora)('the corpus %s', name => {
  test.each([
    ['one shard', '256MB'],
    ['several shards', name === 'seed' ? '1KB' : name === 'readings' ? '1400B' : '40B'],
  ])('reads back to the same content from every format, in %s', async (_, size) => {
    const out = join(workdir(), 'release')
    const { contentDigest, resources, records } = await exportTo(out, folderOf(name), '--shard-size', size)
    const { schema } = loadCorpus(folderOf(name))
    const canonical = canonicalFor(schema.fields)
    const original = readFileSync(join(out, resources[0]?.path ?? ''), 'utf8')
    expect(records).toBe({ seed: 1, readings: 6, haiku: 3 }[name])
    for (const format of await loadFormats(['jsonl', 'csv', 'arrow', 'parquet'])) {
      const hash = createHash('sha256')
      const lines: string[] = []
      const own = resources.filter(resource => resource.format === format.name)
      const mains = own.filter(({ table }) => table === '')
      for (const [shard] of mains.entries()) {
        const tables = new Map<string, string>()
        for (const { table } of own)
          tables.set(table, join(out, own.filter(r => r.table === table)[shard]?.path ?? ''))
        for await (const batch of format.read(Object.fromEntries(tables), schema)) {
          for (const record of batch.records) {
            hash.update(canonical.digest(record))
            lines.push(canonical.line(record))
          }
        }
      }
      expect({ format: format.name, digest: hash.digest('hex') }).toEqual({
        format: format.name,
        digest: contentDigest,
      })
      if (mains.length === 1) expect(`${lines.join('\n')}\n`).toBe(original)
    }
  })

  test('has the same content digest whatever the shards', async () => {
    const whole = await exportTo(join(workdir(), 'release'), folderOf(name))
    const cut = await exportTo(join(workdir(), 'release'), folderOf(name), '--shard-size', '1B')
    expect(cut.contentDigest).toBe(whole.contentDigest)
    expect(
      cut.resources.filter(({ format }) => format === 'jsonl').reduce((sum, { records }) => sum + records, 0),
    ).toBe(whole.records)
  })
})

test('a release can be exported again: its JSON Lines are a source like any other', async () => {
  const corpus = copyOfCorpus('readings')
  const first = await exportTo(join(corpus, 'one'), corpus)
  rmSync(join(corpus, 'records'), { recursive: true })
  mkdirSync(join(corpus, 'records'))
  writeFileSync(join(corpus, 'records/all.jsonl'), readFileSync(join(corpus, 'one/data/readings.jsonl')))
  const second = await exportTo(join(corpus, 'two'), corpus)
  expect(second.contentDigest).toBe(first.contentDigest)
  expect(bytesOf(join(corpus, 'two'))).toEqual(bytesOf(join(corpus, 'one')))
})

describe('what is wrong is said, and nothing is published', () => {
  test('every problem of every record, with its place', async () => {
    const corpus = copyOfCorpus('readings')
    const out = join(corpus, 'dist-data')
    await exportTo(out, corpus)
    const before = snapshot(out)
    const good = readFileSync(join(corpus, 'records/a.jsonl'), 'utf8').split('\n')[1] ?? ''
    const bad = [
      good.replace('"000124"', '"000300"').replace('"level":0', '"level":101').replace('"2020', '"2021'),
      good.replace('"000124"', '"000301"').replace('0001-01-01', '2021-02-29'),
      '{"id": "000302",',
      good.replace('"000124"', '"000123"'),
      good.replace('"000124"', '"000303"').replace('-9223372036854775808', '9223372036854775808'),
      good.replace('"000124"', '"000304"').replace('23:59:59.5Z', '23:59:59.500+00:00'),
      good.replace('"000124"', '"000305"').replace('"value":1e21', '"value":1,"value":2'),
      '',
      good
        .replace('"000124"', '"000306"')
        .replace('"ok":false', '"ok":"no"')
        .replace('"author":null', '"author":7,"auther":"x"'),
    ]
    writeFileSync(
      join(corpus, 'records/bad.jsonl'),
      Buffer.concat([Buffer.from(bad.join('\n')), Buffer.from('\n\xc7\xe1\n', 'latin1')]),
    )
    const { code, stderr, stdout } = await warraq(['export', '--corpus', corpus, '--out', out])
    expect(code).toBe(1)
    expect(stdout).toBe('')
    await expect(`${stderr.replaceAll(corpus, '<corpus>')}`).toMatchFileSnapshot(
      join(root, 'test/golden/export/bad-records.txt'),
    )
    expect(snapshot(out)).toEqual(before)
  })

  test('sidecars: places, near misses, nulls, orphans', async () => {
    const corpus = copyOfCorpus('seed')
    const seeds = join(corpus, 'seeds')
    const meta = 'language: ar\nlicense: NOASSERTION\n'
    const article = (id: string, text: string | Buffer, sidecar?: string) => {
      writeFileSync(join(seeds, `${id}.txt`), text)
      if (sidecar !== undefined) writeFileSync(join(seeds, `${id}.meta.yaml`), sidecar)
    }
    article('key', 'نص واحد.', `${meta}autor: x\ntitle: ~\n`)
    article('twice', 'نص اثنان.', `${meta}language: en\n`)
    article('date', 'نص ثلاثة.', `${meta}published: 2020-02-30\nretrieved: yesterday\n`)
    article('absent', 'نص أربعة.', 'licence: MIT\n')
    article('lonely', 'نص خمسة.')
    article('legacy', Buffer.from([0xc7, 0xe1, 0xd3, 0xe1, 0xc7, 0xe3]), meta)
    article('same', readFileSync(join(seeds, '000_ad92ce98440a633d.txt')), meta)
    article('mark', '\ufeffنص ستة.', meta)
    article('Bad Name', 'نص سبعة.', meta)
    article(
      'claims',
      'نص ثمانية.',
      `${meta}title: عنوان\nbasis:\n  title: source\n  outlet: curator\n  url: rule\n`,
    )
    writeFileSync(join(seeds, 'gone.meta.yaml'), meta)
    const { code, stderr } = await warraq(['export', '--corpus', corpus, '--out', join(corpus, 'dist-data')])
    expect(code).toBe(1)
    await expect(stderr.replaceAll(corpus, '<corpus>')).toMatchFileSnapshot(
      join(root, 'test/golden/export/bad-sidecars.txt'),
    )
    expect(existsSync(join(corpus, 'dist-data'))).toBe(false)
  })

  test.each([
    [
      'a schema that names no such rule',
      'schema/poem.schema.json',
      '"char-count@1"',
      '"chars-count@1"',
      'schema/rule',
    ],
    ['a misspelled keyword of ours', 'schema/poem.schema.json', '"x-text"', '"x-test"', 'schema/keyword'],
    ['a pattern that is none', 'schema/poem.schema.json', '"^[a-z-]+$"', '"("', 'schema/invalid'],
    [
      'a pattern that looks around',
      'schema/poem.schema.json',
      '"^[a-z-]+$"',
      '"^(?=a)[a-z-]+$"',
      'schema/invalid',
    ],
    [
      'a type that does not exist',
      'schema/poem.schema.json',
      '"type": "string", "pattern"',
      '"type": "text", "pattern"',
      'schema/invalid',
    ],
    ['a key of corpus.yaml that is misspelled', 'corpus.yaml', 'released:', 'relesed:', 'corpus/unknown-key'],
    ['a date that does not exist', 'corpus.yaml', '2026-11-22', '2026-02-30', 'record/date'],
    ['YAML that is none', 'corpus.yaml', 'title: ', 'title: [', 'yaml/syntax'],
  ])('%s', async (_, file, from, to, code) => {
    const corpus = copyOfCorpus('haiku')
    const path = join(corpus, file)
    const text = readFileSync(path, 'utf8')
    expect(text).toContain(from)
    writeFileSync(path, text.replace(from, to))
    const ended = await warraq(['export', '--corpus', corpus, '--out', join(corpus, 'out')])
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 2, stdout: '' })
    expect(ended.stderr).toContain(code)
    expect(ended.stderr).toMatch(new RegExp(`^${file}:?(:\\d+:\\d+)?: error ${code}`, 'm'))
    expect(readdirSync(corpus).sort()).toEqual(['CHANGELOG.md', 'corpus.yaml', 'schema', 'texts'])
  })

  test('paths that lead out of the corpus', async () => {
    for (const path of ['../elsewhere', 'linked']) {
      const corpus = copyOfCorpus('haiku')
      symlinkSync('/etc', join(corpus, 'linked'))
      writeFileSync(
        join(corpus, 'corpus.yaml'),
        readFileSync(join(corpus, 'corpus.yaml'), 'utf8').replace('path: texts', `path: ${path}`),
      )
      const { code, stderr } = await warraq(['export', '--corpus', corpus, '--out', join(corpus, 'out')])
      expect({ code, said: stderr.split('\n')[0] }).toEqual({
        code: 2,
        said: `${path} lies outside the corpus folder.`,
      })
    }
  })

  test('a line without an end is refused, and the lines around it are read', async () => {
    const corpus = copyOfCorpus('readings')
    appendFileSync(join(corpus, 'records/a.jsonl'), `{"id":"${'9'.repeat(70 * 1024 * 1024)}"}\n{"id":"x"}\n`)
    const { problems, records } = await exportTo(join(corpus, 'out'), corpus)
    expect(records).toBe(6)
    expect(problems.first.map(({ code, location }) => ({ code, ...location }))).toMatchObject([
      { code: 'jsonl/line-too-long', file: 'records/a.jsonl', line: 5 },
      ...Array(problems.error - 1).fill({ file: 'records/a.jsonl', line: 6 }),
    ])
  })
})

describe('the command line', () => {
  test('an export in a pipe says what it wrote, without colour', async () => {
    const out = join(workdir(), 'release')
    const { code, stdout, stderr } = await warraq(['export', '--corpus', folderOf('haiku'), '--out', out])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = stdout.split('\n')
    expect(lines[0]).toMatch(/release: 3 records, 0 errors, 0 warnings, \d notes$/)
    expect(lines.at(-2)).toMatch(/^ {2}content digest [0-9a-f]{64}$/)
    expect(stdout).not.toContain('\u001b')
  })

  test.each<[string[], RegExp]>([
    [['export', '--format', 'csv'], /unknown option '--format'/],
    [['export', '--formats', 'cvs'], /There is no format "?cvs/],
    [['export', '--shard-size', 'big'], /--shard-size big is no size/],
    [['export', '--corpus', '/nowhere'], /There is no corpus.yaml in/],
    [['exprt'], /Did you mean export/],
  ])('%j is wrong use', async (args, said) => {
    const { code, stderr } = await warraq([...args, ...(args.includes('--corpus') ? [] : [])], {
      cwd: workdir(),
    })
    expect(code).toBe(2)
    expect(stderr).toMatch(said)
  })

  test('two exports at once: one publishes, the other says who is at work', async () => {
    const out = join(workdir(), 'release')
    const both = await Promise.all(
      [1, 2].map(() => warraq(['export', '--corpus', folderOf('haiku'), '--out', out])),
    )
    const codes = both.map(({ code }) => code).sort()
    expect([
      [0, 0],
      [0, 2],
    ]).toContainEqual(codes)
    for (const { code, stderr } of both) if (code === 2) expect(stderr).toMatch(/process \d+|pid \d+/i)
    expect(labelOf(out)).toContain('Japanese')
  })

  test('a folder that is no release is left alone', async () => {
    const out = join(workdir(), 'mine')
    mkdirSync(out)
    writeFileSync(join(out, 'thesis.doc'), 'years of work')
    const before = snapshot(out)
    const { code, stderr } = await warraq(['export', '--corpus', folderOf('haiku'), '--out', out])
    expect(code).toBe(2)
    expect(stderr).toContain(basename(out))
    expect(snapshot(out)).toEqual(before)
  })

  test('types, columns and the sidecar schema', async () => {
    const types = await warraq(['types'])
    expect(types.stdout).toBe(readFileSync(join(root, 'schema/article.schema.d.ts'), 'utf8'))
    const sidecar = await warraq(['types', '--sidecar'])
    expect(sidecar.stdout).toBe(readFileSync(join(root, 'schema/sidecar.schema.json'), 'utf8'))
    const columns = await warraq(['types', '--columns', '--corpus', folderOf('readings')])
    await expect(columns.stdout).toMatchFileSnapshot(join(root, 'test/golden/export/columns-readings.txt'))
  })
})
