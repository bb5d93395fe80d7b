import { describe, expect, it } from 'vitest'
import type { CorpusStatement, DatasheetAnswer } from '../src/corpus/corpus.js'
import { answersOf, countStates } from '../src/release/datasheet/answers.js'
import { computed } from '../src/release/datasheet/computed.js'
import { renderDatasheet } from '../src/release/datasheet/datasheet.js'
import { sections } from '../src/release/datasheet/question.js'
import { questions } from '../src/release/datasheet/questions.js'
import type { Release } from '../src/release/release.js'
import { english, type Words } from '../src/release/words/english.js'
import { seedRelease, stationRelease } from './releases.js'

describe('the questions', () => {
  it('are 50, with two gates and a free prompt per section', () => {
    const kinds = questions.map(({ kind }) => kind)
    expect(kinds.filter(kind => kind === 'question')).toHaveLength(50)
    expect(kinds.filter(kind => kind === 'gate')).toHaveLength(2)
    expect(kinds.filter(kind => kind === 'more')).toHaveLength(7)
    const numbers = questions.flatMap(({ number }) => number ?? [])
    expect(numbers).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
  })

  it('stand in sections of the size that Gebru et al. give them', () => {
    const sizes = Object.keys(sections).map(
      section =>
        questions.filter(question => question.section === section && question.kind === 'question').length,
    )
    expect(sizes).toEqual([3, 15, 11, 3, 5, 6, 7])
  })

  it('have a slug each, of their section and a name', () => {
    const slugs = questions.map(({ slug }) => slug)
    expect(new Set(slugs).size).toBe(slugs.length)
    for (const { slug, section } of questions) expect(slug).toMatch(new RegExp(`^${section}\\.[a-z]+$`))
  })

  it('are computed only where that can be, and every computation answers one', () => {
    const slugs = questions.flatMap(({ slug, computed }) => (computed === undefined ? [] : [slug]))
    expect(new Set(slugs)).toEqual(new Set(Object.keys(computed)))
    for (const { slug, automatic, computed } of questions) {
      if (computed !== undefined) expect(automatic, slug).not.toBe('H')
      if (automatic === 'A') expect(computed, slug).toBeDefined()
    }
  })

  it('feed only properties that Croissant, schema.org and PROV have', () => {
    for (const { rai, slug } of questions) {
      for (const name of rai) expect(name, slug).toMatch(/^(rai|cr|sc|prov):[A-Za-z]+$/)
    }
  })
})

