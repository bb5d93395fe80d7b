import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldText } from '../src/records/derive/search-text.js'
import { BANDS, writeBands } from '../src/shards/minhash.js'
import { type NearDuplicate, type NearOptions, type NearSearch, startNear } from '../src/shards/near.js'
import { locatorOf, type Origin, type RecordPlace } from '../src/shards/record-place.js'
import { canBeNear, shinglesOf, similarityOf } from '../src/shards/shingles.js'
import { nearProblem } from '../src/shards/verdict.js'
import { workdir } from './cli.js'

interface Text {
  readonly text: string
  readonly origin?: Origin
  readonly id?: string
}

function searchIn(texts: readonly Text[], limit = Number.POSITIVE_INFINITY): NearSearch {
  const search = startNear({ folder: workdir(), limit })
  for (const [i, { text, origin = 'corpus', id = `t${i}` }] of texts.entries())
    search.add(text, { origin, slice: 0, line: i, id })
  return search
}

const nearIn = (texts: readonly Text[], options?: NearOptions): NearDuplicate[] => [
  ...searchIn(texts).find(options),
]

/** `second first percent more`, with numbers of texts. */
const linesOf = (found: readonly NearDuplicate[]): string[] =>
  found.map(
    ({ first, second, similarity, more, atLeast }) =>
      `${second.line} ${first.line} ${Math.round(similarity * 1000) / 10}${more === 0 ? '' : ` ${atLeast ? '≥' : ''}${more}`}`,
  )

/** The runs of a text, in the plainest words. */
function runsOf(text: string, length: number): Set<string> {
  const words = foldText(text).split(' ')
  return new Set(words.slice(length - 1).map((_, i) => words.slice(i, i + length).join(' ')))
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0
  const common = [...a].filter(run => b.has(run)).length
  return common / (a.size + b.size - common)
}

