import { createHash } from 'node:crypto'
import arabicLetters from '@unicode/unicode-15.1.0/Bidi_Class/Arabic_Letter/code-points.mjs'
import leftToRight from '@unicode/unicode-15.1.0/Bidi_Class/Left_To_Right/code-points.mjs'
import rightToLeft from '@unicode/unicode-15.1.0/Bidi_Class/Right_To_Left/code-points.mjs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveRules, inferRules } from '../src/records/derive/index.js'
import { likelyScripts } from '../src/records/derive/likely-scripts.js'
import { readNote, writeNote } from '../src/records/derive/note.js'
import { scriptOf } from '../src/records/derive/script.js'
import type { Field, Json, JsonObject, RecordSchema } from '../src/schema/field.js'
import { isAssigned } from '../src/text/unicode.js'
import { articleSchema, awkwardText, seed } from './awkward.js'

function field(pointer: string, schema: Record<string, unknown> = {}): Field {
  return { name: pointer.slice(1), pointer, nullable: true, allowsNull: true, kind: 'string', schema }
}

function compute(
  rule: string,
  record: JsonObject,
  {
    schema = articleSchema,
    parameters = {},
    of = field('/x'),
  }: {
    schema?: RecordSchema
    parameters?: Record<string, unknown>
    of?: Field
  } = {},
): Json {
  return deriveRules.get(rule)!.compute(record, { schema, field: of, parameters })
}

/** A schema of a language and a script, the latter derived or stated. */
function schemaWith(roles: Record<string, Field>): RecordSchema {
  return { ...articleSchema, roles: new Map(Object.entries(roles)) }
}

describe('the registry', () => {
  it('knows every rule by name and version', () => {
    expect([...deriveRules.keys(), ...inferRules.keys()]).toEqual([
      'byte-count@1',
      'char-count@1',
      'const@1',
      'direction@1',
      'flags@1',
      'item-count@1',
      'script@1',
      'search-text@1',
      'sha256@1',
      'word-count@1',
      'empty-list@1',
      'plain-lines@1',
    ])
  })
})

describe('the seed', () => {
  it.each([
    ['char-count@1', 2886],
    ['word-count@1', 477],
    ['byte-count@1', 5250],
    ['sha256@1', '4abdc18fe72ee742a05bafe00c466af103d6a0ed8bc4325fc2d9e7d2c29e24cb'],
    ['script@1', 'Arab'],
    ['direction@1', 'rtl'],
    [
      'flags@1',
      [
        'arabic/joiner-in-word',
        'arabic/spelling-variants',
        'arabic/tatweel-in-word',
        'file/no-final-newline',
        'record/license-unknown',
      ],
    ],
  ])('has %s %j', (rule, value) => {
    expect(compute(rule, { text: seed, language: 'ar', license: 'NOASSERTION' })).toEqual(value)
  })
})

