import letters from '@unicode/unicode-15.1.0/General_Category/Letter/code-points.mjs'
import arabicScript from '@unicode/unicode-15.1.0/Script/Arabic/code-points.mjs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Code, catalogue } from '../src/problem.js'
import { deriveRules } from '../src/records/derive/index.js'
import { isArabicLetter } from '../src/records/lints/arabic-words.js'
import { lint, notes } from '../src/records/lints/index.js'
import { articleSchema, awkwardText, seed, slice } from './awkward.js'

/** What a lint points at in a text, in a record of that language. */
function found(code: Code, text: string, language: string | null = 'ar'): string[] {
  return lint({ text, language }, articleSchema)
    .filter(finding => finding.code === code)
    .map(finding => (finding.span ? slice(text, finding.span) : finding.pointer))
}

const message = (code: Code, text: string) =>
  lint({ text, language: 'ar' }, articleSchema).find(finding => finding.code === code)?.message

describe('the seed', () => {
  const record = { text: seed, language: 'ar', license: 'NOASSERTION' }

  it('has exactly these notes', () => {
    const findings = lint(record, articleSchema)
    const places = findings.map(({ code, pointer, span }) => [code, pointer, span && slice(seed, span)])
    expect(places).toEqual([
      ['file/no-final-newline', '/text', undefined],
      ['arabic/tatweel-in-word', '/text', 'إيـران'],
      ['arabic/tatweel-in-word', '/text', 'حـزب'],
      ['arabic/tatweel-in-word', '/text', 'حـزب'],
      ['arabic/tatweel-in-word', '/text', 'حـزب'],
      ['arabic/joiner-in-word', '/text', 'حـزب-الله'],
      ['arabic/joiner-in-word', '/text', 'حـزب-الله'],
      ['arabic/spelling-variants', '/text', 'إيران'],
      ['arabic/spelling-variants', '/text', 'حـزب-الله'],
      ['record/license-unknown', '/license', undefined],
    ])
    expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(['info']))
    expect(findings[7]!.message).toBe('one word is spelled in 2 ways: "إيران" ×6, "إيـران" ×1.')
    expect(findings[8]!.message).toBe(
      'one word is spelled in 3 ways: "حـزب-الله" ×2, "حـزب الله" ×1, "حزب الله" ×1.',
    )
  })

  it('has none of them once its spelling is mended', () => {
    const mended = `${seed.replaceAll('ـ', '').replaceAll('حزب-الله', 'حزب الله')}\n`
    expect(lint({ text: mended, language: 'ar', license: 'CC0-1.0' }, articleSchema)).toEqual([])
  })
})

describe('every note', () => {
  it('is of severity info, and stands once', () => {
    expect(notes.map(({ code }) => catalogue[code].severity)).toEqual(notes.map(() => 'info'))
    expect(new Set(notes.map(({ code }) => code)).size).toBe(notes.length)
  })

  it('finds nothing where there is nothing to look at', () => {
    for (const record of [
      {},
      { text: null, language: null, license: null },
      { text: 5, license: 5 },
      { text: '' },
    ]) {
      expect(lint(record, articleSchema)).toEqual([])
    }
    const { textField: _, ...rest } = articleSchema
    expect(lint({ text: seed }, { ...rest, textField: undefined, roles: new Map() })).toEqual([])
  })

  it('points into the text, and is among the flags', () => {
    const rule = deriveRules.get('flags@1')!
    fc.assert(
      fc.property(awkwardText, text => {
        const record = { text, language: 'ar' }
        const findings = lint(record, articleSchema)
        const length = [...text].length
        for (const { span } of findings) {
          if (span === undefined) continue
          expect(span.start).toBeGreaterThanOrEqual(0)
          expect(span.end).toBeGreaterThan(span.start)
          expect(span.end).toBeLessThanOrEqual(length)
        }
        const context = { schema: articleSchema, field: articleSchema.fields[0]!, parameters: {} }
        const noted = findings.filter(({ severity }) => severity === 'info').map(({ code }) => code)
        expect(rule.compute(record, context)).toEqual([...new Set(noted)].sort())
      }),
    )
  })
})

