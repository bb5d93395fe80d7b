import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import type { Code } from '../src/problem.js'
import { lint } from '../src/records/lints/index.js'
import { namesOf } from '../src/records/lints/languages.js'
import type { LintOptions } from '../src/records/lints/lint.js'
import { mojibake } from '../src/records/lints/mojibake.js'
import type { JsonObject } from '../src/schema/field.js'
import { loadSchema } from '../src/schema/load.js'
import { as1252, as1256 } from '../src/text/misread.js'
import { articleSchema, seed, slice } from './awkward.js'
import { cleanTexts } from './clean-texts.js'

const none: LintOptions = { off: [], accept: [] }

/** Errors and warnings of a record as `severity code`. */
function faultsOf(record: JsonObject, options = none): string[] {
  return lint(record, articleSchema, options)
    .filter(({ severity }) => severity !== 'info')
    .map(({ severity, code }) => `${severity} ${code}`)
}

/** What a lint points at in a text. */
function found(code: Code, text: string): string[] {
  return lint({ text }, articleSchema)
    .filter(finding => finding.code === code)
    .map(({ span }) => (span === undefined ? text : slice(text, span)))
}

const first = (code: Code, text: string) =>
  lint({ text }, articleSchema).find(finding => finding.code === code)

describe('languages and characters', () => {
  it('a language that a rule gives is looked at', () => {
    const text = JSON.stringify({
      type: 'object',
      properties: {
        text: { type: 'string', 'x-text': true },
        language: { const: 'fa', 'x-derive': 'const@1', 'x-role': 'language' },
      },
    })
    const schema = loadSchema(text, 'schema.json')
    const codes = lint({ text: seed, language: 'fa' }, schema).map(({ code }) => code)
    expect(codes).toContain('text/language-mismatch')
  })

  it.each(Object.entries(cleanTexts))(
    'a clean text in %s has neither error nor warning',
    (language, text) => {
      expect(faultsOf({ text, language })).toEqual([])
    },
  )

  it('the seed has neither error nor warning', () => {
    const record = { text: seed, language: 'ar', license: 'NOASSERTION', source: { retrieved: null } }
    expect(faultsOf(record, { ...none, asOf: '2026-11-22' })).toEqual([])
  })

  describe('text/language-mismatch', () => {
    const mismatch = (language: string, text: string, script?: string) =>
      lint({ text, language, ...(script && { script }) }, articleSchema)
        .filter(({ code }) => code === 'text/language-mismatch')
        .map(({ severity, message }) => [severity, message])

    it('is an error where the letters are of another script', () => {
      expect(mismatch('ar', cleanTexts['en']!)).toEqual([
        [
          'error',
          '0 % of the letters are of the script Arab, which is that of the stated language; expected at least half.',
        ],
      ])
      expect(mismatch('ar-Latn', cleanTexts['id']!)).toEqual([])
      expect(mismatch('en', cleanTexts['ru']!)).toHaveLength(1)
      expect(mismatch('ja', cleanTexts['ru']!, 'Jpan')).toHaveLength(1)
      expect(mismatch('und', cleanTexts['ru']!)).toEqual([])
    })

    it('lets a text quote another script, up to half of its letters', () => {
      const { ar = '', en = '' } = cleanTexts
      expect(mismatch('ar', `${ar}${en.slice(0, 180)}`)).toEqual([])
      expect(mismatch('ar', `${ar}${en}${en}`).map(([severity]) => severity)).toEqual(['error'])
    })

    it('says nothing of a few letters', () => {
      expect(mismatch('ar', 'BBC News')).toEqual([])
      expect(mismatch('fr', cleanTexts['en']!.slice(0, 180))).toEqual([])
    })

    it.each([
      ['fa', 'ar'],
      ['ar', 'fa'],
      ['ar', 'ur'],
      ['ur', 'ckb'],
      ['en', 'fr'],
      ['fr', 'es'],
      ['de', 'en'],
      ['uk', 'ru'],
      ['tr', 'id'],
      ['ja', 'zh'],
    ])('is a warning where the text is stated as %s and is %s', (language, really) => {
      const [one, ...more] = mismatch(language, cleanTexts[really]!)
      expect(more).toEqual([])
      expect(one?.[0]).toBe('warning')
      expect(one?.[1]).toContain(`\`${language}\`, and a detector takes the whole text for \``)
    })

    it.each([
      ['arz', 'ar'],
      ['ar-SY', 'ar'],
      ['prs', 'fa'],
      ['ms', 'id'],
      ['zh-Hant', 'zh'],
      ['yue', 'zh'],
      ['ps', 'fa'],
      ['sw', 'en'],
      ['sco', 'en'],
    ])('says nothing where it knows no better: %s for %s', (language, really) => {
      expect(mismatch(language, cleanTexts[really]!)).toEqual([])
    })

    it('takes no part of a text for the whole', () => {
      const { en = '', fr = '' } = cleanTexts
      expect(mismatch('en', fr + en + en + en + fr)).toEqual([])
      expect(mismatch('en', fr + fr + fr + en + fr + fr)).toEqual([])
    })
  })

  it('counts close languages as one, and knows none in another script', () => {
    expect([...(namesOf('nb') ?? [])]).toEqual(['da', 'no'])
    expect([...(namesOf('bs') ?? [])]).toEqual(['hr'])
    expect([...(namesOf('sr-Cyrl') ?? [])]).toEqual(['sr'])
    expect([...(namesOf('sr-Latn') ?? [])]).toEqual(['hr'])
    expect([...(namesOf('ku-Arab') ?? [])]).toEqual(['ku'])
    for (const tag of ['ku', 'az-Arab', 'ms-Arab', 'pa', 'he', 'und', 'x-private', 'el']) {
      expect(namesOf(tag), tag).toBeUndefined()
    }
  })
})

