import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { copyOfCorpus, root, workdir } from './cli.js'

interface Step {
  readonly name: string
  readonly shell: string
  readonly run: string
  readonly env: Readonly<Record<string, string>>
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>
  readonly outputs: Readonly<Record<string, { readonly value: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

const source = readFileSync(join(root, 'action.yml'), 'utf8')
const action: Action = parse(source)
const script = readFileSync(join(root, 'scripts/validate-action.mjs'), 'utf8')
const EXPRESSION = /\$\{\{\s*([^}]*?)\s*\}\}/g

describe('action.yml', () => {
  test('puts inputs and events into the environment, and never into a script', () => {
    expect(action.runs.using).toBe('composite')
    for (const { run, shell, env } of action.runs.steps) {
      expect(run).not.toMatch(/\$\{\{/)
      expect(shell).toBe('bash')
      for (const value of Object.values(env)) expect(value).toMatch(/^\$\{\{ [\w.-]+ \}\}$/)
    }
    const used = [...source.matchAll(EXPRESSION)].map(([, expression = '']) => expression)
    expect(used.length).toBe(10)
    for (const expression of used)
      expect(expression).toMatch(/^(inputs|github\.action_path|github\.event|steps\.validate)[\w.-]*$/)
  })

  test('hands every input on, and the script reads each', () => {
    const env = action.runs.steps[1]?.env ?? {}
    for (const name of Object.keys(action.inputs)) {
      const variable = name.toUpperCase().replaceAll('-', '_')
      expect(env[`INPUT_${variable}`]).toBe(`\${{ inputs.${name} }}`)
      expect(script).toContain(`input('${variable}')`)
    }
    expect(Object.keys(action.outputs)).toEqual(['errors', 'warnings'])
  })
})

/** Stands for `warraq validate`: writes down its arguments, and finds what it is told to find. */
const FAKE = `#!/usr/bin/env node
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
const args = process.argv.slice(2)
appendFileSync(process.env.TOLD + '/calls', JSON.stringify(args) + '\\n')
const value = name => args[args.indexOf(name) + 1]
if (value('--format') === 'sarif') process.stdout.write('{"version":"2.1.0"}')
else {
  const found = process.env.TOLD + '/problems.jsonl'
  if (existsSync(found)) writeFileSync(value('--problems'), readFileSync(found))
  else writeFileSync(value('--problems'), '')
  process.stdout.write(existsSync(process.env.TOLD + '/stdout') ? readFileSync(process.env.TOLD + '/stdout', 'utf8') : '')
}
process.exitCode = Number(process.env.FAKE_CODE ?? 0)
`

interface Told {
  readonly problems?: readonly object[]
  readonly stdout?: string
  readonly code?: number
}

/** A checkout with a corpus in \`at\`, in a repository whose first commit is the base. */
function checkout(at = '.') {
  const folder = workdir()
  const git = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args],
      { cwd: folder, encoding: 'utf8' },
    )
    expect(status, stderr).toBe(0)
    return stdout.trim()
  }
  cpSync(copyOfCorpus('seed'), join(folder, at), { recursive: true })
  writeFileSync(join(folder, 'README.md'), 'read me')
  git('init', '-q')
  git('add', '-A')
  git('commit', '-qm', 'base')
  return {
    folder,
    base: git('rev-parse', 'HEAD'),
    commit: (files: Readonly<Record<string, string | null>>) => {
      for (const [name, text] of Object.entries(files)) {
        const path = join(folder, name)
        mkdirSync(dirname(path), { recursive: true })
        if (text === null) rmSync(path)
        else writeFileSync(path, text)
      }
      git('add', '-A')
      git('commit', '-qm', 'change')
    },
  }
}