describe('file/no-final-newline', () => {
  it.each([
    ['one', 1],
    ['one\r', 1],
    ['one\n ', 1],
    ['one\n', 0],
    ['\n', 0],
    ['', 0],
  ])('%j: %i', (text, count) => {
    expect(found('file/no-final-newline', text)).toHaveLength(count)
  })
})

describe('record/license-unknown', () => {
  it('is NOASSERTION and nothing else', () => {
    const codes = (license: string) => lint({ license }, articleSchema).map(({ code }) => code)
    expect(codes('NOASSERTION')).toEqual(['record/license-unknown'])
    expect(codes('NONE')).toEqual([])
    expect(codes('CC-BY-4.0')).toEqual([])
  })
})

describe('text/bidi-mark', () => {
  it('is each LRM, RLM and ALM', () => {
    expect(found('text/bidi-mark', '😀\u200fحزب\u200e \u061c1\u202e')).toEqual(['\u200f', '\u200e', '\u061c'])
    expect(message('text/bidi-mark', 'a\u200f')).toBe(
      '<U+200F> is not seen, and steers the order of what stands beside it.',
    )
  })
})

describe('arabic/tatweel-in-word', () => {
  it.each([
    ['حـزب', ['حـزب']],
    ['وحـــزب، إيـران.', ['وحـــزب', 'إيـران']],
    ['مُحـَمَّد', ['مُحـَمَّد']],
    ['حـزبـي', ['حـزبـي']],
    ['😀 حـزب', ['حـزب']],
    ['لـسوريا', ['لـسوريا']],
    ['حـ\u200cزب', ['حـ\u200cزب']],
    ['کـتاب', ['کـتاب']],
  ])('%s', (text, words) => {
    expect(found('arabic/tatweel-in-word', text)).toEqual(words)
  })

  it.each([
    'سنة 1441 هـ',
    'الـ20 من آذار',
    'قال لـ«رويترز» ولـ"سانا" وبـBBC',
    'دمشق ـ خاص',
    'أ ـ الأول',
    'هـٰذا الرحمـٰن',
    'شيـٔا',
    'ـ حزب ـ',
    'ــــــ',
    'حزبـ',
  ])('not %s', text => {
    expect(found('arabic/tatweel-in-word', text)).toEqual([])
  })
})

describe('arabic/joiner-in-word', () => {
  it.each([
    ['قال حزب-الله اليوم', ['حزب-الله']],
    ['حـزب\u2010الله', ['حـزب\u2010الله']],
    ['حزب-\u200fالله', ['حزب-\u200fالله']],
    ['داع-ش وحم-اس', ['داع-ش', 'وحم-اس']],
    ['د.ا.ع.ش', ['د.ا.ع.ش']],
    ['د-ا-ع-ش', ['د-ا-ع-ش']],
    ['داع.ش', ['داع.ش']],
    ['دا.ع.ش', ['دا.ع.ش']],
    ['إسرا.ئيل', ['إسرا.ئيل']],
    ['حم·اس و حز•ب', ['حم·اس', 'حز•ب']],
    ['قال حزب.الله إن حزب الله', ['حزب.الله']],
    ['قال حزب..الله إن حـزب الله', ['حزب..الله']],
    ['حزب-الله.وقال', ['حزب-الله']],
    // Hyphens of foreign names, and two places with nothing to say that they are two, are not told apart.
    ['باب-المندب', ['باب-المندب']],
    ['جان-كلود', ['جان-كلود']],
    ['حلب-دمشق', ['حلب-دمشق']],
  ])('%s', (text, names) => {
    expect(found('arabic/joiner-in-word', text)).toEqual(names)
  })

  it.each([
    'المحادثات التركية-السورية في أنقرة',
    'الحرب الروسية-الأوكرانية والعلاقات السعودية-الإيرانية',
    'محادثات أميركية-روسية-تركية',
    'الصراع العربي-الإسرائيلي',
    'الصراع العربى-الإسرائيلى',
    'خلاف سني-شيعي',
    'السياسيين-العسكريين',
    'الأنجلو-أميركية والأفرو-آسيوي والجيو-سياسية',
    'كانون الثاني/يناير',
    'كانون الثاني-يناير الماضي',
    'في آذار-مارس وأيار-مايو',
    'السبت-الأحد',
    'شمال-شرق سوريا',
    'طريق حلب-دمشق الدولي',
    'على أوتوستراد حمص-طرطوس',
    'الطريق الدولي حلب-اللاذقية',
    'خط أنابيب كركوك-جيهان وخط كركوك-بانياس',
    '2010-2011 و١٢-١٣ وكوفيد-19 وإف-16',
    'وكالة أ.ف.ب ووكالة د.ب.أ وش.م.ل',
    'بي.بي.سي وسي.إن.إن وإف.بي.آي',
    'د.محمد وأ.د.أحمد',
    '400 ق.م وص.ب 12',
    'أ-الأول ب-الثاني',
    'انتهى الاجتماع.وقال الوزير',
    'سوريا..مقتل خمسة',
    'قال…ثم مضى',
    'حزب - الله',
    'حزب -الله',
    'حزب--الله',
    'حزب–الله',
    'حزب_الله',
    'خبر-',
    '-خبر',
    'anti-war',
  ])('not %s', text => {
    expect(found('arabic/joiner-in-word', text)).toEqual([])
  })

  it('is of Arabic only', () => {
    expect(found('arabic/joiner-in-word', 'گفت‌وگو-محور', 'fa')).toEqual([])
    expect(found('arabic/joiner-in-word', 'حزب-الله', 'apc')).toHaveLength(1)
    expect(found('arabic/joiner-in-word', 'حزب-الله', null)).toHaveLength(1)
  })
})

