import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../src/errors.js'
import { readNote } from '../src/records/derive/note.js'
import { plainLines, strayHints } from '../src/records/derive/plain-lines.js'
import type { Inference } from '../src/records/rule.js'
import { articleSchema, awkwardText, seed, slice } from './awkward.js'

type Block = { type: string; start: number; end: number }
type Hints = Readonly<Record<string, string>>

function infer(text: string, part: string, hints: Hints = {}): Inference {
  const context = { schema: articleSchema, field: articleSchema.fields[0]!, parameters: { part } }
  return plainLines.infer({ text }, context, hints)
}

const blocksOf = (text: string, hints: Hints = {}) => infer(text, 'blocks', hints).value as unknown as Block[]

/** Type and text of every block. */
const outline = (text: string, hints: Hints = {}) =>
  blocksOf(text, hints).map(block => `${block.type}: ${slice(text, block)}`)

const typeOf = (line: string) => blocksOf(`${line}\nA paragraph.`)[0]!.type

describe('the seed', () => {
  it('is 15 paragraphs, 2 headings and a byline', () => {
    const blocks = blocksOf(seed)
    expect(blocks.map(({ type }) => type[0]).join('')).toBe('pppphppppphppppppb')
    expect(blocks[4]).toEqual({ type: 'heading', start: 985, end: 1009 })
    expect(blocks[10]).toEqual({ type: 'heading', start: 1779, end: 1797 })
    expect(blocks[17]).toEqual({ type: 'byline', start: 2857, end: 2886 })
    expect(blocks.map(block => slice(seed, block))).toEqual(seed.split('\n'))
    expect(infer(seed, 'blocks')).toMatchObject({ basis: 'rule', note: 'plain-lines@1' })
  })

  it('names author and outlet', () => {
    expect(infer(seed, 'byline')).toEqual({
      value: 'عبدالرحمن عمر – إيران إنسايدر',
      basis: 'source',
      note: null,
    })
    expect(infer(seed, 'authors')).toEqual({ value: ['عبدالرحمن عمر'], basis: 'rule', note: 'plain-lines@1' })
    expect(infer(seed, 'outlet')).toEqual({ value: 'إيران إنسايدر', basis: 'rule', note: 'plain-lines@1' })
  })
})

describe('lines', () => {
  it.each([
    ['', []],
    [' \n\t\u00a0\r\n\u3000\n', []],
    ['One line.', ['paragraph: One line.']],
    ['One line', ['heading: One line']],
    ['\n\n  One\t\n \nTwo.\n', ['heading: One', 'paragraph: Two.']],
    ['One\r\nTwo.\r\n\r\nThree.', ['heading: One', 'paragraph: Two.', 'paragraph: Three.']],
    ['One\rtwo.\u2028three\u0085four.', ['paragraph: One\rtwo.\u2028three\u0085four.']],
    ['\u200b\nOne.', ['heading: \u200b', 'paragraph: One.']],
    ['😀 One\n👨‍👩‍👧 two!\n', ['heading: 😀 One', 'paragraph: 👨‍👩‍👧 two!']],
    ['e\u0301\nx\ud800.', ['heading: e\u0301', 'paragraph: x\ud800.']],
  ])('%j', (text, expected) => {
    expect(outline(text)).toEqual(expected)
  })

  it('gives blocks in order that leave only White_Space uncovered, as splitting and trimming does', () => {
    fc.assert(
      fc.property(awkwardText, text => {
        const blocks = blocksOf(text)
        const whiteSpace = /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/
        const trimmed = text
          .split('\n')
          .map(line => [...line])
          .map(characters => {
            while (whiteSpace.test(characters[0] ?? 'x')) characters.shift()
            while (whiteSpace.test(characters.at(-1) ?? 'x')) characters.pop()
            return characters.join('')
          })
        expect(blocks.map(block => slice(text, block))).toEqual(trimmed.filter(line => line !== ''))
        let last = 0
        for (const { start, end } of blocks) {
          expect(slice(text, { start: last, end: start })).toMatch(whiteSpace)
          last = end
        }
        expect([...text].slice(last).join('')).toMatch(whiteSpace)
      }),
    )
  })
})