/** Runs the second step of the action as a runner does. */
function runAction(
  folder: string,
  inputs: Readonly<Record<string, string>>,
  { base = '', told = {} }: { base?: string; told?: Told } = {},
) {
  const work = workdir()
  const home = join(work, 'action')
  mkdirSync(join(home, 'scripts'), { recursive: true })
  mkdirSync(join(home, 'dist'))
  copyFileSync(join(root, 'scripts/validate-action.mjs'), join(home, 'scripts/validate-action.mjs'))
  copyFileSync(join(root, 'package.json'), join(home, 'package.json'))
  for (const name of readdirSync(join(root, 'dist'))) {
    if (name !== 'cli.js') symlinkSync(join(root, 'dist', name), join(home, 'dist', name))
  }
  writeFileSync(join(home, 'dist/cli.js'), FAKE)
  chmodSync(join(home, 'dist/cli.js'), 0o755)
  if (told.problems !== undefined)
    writeFileSync(join(work, 'problems.jsonl'), told.problems.map(one => `${JSON.stringify(one)}\n`).join(''))
  if (told.stdout !== undefined) writeFileSync(join(work, 'stdout'), told.stdout)

  const given: Record<string, string> = {
    'github.action_path': home,
    'github.event.pull_request.base.sha': base,
  }
  for (const [name, { default: value }] of Object.entries(action.inputs))
    given[`inputs.${name}`] = inputs[name] ?? value
  const step = action.runs.steps[1]
  const env = Object.fromEntries(
    Object.entries(step?.env ?? {}).map(([name, value]) => [
      name,
      value.replaceAll(EXPRESSION, (_, expression: string) => given[expression] ?? ''),
    ]),
  )
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', step?.run ?? ''], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME: work,
      TOLD: work,
      FAKE_CODE: String(told.code ?? 0),
      RUNNER_TEMP: work,
      GITHUB_STEP_SUMMARY: join(work, 'summary'),
      GITHUB_OUTPUT: join(work, 'output'),
      ...env,
    },
  })
  const read = (name: string): string =>
    existsSync(join(work, name)) ? readFileSync(join(work, name), 'utf8') : ''
  const calls: string[][] = read('calls')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
  const [first] = calls
  const files = first?.includes('--') ? first.slice(first.indexOf('--') + 1) : undefined
  return { code: status, stdout, stderr, calls, files, summary: read('summary'), output: read('output') }
}

describe('the changed files', () => {
  test('of a pull request that are texts or records of the corpus are checked, and no others', () => {
    const { folder, base, commit } = checkout()
    commit({
      'seeds/new.txt': 'new',
      'seeds/other.meta.yaml': 'language: ar',
      'seeds/other.txt': 'other',
      'seeds/note.md': 'no record',
      'requirements.txt': 'not of the corpus',
      'README.md': 'changed',
    })
    const { code, files, calls } = runAction(folder, {}, { base })
    expect(code).toBe(0)
    expect(files).toEqual(['seeds/new.txt', 'seeds/other.txt'])
    expect(calls[0]?.slice(0, 6)).toEqual(['validate', '--corpus', '.', '--format', 'github', '--problems'])
  })

  test('are named from the top of the checkout, and so are the problems', () => {
    const { folder, base, commit } = checkout('data/corpus')
    commit({ 'data/corpus/seeds/new.txt': 'new', 'seeds/outside.txt': 'x' })
    const stdout = [
      '::notice title=warraq validate::1 error',
      '::error file=seeds/new.txt,line=3,col=2,title=x::seeds/new.txt is wrong',
      '::warning file=data/corpus/seeds/new.txt::known already',
      'no annotation',
      '',
    ].join('\n')
    const ended = runAction(folder, { corpus: 'data/corpus' }, { base, told: { stdout } })
    expect(ended.files).toEqual(['data/corpus/seeds/new.txt'])
    expect(ended.stdout.split('\n').slice(1)).toEqual([
      '::notice title=warraq validate::1 error',
      '::error file=data/corpus/seeds/new.txt,line=3,col=2,title=x::seeds/new.txt is wrong',
      '::warning file=data/corpus/seeds/new.txt::known already',
      'no annotation',
      '',
    ])
  })

  test.each<[string, Record<string, string | null>, string]>([
    ['corpus.yaml', { 'seeds/new.txt': 'a', 'corpus.yaml': 'x' }, 'The whole corpus is checked.'],
    ['withdrawn.jsonl', { 'withdrawn.jsonl': '' }, 'withdrawn.jsonl is changed or gone'],
    [
      'a text that is gone',
      { 'seeds/000_ad92ce98440a633d.txt': null },
      'is changed or gone: the whole corpus',
    ],
  ])('do not suffice where %s is changed', (_, changes, why) => {
    const { folder, base, commit } = checkout()
    commit(changes)
    const { code, calls, files, stdout } = runAction(folder, {}, { base })
    expect([code, calls.length, files]).toEqual([0, 1, undefined])
    expect(stdout).toContain(why)
  })

  test('may be none, and then nothing is run', () => {
    const { folder, base, commit } = checkout()
    commit({ 'README.md': 'changed' })
    const { code, calls, summary, output } = runAction(folder, {}, { base })
    expect([code, calls]).toEqual([0, []])
    expect(summary).toContain('0 changed files are checked. Nothing has to be mended.')
    expect(output).toBe('errors=0\nwarnings=0\n')
  })

  test('are not looked for outside a pull request, nor where the base cannot be found', () => {
    const { folder } = checkout()
    expect(runAction(folder, {}).stdout).toContain('This is no pull request')
    const lost = runAction(folder, {}, { base: '1'.repeat(40) })
    expect(lost.files).toBe(undefined)
    expect(lost.stdout).toContain('fetch-depth')
    const odd = runAction(folder, {}, { base: '--output=x' })
    expect([odd.code, odd.calls]).toEqual([2, []])
  })
})