describe('text/mojibake', () => {
  it('reads bytes as the encodings do', () => {
    for (const { name, bytes } of [as1252, as1256]) {
      for (let byte = 0x80; byte <= 0xff; byte++) {
        const character = iconv.decode(Buffer.of(byte), name)
        if (character !== '\ufffd') expect(bytes[character.charCodeAt(0)], `${name} ${byte}`).toBe(byte)
      }
    }
  })

  const misread = (text: string, is: string, readAs: string) => iconv.decode(iconv.encode(text, is), readAs)

  it.each(Object.entries(cleanTexts).filter(([, text]) => /[^\0-\x7f]/.test(text)))(
    'finds UTF-8 that was read as another encoding: %s',
    (_, text) => {
      for (const readAs of ['windows-1252', 'windows-1256', 'latin1']) {
        const damaged = misread(text, 'utf8', readAs)
        expect(found('text/mojibake', damaged), readAs).toHaveLength(1)
        if (damaged.includes('\ufffd')) expect(mojibake.mend(damaged)).toBe(damaged)
        else expect(mojibake.mend(damaged), readAs).toBe(text)
      }
    },
  )

  it.each(Object.entries(cleanTexts))('leaves a clean text as it is: %s', (_, text) => {
    expect(mojibake.mend(text)).toBe(text)
  })

  it('says what happened, at the start of a text', () => {
    const damaged = misread(seed, 'utf8', 'windows-1256')
    expect(first('text/mojibake', damaged)).toMatchObject({
      severity: 'error',
      span: { start: 0 },
      message: '84 % of the letters are `ط` or `ظ`: UTF-8 was read as windows-1256 and saved again.',
      fix: 'Take the text from its source again, and read it as UTF-8: it begins "اعتقل \\"الحرس الثوري\\" الإيراني في دير الز".',
    })
    expect(mojibake.mend(damaged)).toBe(seed)
  })

  it('knows windows-1256 that was read as windows-1252', () => {
    const damaged = misread(seed, 'windows-1256', 'windows-1252')
    expect(first('text/mojibake', damaged)?.message).toBe(
      '100 % of the letters are accented Latin ones: windows-1256 was read as windows-1252 and saved again.',
    )
    expect(mojibake.mend(damaged)).toBe(seed)
  })

  it('does not name the encoding of what it cannot read', () => {
    const damaged = misread(cleanTexts['ru']!, 'windows-1251', 'windows-1252')
    expect(first('text/mojibake', damaged)?.message).toContain(
      'accented Latin ones: another encoding was read as windows-1252',
    )
    expect(mojibake.mend(damaged)).toBe(damaged)
  })

  it('points at the first of a few damaged characters', () => {
    const text = cleanTexts['fr']!
    const others = text.replaceAll(/[\0-\x7f]/g, '').length - 1
    const damaged = misread(text, 'utf8', 'windows-1252')
    const [where] = found('text/mojibake', damaged)
    expect(where).toBe('Ã©')
    expect(first('text/mojibake', damaged)?.message).toBe(
      `"Ã©" stands where one character should, and so do ${others} more like it: UTF-8 was read as windows-1252 and saved again.`,
    )
    expect(found('text/mojibake', 'He didnâ€™t come.\n')).toEqual(['â€™'])
    expect(mojibake.mend('He didnâ€™t come.\n')).toBe('He didn’t come.\n')
  })

  it.each([
    ['a whole line of accents', 'À É È Ê Ë « ÉTÉ » CAFÉ… ÇA VA À PARIS, ÎLE-DE-FRANCE, CÔTE D’AZUR, NOËL'],
    ['Icelandic', 'Það er ágætt að búa á Íslandi, þó að veðrið sé oft ótrúlega óstöðugt og kalt á veturna.'],
    [
      'letters in Arabic that are often damage',
      'ظط، خط، ضبط، شرط، وسط، خطط، نشط، غلط، طب، ظل، حفظ، لفظ، وعظ',
    ],
    ['Persian digits and quotes', 'او گفت: «۱۲۳۴» ـ و رفت… بله.'],
    ['a lone accent', 'Ça va. É. À «Ã».'],
    ['no letters', '… – “” • ™ €'],
  ])('does not take for damage: %s', (_, text) => {
    expect(found('text/mojibake', text)).toEqual([])
  })

  it('takes a long text in linear time', () => {
    const long = `${'é'.repeat(2_000_000)}Ã${'ط'.repeat(10)}`
    expect(found('text/mojibake', long)).toHaveLength(1)
  })
})

