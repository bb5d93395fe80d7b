import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Code, catalogue } from '../src/problem.js'
import { foldText } from '../src/records/derive/search-text.js'
import { lint, lints } from '../src/records/lints/index.js'
import { mendText } from '../src/records/lints/mend.js'
import { articleSchema, awkwardText, seed, slice } from './awkward.js'

const codes = [
  'file/bom',
  'file/line-ends',
  'file/control-character',
  'text/replacement-character',
  'text/bidi-control',
  'text/zero-width',
  'arabic/presentation-form',
  'text/not-nfc',
  'text/odd-space',
  'text/whitespace',
  'text/unassigned',
  'text/mixed-script-word',
] as const satisfies readonly Code[]
const mendable = new Set<Code>(lints.flatMap(({ code, mend }) => (mend === undefined ? [] : [code])))

const findingsOf = (text: string, language: string | null = 'en') =>
  lint({ text, language }, articleSchema).filter(({ code }) => codes.some(known => known === code))

/** Every finding of these lints as its code and the part of the text that it points at. */
const found = (text: string, language: string | null = 'en') =>
  findingsOf(text, language).map(({ code, span }) => [code, span && slice(text, span)])

/** What one lint points at. */
const places = (code: Code, text: string, language: string | null = 'en') =>
  found(text, language)
    .filter(([name]) => name === code)
    .map(([, part]) => part)

const messages = (code: Code, text: string, language: string | null = 'en') =>
  findingsOf(text, language)
    .filter(finding => finding.code === code)
    .map(({ message }) => message)

const mended = (text: string, language: string | undefined = 'en') => mendText(text, language).text

describe('a clean text', () => {
  it.each([
    ['ar', seed],
    ['ar', 'قال إنّ «الـGPS» ساعده — ووصل في الساعة 10:30، سنة 1441 ه\u200d.\n'],
    ['ar', 'صلى الله عليه وسلم ﷺ، وقال تعالى ﴿الحمد لله﴾\n'],
    ['ar', 'قِفا نَبكِ مِن ذِكرى حَبيبٍ      وَمَنزِلِ\nبِسِقطِ اللِوى بَينَ الدَخولِ      فَحَومَلِ\n'],
    ['fa', 'کتاب\u200cها را می\u200cخوانم. خانه\u200cی ما این\u200cجاست؛ SMS\u200cها رسید.\n'],
    ['ur', 'یہ کتاب\u200cیں ہیں۔\n'],
    ['ckb', 'من ده\u200cچم بۆ ماڵه\u200cوه\u200c.\n'],
    ['ku-Arab', 'ئه\u200cز دچم.\n'],
    ['ps', 'زه کور ته\u200c ځم.\n'],
    ['hi', 'क्\u200dष और क्\u200cष, हिन्दी में।\n'],
    ['bn', 'র\u200d্যাব\n'],
    ['ml', 'അവന്\u200d പോയി.\n'],
    ['th', 'ภาษา\u200bไทยง่าย\n'],
    ['km', 'ភាសា\u200bខ្មែរ\n'],
    ['fr', 'Il dit\u202f: «\u00a0Où vas-tu\u00a0?\u00a0» Été, 12\u202f000 €, cœur.\n'],
    ['zh', '\u3000\u3000今天天气很好。\n\u3000\u3000我们去公园，好吗？\n'],
    ['ja', '\u3000吾輩は猫である。\n名前は\u3000まだ無い。ｶﾅ\n'],
    ['ko', '오늘은 날씨가 좋다.\n'],
    ['ru', 'Он купил USB-кабель, Wi-Fi роутер и Т34. Ёлка, йод.\n'],
    ['he', 'שָׁלוֹם עוֹלָם\n'.normalize('NFC')],
    ['en', 'A family 👨\u200d👩\u200d👧, a flag 🏳️\u200d🌈, a doctor 👩🏽\u200d⚕️, a pirate 🏴\u200d☠️.\n'],
    ['en', 'First paragraph.\n\nSecond one.\n\n\nThird: naïve café.\n'],
    ['en', '    An indented poem\n  stands as it stands\n\n    on every page.\n'],
    ['en', 'See https://example.org/سوريا and #Newsسوريا, @userسوريا or www.example.com/я.\n'],
    ['en', 'The word हिन\u200dदी and کتاب\u200cها are quoted, ភាសា\u200bខ្មែរ too.\n'],
    [null, 'کتاب\u200cها و «\u00a0mot\u00a0» 今天\u3000天气 👩\u200d🚀\n'],
    ['und', 'کتاب\u200cها\n'],
    ['en', ''],
    ['en', '\n'],
    ['en', ' \n\t \n'.replace('\t', ' ')],
  ])('in %s: %j', (language, text) => {
    expect(found(text, language)).toEqual([])
    expect(mendText(text, language ?? undefined)).toEqual({ text, codes: [] })
  })
})

