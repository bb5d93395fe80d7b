import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import sentenceTerminals from '@unicode/unicode-15.1.0/Binary_Property/Sentence_Terminal/code-points.mjs'
import whiteSpaces from '@unicode/unicode-15.1.0/Binary_Property/White_Space/code-points.mjs'
import unassigned from '@unicode/unicode-15.1.0/General_Category/Unassigned/code-points.mjs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainLines } from '../src/records/derive/plain-lines.js'
import { foldText } from '../src/records/derive/search-text.js'
import { find } from '../src/records/find.js'
import { notes } from '../src/records/lints/index.js'
import {
  assigned,
  codePointCount,
  isAssigned,
  isWhiteSpace,
  sentenceTerminal,
  UNICODE_VERSION,
  whiteSpace,
} from '../src/text/unicode.js'
import { visible } from '../src/text/visible.js'
import { articleSchema, awkwardText } from './awkward.js'

const PAST = 0x110000
const isUnassigned = new Set(unassigned)
const assignedCodePoints = Array.from({ length: PAST }, (_, i) => i).filter(i => !isUnassigned.has(i))

describe('the table of Unicode 15.1', () => {
  it('is what the generator writes', () => {
    execFileSync(process.execPath, ['scripts/generate-unicode.mjs', '--check'])
    expect(UNICODE_VERSION).toBe('15.1.0')
  })

  it('knows what is unassigned', () => {
    const wrong = Array.from({ length: PAST }, (_, i) => i).filter(i => isAssigned(i) === isUnassigned.has(i))
    expect(wrong).toEqual([])
  })

  it('knows what ends a sentence, whatever the runtime says', () => {
    const pattern = new RegExp(`[${sentenceTerminal}]`, 'u')
    const found = assignedCodePoints.filter(i => pattern.test(String.fromCodePoint(i)))
    expect(found).toEqual(sentenceTerminals)
    expect(found).not.toContain(0x2024)
  })

  it('knows White_Space, which is no \\s', () => {
    const pattern = new RegExp(`[${whiteSpace}]`)
    const units = Array.from({ length: 0x10000 }, (_, i) => i)
    expect(units.filter(isWhiteSpace)).toEqual(whiteSpaces)
    expect(units.filter(i => pattern.test(String.fromCharCode(i)))).toEqual(whiteSpaces)
  })

  it('leaves later characters out of a class', () => {
    const letters = new RegExp(`^${assigned('\\p{L}')}$`, 'v')
    expect(letters.test('ح')).toBe(true)
    expect(letters.test('\u1c89')).toBe(false) // CYRILLIC CAPITAL LETTER TJE, Unicode 16
  })
})

describe('properties taken from the runtime, for the characters of 15.1', async () => {
  const properties: readonly [file: string, pattern: RegExp, except?: readonly number[]][] = [
    ['General_Category/Letter', /\p{L}/u],
    ['General_Category/Mark', /\p{M}/u],
    ['General_Category/Number', /\p{N}/u],
    ['General_Category/Decimal_Number', /\p{Nd}/u],
    ['General_Category/Close_Punctuation', /\p{Pe}/u],
    ['General_Category/Final_Punctuation', /\p{Pf}/u],
    ['General_Category/Initial_Punctuation', /\p{Pi}/u],
    ['General_Category/Control', /\p{Cc}/u],
    ['General_Category/Format', /\p{Cf}/u],
    ['General_Category/Private_Use', /\p{Co}/u],
    ['General_Category/Separator', /\p{Z}/u],
    ['Binary_Property/Default_Ignorable_Code_Point', /\p{Default_Ignorable_Code_Point}/u],
    ['Binary_Property/Emoji', /\p{Emoji}/u],
    // lowerCase in search-text.ts keeps these two out of the context of Σ.
    ['Binary_Property/Cased', /\p{Cased}/u, [0x295]],
    ['Binary_Property/Case_Ignorable', /\p{Case_Ignorable}/u, [0x1171e]],
    ...(
      'Ahom Arabic Armenian Balinese Bengali Bopomofo Common Cyrillic Devanagari Ethiopic Georgian Greek Gujarati ' +
      'Gurmukhi Han Hangul Hebrew Hiragana Inherited Javanese Kannada Katakana Khmer Lao Latin Malayalam Myanmar ' +
      'New_Tai_Lue Nushu Oriya Sinhala Syriac Tai_Le Tai_Tham Tai_Viet Tamil Tangut Telugu Thaana Thai Tibetan Yi'
    )
      .split(' ')
      .map((script): [string, RegExp] => [`Script/${script}`, new RegExp(`\\p{Script=${script}}`, 'u')]),
  ]

  it.each(properties)('%s has not changed', async (file, pattern, except = []) => {
    const { default: expected }: { default: readonly number[] } = await import(
      `@unicode/unicode-15.1.0/${file}/code-points.mjs`
    )
    const found = assignedCodePoints.filter(i => pattern.test(String.fromCodePoint(i)))
    const without = (codePoints: readonly number[]) => codePoints.filter(i => !except.includes(i))
    expect(without(found)).toEqual(without(expected.filter(isAssigned)))
  })

  // The same on Node 20.19, 20.20, 22.0, 22.23, 24.0 and 24.21: Unicode 15.1, 16.0 and 17.0.
  it('normalization and lower case have not changed', () => {
    const characters = assignedCodePoints
      .map(i => String.fromCodePoint(i))
      .filter(character => character.isWellFormed())
    const digest = (form: (character: string) => string) =>
      createHash('sha256').update(characters.map(form).join('\n')).digest('hex').slice(0, 16)
    expect(digest(character => character.normalize('NFKC'))).toBe('b46c59a75275f632')
    expect(digest(character => character.toLowerCase())).toBe('b56b2ad3ed7a822e')
  })
})