describe('text/html', () => {
  it.each([
    ['one <p>two</p>', ['<p>']],
    ['a <a href="https://x.example/?a=1&b=2">b</a>', ['<a href="https://x.example/?a=1&b=2">']],
    ['a<br/>b<BR>', ['<br/>']],
    ['😀 <!-- more --> x', ['<!--']],
    ['Fish &amp; chips&nbsp;!', ['&amp;']],
    ['d&eacute;j&agrave; &#8217; &#x2019;', ['&eacute;']],
    ['<b>x</b> &lt;', ['</b>', '&lt;']],
    ['a < b and c > d', []],
    ['<ada@x.example> <https://x.example>', []],
    ['the letter <a>, and <i> too', []],
    ['R&D; AT&T; a=1&copy=2 &foo;', []],
    ['<article', []],
    ['x <y> z, <طيب>', []],
  ])('%j', (text, places) => {
    expect(found('text/html', text)).toEqual(places)
  })

  it('counts', () => {
    expect(first('text/html', 'a<br>b<br>c')?.message).toBe(
      '"<br>" is a tag of HTML, the first of 2; a text has characters only.',
    )
  })
})

describe('text/boilerplate', () => {
  it.each([
    'اقرأ أيضا: عاصفة تضرب الساحل',
    'اقرأ أيضاً',
    '» إقـرأ أيضًا: الميناء يغلق أبوابه',
    'شاهد أيضا: صور من الجزيرة',
    'اقرأ المزيد...',
    'مواضيع ذات صلة',
    'أخبار ذات صلة:',
    'قد يعجبك أيضا',
    'تابعونا على فيسبوك وتويتر',
    'جميع الحقوق محفوظة © 2020',
    'جميع الحقوق محفوظة لموقع الجزيرة',
    'موقع الجزيرة - جميع الحقوق محفوظة لموقعنا 2020',
    'شارك فيسبوك تويتر واتساب',
    'مشاركة | طباعة | نسخ الرابط',
    'شارك هذا الخبر',
    'Read also: The storm of the century',
    'Read more',
    'READ MORE: the storm',
    'Related articles',
    'You may also like',
    'Advertisement',
    'Click here to subscribe.',
    'Follow us on Facebook',
    '© 2020 The Island Times',
    'Copyright 2020 The Island Times. All rights reserved.',
    'The Island Times. All Rights Reserved',
    'Share · Tweet · Email',
    'Facebook X WhatsApp',
    'Share on Facebook',
  ])('%s', line => {
    expect(found('text/boilerplate', `First line.\n  ${line} \nLast line.`)).toEqual([line])
  })

  it.each([
    'اقرأ الكتاب قبل أن تذهب إلى المدرسة.',
    'وقال إن الحقوق محفوظة للجميع بموجب القانون.',
    'شارك الوزير في المؤتمر يوم الأحد.',
    'شارك هذا الأسبوع مئات الأشخاص في المسيرة التي انطلقت من وسط المدينة نحو الميناء.',
    'المزيد من الأمطار يوم الخميس',
    'تابع الوزير أن الوضع تحسن.',
    'Read more books, the minister said.',
    'See also how the harbour was built.',
    'Share prices fell on Tuesday.',
    'Twitter said on Monday that it would close.',
    'More on that later, he said.',
    'Email',
    'The notice read “All rights reserved”, and nothing else.',
    'Copyright law was changed.',
    `Read also: ${'a very long line '.repeat(20)}`,
  ])('is not: %s', line => {
    expect(found('text/boilerplate', `First line.\n${line}\nLast line.`)).toEqual([])
  })
})