describe('severities', () => {
  it('are those of the table', () => {
    const text =
      '\ufeff\u202ea\u0000\tb\ufffd\u200bc\u00a0d  e\r\nx\u0301q\u0323\u0301 ﻻ \ue000 aб e\u0301 \n'
    const severities = new Map(
      findingsOf(text).map(({ code, severity, message }) => [message, [code, severity]]),
    )
    expect(new Set([...severities.values()].map(pair => pair.join(' ')))).toEqual(
      new Set([
        'file/bom error',
        'file/line-ends error',
        'file/control-character warning',
        'file/control-character error',
        'text/replacement-character error',
        'text/bidi-control error',
        'text/zero-width warning',
        'arabic/presentation-form warning',
        'text/not-nfc warning',
        'text/odd-space warning',
        'text/whitespace warning',
        'text/unassigned warning',
        'text/mixed-script-word warning',
      ]),
    )
  })

  it('are none where the text is none', () => {
    for (const text of [undefined, null, 5, ['\u202e']]) {
      const record = text === undefined ? {} : { text }
      expect(lint(record, articleSchema)).toEqual([])
    }
  })
})

describe('file/bom', () => {
  it('is U+FEFF at the start and nowhere else', () => {
    expect(found('\ufeffa')).toEqual([['file/bom', '\ufeff']])
    expect(found('\ufeff\ufeffa\ufeff')).toEqual([
      ['file/bom', '\ufeff'],
      ['text/zero-width', '\ufeff'],
      ['text/zero-width', '\ufeff'],
    ])
    expect(mendText('\ufeff\ufeffa\ufeff', 'en')).toEqual({
      text: 'a',
      codes: ['file/bom', 'text/zero-width'],
    })
  })
})

describe('file/line-ends', () => {
  it.each([
    ['a\r\nb\r\n', '\r\n', 'lines end with CRLF (2 times), expected LF alone.', 'a\nb\n'],
    ['a\rb', '\r', 'lines end with CR (once), expected LF alone.', 'a\nb'],
    [
      'a\nb\rc\r\nd\n',
      '\r',
      'lines end with CRLF (once) and CR (once) and LF (2 times), expected LF alone.',
      'a\nb\nc\nd\n',
    ],
    ['a\r\r\nb', '\r', 'lines end with CRLF (once) and CR (once), expected LF alone.', 'a\n\nb'],
  ])('%j', (text, part, message, after) => {
    expect(found(text)).toEqual([['file/line-ends', part]])
    expect(messages('file/line-ends', text)).toEqual([message])
    expect(mendText(text, 'en')).toEqual({ text: after, codes: ['file/line-ends'] })
  })
})

describe('file/control-character', () => {
  it('is each control, a run of one kind together', () => {
    const text = '😀a\u0000\u0000b\u001b\u007fc\u0080\u0085d\te'
    expect(places('file/control-character', text)).toEqual([
      '\u0000\u0000',
      '\u001b',
      '\u007f',
      '\u0080',
      '\t',
    ])
    expect(messages('file/control-character', text)).toEqual([
      '<U+0000> NULL, 2 times; a text has no control characters.',
      '<U+001B> ESCAPE; a text has no control characters.',
      '<U+007F> DELETE; a text has no control characters.',
      '<U+0080>; a text has no control characters.',
      '<U+0009> TAB; how wide it is nobody knows, and TSV files are cut there.',
    ])
    expect(mended(text)).toBe(text.replace('\u0085', '\n'))
  })

  it('is the controls of C0 and C1 that no other lint has', () => {
    const controls = Array.from({ length: 0xa0 }, (_, i) => String.fromCharCode(i)).filter(
      character => places('file/control-character', `a${character}b`).length === 1,
    )
    const expected = Array.from({ length: 0xa0 }, (_, i) => i)
      .filter(i => (i < 0x20 || i >= 0x7f) && ![0x0a, 0x0d, 0x85].includes(i))
      .map(i => String.fromCharCode(i))
    expect(controls).toEqual(expected)
  })

  it('folds tabs where there are many', () => {
    expect(messages('file/control-character', 'a\tb'.repeat(300))).toEqual([
      '<U+0009> TAB, 300 times; how wide it is nobody knows, and TSV files are cut there.',
    ])
  })

  it('keeps the count where a damaged text has more than anyone looks at', () => {
    const all = messages('file/control-character', '\u0000a\u0001b'.repeat(5000))
    expect(all.length).toBe(1002)
    expect(all.slice(-2)).toEqual([
      '<U+0000> NULL, 4500 times; a text has no control characters.',
      '<U+0001>, 4500 times; a text has no control characters.',
    ])
  })
})

