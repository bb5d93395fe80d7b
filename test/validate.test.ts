import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { placesWithin } from '../src/text/place.js'
import { root, warraq, workdir } from './cli.js'

const LINES = '{"a":"x"}\n{"a":1}\n{"a":"y"}\n'

/** A folder with a schema and three records, the second of which is wrong. */
function sent(schema: unknown = { properties: { a: { type: 'string' } } }, lines = LINES): string {
  const cwd = workdir()
  writeFileSync(join(cwd, 's.json'), JSON.stringify(schema))
  writeFileSync(join(cwd, 'r.jsonl'), lines)
  return cwd
}

const validate = (cwd: string, ...more: readonly string[]) =>
  warraq(['validate', '--schema', 's.json', 'r.jsonl', ...more], { cwd })

test.each([
  ['the records', ['--accepted', './r.jsonl'], './r.jsonl is one of the files that are read.'],
  ['the records', ['--problems', 'r.jsonl'], 'r.jsonl is one of the files that are read.'],
  ['the schema', ['--rejected', 's.json'], 's.json is one of the files that are read.'],
  ['the schema', ['--problems', 's.json'], 's.json is one of the files that are read.'],
  [
    'one half',
    ['--accepted', 'q.jsonl', '--rejected', './q.jsonl'],
    'Two things would be written to ./q.jsonl.',
  ],
  ['one half', ['--accepted', 'q.jsonl', '--problems', 'q.jsonl'], 'Two things would be written to q.jsonl.'],
  ['a folder', ['--accepted', 'folder'], 'folder is a folder, expected a file.'],
  ['a folder', ['--problems', 'folder'], 'folder is a folder, expected a file.'],
  ['a packed file', ['--rejected', 'wrong.jsonl.gz'], 'wrong.jsonl.gz would not be packed.'],
])('%s would be written over by %j', async (_, more, message) => {
  const cwd = sent()
  mkdirSync(join(cwd, 'folder'))
  const before = readdirSync(cwd)
  const { code, stderr } = await validate(cwd, ...more)
  expect([code, stderr.split('\n')[0]]).toEqual([2, message])
  expect(readdirSync(cwd)).toEqual(before)
  expect(readFileSync(join(cwd, 'r.jsonl'), 'utf8')).toBe(LINES)
})

test.each(['--accepted', '--rejected', '--problems'])('%s never takes the place of a pipe', async option => {
  const cwd = sent()
  execFileSync('mkfifo', ['pipe'], { cwd })
  const { code, stderr } = await validate(cwd, option, 'pipe')
  expect(code).toBe(2)
  expect(stderr).toContain('pipe is a device or a pipe, and is not replaced by a file.')
  expect(spawnSync('test', ['-p', 'pipe'], { cwd }).status).toBe(0)
})

test('the halves of several files never take the place of the files', async () => {
  const cwd = sent()
  writeFileSync(join(cwd, 'q.jsonl'), '{"a":2}\n')
  const { code, stderr } = await validate(cwd, 'q.jsonl', '--accepted', '.')
  expect([code, stderr.split('\n')[0]]).toEqual([2, 'r.jsonl would be written over, or written twice.'])
  expect(readFileSync(join(cwd, 'r.jsonl'), 'utf8')).toBe(LINES)
  expect(readdirSync(cwd).sort()).toEqual(['q.jsonl', 'r.jsonl', 's.json'])
})

test('files of one name have halves of different names', async () => {
  const cwd = sent()
  mkdirSync(join(cwd, 'b'))
  writeFileSync(join(cwd, 'r-2.jsonl'), '{"a":"two"}\n')
  writeFileSync(join(cwd, 'b/r.jsonl'), '{"a":"three"}\n')
  const { code } = await validate(cwd, 'r-2.jsonl', 'b/r.jsonl', '--accepted', 'good', '--rejected', 'wrong')
  expect(code).toBe(1)
  const good = readdirSync(join(cwd, 'good')).map(name => readFileSync(join(cwd, 'good', name), 'utf8'))
  expect(good.sort()).toEqual(['{"a":"three"}\n', '{"a":"two"}\n', '{"a":"x"}\n{"a":"y"}\n'])
  expect(readFileSync(join(cwd, 'wrong/r.jsonl'), 'utf8')).toBe('{"a":1}\n')
})

test('a day that is none is wrong use, with a schema as with a corpus', async () => {
  const { code, stderr } = await validate(sent(), '--as-of', '2020-02-30')
  expect([code, stderr.split('\n')[0]]).toEqual([2, '"2020-02-30" is no day of the calendar.'])
})

test('an empty name does not stand for this folder', async () => {
  const { code, stderr } = await validate(sent(), '')
  expect([code, stderr.split('\n')[0]]).toEqual([2, 'An empty name is among the files.'])
})

test('where no temporary folder can be made, that is said', async () => {
  const cwd = sent()
  const env = { ...process.env, TMPDIR: join(cwd, 'none') }
  const { code, stderr } = await warraq(['validate', '--schema', 's.json', 'r.jsonl'], { cwd, env })
  expect([code, stderr.split('\n')[0]]).toEqual([
    2,
    `No temporary folder can be made in ${join(cwd, 'none')} (ENOENT).`,
  ])
})

