import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyOfCorpus, warraq, workdir } from './cli.js'

const SEED = '000_ad92ce98440a633d'
const read = (...parts: string[]): string => readFileSync(join(...parts), 'utf8')
const run = (corpus: string, ...args: string[]) => warraq(['withdraw', ...args], { cwd: corpus })

/** The seed's corpus with records beside its texts. */
function withRecords(files: Readonly<Record<string, string>>): string {
  const corpus = copyOfCorpus('seed')
  mkdirSync(join(corpus, 'records'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(corpus, 'records', name), text)
  const statement = read(corpus, 'corpus.yaml')
  writeFileSync(
    join(corpus, 'corpus.yaml'),
    statement.replace('    format: text\n', '    format: text\n  - {path: records, format: jsonl}\n'),
  )
  return corpus
}

test('a text goes with its sidecar, and its id stays, with the day of release', async () => {
  const corpus = copyOfCorpus('seed')
  const { code, stdout, stderr } = await run(corpus, SEED, '--reason', 'Asked\u2028for "so".')
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain('2026-11-22 (the day of release in corpus.yaml; --date states another)')
  expect(stdout).toContain(`seeds/${SEED}.txt: removed`)
  expect(readdirSync(join(corpus, 'seeds'))).toEqual([])
  expect(read(corpus, 'withdrawn.jsonl')).toBe(
    `{"id":"${SEED}","reason":"Asked\\u2028for \\"so\\".","date":"2026-11-22"}\n`,
  )
  expect(readdirSync(corpus).sort()).toEqual(['corpus.yaml', 'schema', 'seeds', 'withdrawn.jsonl'])
})

test('the id cannot be added again', async () => {
  const corpus = copyOfCorpus('seed')
  const text = join(workdir(), `${SEED}.txt`)
  writeFileSync(text, read(corpus, 'seeds', `${SEED}.txt`))
  await run(corpus, SEED, '--reason', 'why', '--date', '2026-01-02')
  const { code, stderr } = await warraq(['add', text], { cwd: corpus })
  expect(code).toBe(1)
  expect(stderr).toContain(`the id "${SEED}" was withdrawn on 2026-01-02 and is never used again: "why".`)
})

test('a line goes out of JSON Lines, and every other byte stays', async () => {
  const a = ' {"id":"r-1","x":1e400}\n{"id":"r-2"}\n\nno json\r\n{"text":"r-2","id":"r-\\u0033"}'
  const corpus = withRecords({ 'a.jsonl': a, 'b.jsonl': '{"id":"r-4"}\n' })
  const { code, stdout } = await run(corpus, 'r-2', '--reason', 'one', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    dryRun: false,
    id: 'r-2',
    reason: 'one',
    date: '2026-11-22',
    dateIsReleased: true,
    removed: [],
    lines: [{ path: 'records/a.jsonl', line: 2 }],
    resumed: false,
  })
  expect(read(corpus, 'records/a.jsonl')).toBe(a.replace('{"id":"r-2"}\n', ''))
  // The last line, without a line feed, and spelled otherwise.
  expect((await run(corpus, 'r-3', '--reason', 'two')).code).toBe(0)
  expect(read(corpus, 'records/a.jsonl')).toBe(' {"id":"r-1","x":1e400}\n\nno json\r\n')
  expect((await run(corpus, 'r-4', '--reason', 'three', '--date', '2025-12-31')).code).toBe(0)
  expect(read(corpus, 'records/b.jsonl')).toBe('')
  const dates = read(corpus, 'withdrawn.jsonl').trimEnd().split('\n')
  expect(dates.map(line => JSON.parse(line).date)).toEqual(['2026-11-22', '2026-11-22', '2025-12-31'])
})

test('a withdrawal is appended to those that are there, whose bytes stay', async () => {
  const corpus = copyOfCorpus('seed')
  const before = '{ "id": "old", "reason": "r", "date": "2020-01-01" }'
  writeFileSync(join(corpus, 'withdrawn.jsonl'), before)
  await run(corpus, SEED, '--reason', 'x')
  expect(read(corpus, 'withdrawn.jsonl')).toBe(
    `${before}\n{"id":"${SEED}","reason":"x","date":"2026-11-22"}\n`,
  )
})

test('an unknown id, one that is withdrawn already, and what makes no sense end with 2 and touch nothing', async () => {
  const corpus = copyOfCorpus('seed')
  const first = async (...args: string[]) => {
    const { code, stderr } = await run(corpus, ...args)
    return [code, stderr.split('\n')[0]]
  }
  expect(await first('000_ad92ce98440a633b', '--reason', 'x')).toEqual([
    2,
    `There is no record "000_ad92ce98440a633b" in the corpus. Did you mean "${SEED}"?`,
  ])
  expect(await first(SEED, '--reason', ' ')).toEqual([2, 'The reason is empty.'])
  expect(await first(SEED, '--reason', 'x', '--date', '2026-02-30')).toEqual([
    2,
    '--date 2026-02-30 is not a calendar date.',
  ])
  expect((await first(SEED))[0]).toBe(2)
  writeFileSync(join(corpus, 'withdrawn.jsonl'), '{"id":"old","reason":"r","date":"2020-01-01"}\n')
  expect(await first('old', '--reason', 'x')).toEqual([2, '"old" was withdrawn on 2020-01-01 already: r'])
  writeFileSync(join(corpus, 'withdrawn.jsonl.lock'), 'no lock')
  expect((await first(SEED, '--reason', 'x'))[0]).toBe(2)
  expect(existsSync(join(corpus, 'seeds', `${SEED}.txt`))).toBe(true)
  expect(read(corpus, 'withdrawn.jsonl')).toBe('{"id":"old","reason":"r","date":"2020-01-01"}\n')
})

test('a dry run says what would be done', async () => {
  const corpus = copyOfCorpus('seed')
  const { code, stdout } = await run(corpus, SEED, '--reason', 'x', '--dry-run')
  expect(code).toBe(0)
  expect(stdout).toContain(`seeds/${SEED}.meta.yaml: would be removed`)
  expect(readdirSync(corpus).sort()).toEqual(['corpus.yaml', 'schema', 'seeds'])
  expect(readdirSync(join(corpus, 'seeds')).length).toBe(2)
})

test('what was interrupted is finished by the same command, with the reason that was written', async () => {
  const corpus = copyOfCorpus('seed')
  writeFileSync(join(corpus, 'withdrawn.jsonl'), `{"id":"${SEED}","reason":"first","date":"2026-01-01"}\n`)
  // Once before the text was removed, once between the text and its sidecar.
  for (const gone of [[], [`seeds/${SEED}.txt`]]) {
    const folder = copyOfCorpus('seed')
    writeFileSync(join(folder, 'withdrawn.jsonl'), read(corpus, 'withdrawn.jsonl'))
    for (const path of gone) rmSync(join(folder, path))
    const { code, stdout } = await run(folder, SEED, '--reason', 'second')
    expect(code).toBe(0)
    expect(stdout).toContain('was in withdrawn.jsonl already, from a withdrawal that was interrupted')
    expect(readdirSync(join(folder, 'seeds'))).toEqual([])
    expect(read(folder, 'withdrawn.jsonl')).toBe(read(corpus, 'withdrawn.jsonl'))
  }
})