describe('text/replacement-character', () => {
  it('is a place where bytes were lost', () => {
    expect(places('text/replacement-character', 'a\ufffd\ufffdb\ufffd')).toEqual(['\ufffd\ufffd', '\ufffd'])
    expect(messages('text/replacement-character', 'a\ufffdb'.repeat(21))).toEqual([
      '<U+FFFD> REPLACEMENT CHARACTER, 21 times; what stood there was lost when the text was decoded.',
    ])
  })
})

describe('text/bidi-control', () => {
  it('is each embedding, override and isolate, and not the marks', () => {
    const text = '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c'
    expect(places('text/bidi-control', `😀a${text}b`)).toEqual([...text].slice(0, 9))
    expect(messages('text/bidi-control', 'a\u202eb')).toEqual([
      '<U+202E> RIGHT-TO-LEFT OVERRIDE; people would read another order than programs do.',
    ])
    expect(mended(`a${text}b`)).toBe('a\u200e\u200f\u061cb')
  })

  it('is told one by one, however many', () => {
    expect(places('text/bidi-control', 'a\u202eb\u202c'.repeat(100))).toHaveLength(200)
  })
})

describe('text/zero-width', () => {
  it.each([
    ['a\u200bb', 'en', ['\u200b'], 'ab'],
    ['a\u2060\u2060b', 'en', ['\u2060\u2060'], 'ab'],
    ['syl\u00adla\u00adble', 'en', ['\u00ad', '\u00ad'], 'syllable'],
    ['a\ufeffb', 'en', ['\ufeff'], 'ab'],
    ['Auf\u200clage', 'de', ['\u200c'], 'Auflage'],
    ['كت\u200cاب', 'ar', ['\u200c'], 'كتاب'],
    ['كت\u200dاب', 'ar', ['\u200d'], 'كتاب'],
    ['كتاب\u200c قلم', 'arz', ['\u200c'], 'كتاب قلم'],
    ['حـ\u200bزب', 'fa', ['\u200b'], 'حـزب'],
    ['a\u200cb', null, ['\u200c'], 'ab'],
    ['a\u200cb', 'fa', [], 'a\u200cb'],
    ['क्\u200dष', 'ar', [], 'क्\u200dष'],
    ['😀\u200d', 'en', ['\u200d'], '😀'],
    ['1\u200d2', 'en', ['\u200d'], '12'],
    ['עִב\u200dרית', 'he', ['\u200d'], 'עִברית'],
  ])('%j in %s', (text, language, parts, after) => {
    expect(places('text/zero-width', text, language)).toEqual(parts)
    expect(mended(text, language ?? undefined)).toBe(after)
  })

  it('folds many by their kind, with all counted', () => {
    expect(messages('text/zero-width', 'a\u200bb\u00adc'.repeat(11))).toEqual([
      '<U+200B> ZERO WIDTH SPACE, 11 times; nobody sees it, and no search finds the word that has it.',
      '<U+00AD> SOFT HYPHEN, 11 times; nobody sees it, and no search finds the word that has it.',
    ])
    expect(messages('text/zero-width', 'a\u200bb\u00adc'.repeat(10))).toHaveLength(20)
  })
})

