import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCorpus } from '../src/corpus/load.js'
import { UsageError } from '../src/errors.js'
import { type ExportOptions, exportCorpus } from '../src/export.js'
import { type Problem, problem } from '../src/problem.js'
import { checkAccepted, judge, silence } from '../src/records/lints/choice.js'
import { mergeAccepted, noneAccepted, startAccepted } from '../src/shards/accepted.js'
import { warraq, workdir } from './cli.js'

const NOTE = {
  type: 'object',
  required: ['id', 'text'],
  properties: {
    id: { type: 'string', 'x-key': true },
    text: { type: 'string', 'x-text': true },
    title: { type: ['string', 'null'], minLength: 1 },
    published: { type: ['string', 'null'], format: 'partial-date', 'x-role': 'published' },
    language: { type: ['string', 'null'], format: 'language-tag', 'x-role': 'language' },
  },
}
const LONG = `${'A letter from the island, which is long enough. '.repeat(6).trimEnd()}\n`

/** A corpus of texts, with what is added to its corpus.yaml. */
function corpusOf(more: string, texts: Readonly<Record<string, string>>): string {
  const folder = workdir()
  const files = {
    'corpus.yaml': `name: notes
title: Notes
version: 1.0.0
released: 2026-11-22
url: urn:uuid:0a1bd8a2-2c34-4f0c-9f07-1f1c2c5f0f22
description: Made up.
license: CC0-1.0
creators: [{ name: Somebody, type: person }]
language: [en]
schema: schema/note.schema.json
sources: [{ path: texts, format: text }]
${more}`,
    'schema/note.schema.json': JSON.stringify(NOTE),
    ...texts,
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

async function exported(folder: string, options: ExportOptions = {}) {
  const result = await exportCorpus({
    corpus: folder,
    out: join(folder, 'out'),
    formats: ['jsonl'],
    ...options,
  })
  const said = result.problems.first
    .filter(({ severity, code }) => severity !== 'info' || code.startsWith('lint/'))
    .map(({ severity, code, location: { file, line, column } }) =>
      [`${severity} ${code}`, file, line, column].filter(part => part !== undefined).join(':'),
    )
  return { ...result, said }
}

const refused = (folder: string): string[] => {
  try {
    loadCorpus(folder)
    return []
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return error.problems.map(
      ({ code, location: { file, line, column }, message }) => `${file}:${line}:${column} ${code} ${message}`,
    )
  }
}

const TWO = {
  'texts/a.txt': `${LONG}A line<br>\n`,
  'texts/a.meta.yaml': 'language: en\n',
  'texts/b.txt': `B. ${LONG}Fish &amp; chips\n`,
  'texts/b.meta.yaml': 'language: en\n',
}

describe('lints in corpus.yaml', () => {
  it('are turned off by their code', async () => {
    const { said, release } = await exported(corpusOf('lints: { text/html: off }\n', TWO), { strict: true })
    expect(said).toEqual([])
    expect(release).toBeDefined()
    const off = corpusOf('lints: { text/html: off }\n', TWO)
    const { datasheet } = await exported(off)
    expect(datasheet).toContain('Not looked for, by choice of the corpus: `text/html`.')
  })

  it('stop a strict export where they are on, and no other', async () => {
    const folder = corpusOf('', TWO)
    const warnings = ['warning text/html:texts/a.txt:2:7', 'warning text/html:texts/b.txt:2:6']
    expect((await exported(folder)).said).toEqual(warnings)
    const strict = await exported(folder, { strict: true })
    expect([strict.said, strict.release]).toEqual([warnings, undefined])
  })

  it('are refused under a wrong name, with the right one', () => {
    expect(refused(corpusOf('lints:\n  text/htlm: off\n  record/type: off\n', {}))).toEqual([
      'corpus.yaml:13:3 lint/unknown `text/htlm` is no lint. Did you mean `text/html`?',
      expect.stringMatching(/^corpus\.yaml:14:3 lint\/unknown `record\/type` is no lint\./),
    ])
    expect(refused(corpusOf('lints: { text/html: warning }\n', {}))).toEqual([
      expect.stringContaining('corpus.yaml:12:21 record/enum'),
    ])
  })
})

describe('acceptances', () => {
  it('of corpus.yaml take warnings out, of one record or of all, and are counted', async () => {
    const accept = `strict: true
accept:
  - { code: text/html, reason: It is about HTML., id: a }
  - { code: text/length, reason: Texts are short. }
`
    const folder = corpusOf(accept, {
      ...TWO,
      'texts/c.txt': 'Short.\n',
      'texts/c.meta.yaml': 'language: en\n',
    })
    const some = await exported(folder)
    expect([some.said, some.accepted]).toEqual([['warning text/html:texts/b.txt:2:6'], 2])
    writeFileSync(join(folder, 'texts/b.meta.yaml'), 'accept: [{ code: text/html, reason: A quotation. }]\n')
    const { said, accepted, release, datasheet } = await exported(folder)
    expect([said, accepted]).toEqual([[], 3])
    expect(release?.accepted).toEqual([
      { code: 'text/html', reason: 'It is about HTML.', id: 'a', times: 1 },
      { code: 'text/length', reason: 'Texts are short.', times: 1 },
      { code: 'text/html', reason: 'A quotation.', id: 'b', times: 1 },
    ])
    expect(datasheet).toContain('| `text/html` | `b` | 1 | A quotation. |')
    expect(datasheet).toContain('| `text/length` | all | 1 | Texts are short. |')
  })

  it('give the same report in any number of shards', async () => {
    const accept = 'accept: [{ code: text/html, reason: It is about HTML. }]\n'
    const folder = corpusOf(accept, TWO)
    const one = await exported(folder)
    const many = await exported(folder, { shardBytes: 1 })
    expect(many.release?.resources).toHaveLength(2)
    expect(many.release?.accepted).toEqual([{ code: 'text/html', reason: 'It is about HTML.', times: 2 }])
    expect(many.datasheet?.match(/accepted:[^#]*/)?.[0]).toBe(one.datasheet?.match(/accepted:[^#]*/)?.[0])
  })

  it('that nothing was found for are notes, at their place', async () => {
    const folder = corpusOf('accept:\n  - code: text/html\n    reason: No reason.\n    id: nobody\n', {
      'texts/a.txt': LONG,
      'texts/a.meta.yaml': 'language: en\naccept:\n  - { reason: None., code: text/boilerplate }\n',
    })
    const { said, release } = await exported(folder, { strict: true })
    expect(said).toEqual([
      'info lint/unused-acceptance:corpus.yaml:13:11',
      'info lint/unused-acceptance:texts/a.meta.yaml:3:28',
    ])
    expect(release).toBeDefined()
  })

  it('are not said to be unused where an error kept lints from looking', async () => {
    const folder = corpusOf('accept: [{ code: text/html, reason: None. }]\n', {
      'texts/a.txt': LONG,
      'texts/a.meta.yaml': 'published: yesterday\naccept: [{ code: text/html, reason: None. }]\n',
    })
    expect((await exported(folder)).said).toEqual(['error record/date:texts/a.meta.yaml:1:12'])
  })

  it('of what is no warning are errors, in both files', async () => {
    const accept =
      'accept:\n' +
      ['personal/iban', 'file/no-final-newline', 'text/htlm', 'text/language-mismatch']
        .map(code => `  - { code: ${code}, reason: None. }\n`)
        .join('')
    const wrong = [
      '14:13 lint/not-acceptable `personal/iban` is an error, and only warnings are accepted.',
      '15:13 lint/not-acceptable `file/no-final-newline` is a note, and only warnings are accepted.',
      '16:13 lint/unknown `text/htlm` is no warning. Did you mean `text/html`?',
    ]
    expect(refused(corpusOf(`strict: true\n${accept}`, {}))).toEqual(wrong.map(line => `corpus.yaml:${line}`))
    const folder = corpusOf('', { 'texts/a.txt': LONG, 'texts/a.meta.yaml': `language: en\n\n${accept}` })
    expect((await exported(folder)).said).toEqual([
      'error lint/not-acceptable:texts/a.meta.yaml:4:13',
      'error lint/not-acceptable:texts/a.meta.yaml:5:13',
      'error lint/unknown:texts/a.meta.yaml:6:13',
    ])
  })

  it('do not take out an error of a code that is a warning elsewhere', async () => {
    const folder = corpusOf('accept: [{ code: text/language-mismatch, reason: None. }]\n', {
      'texts/a.txt': LONG,
      'texts/a.meta.yaml': 'language: ar\n',
      'texts/b.txt': `B. ${LONG}`,
      'texts/b.meta.yaml': 'language: fr\n',
    })
    const { said, accepted } = await exported(folder)
    expect([said, accepted]).toEqual([['error text/language-mismatch:texts/a.txt'], 1])
  })
})

describe('judge', () => {
  const location = { file: 'a.txt' }
  const html = problem('text/html', location, { kind: 'tag', first: '<br>', count: 1 })
  const short = problem('text/length', location, { few: true, limit: 200 })
  const note = problem('file/no-final-newline', location, undefined)
  const none = { off: [], accept: [] }

  it('leaves all as it is where nothing is accepted', () => {
    const problems = [html, note]
    expect(judge(problems, [], 'a', none).problems).toBe(problems)
  })

  it('prefers what is said of the record, and the sidecar', () => {
    const accept = [
      { code: 'text/html', reason: 'all' },
      { code: 'text/html', reason: 'one', id: 'a' },
    ]
    expect(judge([html, html, short], [], 'a', { ...none, accept })).toMatchObject({
      problems: [short],
      byCorpus: [1, 1],
    })
    expect(judge([html], [], 'b', { ...none, accept }).byCorpus).toEqual([0])
    expect(judge([html], [], undefined, { ...none, accept }).byCorpus).toEqual([0])
    const stated = [{ code: 'text/html', reason: 'here', location }]
    expect(judge([html, html], stated, 'a', { ...none, accept })).toEqual({
      problems: [],
      byCorpus: [],
      bySidecar: [{ id: 'a', code: 'text/html', reason: 'here', times: 2 }],
      pending: [],
    })
  })

  it('keeps what only a comparison of records can use for later', () => {
    const stated = [{ code: 'duplicate/near', reason: 'Two editions.', location }]
    expect(judge([note], stated, 'a', none)).toEqual({
      problems: [note],
      byCorpus: [],
      bySidecar: [],
      pending: [{ id: 'a', code: 'duplicate/near', reason: 'Two editions.', location }],
    })
  })

  it('finds one of many acceptances fast', () => {
    const accept = Array.from({ length: 100_000 }, (_, i) => ({
      id: String(i),
      code: 'text/html',
      reason: '.',
    }))
    const found: Problem[] = [html]
    let used = 0
    for (let i = 0; i < 100_000; i++) used += silence(found, accept, String(i)).used.length
    expect(used).toBe(100_000)
  })
})

describe('the tally of what was accepted', () => {
  it('is bounded, and merges in any way', () => {
    const of = (from: number, to: number) => {
      const tally = startAccepted()
      for (let i = from; i < to; i++) {
        const one = { id: String(i), code: 'text/html', reason: '.', times: 2 }
        tally.add({ byCorpus: [i % 3], bySidecar: [one], pending: [] })
      }
      return tally.value()
    }
    const whole = of(0, 2500)
    expect([whole.bySidecar.length, whole.more, whole.byCorpus]).toEqual([
      1000,
      3000,
      { 0: 834, 1: 833, 2: 833 },
    ])
    expect([of(0, 700), of(700, 1800), of(1800, 2500)].reduce(mergeAccepted, noneAccepted)).toEqual(whole)
  })
})

describe('--as-of', () => {
  const folder = () =>
    corpusOf('', { 'texts/a.txt': LONG, 'texts/a.meta.yaml': 'language: en\npublished: 2026-11-23\n' })

  it('is the day of the release where nobody says another', async () => {
    expect((await exported(folder())).said).toEqual(['error record/date:texts/a.meta.yaml:2:12'])
    expect((await exported(folder(), { asOf: '2026-11-23' })).said).toEqual([])
  })

  it('is an option, and a day', async () => {
    const corpus = folder()
    const run = (day: string) =>
      warraq([
        'export',
        '--corpus',
        corpus,
        '--out',
        join(corpus, 'out'),
        '--formats',
        'jsonl',
        '--as-of',
        day,
      ])
    expect(await run('2027-01-01')).toMatchObject({ code: 0 })
    expect(await run('2027-02-30')).toMatchObject({
      code: 2,
      stderr: '"2027-02-30" is no day of the calendar.\n    fix: Write it as YYYY-MM-DD.\n',
    })
    expect(readFileSync(join(corpus, 'out/data/notes.jsonl'), 'utf8')).toContain('2026-11-23')
  })
})

it('codes that are graded can be accepted', () => {
  expect(checkAccepted([{ code: 'text/language-mismatch', reason: '.' }], () => ({ file: '' }))).toEqual([])
})