describe('arabic/spelling-variants', () => {
  const groups = (text: string) =>
    lint({ text, language: 'ar' }, articleSchema)
      .filter(({ code }) => code === 'arabic/spelling-variants')
      .map(({ message }) => message.replace(/^.*: |\.$/g, ''))

  it.each([
    ['إيران وإيـران إيـران', ['"إيران" ×1, "إيـران" ×1']],
    ['حـزب حــزب', ['"حـزب" ×1, "حــزب" ×1']],
    ['عدداً عددا عددًا', ['"عدداً" ×1, "عددا" ×1, "عددًا" ×1']],
    ['المو\u200cقع الموقع', ['"المو<U+200C>قع" ×1, "الموقع" ×1']],
    ['حزب-الله حزب الله حزبالله', ['"حزب-الله" ×1, "حزب الله" ×1, "حزبالله" ×1']],
    ['حزب-الله حزب\u00a0الله حزب\nالله', ['"حزب-الله" ×1, "حزب الله" ×2']],
    ['داع-ش داعش', ['"داع-ش" ×1, "داعش" ×1']],
    ['د.ا.ع.ش داعش', ['"د.ا.ع.ش" ×1, "داعش" ×1']],
    ['حزب.الله حزب الله', ['"حزب.الله" ×1, "حزب الله" ×1']],
    ['جونغ-أون جونغ أون', ['"جونغ-أون" ×1, "جونغ أون" ×1']],
    // The words of a name are not a group each; a word outside of it may be.
    ['حـزب-الله حزب الله', ['"حـزب-الله" ×1, "حزب الله" ×1']],
    ['حـزب-الله حزب', ['"حـزب" ×1, "حزب" ×1']],
    [
      'إيـران ثم حـزب-الله ثم إيران ثم حزب الله',
      ['"إيـران" ×1, "إيران" ×1', '"حـزب-الله" ×1, "حزب الله" ×1'],
    ],
  ])('%s', (text, expected) => {
    expect(groups(text)).toEqual(expected)
  })

  it.each([
    'إيران ايران', // hamza is a letter
    'مدرسة مدرسه',
    'حـزب حـزب',
    'حزب-الله حزب-الله',
    '\u200fحزب\u200f حزب',
    'حزب، حزب. «حزب»',
    'لـ«سوريا» ل هـ ه الـ20 ال',
    'التركية-السورية التركية السورية',
    'انتهى.وقال انتهى. وقال',
    'حزب-الله الحزب، الله',
    'حزب-الله حزب، الله',
    'iran i-ran',
  ])('not %s', text => {
    expect(groups(text)).toEqual([])
  })

  it('points at the first of them', () => {
    expect(found('arabic/spelling-variants', '😀 في إيران وفي إيـران')).toEqual(['إيران'])
    expect(found('arabic/spelling-variants', 'في إيران إيـران', 'ur')).toEqual([])
  })

  it('finds what removing the same characters from every word finds', () => {
    const word = fc.stringMatching(/^(?:[حزب]ـ?[َّ]?\u200c?){1,3}$/)
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), words => {
        const bare = (text: string) => text.replace(/[^حزب]/g, '')
        const spellings = new Map<string, Set<string>>()
        for (const text of words) {
          const shown = (bare(text).length <= 2 ? text.replace(/ـ\u200c*$/, '') : text).replace(
            /\u200c+$/,
            '',
          )
          spellings.set(bare(text), (spellings.get(bare(text)) ?? new Set()).add(shown))
        }
        const expected = [...spellings.values()].filter(({ size }) => size > 1).length
        expect(groups(words.join(' '))).toHaveLength(expected)
      }),
    )
  })
})