describe('text/odd-space', () => {
  it.each([
    ['a\u00a0b\u2003c\u202fd', 'en', ['\u00a0', '\u2003', '\u202f'], 'a b c d'],
    ['a\u3000b', 'en', ['\u3000'], 'a b'],
    ['ن\u00a0ص', 'ar', ['\u00a0'], 'ن ص'],
    ['a\u2028b\u2029c\u0085d', 'en', ['\u2028', '\u2029', '\u0085'], 'a\nb\nc\nd'],
    ['a\u2009b', 'fr', ['\u2009'], 'a b'],
    ['今\u00a0天', 'zh', ['\u00a0'], '今 天'],
    ['a\u3000b', null, ['\u3000'], 'a b'],
    ['a\u00a0b', null, ['\u00a0'], 'a b'],
    ['ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ', 'mn-Mong', [], 'ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ'],
    ['ᚁ\u1680ᚂ', 'sga', [], 'ᚁ\u1680ᚂ'],
  ])('%j in %s', (text, language, parts, after) => {
    expect(places('text/odd-space', text, language)).toEqual(parts)
    expect(mended(text, language ?? undefined)).toBe(after)
  })
})

describe('text/whitespace', () => {
  it.each([
    [' a\n', [' '], 'a\n'],
    ['\n\na', ['\n\n'], 'a'],
    ['\n  a\n', ['\n  '], 'a\n'],
    ['\n  a\n  b\n', ['\n'], '  a\n  b\n'],
    ['a \nb\t\nc', [' ', '\t'], 'a\nb\nc'],
    ['a\n \nb', [' '], 'a\n\nb'],
    ['a ', [' '], 'a'],
    ['a\n ', ['\n '], 'a\n'],
    ['a\n\n\n', ['\n\n\n'], 'a\n'],
    ['a  b', ['  '], 'a b'],
    ['One.  Two.   Three.\n', ['  ', '   '], 'One. Two. Three.\n'],
    ['a   b\nc    d\ne  f', ['  '], 'a   b\nc    d\ne f'],
    ['a\u00a0\nb', ['\u00a0'], 'a\nb'],
    ['a\t\tb', [], 'a\t\tb'],
    ['😀  b', ['  '], '😀 b'],
    ['a \r\nb\r\n', [' '], 'a\nb\n'],
  ])('%j', (text, parts, after) => {
    expect(places('text/whitespace', text)).toEqual(parts)
    expect(mended(text)).toBe(after)
  })

  it('says what it does there, and counts', () => {
    expect(messages('text/whitespace', ' a  b \n\n\n')).toEqual([
      'white space stands before the text.',
      'white space stands more than once between two words.',
      'white space stands after the last word of a line.',
    ])
    expect(messages('text/whitespace', `${'a  b \n'.repeat(30)}`)).toEqual([
      'white space stands more than once between two words, 30 times.',
      'white space stands after the last word of a line, 30 times.',
    ])
  })
})

describe('text/not-nfc', () => {
  it.each([
    [
      '😀 cafe\u0301s e\u0301',
      'e\u0301',
      'U+0065 U+0301 stands where NFC has U+00E9, so that equal words differ.',
    ],
    ['قالا\u0653', 'ا\u0653', 'U+0627 U+0653 stands where NFC has U+0622, so that equal words differ.'],
    [
      'إن\u0651\u064e',
      '\u0651\u064e',
      'U+0651 U+064E stands where NFC has U+064E U+0651, so that equal words differ.',
    ],
    ['x \u212b', '\u212b', 'U+212B stands where NFC has U+00C5, so that equal words differ.'],
    [
      '\u1112\u1161\u11ab',
      '\u1112\u1161',
      'U+1112 U+1161 stands where NFC has U+D558, so that equal words differ.',
    ],
    ['a\u{1d15e}', '\u{1d15e}', 'U+1D15E stands where NFC has U+1D157 U+1D165, so that equal words differ.'],
  ])('%j', (text, part, message) => {
    expect(places('text/not-nfc', text)).toEqual([part])
    expect(messages('text/not-nfc', text)).toEqual([message])
    expect(mended(text)).toBe(text.normalize('NFC'))
  })
})