describe('a paragraph', () => {
  it.each([
    'قال.',
    'ماذا حدث؟',
    'توقف!',
    'وأضاف:',
    'ثم…',
    'ثم...',
    'انتهى۔',
    '終わり。',
    'He said "no."',
    "He said 'no!'",
    '(He said no.)',
    '[He said no.]',
    'قال: «لا.»',
    'قال ”لا.“',
    'قال (لا.).',
    'آية.﴿',
    'آية.﴾',
    'Il dit : « Non.\u00a0»',
    'قال.\u200f',
    'قال.\u202c',
    '終わり。」',
    'นี่.',
    'Wow\u203c\ufe0f',
  ])('ends a sentence: %j', line => {
    expect(typeOf(line)).toBe('paragraph')
  })

  it.each([
    'قال،',
    'قال؛',
    'One, two',
    '"One"',
    '(One)',
    'One -',
    '.One',
    'One. two',
    'one\u2024',
    'x\u{11f43}y',
  ])('does not end so: %j', line => {
    expect(typeOf(line)).toBe('heading')
  })
})

describe('a heading', () => {
  const words = (count: number) => Array.from({ length: count }, () => 'كلمة').join(' ')

  it('has at most 12 words and 120 code points', () => {
    expect(typeOf(words(12))).toBe('heading')
    expect(typeOf(words(13))).toBe('paragraph')
    expect(typeOf('ا'.repeat(120))).toBe('heading')
    expect(typeOf('ا'.repeat(121))).toBe('paragraph')
    expect(typeOf('😀'.repeat(120))).toBe('heading')
    expect(typeOf('😀'.repeat(121))).toBe('paragraph')
  })

  it.each(['ก', 'ກ', 'ខ', 'က', '漢', 'ひ', 'カ', 'ㄅ', 'ཀ', '𠀀'])(
    'has at most 30 in scripts without spaces: %s',
    letter => {
      expect(typeOf(letter.repeat(30))).toBe('heading')
      expect(typeOf(letter.repeat(31))).toBe('paragraph')
    },
  )

  it('is of such a script when most letters are', () => {
    expect(typeOf('漢'.repeat(20) + 'a'.repeat(20))).toBe('heading')
    expect(typeOf('漢'.repeat(21) + 'a'.repeat(20))).toBe('paragraph')
    expect(typeOf('漢'.repeat(16) + '1'.repeat(50))).toBe('paragraph')
    expect(typeOf('한글'.repeat(20))).toBe('heading')
  })
})

describe('a byline', () => {
  const byline = (text: string) => [
    infer(text, 'byline').value,
    infer(text, 'authors').value,
    infer(text, 'outlet').value,
  ]

  it.each([
    ['أحمد علي – الجزيرة', 'أحمد علي', 'الجزيرة'],
    ['Ann Lee - The Paper', 'Ann Lee', 'The Paper'],
    ['Ann Lee — The Paper 24', 'Ann Lee', 'The Paper 24'],
    ['Ann Lee ‐ X', 'Ann Lee', 'X'],
    ['A B C D E – X', 'A B C D E', 'X'],
    ['Ann  Lee \u00a0–\u00a0 X', 'Ann  Lee', 'X'],
    ['Ann Lee – The Paper – Beirut', 'Ann Lee', 'The Paper – Beirut'],
    ['Jean-Luc Lee – X', 'Jean-Luc Lee', 'X'],
  ])('%j', (line, author, outlet) => {
    expect(byline(`A paragraph.\n${line}`)).toEqual([line, [author], outlet])
    expect(byline(line)).toEqual([line, [author], outlet])
  })

  it.each([
    ['one word', 'Ann – X'],
    ['six words', 'A B C D E F – X'],
    ['a digit', 'Ann Lee 2 – X'],
    ['an Arabic digit', 'أحمد ٢ علي – الجزيرة'],
    ['no space before', 'Ann Lee– X'],
    ['no space after', 'Ann Lee –X'],
    ['nothing after', 'Ann Lee – '],
    ['nothing before', ' – Ann Lee'],
    ['a full stop', 'Ann Lee – X.'],
    ['an outlet longer than any name', `Ann Lee – ${'x'.repeat(201)}`],
    ['another dash', 'Ann Lee ― X'],
  ])('not with %s', (_, line) => {
    expect(byline(`A paragraph.\n${line}`)).toEqual([null, [], null])
  })

  it('is the last line that is not blank', () => {
    expect(byline('A paragraph.\nAnn Lee – X\n\n \n\t\n')).toEqual(['Ann Lee – X', ['Ann Lee'], 'X'])
    expect(byline('Ann Lee – X\nA paragraph.')).toEqual([null, [], null])
  })

  it('is absent where there is none, by name of the rule', () => {
    expect(infer('A paragraph.', 'byline')).toEqual({
      value: null,
      basis: 'absent_in_source',
      note: 'plain-lines@1',
    })
    expect(infer('A paragraph.', 'outlet')).toEqual({
      value: null,
      basis: 'absent_in_source',
      note: 'plain-lines@1',
    })
    expect(infer('A paragraph.', 'authors')).toEqual({ value: [], basis: 'rule', note: 'plain-lines@1' })
  })
})