describe('arabic/lookalike-letter', () => {
  it('is each Persian or dotless letter once, where the language is Arabic', () => {
    expect(found('arabic/lookalike-letter', 'علی کتاب کبیر')).toEqual(['ی', 'ک'])
    expect(message('arabic/lookalike-letter', 'علی')).toBe(
      'ی (U+06CC) stands once where Arabic writes ي (U+064A).',
    )
    expect(message('arabic/lookalike-letter', 'کک')).toBe(
      'ک (U+06A9) stands 2 times where Arabic writes ك (U+0643).',
    )
    expect(found('arabic/lookalike-letter', 'ڡلسطين ٯال')).toEqual(['ڡ', 'ٯ'])
    expect(found('arabic/lookalike-letter', 'علی', 'ar-IQ')).toEqual(['ی'])
    expect(found('arabic/lookalike-letter', 'علی', 'arz')).toEqual(['ی'])
  })

  it('not in other languages, and not letters for sounds that Arabic has not', () => {
    expect(found('arabic/lookalike-letter', 'علی کتاب', 'fa')).toEqual([])
    expect(found('arabic/lookalike-letter', 'علی کتاب', null)).toEqual([])
    expect(found('arabic/lookalike-letter', 'ڤيينا پاريس گراتس چاد على كتاب')).toEqual([])
  })
})

describe('arabic/mixed-digits', () => {
  it.each([
    ['٢٠١٢ و2013', ['2013']],
    ['2013 و٢٠١٢ و2014', ['٢٠١٢']],
    ['٢٠١٢ و۲۰۱۳', ['۲۰۱۳']],
    ['1٢', ['٢']],
    ['F-16 ٢ 3', ['3']],
  ])('%s', (text, digits) => {
    expect(found('arabic/mixed-digits', text)).toEqual(digits)
  })

  it.each(['2013', '٢٠١٢ و٣', 'F-16 ٢ https://example.org/2012/3 a4@x.org', '漢2', ''])('not %s', text => {
    expect(found('arabic/mixed-digits', text)).toEqual([])
  })

  it('says which', () => {
    expect(message('arabic/mixed-digits', '٢ 2')).toBe('the text mixes Arabic-Indic and ASCII digits.')
  })
})

describe('Arabic letters', () => {
  it('are the letters of the script in 15.1, tatweel and small signs aside', () => {
    const isLetter = new Set(letters)
    const expected = arabicScript.filter(code => isLetter.has(code) && code <= 0xffff)
    const found = Array.from({ length: 0x10000 }, (_, i) => i).filter(isArabicLetter)
    expect(found.filter(code => !isLetter.has(code))).toEqual([])
    const signs = [0x6e5, 0x6e6, 0x8c9]
    const tashkeel = (code: number) => code >= 0xfe70 && code <= 0xfe7f
    expect(found).toEqual(expected.filter(code => !signs.includes(code) && !tashkeel(code)))
  })
})

describe('the work', () => {
  it.each([
    ['ا-'.repeat(50_000)],
    ['اب.'.repeat(50_000)],
    ['حزب-الله ' + 'حزب '.repeat(50_000)],
    [
      Array.from(
        { length: 20_000 },
        (_, i) => `ال-${String.fromCharCode(0x628 + (i % 20))}${'اب'.repeat(i % 7)}ج`,
      ).join(' ') + ' ال'.repeat(50_000),
    ],
    ['ب' + 'ـ'.repeat(100_000)],
    ['1٢-'.repeat(50_000)],
    ['\u200f'.repeat(50_000)],
  ])('is linear in the text (%#)', text => {
    const start = performance.now()
    lint({ text, language: 'ar' }, articleSchema)
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})