describe('text/unassigned', () => {
  it('is private use, unassigned and noncharacters', () => {
    const text = '😀\ue000a\u0378b\ufdd0\uffff\u{10ffff}\u{f0000}\u{e0080}\u{1ccd6}'
    expect(places('text/unassigned', text)).toEqual([
      '\ue000',
      '\u0378',
      '\ufdd0',
      '\uffff',
      '\u{10ffff}',
      '\u{f0000}',
      '\u{e0080}',
      '\u{1ccd6}',
    ])
    expect(messages('text/unassigned', 'a\ue000\u0378\ufdd0')).toEqual([
      '<U+E000>; a private-use character, which one font draws and no other.',
      '<U+0378>; Unicode 15.1 has no such character.',
      '<U+FDD0>; a noncharacter, which is for use inside of programs.',
    ])
    expect(mended(text)).toBe(text)
  })

  it('tells so many kinds apart, and the rest together', () => {
    const text = Array.from({ length: 100 }, (_, i) => String.fromCodePoint(0xe000 + i))
      .join('')
      .repeat(2)
    const all = messages('text/unassigned', text)
    expect(all).toHaveLength(51)
    expect(all[0]).toBe('<U+E000>, 2 times; a private-use character, which one font draws and no other.')
    expect(all[50]).toBe('others of this kind, 100 times; nobody else knows what they mean.')
  })
})

describe('text/mixed-script-word', () => {
  it.each([
    ['Mосква and пaроль', ['Mосква', 'пaроль']],
    ['وGoogle قال', ['وGoogle']],
    ['سوريةsyria', ['سوريةsyria']],
    ['كِa', ['كِa']],
    ['а\u200bb', ['а\u200bb']],
    ['😀 xб.', ['xб']],
    ['#тег и cлово', ['cлово']],
  ])('%j', (text, words) => {
    expect(places('text/mixed-script-word', text)).toEqual(words)
  })

  it.each(['الـGPS', 'USB-кабель', 'Т34', 'a.б', 'عشرة(ten)', 'αβγ', '5км', 'mp3ملف', 'x\u{1f600}я'])(
    'not %j',
    text => {
      expect(places('text/mixed-script-word', text)).toEqual([])
    },
  )

  it('names the letters that are fewer', () => {
    expect(messages('text/mixed-script-word', 'pаsswоrd وGoogle')).toEqual([
      '"pаsswоrd": а (U+0430) and о (U+043E) are of another script than the rest of the word.',
      '"وGoogle": و (U+0648) is of another script than the rest of the word.',
    ])
  })

  it('shows part of a word that has no end', () => {
    const text = `${'a'.repeat(1000)}${'б'.repeat(1000)}`
    expect(places('text/mixed-script-word', text)).toEqual([`${'a'.repeat(40)}${'б'.repeat(40)}`])
  })
})

describe('arabic/presentation-form', () => {
  it('is each shape of a letter', () => {
    expect(places('arabic/presentation-form', 'ﺣﺰﺏ ﷲ')).toEqual(['ﺣ', 'ﺰ', 'ﺏ', 'ﷲ'])
    expect(messages('arabic/presentation-form', 'ﻻ')).toEqual([
      'ﻻ (U+FEFB); this is the shape of a letter, which is written لا (U+0644 U+0627).',
    ])
    expect(mended('ﺣﺰﺏ ﷲ ﭗ ½', 'ar')).toBe('حزب الله پ ½')
  })

  it('is those of the ranges that NFKC spells otherwise', () => {
    const found = (character: string) => places('arabic/presentation-form', `a${character}b`).length > 0
    const all = Array.from({ length: 0x10000 }, (_, i) => String.fromCharCode(i)).filter(found)
    expect(all.length).toBe(728)
    for (const kept of 'ﷺﷻ﷼﴾﴿﵀﷏ﹳ\ufeff\ufbb2\ufdd0') expect(all).not.toContain(kept)
    for (const one of all) expect(one).toMatch(/[\ufb50-\ufd3d\ufd50-\ufdf9\ufe70-\ufefc]/)
  })
})