describe('the answers', () => {
  it.each([
    ['seed', seedRelease()],
    ['stations', stationRelease()],
    ['seed without answers', said({})],
  ])('of the %s add up', (_, release) => {
    const counts = countStates(answersOf(release))
    expect(Object.values(counts).reduce((a, b) => a + b)).toBe(52)
    const line = /^52 questions: (.+)\.$/m.exec(renderDatasheet(release))?.[1]
    expect(line?.split(', ').map(part => Number.parseInt(part, 10))).toEqual(Object.values(counts))
    const headings = renderDatasheet(release).match(/^### .*$/gm) ?? []
    const used = questions.filter(
      ({ kind, slug }) => kind !== 'more' || release.corpus.datasheet?.[slug] !== undefined,
    )
    expect(headings).toHaveLength(used.length)
  })

  it('of the seed leave no question open', () => {
    expect(countStates(answersOf(seedRelease())).unanswered).toBe(0)
  })

  it('that nobody gave are listed at the top and never filled in', () => {
    const text = renderDatasheet(said({}))
    const open = answersOf(said({})).filter(
      ({ state, question }) => state === 'unanswered' && question.kind !== 'more',
    )
    expect(open.length).toBeGreaterThan(20)
    for (const { question } of open) {
      expect(text.slice(0, text.indexOf('## Data dictionary'))).toContain(`(\`${question.slug}\`)`)
      expect(text).toContain(`\`${question.slug}\`: unanswered\n\n#`)
    }
  })

  it('say which of the computed are only a part', () => {
    const text = renderDatasheet(said({}))
    const [, part = ''] = /Computed in part; the rest nobody answered:\n\n((?:- .*\n)+)/.exec(text) ?? []
    expect(part).toContain('`composition.missing`')
    expect(part).not.toContain('`composition.counts`')
  })

  it('of people stand beside what was computed, each marked', () => {
    const text = renderDatasheet(
      said({ 'composition.missing': { status: 'answered', answer: 'The *title*.' } }),
    )
    expect(text).toMatch(
      /`composition\.missing`: answered, computed\n\n> The \*title\*\.\n\nComputed \(counted over all records.*\):\n\n\| Field/,
    )
  })

  it('behind a closed gate do not apply, and those before it are asked', () => {
    const closed: DatasheetAnswer = { status: 'not-applicable', reason: 'It is about the weather.' }
    const states = Object.fromEntries(
      answersOf(said({ 'composition.people': closed })).map(({ question, state }) => [question.slug, state]),
    )
    expect(states).toMatchObject({
      'composition.offensive': 'unanswered',
      'composition.people': 'not-applicable',
      'composition.subpopulations': 'not-applicable',
      'composition.sensitive': 'not-applicable',
      'composition.more': 'unanswered',
      'collection.consent': 'unanswered',
    })
  })

  it('behind a closed gate that somebody gave all the same are shown', () => {
    const release = said({
      'collection.people': { status: 'not-applicable', reason: 'Nobody is named.' },
      'collection.consent': { status: 'answered', answer: 'The author agreed.' },
    })
    expect(answersOf(release).find(({ question }) => question.slug === 'collection.consent')?.state).toBe(
      'answered',
    )
    expect(renderDatasheet(release)).toContain('> The author agreed.')
  })

  function said(datasheet: NonNullable<CorpusStatement['datasheet']>): Release {
    const release = seedRelease()
    return { ...release, corpus: { ...release.corpus, datasheet } }
  }
})

describe('computed answers', () => {
  const answerTo = (slug: string, release: Release, words: Words = english) =>
    computed[slug]?.(release, words)?.text

  it('keep the raw text only where a checksum proves it', () => {
    expect(answerTo('preprocessing.raw', seedRelease())).toContain('`source.sha256`')
    expect(answerTo('preprocessing.raw', stationRelease())).toBeUndefined()
  })

  it('name every rule with its version', () => {
    expect(answerTo('preprocessing.steps', seedRelease())).toContain(
      '| `word_count` | `word-count@1` | always |',
    )
    expect(answerTo('preprocessing.steps', stationRelease())).toBe('No field is filled by a rule.')
  })

  it('find a label only where the schema marks one', () => {
    expect(answerTo('composition.labels', seedRelease())).toBe('No: the schema marks no field as a label.')
    expect(answerTo('composition.labels', stationRelease())).toBe('Yes: `kind`.')
  })

  it('give the range of dates where there are any', () => {
    const release = seedRelease()
    const ranges = { ...release.statistics.ranges, '/published': { min: '2019', max: '2020-03' } }
    const nulls = { ...release.statistics.nulls, '/published': 0 }
    const dated = { ...release, statistics: { ...release.statistics, ranges, nulls } }
    expect(answerTo('collection.timeframe', dated)).toContain(
      '`published`: given in 1 of 1 record, from 2019 to 2020-03',
    )
  })

  it('do not take the absence of a note for a finding unless the check ran', () => {
    const { checks: _, ...release } = seedRelease()
    expect(answerTo('composition.errors', release)).not.toContain('Looked for')
    expect(answerTo('composition.identifiable', release)).not.toContain('personal/email')
  })

  it('say how many records were set aside, and why', () => {
    expect(answerTo('composition.errors', stationRelease())).toContain(
      '1,234 records set aside because of errors, not released: `record/type` 1,200, `record/required` 34.',
    )
  })

  it('say of every answer how it was computed', () => {
    for (const release of [seedRelease(), stationRelease()]) {
      for (const { computed } of answersOf(release)) expect(computed?.how ?? 'none').not.toBe('')
    }
  })
})
