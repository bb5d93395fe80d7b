import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadWithdrawn, parseWithdrawn } from '../src/corpus/withdrawn.js'
import { UsageError } from '../src/errors.js'
import { exportCorpus } from '../src/export.js'
import { schemaOf } from './arbitraries.js'
import { copyOfCorpus, workdir } from './cli.js'

const line = (id: string, more: object = {}): string =>
  JSON.stringify({ id, reason: 'The author asked for it.', date: '2026-11-01', ...more })

/** Codes and places of what is wrong with a file. */
const faultsOf = (text: string): (string | number | undefined)[][] =>
  parseWithdrawn(text, 'withdrawn.jsonl').problems.map(({ code, location }) => [
    code,
    location.line,
    location.column,
    location.pointer,
  ])

describe('withdrawn.jsonl', () => {
  test('is read, with or without a last line feed', () => {
    const text = `${line('a17')}\n${line('b', { reason: 'سبب' })}`
    for (const end of ['', '\n']) {
      const { byId, problems } = parseWithdrawn(text + end, 'withdrawn.jsonl')
      expect(problems).toEqual([])
      expect([...byId.values()]).toEqual([
        { id: 'a17', reason: 'The author asked for it.', date: '2026-11-01', line: 1 },
        { id: 'b', reason: 'سبب', date: '2026-11-01', line: 2 },
      ])
    }
    expect(parseWithdrawn('', 'withdrawn.jsonl')).toEqual({ byId: new Map(), problems: [] })
  })

  test.each<[string, string, (string | number | undefined)[][]]>([
    ['no JSON', '{"id":"a"', [['withdrawn/line', 1, 10, undefined]]],
    ['a blank line', `${line('a')}\n\n${line('b')}\n`, [['withdrawn/line', 2, 1, undefined]]],
    ['a list', '["a"]', [['withdrawn/line', 1, 1, undefined]]],
    ['null', 'null', [['withdrawn/line', 1, 1, undefined]]],
    ['a missing key', '{"id":"a","date":"2026-11-01"}', [['withdrawn/line', 1, 1, '/reason']]],
    ['another type', line('a', { id: 17 }), [['withdrawn/line', 1, 7, '/id']]],
    ['an empty reason', line('a', { reason: ' ' }), [['withdrawn/line', 1, 20, '/reason']]],
    ['a day that is none', line('a', { date: '2026-02-29' }), [['withdrawn/line', 1, 54, '/date']]],
    ['a moment for a day', line('a', { date: '2026-02-28T00:00Z' }), [['withdrawn/line', 1, 54, '/date']]],
    ['a stray key', line('a', { by: 'me' }), [['withdrawn/unknown-key', 1, 67, '/by']]],
    [
      '__proto__',
      '{"__proto__":{"id":"a"}}',
      [
        ['withdrawn/unknown-key', 1, 2, '/__proto__'],
        ['withdrawn/line', 1, 1, '/id'],
        ['withdrawn/line', 1, 1, '/reason'],
        ['withdrawn/line', 1, 1, '/date'],
      ],
    ],
    [
      'a key twice',
      '{"id":"a","id":"b","reason":"r","date":"2026-11-01"}',
      [['json/duplicate-key', 1, 11, '/id']],
    ],
    [
      'half a character',
      '{"id":"\\ud800","reason":"r","date":"2026-11-01"}',
      [['text/lone-surrogate', 1, 7, '/id']],
    ],
    ['an id twice', `${line('a')}\n${line('b')}\n${line('a')}\n`, [['withdrawn/duplicate', 3, 7, '/id']]],
    ['a byte order mark', `\uFEFF${line('a')}`, [['file/bom', 1, 1, undefined]]],
    [
      'too deep a nesting',
      `{"id":${'['.repeat(300)}${']'.repeat(300)}}`,
      [['withdrawn/line', 1, 262, undefined]],
    ],
  ])('%s is told with its place', (_, text, faults) => {
    expect(faultsOf(text)).toEqual(faults)
  })

  test('all that is wrong is told, not the first only', () => {
    expect(faultsOf(`{\n${line('a', { id: '', x: 1 })}\n`).map(([code]) => code)).toEqual([
      'withdrawn/line',
      'withdrawn/unknown-key',
      'withdrawn/line',
    ])
  })

  test('a misspelled key is known', () => {
    const [found] = parseWithdrawn('{"id":"a","raeson":"r","date":"2026-11-01"}', 'w').problems
    expect(found?.message).toContain('Did you mean `reason`?')
  })

  test('bytes that are no UTF-8, a folder, a link out of the corpus, and ids for records that have none are refused', () => {
    const schema = schemaOf([])
    const load = (folder: string) => loadWithdrawn({ folder, schema })
    expect(load(workdir())).toEqual({ text: undefined, byId: new Map() })
    const folder = workdir()
    writeFileSync(join(folder, 'withdrawn.jsonl'), Buffer.from([0x7b, 0xc7]))
    expect(() => load(folder)).toThrow(UsageError)
    const nested = workdir()
    mkdirSync(join(nested, 'withdrawn.jsonl'))
    expect(() => load(nested)).toThrow('is no file')
    const linked = workdir()
    symlinkSync(join(folder, 'withdrawn.jsonl'), join(linked, 'withdrawn.jsonl'))
    expect(() => load(linked)).toThrow('outside the corpus')
    const keyless = workdir()
    writeFileSync(join(keyless, 'withdrawn.jsonl'), line('a'))
    expect(() => load(keyless)).toThrow('names ids, and records of schema.json have none')
  })
})

