import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parquet } from '../src/formats/parquet.js'
import type { Problem } from '../src/problem.js'
import { makeBatch } from '../src/records/batch.js'
import { openRelease } from '../src/release/opened.js'
import { loadSchema } from '../src/schema/load.js'
import { copyOfCorpus, root, warraq, workdir } from './cli.js'
import { type Export, releaseOf, seal, verify } from './sealed.js'

const readings = (options: Export = {}) => releaseOf(join(root, 'test/corpora/readings'), options)

const codesOf = (problems: readonly Problem[]): string[] => problems.map(({ code }) => code)

function edit(folder: string, path: string, change: (text: string) => string): void {
  const before = readFileSync(join(folder, path), 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`${path} is as it was`)
  writeFileSync(join(folder, path), after)
}

describe('a sound release has no problem', () => {
  test('the one that is committed', async () => {
    const folder = join(root, 'dist-data')
    const { ok, problems, files, checked } = await verify(folder)
    expect({ ok, problems }).toEqual({ ok: true, problems: [] })
    const copied = ['corpus.yaml', 'CHANGELOG.md', 'schema/article.schema.json']
    const rendered = files.filter(path => !path.startsWith('data/') && !copied.includes(path))
    expect(checked).toEqual([
      expect.stringMatching(`^The checksums of ${files.length - 1} files`),
      expect.stringMatching(/^1 record in 4 formats /),
      expect.stringMatching(`^${rendered.length} files that describe`),
    ])
  })

  test.each(['readings', 'haiku'])('%s, in one shard, in several, in one format', async name => {
    const corpus = join(root, 'test/corpora', name)
    for (const options of [{}, { shardBytes: 40 }, { formats: ['csv'] }, { formats: ['arrow', 'parquet'] }]) {
      const { problems, records } = await verify(await releaseOf(corpus, options))
      expect(problems).toEqual([])
      expect(records).toBe(name === 'readings' ? 6 : 3)
    }
  })

  test('one without records, and one whose records were set aside', async () => {
    const corpus = copyOfCorpus('readings')
    writeFileSync(join(corpus, 'records/a.jsonl'), '')
    writeFileSync(join(corpus, 'records/b.jsonl'), '')
    expect((await verify(await releaseOf(corpus))).problems).toEqual([])
    cpSync(join(root, 'test/corpora/readings/records'), join(corpus, 'records'), { recursive: true })
    appendFileSync(join(corpus, 'records/b.jsonl'), '{"id":"x"}\n')
    const folder = await releaseOf(corpus, { rejected: join(workdir(), 'rejected'), asOf: '2030-01-01' })
    expect((await openRelease(folder)).description.json['export']).toMatchObject({
      rejected: 1,
      asOf: '2030-01-01',
    })
    expect((await verify(folder)).problems).toEqual([])
  })
})