describe('the text rules', () => {
  it('give the same on every Node, for characters of any version', () => {
    let state = 12345
    const random = (below: number) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0
      return (state >>> 8) % below
    }
    const pieces = [...'حزب الله-.\nΣΑʕ\u{1171e}\u2024٢2ـَ\u0897\u{1ccd6}aÉ–。漢ไ\u200f ']
    const piece = () =>
      random(3) > 0
        ? pieces[random(pieces.length)]!
        : String.fromCodePoint(random(random(4) > 0 ? 0x3000 : random(4) > 0 ? 0x20000 : 0x110000))
    const context = { schema: articleSchema, field: articleSchema.fields[0]!, parameters: { part: 'blocks' } }
    const digest = createHash('sha256')
    for (let i = 0; i < 5000; i++) {
      const text = Array.from({ length: random(25) + 1 }, piece).join('')
      const record = { text, language: 'ar' }
      const findings = notes
        .flatMap(({ check }) => check(record, articleSchema))
        .map(({ code, span }) => [code, span])
      const blocks = plainLines.infer(record, context, {})
      digest.update(
        JSON.stringify([foldText(text), find(text, text.slice(2, 6)), blocks, findings, visible(text)]),
      )
    }
    // Node 20.19, 20.20, 22.0, 22.23, 24.0 and 24.21.
    expect(digest.digest('hex').slice(0, 16)).toBe('0720689140547864')
  })
})

describe('codePointCount', () => {
  it('counts as iterating does', () => {
    fc.assert(fc.property(awkwardText, text => codePointCount(text) === [...text].length))
  })

  it('counts a part', () => {
    expect(codePointCount('a😀b', 1)).toBe(2)
    expect(codePointCount('a😀b', 1, 3)).toBe(1)
    expect(codePointCount('a😀b', 0, 2)).toBe(2)
    expect(codePointCount('')).toBe(0)
  })
})

describe('visible', () => {
  it.each([
    ['a\u202eb', 'a<U+202E>b'],
    ['حزب\u200cالله', 'حزب<U+200C>الله'],
    ['x\u00a0y z', 'x<U+00A0>y z'],
    ['\t\r\n\u0000\u007f', '<U+0009><U+000D><U+000A><U+0000><U+007F>'],
    ['\ufeff\u00ad\u2060\u3164\u2800', '<U+FEFF><U+00AD><U+2060><U+3164><U+2800>'],
    ['\ud800', '<U+D800>'],
    ['\ue000\u0378\u{1ccd6}\u{e0001}', '<U+E000><U+0378><U+1CCD6><U+E0001>'],
    ['كِتـاب é 漢 😀 ۝ \u0600', 'كِتـاب é 漢 😀 ۝ \u0600'],
    ['', ''],
  ])('shows %j', (text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  it('leaves nothing invisible', () => {
    fc.assert(
      fc.property(awkwardText, text => {
        const shown = visible(text)
        expect(shown).not.toMatch(
          /[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u,
        )
        expect(visible(shown)).toBe(shown)
      }),
    )
  })
})
