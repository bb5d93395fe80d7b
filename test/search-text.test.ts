import letters from '@unicode/unicode-15.1.0/General_Category/Letter/code-points.mjs'
import marks from '@unicode/unicode-15.1.0/General_Category/Mark/code-points.mjs'
import numbers from '@unicode/unicode-15.1.0/General_Category/Number/code-points.mjs'
import unassigned from '@unicode/unicode-15.1.0/General_Category/Unassigned/code-points.mjs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldText, searchText } from '../src/records/derive/search-text.js'
import { articleSchema, awkwardText, blocks, seed } from './awkward.js'

const isKept = new Set([...letters, ...marks, ...numbers])
const isUnassigned = new Set(unassigned)
const codesOf = (text: string) => Array.from(text, character => character.codePointAt(0)!)
const within = (code: number, ranges: readonly (readonly [number, number])[]) =>
  ranges.some(([first, last]) => code >= first && code <= last)

const deleted = [
  [0x610, 0x61a],
  [0x64b, 0x65f],
  [0x670, 0x670],
  [0x6d6, 0x6ed],
  [0x640, 0x640],
  [0x200b, 0x200f],
  [0x2060, 0x2060],
  [0xfeff, 0xfeff],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x202a, 0x202e],
  [0x2066, 0x2069],
] as const

/** ARTICLE.md §5, step by step, from the tables of Unicode 15.1. */
function byTheBook(text: string): string {
  const known = String.fromCodePoint(...codesOf(text).map(code => (isUnassigned.has(code) ? 0x20 : code)))
  let folded = ''
  for (const character of known.normalize('NFKC').toLowerCase()) {
    const code = character.codePointAt(0)!
    if (within(code, deleted)) continue
    if (within(code, [[0x660, 0x669]])) folded += code - 0x660
    else if (within(code, [[0x6f0, 0x6f9]])) folded += code - 0x6f0
    else if ('أإآٱ'.includes(character)) folded += 'ا'
    else if (character === 'ى') folded += 'ي'
    else if (character === 'ة') folded += 'ه'
    else folded += isKept.has(code) ? character : '\u0000'
  }
  return folded.replace(/\0+/g, ' ').replace(/^ | $/g, '')
}

describe('search-text@1', () => {
  it.each([
    ['', ''],
    ['  \n\u00a0', ''],
    ['«حـزب-الله»', 'حزب الله'],
    ['الْقُرْآنُ', 'القران'],
    ['أَإآٱ ى ة ؤ ئ ء', 'اااا ي ه ؤ ئ ء'],
    ['ا\u0654 ا\u0655 ا\u0653 و\u0654 ي\u0654', 'ا ا ا ؤ ئ'],
    ['١٢٣ ۴۵۶ 789', '123 456 789'],
    ['كانون الثاني/يناير', 'كانون الثاني يناير'],
    ['ﻻ ﷲ', 'لا الله'],
    ['\ufdfa', 'صلي الله عليه وسلم'],
    ['حزب\u200cالله حزب\u200dالله حزب\u200bالله', 'حزبالله حزبالله حزبالله'],
    ['\u202bحزب\u202c\u200f الله\u061c', 'حزب الله'],
    ['a \u200b b', 'a b'],
    ['\u06dd١\u06de', '1'],
    ['Straße ÉCOLE e\u0301 ﬁn', 'straße école é fin'],
    ['ΟΔΟΣ ΟΔΟΣΑ', 'οδος οδοσα'],
    ['İ', 'i\u0307'],
    ['x² ½ Ⅷ', 'x2 1 2 viii'],
    ['ｶﾞ Ａ', 'ガ a'],
    ['한글', '한글'],
    ['漢字、かな。', '漢字 かな'],
    ['น้ำ', 'น\u0e49\u0e4d\u0e32'],
    ['a😀b 👨‍👩‍👧', 'a b'],
    ['𐐀𝟘', '𐐨0'],
    ['a\ud800b\udc00', 'a b'],
    ['a\ue000b\u0378c', 'a b c'],
    ['one\r\ntwo\tthree', 'one two three'],
    ['...a...', 'a'],
  ])('folds %j to %j', (text, folded) => {
    expect(foldText(text)).toBe(folded)
  })

  it('does not depend on later versions of Unicode', () => {
    // U+1CCD6 (Unicode 16) is a capital letter to NFKC; U+A7DC has a small letter since 16; U+0897 is a mark since 16.
    expect(foldText('a\u{1ccd6}b')).toBe('a b')
    expect(foldText('a\ua7dcb')).toBe('a b')
    expect(foldText('ب\u0897ب')).toBe('ب ب')
    // U+0295 is no longer cased since 17, U+1171E no longer ignorable since 16: neither decides what Σ becomes.
    expect(foldText('ʕΣ')).toBe('ʕσ')
    expect(foldText('Α\u{1171e}Σ')).toBe('α\u{1171e}σ')
  })

  it('finds one name four times in the seed, of which the text shows one', () => {
    expect(seed.split('حزب الله')).toHaveLength(2)
    expect(foldText(seed).split('حزب الله')).toHaveLength(5)
  })

  it('is idempotent and does as the article says', () => {
    const sigma = /[ʕ\u{1171e}]/u
    expect(foldText(seed)).toBe(byTheBook(seed))
    fc.assert(
      fc.property(awkwardText, text => {
        if (!(sigma.test(text) && text.includes('Σ'))) expect(foldText(text)).toBe(byTheBook(text))
        expect(foldText(foldText(text))).toBe(foldText(text))
      }),
      { numRuns: 1000 },
    )
  })

  it('does so for every character, alone and among letters', () => {
    const wrong = blocks.filter(characters => {
      const text = characters.map(c => `ا${c}ب A${c}\u0301 ${c}`).join('\n')
      return foldText(text) !== byTheBook(text)
    })
    expect(wrong).toEqual([])
  })

  it('is a rule of a text', () => {
    const context = { schema: articleSchema, field: articleSchema.fields[0]!, parameters: {} }
    expect(searchText.compute({ text: 'أ' }, context)).toBe('ا')
    expect(searchText.compute({ text: null }, context)).toBe(null)
    expect(searchText.compute({ lead: 'B' }, { ...context, parameters: { of: '/lead' } })).toBe('b')
  })
})