describe('rules of a text', () => {
  it.each([
    ['', 0, 0, 0],
    [' \n\t\u00a0\u0085\u2028', 6, 0, 10],
    ['one', 3, 1, 3],
    ['one\r\ntwo  three\n', 16, 3, 16],
    ['a\u0085b\u3000c\u1680d', 7, 4, 12],
    ['a\u200bb\ufeffc\u2060d', 7, 1, 13],
    ['👨‍👩‍👧 e\u0301', 8, 2, 22],
    ['東京は日本の首都です。', 11, 1, 33],
    ['กรุงเทพ มหานคร', 14, 2, 40],
  ])('%j has %i code points, %i words, %i bytes', (text, codePoints, words, bytes) => {
    expect(compute('char-count@1', { text })).toBe(codePoints)
    expect(compute('word-count@1', { text })).toBe(words)
    expect(compute('byte-count@1', { text })).toBe(bytes)
  })

  it('agree with the slow and certain way', () => {
    fc.assert(
      fc.property(awkwardText, text => {
        fc.pre(text.isWellFormed())
        const bytes = new TextEncoder().encode(text)
        expect(compute('char-count@1', { text })).toBe([...text].length)
        expect(compute('byte-count@1', { text })).toBe(bytes.length)
        expect(compute('sha256@1', { text })).toBe(createHash('sha256').update(bytes).digest('hex'))
        const words = text.split(/[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/)
        expect(compute('word-count@1', { text })).toBe(words.filter(word => word !== '').length)
      }),
    )
  })

  it('read the field that `of` points to', () => {
    const record = { text: 'one two', source: { lead: 'one' } }
    expect(compute('word-count@1', record, { parameters: { of: '/source/lead' } })).toBe(1)
    expect(compute('sha256@1', record, { parameters: { of: '/source/lead' } })).toBe(
      '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed',
    )
  })

  it.each([{}, { text: null }, { text: 3 }, { text: ['a'] }])(
    'give null where there is no text: %j',
    record => {
      for (const rule of ['char-count@1', 'word-count@1', 'byte-count@1', 'sha256@1', 'search-text@1']) {
        expect(compute(rule, record)).toBe(null)
      }
    },
  )
})

describe('const@1 and item-count@1', () => {
  it('give the const of the field', () => {
    expect(compute('const@1', {}, { of: field('/v', { const: '1.0.0' }) })).toBe('1.0.0')
    expect(compute('const@1', {}, { of: field('/v', { const: false }) })).toBe(false)
    expect(compute('const@1', {}, { of: field('/v', { const: null }) })).toBe(null)
  })

  it('count a list', () => {
    const parameters = { of: '/blocks' }
    expect(compute('item-count@1', { blocks: [1, 2, 3] }, { parameters })).toBe(3)
    expect(compute('item-count@1', { blocks: [] }, { parameters })).toBe(0)
    expect(compute('item-count@1', { blocks: null }, { parameters })).toBe(null)
    expect(compute('item-count@1', {}, { parameters })).toBe(null)
  })
})

describe('script@1', () => {
  it.each([
    ['ar', 'Arab'],
    ['ar-SY', 'Arab'],
    ['AR-latn-eg', 'Latn'],
    ['ar-arb-SY', 'Arab'],
    ['apc', 'Arab'],
    ['fa', 'Arab'],
    ['he', 'Hebr'],
    ['en', 'Latn'],
    ['fr-1990-x-y', 'Latn'],
    ['ja', 'Jpan'],
    ['ko', 'Kore'],
    ['zh', 'Hans'],
    ['zh-TW', 'Hant'],
    ['zh-yue-HK', 'Hant'],
    ['zh-Hant-CN', 'Hant'],
    ['az', 'Latn'],
    ['az-IR', 'Arab'],
    ['az-Cyrl', 'Cyrl'],
    ['ku-IQ', 'Arab'],
    ['pa-PK', 'Arab'],
    ['uz-AF', 'Arab'],
    ['sr', 'Cyrl'],
    ['ar-u-nu-latn', 'Arab'],
    ['und', 'Zzzz'],
    ['und-Arab', 'Arab'],
    ['mul', 'Zzzz'],
    ['qaa', 'Zzzz'],
    ['x-private', 'Zzzz'],
    ['', 'Zzzz'],
  ])('%s is written in %s', (tag, script) => {
    expect(scriptOf(tag)).toBe(script)
    expect(compute('script@1', { language: tag })).toBe(script)
  })

  it('is null where there is no language', () => {
    expect(compute('script@1', {})).toBe(null)
    expect(compute('script@1', { language: null })).toBe(null)
    expect(compute('script@1', { language: 'ar' }, { schema: schemaWith({}) })).toBe(null)
  })

  it.runIf(process.versions.cldr?.startsWith('48.'))('agrees with an ICU of the same CLDR', () => {
    const tags = Object.values(likelyScripts).flatMap(tags => tags.split(' '))
    expect(tags.length).toBeGreaterThan(7000)
    const wrong = tags.filter(tag => scriptOf(tag) !== new Intl.Locale(tag).maximize().script)
    expect(wrong).toEqual([])
  })
})

describe('direction@1', () => {
  it.each([
    ['ar', 'rtl'],
    ['fa', 'rtl'],
    ['he', 'rtl'],
    ['ur', 'rtl'],
    ['dv', 'rtl'],
    ['syr', 'rtl'],
    ['ar-Latn', 'ltr'],
    ['en', 'ltr'],
    ['ja', 'ltr'],
    ['qaa', 'ltr'],
  ])('%s is %s', (language, direction) => {
    expect(compute('direction@1', { language })).toBe(direction)
  })

  it('is null where neither script nor language is known', () => {
    expect(compute('direction@1', {})).toBe(null)
  })

  it('believes a script that is stated, not one that a rule derives', () => {
    const language = field('/language')
    const record = { language: 'az', script: 'Arab' }
    const stated = schemaWith({ language, script: field('/script') })
    const derived = schemaWith({ language, script: field('/script', { 'x-derive': 'script@1' }) })
    expect(compute('direction@1', record, { schema: stated })).toBe('rtl')
    expect(compute('direction@1', record, { schema: derived })).toBe('ltr')
    expect(compute('direction@1', { language: 'he' }, { schema: stated })).toBe('rtl')
    expect(
      compute('direction@1', { script: 'Thaa' }, { schema: schemaWith({ script: field('/script') }) }),
    ).toBe('rtl')
  })

  it('is right for every script of Unicode 15.1', () => {
    const right = [...rightToLeft, ...arabicLetters]
      .filter(isAssigned)
      .map(code => String.fromCodePoint(code))
    const left = leftToRight.map(code => String.fromCodePoint(code))
    const covered = new Set<string>()
    for (const code of [
      ...Object.keys(likelyScripts),
      'Nbat',
      'Palm',
      'Hatr',
      'Hung',
      'Mend',
      'Mero',
      'Phlp',
      'Sogo',
      'Yezi',
      'Adlm',
    ]) {
      const pattern = patternOf(code)
      const rights = pattern === undefined ? [] : right.filter(character => pattern.test(character))
      const lefts = pattern === undefined ? [] : left.filter(character => pattern.test(character))
      if (rights.length + lefts.length === 0) continue
      const direction = rights.length > lefts.length ? 'rtl' : 'ltr'
      expect([code, compute('direction@1', { language: `und-${code}` })]).toEqual([code, direction])
      for (const character of rights) covered.add(character)
    }
    // Tatweel is of no script.
    expect(right.filter(character => /\p{L}/u.test(character) && !covered.has(character))).toEqual(['ـ'])
  })
})

/** Of the script with an ISO 15924 code; undefined for codes like Jpan that no character has. */
function patternOf(code: string): RegExp | undefined {
  try {
    return new RegExp(`\\p{Script=${code}}`, 'u')
  } catch {
    return undefined
  }
}

describe('empty-list@1', () => {
  it('is an empty list by rule', () => {
    const context = { schema: articleSchema, field: field('/x'), parameters: {} }
    expect(inferRules.get('empty-list@1')!.infer({}, context, {})).toEqual({
      value: [],
      basis: 'rule',
      note: 'empty-list@1',
    })
  })
})

describe('notes of rules', () => {
  it.each([
    ['plain-lines@1', 'plain-lines@1', {}],
    ['plain-lines@1 5=heading', 'plain-lines@1', { 5: 'heading' }],
    ['plain-lines@1 5=heading 11=byline', 'plain-lines@1', { 11: 'byline', 5: 'heading' }],
  ])('%j is read and written', (note, rule, hints) => {
    expect(readNote(note)).toEqual({ rule, hints })
    expect(writeNote({ rule, hints })).toBe(note)
  })

  it.each([
    '',
    'the third line',
    'plain-lines',
    'plain-lines@1 ',
    'plain-lines@1 5',
    'plain-lines@1 5=',
    'plain-lines@1  5=heading',
    'plain-lines@1 11=heading 5=heading',
    'plain-lines@1 5=heading 5=byline',
    'plain-lines@1 5=a=b',
  ])('%j is none', note => {
    expect(readNote(note)).toBeUndefined()
  })
})
