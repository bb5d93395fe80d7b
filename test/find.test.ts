import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldText } from '../src/records/derive/search-text.js'
import { find, foldWithOrigins } from '../src/records/find.js'
import { awkwardText, blocks, seed, slice } from './awkward.js'

const hits = (text: string, query: string) => find(text, query).map(span => slice(text, span))

describe('find', () => {
  it('finds every spelling of a name in the seed', () => {
    expect(find(seed, 'حزب الله')).toEqual([
      { start: 1053, end: 1062 },
      { start: 1165, end: 1174 },
      { start: 1386, end: 1395 },
      { start: 1716, end: 1724 },
    ])
    expect(hits(seed, 'حزب الله')).toEqual(['حـزب-الله', 'حـزب الله', 'حـزب-الله', 'حزب الله'])
    expect(hits(seed, '"حـزب-الله"')).toHaveLength(4)
  })

  it.each([
    ['كِتَابٌ وكتابٌ.', 'كتاب', ['كِتَابٌ', 'كتابٌ']],
    ['إلى آخر الأمر', 'الى اخر الامر', ['إلى آخر الأمر']],
    ['مدرسة', 'مدرسه', ['مدرسة']],
    ['ا\u0654\u064eب', 'اب', ['ا\u0654\u064eب']],
    ['حزب\u200cالله', 'حزبالله', ['حزب\u200cالله']],
    ['سنة ٢٠١٢', '2012', ['٢٠١٢']],
    ['قال ﷺ ثم', 'الله', ['ﷺ']],
    ['قال ﷺ ثم', 'ل', ['ل', 'ﷺ']],
    ['😀 حزب 😀 حزب', 'حزب', ['حزب', 'حزب']],
    ['👨‍👩‍👧a👨‍👩‍👧', 'a', ['a']],
    ['ﾊﾞﾅﾅ', 'バナ', ['ﾊﾞﾅ']],
    ['İZMİR', 'i\u0307zm', ['İZM']],
    ['a½b', '2', ['½']],
    ['ΟΔΟΣ', 'οδος', ['ΟΔΟΣ']],
    ['𐐀𐐁', '𐐩', ['𐐁']],
    ['aaaa', 'aa', ['aa', 'aa']],
    ['one – two', 'one two', ['one – two']],
    ['abc', 'd', []],
    ['abc', '', []],
    ['abc', ' .-ـ', []],
    ['', 'a', []],
  ])('in %j finds %j', (text, query, expected) => {
    expect(hits(text, query)).toEqual(expected)
  })

  it('folds as search-text@1 does', () => {
    expect(foldWithOrigins(seed).text).toBe(foldText(seed))
    fc.assert(
      fc.property(awkwardText, text => {
        expect(foldWithOrigins(text).text).toBe(foldText(text))
      }),
      { numRuns: 1000 },
    )
  })

  it('folds every character as search-text@1 does, among others', () => {
    const wrong = blocks
      .filter((_, i) => i < 0x200 || i % 0x20 === 0)
      .filter(characters => {
        const text = characters.map(c => `ا${c}ب A${c}\u0301 Σ${c}Σ ${c}`).join('\n')
        return foldWithOrigins(text).text !== foldText(text)
      })
    expect(wrong).toEqual([])
  })

  it('folds as search-text@1 does where normalization combines a character with the one before it', () => {
    const all = blocks.flat()
    /** Second half of a composition → a first half. */
    const halves = new Map<string, string>()
    for (const character of all) {
      const parts = [...character.normalize('NFD')]
      const [last] = parts.splice(-1)
      if (parts.length > 0 && character.normalize('NFC') === character) {
        halves.set(last!, parts.join('').normalize('NFC'))
      }
    }
    expect(halves.size).toBeGreaterThan(100)
    const texts = all.flatMap(character => {
      const first = halves.get([...character.normalize('NFKD')][0]!)
      return first === undefined ? [] : [`${first}${character} x${first}${character}${character}`]
    })
    for (const combining of ['\u0301', '\u1161', 'ㅏ', 'ￂ', 'ﾞ', '\u09be']) {
      expect(texts.some(text => text.endsWith(combining))).toBe(true)
    }
    expect(texts.filter(text => foldWithOrigins(text).text !== foldText(text))).toEqual([])
  })

  it('gives spans in order, without overlap, that hold what was sought', () => {
    fc.assert(
      fc.property(awkwardText, fc.nat(40), fc.integer({ min: 1, max: 6 }), (text, at, length) => {
        const query = foldText(text).slice(at, at + length)
        fc.pre(query.isWellFormed() && foldText(query) !== '')
        const spans = find(text, query)
        expect(spans.length).toBeGreaterThan(0)
        let last = 0
        for (const span of spans) {
          expect(span.start).toBeGreaterThanOrEqual(last)
          expect(span.end).toBeGreaterThan(span.start)
          last = span.end
          expect(foldText(slice(text, span)).replaceAll('ς', 'σ')).toContain(
            foldText(query).replaceAll('ς', 'σ'),
          )
        }
      }),
      { numRuns: 1000 },
    )
  })
})