test('a reader that has enough leaves nothing behind, and the exit code is the true one', () => {
  const cwd = sent(undefined, '{"a":1}\n'.repeat(20_000))
  mkdirSync(join(cwd, 'temporary'))
  const line = `node '${join(root, 'dist/cli.js')}' validate --schema s.json r.jsonl --max-shown 20000 | head -n 1`
  const { stdout, stderr } = spawnSync('bash', ['-c', `${line}; echo "\${PIPESTATUS[0]}"`], {
    cwd,
    env: { ...process.env, TMPDIR: join(cwd, 'temporary') },
    encoding: 'utf8',
  })
  expect(stdout.split('\n')).toEqual([
    'r.jsonl:1:6: error record/type: /a is the number 1, expected a string such as "1".',
    '1',
    '',
  ])
  expect(stderr).toBe('')
  expect(readdirSync(join(cwd, 'temporary'))).toEqual([])
})

test('halves are the input, line by line, across slices', async () => {
  const filler = 'f'.repeat(40_000)
  const lines = Array.from({ length: 2000 }, (_, i) =>
    JSON.stringify({ a: i % 3 === 0 ? i : `${i}`, filler, ع: '😀' }),
  )
  const cwd = sent(undefined, `${lines.join('\n')}\n`)
  const { code } = await validate(cwd, '--accepted', 'good', '--rejected', 'wrong', '--problems', 'problems')
  expect(code).toBe(1)
  const read = (name: string) => readFileSync(join(cwd, name), 'utf8').split('\n').slice(0, -1)
  expect(read('good')).toEqual(lines.filter((_, i) => i % 3 !== 0))
  expect(read('wrong')).toEqual(lines.filter((_, i) => i % 3 === 0))
  const found = read('problems').map(line => JSON.parse(line).location.line)
  expect(found).toEqual(lines.flatMap((_, i) => (i % 3 === 0 ? [i + 1] : [])))
}, 60_000)

test('ten thousand keys that are not declared do not make ten thousand times ten thousand guesses', async () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `p${i}`)
  const properties = Object.fromEntries(names.map(name => [name, { type: 'integer' }]))
  const record = Object.fromEntries(names.map(name => [`q${name}`, 1]))
  const cwd = sent({ properties, additionalProperties: false }, `${JSON.stringify(record)}\n`)
  const { code, stdout } = await warraq(['validate', '--schema', 's.json', 'r.jsonl', '--json'], {
    cwd,
    killAfter: 60_000,
  })
  expect(code).toBe(1)
  expect(JSON.parse(stdout).summary.byCode).toEqual({ 'record/unknown-key': 10_000 })
}, 70_000)

test('places that are asked for in any order are those of the text', () => {
  const text = 'aع\n😀é'.repeat(5000)
  const placeOf = placesWithin(text, { line: 3, column: 7, byte: 100 })
  for (let i = 0, at = 0; i < 500; i++, at = (at + 7919) % text.length) {
    const unit = text.charCodeAt(at)
    const offset = unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at
    const before = text.slice(0, offset).split('\n')
    expect(placeOf(offset)).toEqual({
      line: 2 + before.length,
      column: [...(before.at(-1) ?? '')].length + (before.length === 1 ? 7 : 1),
      byte: 100 + Buffer.byteLength(text.slice(0, offset)),
    })
  }
})

test('going back through a long line costs no walk from its beginning', () => {
  const text = 'x'.repeat(4_000_000)
  const placeOf = placesWithin(text, { line: 1, column: 1, byte: 0 })
  const start = performance.now()
  for (let offset = text.length; offset > 0; offset -= 100) placeOf(offset)
  expect(placeOf(123_456)).toEqual({ line: 1, column: 123_457, byte: 123_456 })
  expect(performance.now() - start).toBeLessThan(10_000)
})

test('no file is made where nothing is validated', async () => {
  const cwd = sent()
  const { code } = await warraq(['validate', '--schema', 's.json', 'none.jsonl', '--accepted', 'q.jsonl'], {
    cwd,
  })
  expect([code, existsSync(join(cwd, 'q.jsonl'))]).toEqual([2, false])
})

test('what is not told is counted all the same, and rejected', async () => {
  const properties = { a: { type: 'string' }, b: { type: 'integer', minimum: 0 } }
  const lines = Array.from({ length: 40 }, (_, i) =>
    i % 4 === 0
      ? '{"a":"x","b":1}'
      : i % 4 === 1
        ? '{"a":1,"b":-1}'
        : i % 4 === 2
          ? '{"a":"x","a":2}'
          : '{"b":"1"',
  )
  const cwd = sent({ properties }, `${lines.join('\n')}\n`)
  const few = await validate(cwd, '--max-shown', '1', '--accepted', 'few.jsonl')
  const all = await validate(cwd, '--json', '--accepted', 'all.jsonl')
  const { summary, problems } = JSON.parse(all.stdout)
  expect(summary.byCode).toEqual({
    'json/duplicate-key': 10,
    'json/syntax': 10,
    'record/bounds': 10,
    'record/type': 20,
  })
  expect(problems).toHaveLength(50)
  expect(few.stdout).toContain('… 49 errors not shown')
  expect(few.stdout).toContain(
    'validate: 50 errors, 0 warnings, 0 notes in 1 file, 40 records, of which 30 were rejected.',
  )
  for (const [code, count] of Object.entries(summary.byCode))
    expect(few.stdout).toContain(`   ${count}  error     ${code}`)
  expect(readFileSync(join(cwd, 'few.jsonl'), 'utf8')).toBe(readFileSync(join(cwd, 'all.jsonl'), 'utf8'))
  expect(readFileSync(join(cwd, 'few.jsonl'), 'utf8')).toBe('{"a":"x","b":1}\n'.repeat(10))
})