/** The same numbers in every run. */
function startChance(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const wordsFrom = (chance: (below: number) => number, count: number, known = 1e6): string[] =>
  Array.from({ length: count }, () => `w${chance(known)}`)

/** A copy with some words replaced, dropped, repeated, moved. */
function altered(words: readonly string[], chance: (below: number) => number, changes: number): string[] {
  const copy = [...words]
  for (let i = 0; i < changes; i++) {
    const at = chance(copy.length)
    const [removed = ''] = copy.splice(at, 1)
    if (chance(3) > 0)
      copy.splice(chance(2) === 0 ? at : chance(copy.length), 0, chance(2) === 0 ? removed : 'new')
  }
  return copy
}

describe('compared with a search of all pairs', () => {
  /** Everything that all pairs show, by number of the later text. */
  function oracle(
    texts: readonly string[],
  ): Map<number, { first: number; similarity: number; near: number }> {
    const sets = texts.map(text => runsOf(text, 5))
    const found = new Map<number, { first: number; similarity: number; near: number }>()
    for (const [second, set] of sets.entries()) {
      for (const [first, other] of sets.slice(0, second).entries()) {
        const similarity = jaccard(set, other)
        if (similarity < 0.8) continue
        const known = found.get(second) ?? { first, similarity, near: 0 }
        found.set(second, { ...known, near: known.near + 1 })
      }
    }
    return found
  }

  test('finds what is near, with its similarity, the earliest and the number of others', () => {
    const chance = startChance(7)
    let wanted = 0
    let got = 0
    for (let sample = 0; sample < 40; sample++) {
      const bases = Array.from({ length: 4 }, () => wordsFrom(chance, 5 + chance(200)))
      const texts = Array.from({ length: 40 }, () =>
        altered(bases[chance(bases.length)]!, chance, chance(4)).join(' '),
      )
      const expected = oracle(texts)
      const found = nearIn(
        texts.map(text => ({ text })),
        { same: true },
      )
      for (const { first, second, similarity, more, atLeast } of found) {
        const known = expected.get(second.line)
        expect(known).toBeDefined()
        expect(atLeast).toBe(false)
        if (known?.first === first.line) expect(similarity).toBe(known.similarity)
        expect(more + 1).toBeLessThanOrEqual(known?.near ?? 0)
        got += more + 1
      }
      wanted += [...expected.values()].reduce((sum, { near }) => sum + near, 0)
    }
    expect(wanted).toBeGreaterThan(2000)
    // 1 - (1 - 0.8^6)^24 for the least similar, and most are more similar than that.
    expect(got / wanted).toBeGreaterThan(0.999)
  })

  test('never says of two texts what is not so', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd', 'سَلام', 'سـلام', 'e-f')
    const texts = fc.array(fc.array(word, { maxLength: 14 }), { maxLength: 12 })
    fc.assert(
      fc.property(texts, fc.boolean(), (all, same) => {
        const lines = all.map(words => words.join(' '))
        const expected = oracle(lines)
        const folded = lines.map(foldText)
        const found = nearIn(
          lines.map(text => ({ text })),
          { same },
        )
        for (const { first, second, similarity, more } of found) {
          const sets = [first, second].map(({ line }) => runsOf(lines[line] ?? '', 5))
          expect(similarity).toBe(jaccard(sets[0]!, sets[1]!))
          expect(similarity).toBeGreaterThanOrEqual(0.8)
          expect(more).toBeLessThan(expected.get(second.line)?.near ?? 0)
        }
        // Equal sets agree in every band: these are never missed.
        const reported = new Set(found.map(({ second }) => second.line))
        for (const [second, { similarity }] of expected) {
          const isCopy = folded.slice(0, second).includes(folded[second] ?? '')
          if (similarity === 1 && (same || !isCopy)) expect(reported).toContain(second)
          if (isCopy && !same) expect(reported).not.toContain(second)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('two sets at the limit agree in a band as often as was computed', () => {
    const chance = startChance(3)
    const random53 = () => chance(2 ** 21) * 2 ** 32 + chance(2 ** 32)
    const bands = new Int32Array(2 * BANDS)
    const pairs = 4000
    let agreeing = 0
    let missed = 0
    for (let pair = 0; pair < pairs; pair++) {
      // 80 in common of 100 in all.
      const common = Array.from({ length: 80 }, random53)
      const [a, b] = [10, 10].map(own =>
        Float64Array.from([...common, ...Array.from({ length: own }, random53)]).sort(),
      )
      expect(similarityOf(a!, b!)).toBe(0.8)
      writeBands(a!, bands, 0)
      writeBands(b!, bands, BANDS)
      let same = 0
      for (let band = 0; band < BANDS; band++) if (bands[band] === bands[BANDS + band]) same++
      agreeing += same
      if (same === 0) missed++
    }
    expect(agreeing / pairs / BANDS).toBeCloseTo(0.8 ** 6, 2)
    expect(1 - missed / pairs).toBeGreaterThan(0.998)
  })

  test('a similarity just below the limit is not reported', () => {
    // 9 runs in common of 11, 8 of 10, 7 of 9.
    const words = wordsFrom(startChance(5), 14)
    const set = (last: string) => [...words.slice(0, 13), last].join(' ')
    expect(linesOf(nearIn([{ text: set('x') }, { text: set('y') }]))).toEqual(['1 0 81.8'])
    const shorter = (length: number) =>
      ['x', 'y'].map(last => ({ text: [...words.slice(0, length), last].join(' ') }))
    expect(linesOf(nearIn(shorter(12)))).toEqual(['1 0 80'])
    expect(nearIn(shorter(11))).toEqual([])
    expect(canBeNear(4, 5)).toBe(true)
    expect(canBeNear(5, 4)).toBe(true)
    expect(canBeNear(3, 4)).toBe(false)
    expect(similarityOf(Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 2, 3, 4, 5))).toBe(0.8)
    expect(similarityOf(Float64Array.of(1, 2, 3, 4, 6), Float64Array.of(1, 2, 3, 4, 5))).toBe(0)
  })
})

describe('what a run is', () => {
  const runsIn = (text: string): number | string => {
    const shingles = shinglesOf(foldText(text))
    return typeof shingles === 'string' ? shingles : `${shingles.values.length} ${shingles.unit}`
  }

  test.each<[string, string]>([
    ['', 'too short'],
    ['one two three four', 'too short'],
    ['one two three four five', '1 words'],
    ['one, two -- THREE: four five!', '1 words'],
    ['a a a a a a a a a', '1 words'],
    ['a b a b a b a b a b', '2 words'],
    ['一二三四五六七八九', 'too short'],
    ['一二三四五，六七八九十。', '1 characters'],
    ['一二三四五六七八九十 abc', '4 characters'],
    ['the word 一二三 in a longer sentence of words', '5 words'],
    ['สวัสดีครับทุกคน', '6 characters'],
    ['𠀀'.repeat(12), '1 characters'],
  ])('%j', (text, expected) => {
    expect(runsIn(text)).toBe(expected)
  })

  test('another order of words is another run', () => {
    const permutations = ['a b c d e', 'b a c d e', 'a b c e d', 'e b c d a', 'a d c b e', 'c d e a b']
    const values = permutations.map(text => {
      const shingles = shinglesOf(text)
      return typeof shingles === 'string' ? 0 : shingles.values[0]
    })
    expect(new Set(values).size).toBe(permutations.length)
  })

  test('of very many different runs no two are the same number', () => {
    const count = 200_000
    const text = Array.from({ length: count }, (_, i) => i.toString(36)).join(' ')
    expect(runsIn(text)).toBe(`${count - 4} words`)
    const characters = Array.from({ length: count }, (_, i) =>
      String.fromCodePoint(0x4e00 + (i % 20_000), 0x4e00 + ((i * 7 + 3) % 19_997)),
    ).join('')
    expect(runsIn(characters)).toBe(`${2 * count - 9} characters`)
  })

  test('a text of very many words is left out, and told', () => {
    const search = searchIn([{ text: 'a '.repeat(2 ** 22 + 10) }, { text: 'one two three four' }])
    expect([...search.find()]).toEqual([])
    expect(search.compared()).toMatchObject({ records: 2, tooLong: 1, tooShort: 1, off: false })
  })
})

describe('a text that stands many times', () => {
  const chance = startChance(11)
  const base = wordsFrom(chance, 200)
  const copies = Array.from({ length: 1000 }, (_, i) => {
    const copy = [...base]
    copy[chance(copy.length)] = `date${i}`
    return { text: copy.join(' ') }
  })

  test('is reported once for each copy, with the first of all, whatever their number', () => {
    const search = searchIn(copies)
    const found = [...search.find()]
    expect(found.map(({ second }) => second.line)).toEqual(copies.slice(1).map((_, i) => i + 1))
    expect(found.filter(({ first }) => first.line !== 0)).toEqual([])
    expect(linesOf(found.slice(0, 3)).map(line => line.replace(/ \d+\.\d/, ''))).toEqual([
      '1 0',
      '2 0 1',
      '3 0 2',
    ])
    // The comparisons of one record are bounded, and it says so.
    expect(found.at(-1)?.more).toBeLessThan(100)
    expect(found.at(-1)?.atLeast).toBe(true)
    expect(search.compared().cut).toBe(0)
  })

  test('and differs in nothing is left to duplicate/folded, unless nothing looks there', () => {
    const same = [
      'The same few words, all of them.',
      'the SAME few words all of them',
      'the same few words – all of them',
    ]
    const texts = same.map(text => ({ text }))
    expect(nearIn(texts)).toEqual([])
    expect(linesOf(nearIn(texts, { same: true }))).toEqual(['1 0 100', '2 0 100 1'])
    // Another text with the same runs is no copy.
    expect(
      linesOf(nearIn([{ text: 'a b c d e a b c d e' }, { text: 'a b c d e a b c d e a b c d e' }])),
    ).toEqual(['1 0 100'])
  })
})

describe('contributed records beside a corpus', () => {
  const words = wordsFrom(startChance(2), 60)
  const version = (n: number): string => [...words.slice(0, 59), `end${n}`].join(' ')
  const corpus = [1, 2].map(n => ({ text: version(n), id: `c${n}` }))
  const contributed = (n: number, id: string) => ({ text: version(n), id, origin: 'contributed' as const })

  test('are compared with it and with each other; the corpus with itself only when asked for', () => {
    const texts = [...corpus, contributed(3, 'n3'), contributed(4, 'n4')]
    expect(linesOf(nearIn(texts, { withinCorpus: false }))).toEqual(['2 0 96.5 1', '3 0 96.5 2'])
    expect(linesOf(nearIn(texts))).toEqual(['1 0 96.5', '2 0 96.5 1', '3 0 96.5 2'])
  })

  test('a record is not compared with its own old version, but with all others', () => {
    const update = [contributed(3, 'c1')]
    expect(linesOf(nearIn([corpus[0]!, ...update], { withinCorpus: false }))).toEqual([])
    expect(linesOf(nearIn([...corpus, ...update], { withinCorpus: false }))).toEqual(['2 1 96.5'])
    // Not even when nothing was changed.
    expect(nearIn([corpus[0]!, contributed(1, 'c1')], { withinCorpus: false, same: true })).toEqual([])
    // Records without ids are never versions of each other.
    const nameless = [{ text: version(1), id: '' }, contributed(2, '')]
    expect(linesOf(nearIn(nameless, { withinCorpus: false }))).toEqual(['1 0 96.5'])
  })

  test('come after it', () => {
    expect(() => searchIn([contributed(3, 'n3'), ...corpus])).toThrow('after a contributed one')
  })

  test('keep their place, id and origin, whatever the id', () => {
    const id = 'ب'.repeat(5000)
    const [found] = nearIn([corpus[0]!, contributed(2, id)])
    const place = (more: Partial<RecordPlace>) => ({ origin: 'corpus', slice: 0, line: 0, id: 'c1', ...more })
    expect(found?.first).toEqual(place({}))
    expect(found?.second).toEqual(place({ origin: 'contributed', line: 1, id }))
  })
})

describe('a search', () => {
  const three = ['a b c d e f', 'a b c d e f', 'a b c d e f'].map(text => ({ text }))

  test('of more records than the limit compares nothing, and says so', () => {
    const search = searchIn(three, 2)
    expect([...search.find({ same: true })]).toEqual([])
    expect(search.compared()).toMatchObject({ records: 3, off: true, limit: 2 })
    const within = searchIn(three, 3)
    expect([...within.find({ same: true })].length).toBe(2)
    expect(within.compared()).toMatchObject({ records: 3, off: false })
  })

  test('leaves no file behind, and ends once', () => {
    const folder = workdir()
    const search = startNear({ folder })
    expect(readdirSync(folder)).toEqual([])
    search.add('a b c d e', { origin: 'corpus', slice: 0, line: 1, id: 'a' })
    expect([...search.find()]).toEqual([])
    search.close()
    search.close()
    expect(() => search.add('a', { origin: 'corpus', slice: 0, line: 2, id: 'b' })).toThrow('ended')
    expect(() => [...search.find()]).toThrow('ended')
  })

  test('of nothing finds nothing', () => {
    expect(nearIn([])).toEqual([])
  })

  test('of sets larger than its buffers reads them as they were written', () => {
    const long = wordsFrom(startChance(9), 150_000)
    const texts = [0, 1, 2].map(n => ({ text: [...long.slice(0, -n - 1), `end${n}`].join(' ') }))
    const short = [{ text: 'one two three four five six' }, { text: 'One two three four five, six' }]
    expect(linesOf(nearIn([...texts, ...short]))).toEqual(['1 0 100', '2 0 100 1'])
  })
})

test('the problem names the other record, the similarity and how many more there are', () => {
  const found: NearDuplicate = {
    first: { origin: 'corpus', slice: 0, line: 0, id: 'a17' },
    second: { origin: 'contributed', slice: 1, line: 4, id: 'b' },
    similarity: 0.9399999999999999,
    unit: 'characters',
    more: 2,
    atLeast: true,
  }
  const problem = nearProblem(found, locatorOf(['seeds/a17.txt', 'more.jsonl']))
  expect(problem).toMatchObject({
    code: 'duplicate/near',
    severity: 'warning',
    record: 'b',
    location: { file: 'more.jsonl', line: 4 },
    related: [{ file: 'seeds/a17.txt' }],
  })
  expect(problem.message).toContain('a17 (seeds/a17.txt): 94 %')
  expect(problem.message).toContain('ten characters')
  expect(problem.message).toContain('at least 2 more texts are')
  const one = nearProblem(
    { ...found, similarity: 1, unit: 'words', more: 1, atLeast: false },
    locatorOf(['a', 'b']),
  )
  expect(one.message).toMatch(/100 % of all runs of five words .*, and 1 more text is as near\.$/)
})