describe('hints', () => {
  const text = 'Ann Lee – X\n\nA heading\nA paragraph.\nBob Ray – Y\n'

  it('give the type of the block on a line', () => {
    expect(outline(text, { 3: 'paragraph', 4: 'other' })).toEqual([
      'heading: Ann Lee – X',
      'paragraph: A heading',
      'other: A paragraph.',
      'byline: Bob Ray – Y',
    ])
  })

  it('make a byline, or unmake it', () => {
    expect(infer(text, 'outlet', { 1: 'byline' }).value).toBe('X')
    expect(infer(text, 'byline', { 1: 'byline' })).toEqual({
      value: 'Ann Lee – X',
      basis: 'source',
      note: null,
    })
    expect(infer(text, 'byline', { 5: 'paragraph' })).toEqual({
      value: null,
      basis: 'absent_in_source',
      note: 'plain-lines@1 5=paragraph',
    })
    expect(infer(text, 'byline', { 3: 'byline', 5: 'other' }).value).toBe('A heading')
    expect(infer(text, 'authors', { 3: 'byline', 5: 'other' }).value).toEqual([])
    expect(infer(text, 'outlet', { 3: 'byline', 5: 'other' }).basis).toBe('absent_in_source')
  })

  it('stand in the note, from which the same comes out', () => {
    for (const hints of [{ 1: 'byline' }, { 5: 'heading', 3: 'other', 1: 'paragraph' }]) {
      for (const part of ['blocks', 'byline', 'authors', 'outlet']) {
        const { value, note } = infer(text, part, hints)
        if (note === null) continue
        expect(readNote(note)!.hints).toEqual(hints)
        expect(infer(text, part, readNote(note)!.hints).value).toEqual(value)
      }
    }
    expect(infer(text, 'blocks', { 5: 'heading', 3: 'other' }).note).toBe('plain-lines@1 3=other 5=heading')
  })

  it('that name no block change nothing, and are told', () => {
    const stray = { 2: 'heading', 6: 'heading', 0: 'heading', '03': 'other', x: 'other' }
    expect(infer(text, 'blocks', stray)).toEqual(infer(text, 'blocks'))
    expect(strayHints(text, { ...stray, 3: 'other' }).sort()).toEqual(['0', '03', '2', '6', 'x'])
    expect(strayHints(text, { 1: 'byline', 5: 'other' })).toEqual([])
  })
})

describe('the rule', () => {
  it('gives every part for every text in turn', () => {
    expect(infer('One', 'blocks').value).toEqual([{ type: 'heading', start: 0, end: 3 }])
    expect(infer('Two.', 'blocks').value).toEqual([{ type: 'paragraph', start: 0, end: 4 }])
    expect(infer('One', 'blocks', { 1: 'other' }).value).toEqual([{ type: 'other', start: 0, end: 3 }])
    expect(infer('One', 'blocks').value).toEqual([{ type: 'heading', start: 0, end: 3 }])
  })

  it('reads the field that `of` points to', () => {
    const context = {
      schema: articleSchema,
      field: articleSchema.fields[0]!,
      parameters: { part: 'blocks', of: '/lead' },
    }
    expect(plainLines.infer({ lead: 'One', text: '' }, context, {}).value).toHaveLength(1)
    expect(plainLines.infer({ text: 'One' }, context, {}).value).toEqual([])
  })

  it('refuses a part that it has not', () => {
    expect(() => infer('One', 'title')).toThrow(UsageError)
    expect(() => infer('One', 'toString')).toThrow(UsageError)
  })
})