describe('text/length', () => {
  const letters = (count: number) => 'ab '.repeat(count / 2)

  it('is fewer than 200 letters, or more than 100 000 code points', () => {
    expect(found('text/length', letters(198))).toHaveLength(1)
    expect(found('text/length', letters(200))).toEqual([])
    expect(found('text/length', `${letters(100)}${'1 '.repeat(500)}`)).toHaveLength(1)
    expect(found('text/length', `${letters(200)}${'😀'.repeat(99_700)}`)).toEqual([])
    expect(found('text/length', `${letters(200)}${'😀'.repeat(99_701)}`)).toHaveLength(1)
    expect(found('text/length', '')).toEqual([])
  })

  it('counts letters beyond U+FFFF, and none of Unicode 16', () => {
    expect(found('text/length', '𞤀'.repeat(200))).toEqual([])
    expect(found('text/length', `${' '.repeat(999)}${'𞤀'.repeat(200)}`)).toEqual([])
    expect(found('text/length', '\u{10d4a}'.repeat(200))).toHaveLength(1)
  })
})

describe('personal/email', () => {
  it.each([
    ['Write to ada@island.example.', ['ada@island.example']],
    ['<a.b+c@mail.island.org>; x_y@z.co', ['a.b+c@mail.island.org', 'x_y@z.co']],
    ['البريد:ada@island.org، شكرا', ['ada@island.org']],
    ['mailto:ada@island.org?subject=x', ['ada@island.org']],
    ['@ada and ada@ and @', []],
    ['icon@2x.png', []],
    ['warraq@1.2.3', []],
    ['ada@localhost', []],
    ['ftp://ada:secret@host.org/', []],
    ['git://ada@host.org/x', []],
    [`${'a'.repeat(70)}@island.org`, []],
  ])('%j', (text, values) => {
    expect(found('personal/email', text)).toEqual(values)
  })

  it('does not repeat the address', () => {
    expect(first('personal/email', 'ada@island.org')?.message).toBe('"ada…rg" is an address of e-mail.')
  })
})