describe('a fault is told with its file, record and field', () => {
  test('a file that is missing, one that does not belong there, and a link', async () => {
    const folder = await readings()
    rmSync(join(folder, 'data/readings.parquet'))
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    symlinkSync('/etc/passwd', join(folder, 'passwd'))
    mkdirSync(join(folder, 'empty'))
    const { problems } = await verify(folder)
    const said = problems.map(({ code, location }) => `${code} ${location.file}`)
    expect(said).toEqual(
      expect.arrayContaining([
        'release/file-missing data/readings.parquet',
        'release/file-unknown notes.txt',
        'release/file-unknown passwd',
        'release/file-unknown empty',
      ]),
    )
  })

  test('a format whose only file is gone, also from the manifests, or is no file, and nothing that follows from it', async () => {
    const whole = await readings()
    const path = 'data/readings.arrow'
    const changes: readonly ((folder: string) => void)[] = [
      () => undefined,
      folder => mkdirSync(join(folder, path)),
      folder => symlinkSync('readings.csv', join(folder, path)),
      seal,
    ]
    for (const change of changes) {
      const folder = join(workdir(), 'release')
      cpSync(whole, folder, { recursive: true })
      rmSync(join(folder, path))
      change(folder)
      const places = (await verify(folder)).problems.map(({ code, location }) => `${code} ${location.file}`)
      expect(places).toContain(`release/file-missing ${path}`)
      const others = places.filter(place => !/data\/readings.arrow$|manifest-sha256.txt$/.test(place))
      expect(others).toEqual(['bag/oxum bag-info.txt'])
      expect(new Set(places).size).toBe(places.length)
    }
  })

  test('records that are lacking, moved, or too many in one format', async () => {
    const whole = await readings()
    const lines = readFileSync(join(whole, 'data/readings.jsonl'), 'utf8').trimEnd().split('\n')
    const [a = '', b = '', c = '', ...rest] = lines
    const said = async (changed: readonly string[]) => {
      const folder = join(workdir(), 'release')
      cpSync(whole, folder, { recursive: true })
      writeFileSync(join(folder, 'data/readings.jsonl'), changed.map(line => `${line}\n`).join(''))
      seal(folder)
      const { problems } = await verify(folder)
      return problems
        .filter(({ code }) => /^release\/record-(missing|moved|extra)/.test(code))
        .map(({ code, record, location, message }) => ({
          code,
          record,
          file: location.file,
          line: location.line,
          message,
        }))
    }
    const id = (line: string): string => JSON.parse(line).id
    const file = 'data/readings.jsonl'
    expect(await said([a, c, ...rest])).toEqual([
      {
        code: 'release/record-missing',
        record: id(b),
        file,
        line: undefined,
        message: expect.stringContaining('arrow, parquet and csv'),
      },
    ])
    expect(await said([a])).toEqual([
      expect.objectContaining({
        code: 'release/record-missing',
        record: id(b),
        message: expect.stringContaining('5 records are missing'),
      }),
    ])
    expect(await said([b, a, c, ...rest])).toEqual([
      expect.objectContaining({ code: 'release/record-moved', record: id(a), file, line: 2 }),
    ])
    const extra = a.replace(id(a), 'new')
    expect(await said([a, extra, b, c, ...rest])).toEqual([
      expect.objectContaining({ code: 'release/record-extra', record: 'new', file, line: 2 }),
    ])
  })

  test('a file that is gone, also from the manifests, once and nothing else', async () => {
    const whole = await readings()
    for (const path of ['bagit.txt', 'datapackage.json', 'corpus.yaml', 'schema/reading.schema.json']) {
      const folder = join(workdir(), 'release')
      cpSync(whole, folder, { recursive: true })
      rmSync(join(folder, path))
      if (path !== 'bagit.txt') seal(folder)
      const { problems } = await verify(folder)
      const places = problems.map(({ code, location: { file } }) => `${code} ${file}`)
      const code = path === 'bagit.txt' ? 'bag/no-declaration' : 'release/file-missing'
      expect(places.filter(place => !place.endsWith('manifest-sha256.txt'))).toEqual([`${code} ${path}`])
    }
  })

  test('a changelog in whose place something else stands', async () => {
    const folder = await readings()
    writeFileSync(join(folder, 'CHANGELOG.md'), 'something else')
    seal(folder)
    const { problems } = await verify(folder)
    expect(problems.map(({ code, location: { file } }) => `${code} ${file}`)).toContain(
      'release/unreadable CHANGELOG.md',
    )
  })

  test('a text that is cut off, or goes on, once', async () => {
    const folder = await readings()
    edit(folder, 'README.md', text => text.split('\n').slice(0, 90).join('\n'))
    appendFileSync(join(folder, 'LICENSE'), '\n\n\n')
    seal(folder)
    const { problems } = await verify(folder)
    const told = problems.filter(({ location: { file } }) => file === 'README.md' || file === 'LICENSE')
    expect(told.map(({ code, location: { file, line } }) => `${code} ${file}:${line}`)).toEqual([
      'release/metadata README.md:90',
      expect.stringContaining('release/metadata LICENSE:'),
    ])
    expect(told[0]?.message).toContain('lines more')
  })

  test('of formats that disagree, those have it right that have the content digest that is stated', async () => {
    const corrupted = (text: string) => text.replace('Zugspitze', 'Zugspitz')
    const differs = async (formats: readonly string[], changed: readonly string[]) => {
      const folder = await readings({ formats })
      for (const path of changed) edit(folder, `data/readings.${path}`, corrupted)
      seal(folder)
      const { problems } = await verify(folder)
      expect(codesOf(problems)).not.toContain('release/stated')
      return problems
        .filter(({ code }) => code === 'release/record-differs')
        .map(({ location: { file, pointer } }) => `${file} ${pointer}`)
    }
    expect(await differs(['jsonl', 'csv'], ['jsonl'])).toEqual(['data/readings.jsonl /station/name'])
    expect(await differs(['jsonl', 'csv'], ['csv'])).toEqual(['data/readings.csv /station/name'])
    expect(await differs(['jsonl', 'csv', 'arrow', 'parquet'], ['jsonl', 'csv'])).toEqual([
      'data/readings.jsonl /station/name',
      'data/readings.csv /station/name',
    ])
    // Two that were changed alike do not outvote the one that was not.
    const three = await readings({ formats: ['jsonl', 'csv', 'parquet'] })
    for (const path of ['jsonl', 'csv']) edit(three, `data/readings.${path}`, corrupted)
    seal(three)
    expect(
      (await verify(three)).problems.flatMap(({ code, location: { file } }) =>
        code === 'release/record-differs' ? [file] : [],
      ),
    ).toEqual(['data/readings.jsonl', 'data/readings.csv'])
  })

  test('a table of CSV that is damaged, and not its other tables', async () => {
    const folder = await readings()
    writeFileSync(join(folder, 'data/readings.csv'), '')
    seal(folder)
    const files = (await verify(folder)).problems
      .filter(({ code }) => code === 'release/metadata')
      .map(({ location: { file } }) => file)
    expect(new Set(files)).toEqual(new Set(['manifest-sha256.txt', 'tagmanifest-sha256.txt']))
  })

  test('a content digest that no format has, once in each file', async () => {
    const folder = await readings()
    for (const format of ['jsonl', 'csv'])
      edit(folder, `data/readings.${format}`, text => text.replace('Zugspitze', 'Zugspitz'))
    edit(folder, 'datapackage.json', text => text.replace(/("contentDigest": "sha256:)..../, '$10000'))
    seal(folder)
    const { problems } = await verify(folder)
    const told = problems.filter(
      ({ location: { file, pointer } }) => file === 'datapackage.json' && pointer === '/contentDigest',
    )
    expect(codesOf(told)).toEqual(['release/content-digest'])
  })

  test('damage in a format, and how many records it hides', async () => {
    const folder = await readings()
    writeFileSync(join(folder, 'data/readings.arrow'), 'ARROW1 no more')
    const { problems } = await verify(folder)
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'file/damaged', location: { file: 'data/readings.arrow' } }),
        expect.objectContaining({
          code: 'release/records-unread',
          message: expect.stringContaining('6 records'),
        }),
      ]),
    )
    expect(codesOf(problems)).not.toContain('release/record-missing')
  })

  test('the right records in other bytes', async () => {
    const folder = await readings()
    edit(folder, 'data/readings.jsonl', text => text.replace('{"id"', '{ "id"'))
    seal(folder)
    const { problems } = await verify(folder)
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'release/bytes', location: { file: 'data/readings.jsonl', byte: 1 } }),
    )
  })

  test('a column that is declared otherwise', async () => {
    const folder = await readings()
    const { corpus } = await openRelease(folder)
    const json = structuredClone(corpus.schema.json)
    const looser = loadSchema(JSON.stringify({ ...json, required: ['id'] }), corpus.schema.path)
    const batches = []
    for await (const { records } of parquet.read(
      { '': join(folder, 'data/readings.parquet') },
      corpus.schema,
    ))
      batches.push(makeBatch(looser, records, []))
    const chunks: Buffer[] = []
    const writer = await parquet.open(() => ({ write: bytes => chunks.push(Buffer.from(bytes)) }), looser)
    for (const batch of batches) writer.append(batch)
    writer.close()
    writeFileSync(join(folder, 'data/readings.parquet'), Buffer.concat(chunks))
    seal(folder)
    const { problems } = await verify(folder)
    expect(problems).toContainEqual(
      expect.objectContaining({
        code: 'release/column',
        location: { file: 'data/readings.parquet' },
        message: expect.stringMatching(/is OPTIONAL .*, expected REQUIRED /),
      }),
    )
  })

  test('a content digest, a value of JSON, a line of text, though all checksums are right', async () => {
    const folder = await readings()
    edit(folder, 'datapackage.json', text => text.replace(/("contentDigest": "sha256:)[0-9a-f]{4}/, '$1beef'))
    edit(folder, 'CITATION.cff', text => text.replace(/\nversion: .*/, '\nversion: 2.1.1'))
    edit(folder, 'README.md', text => text.replace('## Load\n', '## Load\nmore\n'))
    seal(folder)
    const { problems } = await verify(folder)
    const places = problems.map(({ code, location: { file, pointer } }) =>
      [code, file, pointer].filter(Boolean).join(' '),
    )
    expect(places).toEqual(
      expect.arrayContaining([
        'release/content-digest datapackage.json /contentDigest',
        'release/metadata datapackage.json /contentDigest',
        'release/metadata CITATION.cff',
        'release/metadata README.md',
      ]),
    )
    const said = problems.filter(({ location }) => location.file === 'README.md')
    expect(said.map(({ message }) => message)).toEqual([
      expect.stringContaining('"more", and follows from the release as not there'),
    ])
  })

  test('facts that no release can do without, and a corpus.yaml that cannot be used', async () => {
    const folder = await readings()
    edit(folder, 'datapackage.json', text => text.replace('"unicode"', '"unicorn"'))
    expect(codesOf((await verify(folder)).problems)).toContain('release/unreadable')
    writeFileSync(join(folder, 'corpus.yaml'), 'name: [')
    const { problems, checked } = await verify(folder)
    expect(problems).toContainEqual(
      expect.objectContaining({
        code: 'yaml/syntax',
        location: expect.objectContaining({ file: 'corpus.yaml' }),
      }),
    )
    expect(checked.join(' ')).toContain('were not looked at')
  })

  test('an id that was withdrawn, and one that stands twice, in every format', async () => {
    const corpus = copyOfCorpus('readings')
    const folder = await releaseOf(corpus, { formats: ['jsonl'] })
    writeFileSync(join(folder, 'withdrawn.jsonl'), '{"id":"000123","reason":"No.","date":"2026-11-22"}\n')
    const line = readFileSync(join(folder, 'data/readings.jsonl'), 'utf8').split('\n')[1] ?? ''
    appendFileSync(join(folder, 'data/readings.jsonl'), `${line}\n`)
    const { problems } = await verify(folder)
    expect(codesOf(problems)).toEqual(expect.arrayContaining(['record/withdrawn', 'record/duplicate-key']))
  })
})

describe('a release of another version', () => {
  async function older(): Promise<string> {
    const folder = await readings()
    edit(folder, 'datapackage.json', text =>
      text.replace(/("tool": \{\s*"name": "warraq",\s*"version": ")[^"]*/, '$10.0.9'),
    )
    seal(folder)
    return folder
  }

  test('is not rendered again', async () => {
    const { ok, problems } = await verify(await older())
    expect(codesOf(problems)).toEqual(['release/other-version'])
    expect(ok).toBe(true)
  })

  test('has what it states compared', async () => {
    const folder = await older()
    edit(folder, 'datapackage.json', text =>
      text.replace(/"bytes": \d+/, '"bytes": 7').replace('"version": "2.1.0"', '"version": "3.0.0"'),
    )
    edit(folder, 'CITATION.cff', text => text.replace(/\nversion: .*/, '\nversion: 9.9.9'))
    seal(folder)
    const { problems } = await verify(folder)
    const places = problems
      .filter(({ code }) => code === 'release/stated')
      .map(({ location: { file, pointer } }) => `${file} ${pointer}`)
    expect(places).toEqual([
      'datapackage.json /version',
      'datapackage.json /resources/0/bytes',
      'CITATION.cff /version',
    ])
  })
})

describe('--rebuild', () => {
  test('exports the sources again, as the release says that they were', async () => {
    const corpus = copyOfCorpus('readings')
    const folder = await releaseOf(corpus, { shardBytes: 1400, formats: ['jsonl', 'parquet'] })
    const whole = await verify(folder, { rebuild: true, corpus })
    expect(whole.problems).toEqual([])
    expect(whole.checked.at(-1)).toContain(
      `${readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).length} files the same`,
    )
    edit(corpus, 'records/b.jsonl', text => text.replace('"ok":true', '"ok":false'))
    const { problems } = await verify(folder, { rebuild: true, corpus })
    expect(new Set(codesOf(problems))).toEqual(new Set(['release/rebuilt']))
    const files = problems.map(({ location }) => location.file)
    expect(files).toContain('data/readings-00001-of-00002.jsonl')
    expect(files).not.toContain('data/readings-00000-of-00002.jsonl')
    writeFileSync(join(corpus, 'records/b.jsonl'), 'no JSON\n')
    expect((await verify(folder, { rebuild: true, corpus })).problems).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/1 error and 0 warnings stop the export/) }),
    ])
  })
})