describe('inputs', () => {
  test('are passed on as they are, and nothing in them is run', () => {
    const { folder, base, commit } = checkout()
    const evil = 'seeds/$(touch pwned);`touch pwned`\'"\n::error::x.txt'
    commit({ [evil]: 'x' })
    const changed = runAction(folder, {}, { base })
    expect(changed.files).toEqual([evil])
    const named = runAction(folder, { files: '--fix\n $(touch pwned) \n\n', strict: 'true', corpus: '.' })
    expect(named.files).toEqual(['--fix', '$(touch pwned)'])
    expect(named.calls[0]).toContain('--strict')
    const corpus = runAction(folder, { corpus: '"; touch pwned; "', files: 'all' })
    expect(corpus.calls[0]?.slice(1, 3)).toEqual(['--corpus', '"; touch pwned; "'])
    expect(existsSync(join(folder, 'pwned'))).toBe(false)
  })

  test('that make no sense end with 2 before anything is run', () => {
    const { folder } = checkout()
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const other = runAction(folder, { version: '99.0.0' })
    expect([other.code, other.calls]).toEqual([2, []])
    expect(other.stdout).toBe(
      `::error title=warraq::warraq 99.0.0 is expected, and this action is warraq ${version}.\n`,
    )
    expect(runAction(folder, { version: `v${version}` }).code).toBe(0)
    expect(runAction(folder, { strict: 'yes\n::error::x' }).stdout).toBe(
      '::error title=warraq::strict is "yes%0A::error::x", expected true or false.\n',
    )
  })

  test('name a file for SARIF', () => {
    const { folder } = checkout()
    const { calls } = runAction(
      folder,
      { files: 'all', 'sarif-file': 'out file.sarif' },
      { told: { code: 1 } },
    )
    expect(readFileSync(join(folder, 'out file.sarif'), 'utf8')).toBe('{"version":"2.1.0"}')
    expect(calls[1]).toEqual(['validate', '--corpus', '.', '--format', 'sarif'])
  })
})

test('the summary lists errors first, and nothing in it is Markdown', () => {
  const { folder } = checkout()
  const location = { file: 'seeds/a.txt', line: 3, column: 17 }
  const problems = [
    { severity: 'info', code: 'a/note', message: 'n', location },
    { severity: 'warning', code: 'a/warning', message: 'w', location },
    {
      severity: 'error',
      code: 'a/error',
      message: '<img src=x> | [link](https://x.example) @everyone\n# no',
      fix: '`do`',
      location,
    },
    ...Array.from({ length: 60 }, () => ({ severity: 'error', code: 'b/error', message: 'e', location })),
  ]
  const { code, summary, output } = runAction(folder, { files: 'all' }, { told: { problems, code: 1 } })
  expect(code).toBe(1)
  expect(output).toBe('errors=61\nwarnings=1\n')
  const lines = summary.split('\n')
  expect(lines[2]).toBe(
    'The whole corpus is checked. 61 errors, 1 warnings, 1 notes. Something has to be mended.',
  )
  expect(lines[6]).toMatch(/^\| seeds\/a\.txt:3:17 \| error \| a\/error \| [^<|@[`]* \| &#96;do&#96; \|$/)
  expect(lines.filter(line => line.startsWith('| seeds')).length).toBe(50)
  expect(summary).toContain('… and 12 more; the log has them.')
  const broken = runAction(folder, { files: 'all' }, { told: { code: 70 } })
  expect([broken.code, broken.summary.includes('It could not be checked')]).toEqual([70, true])
})