describe('export', () => {
  test('refuses a corpus in which an id that was withdrawn is still used', async () => {
    const corpus = copyOfCorpus('seed')
    writeFileSync(join(corpus, 'withdrawn.jsonl'), `${line('other')}\n${line('000_ad92ce98440a633d')}\n`)
    const { release, problems } = await exportCorpus({ corpus, out: join(corpus, 'out'), formats: ['jsonl'] })
    expect(release).toBeUndefined()
    const errors = problems.first.filter(({ severity }) => severity === 'error')
    expect(errors).toMatchObject([
      {
        code: 'record/withdrawn',
        record: '000_ad92ce98440a633d',
        location: { file: 'seeds/000_ad92ce98440a633d.txt' },
        related: [{ file: 'withdrawn.jsonl', line: 2 }],
      },
    ])
    expect(errors[0]?.message).toContain('2026-11-01')
    expect(errors[0]?.message).toContain('The author asked for it.')
    expect(existsSync(join(corpus, 'out'))).toBe(false)
  })

  test('copies the file into the release, verbatim and with its checksum', async () => {
    const corpus = copyOfCorpus('seed')
    const text = `${line('other').replace(',', ' , ')}\n`
    writeFileSync(join(corpus, 'withdrawn.jsonl'), text)
    const out = join(corpus, 'out')
    for (const _ of ['new', 'again']) {
      const { release } = await exportCorpus({ corpus, out, formats: ['jsonl'] })
      expect(release).toBeDefined()
      expect(readFileSync(join(out, 'withdrawn.jsonl'), 'utf8')).toBe(text)
      expect(readFileSync(join(out, 'tagmanifest-sha256.txt'), 'utf8')).toMatch(
        /^[0-9a-f]{64} {2}withdrawn\.jsonl$/m,
      )
    }
  })

  test('publishes nothing when the file itself is wrong', async () => {
    const corpus = copyOfCorpus('seed')
    writeFileSync(join(corpus, 'withdrawn.jsonl'), 'a17\n')
    const out = join(corpus, 'out')
    await expect(exportCorpus({ corpus, out })).rejects.toThrow('withdrawn.jsonl cannot be used')
    expect(existsSync(out)).toBe(false)
  })

  test('never takes the file for a source', async () => {
    const corpus = copyOfCorpus('readings')
    const statement = readFileSync(join(corpus, 'corpus.yaml'), 'utf8')
    cpSync(join(corpus, 'records'), corpus, { recursive: true })
    writeFileSync(
      join(corpus, 'corpus.yaml'),
      statement.replace(/^sources:\n( {2}.*\n)+/m, "sources:\n  - { path: '*.jsonl', format: jsonl }\n"),
    )
    writeFileSync(join(corpus, 'withdrawn.jsonl'), `${line('other')}\n`)
    const { problems, records } = await exportCorpus({
      corpus,
      out: join(workdir(), 'out'),
      formats: ['jsonl'],
    })
    expect(problems.bySeverity.error).toBe(0)
    expect(records).toBe(6)
  })

  test('compares integers that are ids by their digits', async () => {
    const corpus = workdir()
    mkdirSync(join(corpus, 'records'))
    writeFileSync(join(corpus, 'records/a.jsonl'), '{"id":17}\n{"id":9007199254740993}\n')
    writeFileSync(
      join(corpus, 'schema.json'),
      '{"type":"object","required":["id"],"properties":{"id":{"type":"integer","x-key":true}}}',
    )
    writeFileSync(
      join(corpus, 'corpus.yaml'),
      `${readFileSync(join(copyOfCorpus('haiku'), 'corpus.yaml'), 'utf8')
        .replace(/^schema:.*$/m, 'schema: schema.json')
        .replace(/^sources:\n( {2}.*\n)+/m, 'sources:\n  - { path: records, format: jsonl }\n')}`,
    )
    writeFileSync(join(corpus, 'withdrawn.jsonl'), `${line('9007199254740993')}\n`)
    const { problems } = await exportCorpus({ corpus, out: join(corpus, 'out'), formats: ['jsonl'] })
    expect(problems.first.map(({ code, location }) => [code, location.line])).toEqual([
      ['record/withdrawn', 2],
    ])
  })
})