describe('what warraq did not write', () => {
  test('a bag is judged as a bag, a Data Package as one, and what is neither is refused', async () => {
    const bag = workdir()
    writeFileSync(join(bag, 'bagit.txt'), 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')
    mkdirSync(join(bag, 'data'))
    writeFileSync(join(bag, 'data/a.txt'), 'a')
    writeFileSync(join(bag, 'manifest-sha256.txt'), `${'0'.repeat(64)}  data/a.txt\n`)
    expect(codesOf((await verify(bag)).problems)).toContain('bag/checksum')
    const both = (text: string, into: string) => writeFileSync(join(into, 'datapackage.json'), text)
    both('{"resources": []}', bag)
    const codes = codesOf((await verify(bag)).problems)
    expect(codes).toContain('bag/checksum')
    expect(codes.some(code => code.startsWith('package/'))).toBe(true)
    const alone = workdir()
    both('{"resources": [{"name": "a", "path": "a.csv"}]}', alone)
    expect(codesOf((await verify(alone)).problems).every(code => code.startsWith('package/'))).toBe(true)
    rmSync(join(bag, 'bagit.txt'))
    rmSync(join(bag, 'datapackage.json'))
    expect(codesOf((await verify(bag)).problems)).toEqual(['bag/no-declaration'])
    await expect(verify(workdir())).rejects.toThrow('neither a release, nor a bag, nor a Data Package')
    await expect(verify(join(workdir(), 'nowhere'))).rejects.toThrow('There is no folder')
  })
})

describe('the command', () => {
  test('ends with 0, 1 or 2, and reports in every format', async () => {
    expect((await warraq(['verify'])).code).toBe(0)
    expect((await warraq(['verify', workdir()])).code).toBe(2)
    expect((await warraq(['verify', '--corpus', '.'])).code).toBe(2)
    const folder = await readings()
    const inside = await warraq(['verify', folder, '--problems', join(folder, 'problems.jsonl')])
    expect(inside).toMatchObject({ code: 2, stderr: expect.stringContaining('in the folder that is judged') })
    const nowhere = await warraq(['verify', folder, '--problems', join(folder, '../none/problems.jsonl')])
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no folder') })
    appendFileSync(join(folder, 'LICENSE'), 'x')
    const { code, stdout } = await warraq(['verify', folder, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ summary: { command: 'verify', ok: false } })
    for (const format of ['text', 'jsonl', 'github', 'sarif', 'junit']) {
      const { stdout } = await warraq(['verify', folder, '--format', format])
      expect(stdout, format).toContain('LICENSE')
    }
  })
})
