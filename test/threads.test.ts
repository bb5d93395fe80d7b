import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { warraq, workdir } from './cli.js'

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'text'],
  properties: {
    id: { type: 'string', 'x-key': true },
    text: { type: 'string', maxLength: 20_000 },
    number: { type: 'integer', minimum: 0 },
  },
}

const body = 'سلام عليكم ورحمة الله وبركاته '.repeat(80)

/** More than two slices of mostly sound records, with every kind of fault near their ends and inside. */
function linesOf(count: number): string {
  const lines: string[] = []
  for (let i = 0; i < count; i++) {
    if (i % 97 === 3) lines.push(JSON.stringify({ id: `a${i}`, text: body, number: -i }))
    else if (i % 211 === 5) lines.push(`{"id":"a${i}","text":"${i}`)
    else if (i % 307 === 7) lines.push('')
    else if (i % 401 === 9) lines.push(`{"id":"a${i}","id":"b","text":"${body}"}`)
    else if (i % 503 === 11) lines.push(JSON.stringify({ text: body, id: `a${i - 500}` }))
    else if (i % 601 === 13) lines.push(JSON.stringify({ id: `a${i}`, text: 'N/A' }))
    else lines.push(JSON.stringify({ id: `a${i}`, text: body, number: i }))
  }
  return `${lines.join('\n')}\n`
}

function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = workdir()
  writeFileSync(join(folder, 'schema.json'), JSON.stringify(schema))
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes)
  return folder
}

const filesIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder).map(name => [name, readFileSync(join(folder, name)).toString('latin1')]),
  )

test('the report, the problems and the parted records are the same on any number of threads', async () => {
  const folder = folderWith({
    'a.jsonl': linesOf(4000),
    'b.jsonl': `${linesOf(40).slice(0, -1)}\n{"id":"end"}`,
  })
  const results = []
  for (const threads of ['1', '2', '3']) {
    const out = join(folder, threads)
    mkdirSync(out)
    const { code, stdout, stderr } = await warraq(
      `validate --schema schema.json a.jsonl b.jsonl --threads ${threads} --problems ${threads}/problems --format json --accepted ${threads}/accepted --rejected ${threads}/rejected`.split(
        ' ',
      ),
      { cwd: folder },
    )
    expect(stderr).toBe('')
    results.push({
      code,
      stdout,
      problems: readFileSync(join(out, 'problems'), 'utf8'),
      accepted: filesIn(join(out, 'accepted')),
      rejected: filesIn(join(out, 'rejected')),
    })
  }
  const [first, ...others] = results
  expect(first?.code).toBe(1)
  const { summary } = JSON.parse(first?.stdout ?? '')
  expect(summary.records).toBe(4041)
  for (const code of [
    'json/syntax',
    'json/duplicate-key',
    'record/duplicate-key',
    'jsonl/blank-line',
    'jsonl/no-final-newline',
  ]) {
    expect(summary.byCode[code]).toBeGreaterThan(0)
  }
  for (const one of others) expect(one).toEqual(first)
}, 120_000)

test('texts are compared with each other on any number of threads', async () => {
  const folder = workdir()
  const properties = { ...schema.properties, text: { type: 'string', 'x-text': true } }
  writeFileSync(join(folder, 'schema.json'), JSON.stringify({ ...schema, properties }))
  // Every eight-hundredth text is nearly the same.
  const textOf = (i: number) =>
    Array.from({ length: 700 }, (_, word) => `w${(i % 800) * 1000 + word}`).join(' ')
  const lines = Array.from({ length: 2000 }, (_, i) =>
    JSON.stringify({ id: `a${i}`, text: `${textOf(i)} ${i}.\n` }),
  )
  writeFileSync(join(folder, 'a.jsonl'), `${lines.join('\n')}\n`)
  const run = async (threads: string) =>
    await warraq(
      ['validate', '--schema', 'schema.json', 'a.jsonl', '--format', 'jsonl', '--threads', threads],
      { cwd: folder },
    )
  const [one, two] = [await run('1'), await run('2')]
  expect(one.stdout).toContain('"code":"duplicate/near"')
  expect(two).toEqual(one)
}, 120_000)