describe('mending', () => {
  const languages = fc.constantFrom(undefined, 'ar', 'fa', 'fr', 'zh', 'en', 'hi', 'und')
  const more = fc
    .array(
      fc.oneof(
        awkwardText,
        fc.constantFrom(' ', '\n', '  ', '   ', '\ufeff', '\r', ' \n', 'ﹰ', 'e\u200d\u0301'),
      ),
    )
    .map(parts => parts.join(''))

  it('of a mended text changes nothing, and leaves nothing to mend', () => {
    fc.assert(
      fc.property(more, languages, (text, language) => {
        const { text: once, codes } = mendText(text, language)
        expect(mendText(once, language)).toEqual({ text: once, codes: [] })
        const left = lint({ text: once, language: language ?? null }, articleSchema)
        expect(left.filter(({ code }) => mendable.has(code))).toEqual([])
        expect(codes.length > 0).toBe(once !== text)
      }),
      { numRuns: 1000 },
    )
  })

  it('mends whatever is found, and nothing where nothing is', () => {
    fc.assert(
      fc.property(more, languages, (text, language) => {
        const before = lint({ text, language: language ?? null }, articleSchema)
        const isFound = before.some(({ code }) => mendable.has(code))
        expect(mendText(text, language).text !== text).toBe(isFound)
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps the letters', () => {
    // A mark finds its letter again once what stood between them is gone: letters are compared without marks.
    const letters = (text: string) => foldText(foldText(text).normalize('NFKD').replace(/\p{M}/gu, ''))
    fc.assert(
      fc.property(more, languages, (text, language) => {
        // Halves of a character that are parted would be one once they are not; no file has them.
        fc.pre(text.isWellFormed())
        expect(letters(mendText(text, language).text)).toBe(letters(text))
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps search_text where nothing of no width stands in a word', () => {
    fc.assert(
      fc.property(more, languages, (awkward, language) => {
        fc.pre(awkward.isWellFormed())
        const text = awkward.replace(/[\u00ad\u200b-\u200d\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
        expect(foldText(mendText(text, language).text)).toBe(foldText(text))
      }),
      { numRuns: 1000 },
    )
  })

  it('adds no line feed at the end', () => {
    expect(mendText('a', 'en')).toEqual({ text: 'a', codes: [] })
    expect(mended('a\r\nb')).toBe('a\nb')
  })

  it('names what was mended', () => {
    expect(mendText('\ufeff a\u00a0 b\r\n', 'en')).toEqual({
      text: 'a b\n',
      codes: ['file/bom', 'file/line-ends', 'text/odd-space', 'text/whitespace'],
    })
  })
})

describe('these lints', () => {
  it('give the same on every Node, for characters of any version', () => {
    let state = 6789
    const random = (below: number) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0
      return (state >>> 8) % below
    }
    const pieces = [
      ...'حزب ﻻ \n\r\t  aбé\u0301\u0323\u0651\u064e\u200d\u200c\u200b\u202e\ufeff\u0897\u{1ccd6}\ufbc5👩⚕',
    ]
    const digest = createHash('sha256')
    for (let i = 0; i < 5000; i++) {
      const text = Array.from({ length: random(25) + 1 }, () =>
        random(3) > 0
          ? pieces[random(pieces.length)]!
          : String.fromCodePoint(random(random(4) > 0 ? 0x3000 : 0x20000)),
      ).join('')
      const language = [null, 'ar', 'fa', 'fr', 'en'][random(5)]!
      const spans = findingsOf(text, language).map(({ code, span }) => [code, span])
      digest.update(JSON.stringify([spans, mendText(text, language ?? undefined)]))
    }
    // Node 20.19, 20.20, 22.23 and 24.21: Unicode 16.0 and 17.0.
    expect(digest.digest('hex').slice(0, 16)).toBe('0d0fed4e61dbc5fd')
  })

  it('take a time that grows with the text and no faster', { timeout: 60_000 }, () => {
    const size = 1 << 20
    const texts = [
      '\u202e',
      '\u0000\u0001',
      'aб',
      'aб-',
      '  ',
      'a   ',
      'a   \n',
      ' \n',
      '\n ',
      'e\u0301',
      '\u0301',
      '\ue000\ue001',
      'ﻻ',
      '\u200d',
      '\ufeff',
      '\r',
      '\u00a0\u3000',
      '://aб',
      '\u1100\u1161',
      '😀\u200d',
      '\u200e',
    ]
    for (const piece of texts) {
      const text = `x${piece.repeat(size / piece.length)}`
      const start = performance.now()
      expect(findingsOf(text).length).toBeLessThan(2000)
      mendText(text, 'en')
      expect(performance.now() - start, JSON.stringify(piece)).toBeLessThan(5000)
    }
  })

  it('have their codes in the catalogue, and are no notes', () => {
    expect(lints.map(({ code }) => code)).toEqual(expect.arrayContaining([...codes]))
    for (const code of codes) expect(catalogue[code].severity).not.toBe('info')
  })
})