describe('personal/phone', () => {
  it.each([
    '+963 944 123 456',
    '+963944123456',
    '+1 (212) 555-0123',
    '+1-212-555-0123',
    '+44 (0)20 7946 0123',
    '+44 20 7946 0123',
    '+39 06 698 12345',
    '+٩٦٣ ٩٤٤ ١٢٣ ٤٥٦',
    '+49 30 901820',
  ])('%s', number => {
    expect(found('personal/phone', `Call ${number}.`)).toEqual([number])
    expect(found('personal/phone', `رقم الهاتف ${number}، شكرا`)).toEqual([number])
  })

  it.each([
    ['Tel. 011 234 5678', ['011 234 5678']],
    ['Tel: 2345678', ['2345678']],
    ['هاتف: 011-2345678', ['011-2345678']],
    ['واتساب 00963944123456', ['00963944123456']],
    ['phone number 2345 6789', ['2345 6789']],
    ['Fax (030) 901820', ['(030) 901820']],
    ['Тел.: 8 495 123-45-67', ['8 495 123-45-67']],
  ])('after a word that says so: %s', (text, numbers) => {
    expect(found('personal/phone', text)).toEqual(numbers)
  })

  it.each([
    'in 1914-1918 and 2019 - 2020',
    'on 12.05.2020 at 14:30, 2020-02-30T12:00:00+00:00',
    'He won +1 000 000 000 votes, and +500 000 000 more.',
    'ISBN 978-3-16-148410-0, id 0012345678901, 5 000 000 000 pounds',
    '+33.8688197, +151.2092955, +39.9041999',
    'UTC+03:00, x+4412345678, 5+963944123456',
    '2345678 mobile 4 500 000 users, phone 2019-2020',
    '+999 123 456 789, +96394412, +963 944 123 456 789 012',
    'call 011',
    'القرار رقم: 2254567، والملف رقم 01234567',
    'الهاتف 15 مليون و 4500000 مستخدم',
    '4abdc18fe72ee742a05bafe00c466af103d6a0ed8bc4325fc2d9e7d2c29e24cb +12345678901234',
  ])('is not: %s', text => {
    expect(found('personal/phone', text)).toEqual([])
  })
})

describe('personal/ip', () => {
  it.each([
    ['from 81.23.45.67, it was said', ['81.23.45.67']],
    ['http://81.23.45.67:8080/', ['81.23.45.67']],
    [
      '2a00:1450:4001:81b::200e and 2001:470:1f0b:1:2:3:4:5.',
      ['2a00:1450:4001:81b::200e', '2001:470:1f0b:1:2:3:4:5'],
    ],
    ['10.20.30.40 127.0.0.1 192.168.1.17 172.16.254.1 169.254.10.20 203.0.113.77 255.255.255.255', []],
    ['2001:db8::8a2e:370:7334', []],
    ['version 12.34.56.78, v81.23.45.67, الإصدار 81.23.45.67', []],
    ['96.0.4664.45 81.23.45.678 081.23.45.67 1.2.3.4 81.23.45.67.89 81.23.45.67-beta', []],
    ['12:30:45 00:1a:2b:3c:4d:5e 2020:12:30 2abc::foo 2000::', []],
  ])('%j', (text, values) => {
    expect(found('personal/ip', text)).toEqual(values)
  })
})

describe('personal/iban', () => {
  it.each([
    ['DE89 3704 0044 0532 0130 00', true],
    ['GB82WEST12345698765432', true],
    ['SA03 8000 0000 6080 1016 7519', true],
    ['NO93 8601 1117 947', true],
    ['DE89 3704 0044 0532 0130 01', false],
    ['DE89 3704 0044 0532 0130', false],
    ['GB82WEST123456987654321', false],
    ['XX89 3704 0044 0532 0130 00', false],
    ['ADE89370400440532013000', false],
  ])('%s: %s', (account, is) => {
    expect(found('personal/iban', `Pay to ${account}, soon.`)).toEqual(is ? [account] : [])
    expect(first('personal/iban', account)?.severity).toBe(is ? 'error' : undefined)
  })

  it('does not repeat the number', () => {
    expect(first('personal/iban', 'DE89 3704 0044 0532 0130 00')?.message).toBe(
      'the number of a bank account (IBAN, DE) stands here; its checksum holds.',
    )
  })
})

