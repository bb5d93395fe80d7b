import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { interview, openOf } from '../src/commands/interview.js'
import { loadCorpus } from '../src/corpus/load.js'
import { answerQuestion, sheetOf } from '../src/datasheet.js'
import { withYamlBlock } from '../src/text/yaml-edit.js'
import { copyOfCorpus, root, warraq } from './cli.js'

describe('an answer put into YAML', () => {
  const at = ['d', 'q.a'] as const

  test.each([
    ['a: 1', 'a: 1\nd:\n  q.a:\n    s: t\n'],
    [
      'a:   "1" # x\r\nd:\r\n    # y\r\n    b: {}\r\n',
      'a:   "1" # x\r\nd:\r\n    # y\r\n    b: {}\r\n    q.a:\r\n      s: t\r\n',
    ],
    ['d: # soon\nb: 1\n', 'd: # soon\n  q.a:\n    s: t\nb: 1\n'],
    ['d: {}\n', 'd: { q.a: { s: t } }\n'],
    ['d:\n  x: |\n    text\n\n# after\nb: 1\n', 'd:\n  x: |\n    text\n  q.a:\n    s: t\n\n# after\nb: 1\n'],
    [
      'd:\n  q.a:\n    s: >-\n      old\n      text\n  # next\n  x: 1\n',
      'd:\n  q.a:\n    s: t\n  # next\n  x: 1\n',
    ],
    ['d:\n  x: 1 # one\nb: 2', 'd:\n  x: 1 # one\n  q.a:\n    s: t\nb: 2'],
  ])('%j', (before, after) => {
    expect(withYamlBlock(before, at, { s: 't' })).toBe(after)
  })

  test('is refused where more would have to change', () => {
    for (const text of ['a: 1\n...\n', '- a\n', 'd: x\n', '{ a: 1 }\n', 'd:\n  q.a: &x { s: o }\nb: *x\n'])
      expect(withYamlBlock(text, at, { s: 't' }), text).toBeUndefined()
  })

  test('is read as it was given, and leaves every other byte', () => {
    const start = '# top\nb:   "x" # kept\n\nd:\n'
    const end = '\n# between\nc: [1,  2]\n'
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string()), (one, lines) => {
        const said = { one, several: lines.join('\n') }
        const edited = withYamlBlock(`${start}  z: 1${end}`, at, said) ?? ''
        expect(edited.startsWith(`${start}  z: 1\n`) && edited.endsWith(end)).toBe(true)
        expect(parse(edited, { schema: 'failsafe' }).d).toEqual({ z: '1', 'q.a': said })
        const again = withYamlBlock(edited, at, { s: 't' })
        expect(again).toBe(`${start}  z: 1\n  q.a:\n    s: t${end}`)
      }),
    )
  })
})

describe('the interview', () => {
  /** A corpus that answered nothing, and what a person types. */
  async function asked(typed: readonly string[]) {
    const folder = copyOfCorpus('readings')
    const said: string[] = []
    const left = [...typed]
    await interview({
      open: () => openOf(sheetOf(loadCorpus(folder))),
      ask: async () => left.shift(),
      say: line => said.push(line),
      write: (slug, answer) => answerQuestion(folder, slug, answer),
    })
    return { said: said.join('\n'), datasheet: loadCorpus(folder).statement.datasheet }
  }

  test('writes what is answered, unknown or not applicable, until one quits', async () => {
    const { datasheet, said } = await asked([
      'a',
      'To test.',
      'And: more',
      '',
      's',
      'U',
      'Nobody knows.',
      '',
      '?',
      'q',
      'a',
    ])
    expect(datasheet).toEqual({
      'motivation.purpose': { status: 'answered', answer: 'To test.\nAnd: more' },
      'motivation.funding': { status: 'unknown', reason: 'Nobody knows.' },
    })
    expect(said).toContain('The release adds what is read from `creators` in corpus.yaml.')
  })

  test('does not ask what a gate has closed, and ends where all is skipped or the input ends', async () => {
    const count = openOf(sheetOf(loadCorpus(join(root, 'test/corpora/readings')))).length
    const { said, datasheet } = await asked(Array.from({ length: count }, () => 's'))
    expect([said.match(/left\)/g)?.length, datasheet]).toEqual([count, undefined])
    const folder = copyOfCorpus('readings')
    answerQuestion(folder, 'composition.people', { status: 'not-applicable', reason: 'Weather.' })
    const open = openOf(sheetOf(loadCorpus(folder))).map(({ question }) => question.slug)
    expect(open).not.toContain('composition.sensitive')
    expect(open).toContain('composition.offensive')
  })
})

describe('warraq datasheet', () => {
  test('lists what is open, and ends with 1 only where that is asked', async () => {
    const corpus = join(root, 'test/corpora/readings')
    const listed = await warraq(['datasheet', '--corpus', corpus])
    expect(listed.code).toBe(0)
    expect(listed.stdout).toMatch(/^Unanswered: \d+ of 52 questions\n {2}motivation\.purpose /)
    expect((await warraq(['datasheet', '--corpus', corpus, '--strict'])).code).toBe(1)
    expect((await warraq(['datasheet', '--strict'])).code).toBe(0)
    const told = JSON.parse((await warraq(['datasheet', '--corpus', corpus, '--json'])).stdout)
    expect(told.questions).toBe(52)
    expect(told.unanswered[0]).toMatchObject({ slug: 'motivation.purpose', section: 'motivation' })
  })

  test('set writes one answer, and refuses what is none', async () => {
    const corpus = copyOfCorpus('seed')
    const before = readFileSync(join(corpus, 'corpus.yaml'), 'utf8')
    const set = (...args: string[]) => warraq(['datasheet', 'set', ...args], { cwd: corpus })
    expect((await set('uses.more', '--answer', 'Yes.', '--answer-ar', 'نعم.')).code).toBe(0)
    expect(readFileSync(join(corpus, 'corpus.yaml'), 'utf8')).toBe(
      `${before}  uses.more:\n    status: answered\n    answer: "Yes."\n    answer_ar: "نعم."\n`,
    )
    const wrong = [['uses.moer', '--unknown', 'x'], ['uses.more'], ['uses.more', '--answer', ' ']]
    for (const args of [...wrong, ['uses.more', '--answer', 'x', '--reason-ar', 'y']])
      expect((await set(...args)).code, args.join(' ')).toBe(2)
  })

  test.skipIf(spawnSync('python3', ['--version']).status !== 0)('asks on a terminal', () => {
    const corpus = copyOfCorpus('readings')
    const program = join(corpus, 'type.py')
    writeFileSync(
      program,
      `import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
seen, typed = b'', [(b'uit: ', b'u\\n'), (b'> ', b'Nobody asked.\\n'), (b'> ', b'\\n'), (b'uit: ', b'q\\n')]
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    seen += part
    if typed and typed[0][0] in seen:
        seen = b''
        os.write(terminal, typed.pop(0)[1])
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`,
    )
    const cli = join(root, 'dist/cli.js')
    const { status } = spawnSync('python3', [program, process.execPath, cli, 'datasheet'], {
      cwd: corpus,
      timeout: 60_000,
    })
    expect(status).toBe(0)
    expect(loadCorpus(corpus).statement.datasheet).toEqual({
      'motivation.purpose': { status: 'unknown', reason: 'Nobody asked.' },
    })
  })
})