test('problems beyond those that are shown are counted on every thread', async () => {
  const folder = folderWith({ 'a.jsonl': linesOf(4000).replaceAll('"number":', '"other":') })
  const run = async (threads: string) =>
    await warraq(
      ['validate', '--schema', 'schema.json', 'a.jsonl', '--max-shown', '7', '--threads', threads],
      {
        cwd: folder,
      },
    )
  const [one, two] = [await run('1'), await run('2')]
  expect(two).toEqual(one)
  expect(one.stdout).toContain('4 000 records')
}, 120_000)

test('what ends a thread ends the run as it would without threads', async () => {
  const folder = folderWith({ 'a.jsonl': linesOf(10) })
  const deep = {
    $ref: '#/$defs/a',
    $defs: { a: { anyOf: [{ properties: { x: { $ref: '#/$defs/a' } }, not: {} }] } },
  }
  writeFileSync(join(folder, 'schema.json'), JSON.stringify({ ...deep, pattern: '(?=a)' }))
  const run = async (threads: string) =>
    await warraq(['validate', '--schema', 'schema.json', 'a.jsonl', '--threads', threads], { cwd: folder })
  const [one, two] = [await run('1'), await run('2')]
  expect(one.code).toBe(2)
  expect(two).toEqual(one)
}, 60_000)

test.each(['0', '65', 'x'])('--threads %s is refused', async threads => {
  const folder = folderWith({ 'a.jsonl': '' })
  const { code, stderr } = await warraq(
    ['validate', '--schema', 'schema.json', 'a.jsonl', '--threads', threads],
    {
      cwd: folder,
    },
  )
  expect(code).toBe(2)
  expect(stderr).toContain(`--threads is "${threads}", expected a `)
})

test('a run on threads is ended by a signal', async () => {
  const folder = folderWith({ 'a.jsonl': linesOf(12_000) })
  const { code, stderr } = await warraq(
    ['validate', '--schema', 'schema.json', 'a.jsonl', '--threads', '2'],
    {
      cwd: folder,
      killAfter: 450,
      signal: 'SIGINT',
    },
  )
  // It may not have listened yet, or have ended before.
  if (code !== null && code !== 1) {
    expect(code).toBe(130)
    expect(stderr).toContain('Interrupted')
  }
}, 60_000)

const corpusYaml = `name: bodies
title: Bodies
version: 1.0.0
released: 2026-11-22
url: urn:example:bodies
description: Made up.
license: CC0-1.0
creators: [{ name: Nobody, type: organisation }]
language: [ar]
schema: schema.json
sources: [{ path: records, format: jsonl }]
`

function corpusWith(files: Readonly<Record<string, string>>): string {
  const folder = folderWith({ 'corpus.yaml': corpusYaml })
  mkdirSync(join(folder, 'records'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'records', name), text)
  return folder
}

const everyFileIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map(path => [path.slice(folder.length), readFileSync(path).toString('latin1')]),
  )

test('a release, and what is wrong with records that are set aside, is the same on any number of threads', async () => {
  const folder = corpusWith({ 'a.jsonl': linesOf(600), 'b.jsonl': linesOf(40).replaceAll('"a', '"b') })
  const results = []
  for (const threads of ['1', '2', '5']) {
    const options = `export --shard-size 700KB --threads ${threads} --rejected ${threads}-rejected --json --out ${threads}`
    const { code, stdout, stderr } = await warraq(options.split(' '), { cwd: folder })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    // The first export begins the changelog of the corpus.
    const { target: _, changelog: __, ...said } = JSON.parse(stdout)
    results.push({
      said,
      release: everyFileIn(join(folder, threads)),
      rejected: everyFileIn(join(folder, `${threads}-rejected`)),
    })
  }
  expect(Object.keys(results[0]!.release)).toContain('/data/bodies-00000-of-00004.jsonl')
  expect(results[1]).toEqual(results[0])
  expect(results[2]).toEqual(results[0])
})

test('an error on a thread is told as it would be on one, and nothing is published', async () => {
  const folder = corpusWith({ 'a.jsonl': linesOf(600), 'b.jsonl': 'no JSON\n' })
  const said = []
  for (const threads of ['1', '3']) {
    const { code, stderr } = await warraq(
      `export --shard-size 700KB --threads ${threads} --out out`.split(' '),
      { cwd: folder },
    )
    expect(code).toBe(1)
    expect(readdirSync(folder).sort()).toEqual(['corpus.yaml', 'records', 'schema.json'])
    said.push(stderr)
  }
  expect(said[1]).toBe(said[0])
})