describe('personal/url-credentials', () => {
  it.each([
    ['see http://ada:secret@host.org/x.', ['http://ada:secret@host.org']],
    ['ftp://a:b@1.2.3.4', ['ftp://a:b@1.2.3.4']],
    ['https://host.org/a:b@c https://ada@host.org https://host.org:80/@x', []],
    ['://a:b@c', []],
  ])('%j', (text, values) => {
    expect(found('personal/url-credentials', text).map(value => value.replace(/\.$/, ''))).toEqual(values)
  })

  it('repeats neither name nor password', () => {
    expect(first('personal/url-credentials', 'http://ada:secret@host.org/')?.message).toBe(
      'an address with user name and password stands here: http://…@host.org.',
    )
  })
})

describe('record/date', () => {
  const dates = (published: string | null, retrieved: string | null, asOf?: string) =>
    lint({ published, source: { retrieved } }, articleSchema, { ...none, asOf })
      .filter(({ code }) => code === 'record/date')
      .map(({ pointer, message }) => `${pointer} ${message}`)

  it('is a date after the day that the corpus speaks of', () => {
    expect(dates('2020-02-02', null, '2020-02-01')).toEqual([
      '/published "2020-02-02" is after 2020-02-01, the day that the corpus speaks of.',
    ])
    expect(dates('2021', '2020-03', '2020-02-01')).toHaveLength(2)
    expect(dates('2020', '2020-02-01', '2020-02-01')).toEqual([])
    expect(dates('2020-02', null, '2020-02-01')).toEqual([])
    expect(dates('2999-01-01', null)).toEqual([])
  })

  it('is a publication after the text was retrieved', () => {
    expect(dates('2020-02-02', '2020-02-01', '2026-01-01')).toEqual([
      '/published "2020-02-02" is after 2020-02-01, when the text was retrieved.',
    ])
    expect(dates('2020', '2020-02-01')).toEqual([])
    expect(dates('2020-02-01', '2020-02-01')).toEqual([])
    expect(dates('2020-03', '2020-02-01')).toHaveLength(1)
    expect(dates('soon', '2020-02-01', '2020-01-01')).toEqual([
      '/source/retrieved "2020-02-01" is after 2020-01-01, the day that the corpus speaks of.',
    ])
  })
})

describe('record/null-lookalike', () => {
  const pointers = (record: JsonObject) =>
    lint(record, articleSchema)
      .filter(({ code }) => code === 'record/null-lookalike')
      .map(({ pointer }) => pointer)

  it('is what pandas reads as missing, in any field but the text and what rules derive', () => {
    for (const value of [
      'NA',
      'NaN',
      'null',
      'None',
      'N/A',
      'nan',
      'NULL',
      'n/a',
      '#N/A',
      '<NA>',
      '-nan',
      '1.#QNAN',
    ]) {
      expect(pointers({ title: value }), value).toEqual(['/title'])
    }
    expect(pointers({ title: 'na', outlet: 'Nan', byline: 'NONE', rights_holder: 'N/A.' })).toEqual([])
    expect(pointers({ text: 'null', search_text: 'null' })).toEqual([])
    expect(pointers({ authors: ['Ada', 'None'], source: { path: 'NA', retrieved: null } })).toEqual([
      '/authors/1',
      '/source/path',
    ])
    expect(pointers({ basis: [{ field: '/title', basis: 'unknown', note: 'n/a' }] })).toEqual([
      '/basis/0/note',
    ])
  })
})

describe('lints that are off', () => {
  it('do not look', () => {
    const record = { text: 'short <br>', title: 'NA' }
    expect(faultsOf(record)).toEqual([
      'warning text/html',
      'warning text/length',
      'warning record/null-lookalike',
    ])
    expect(faultsOf(record, { ...none, off: ['text/length', 'record/null-lookalike'] })).toEqual([
      'warning text/html',
    ])
  })
})
