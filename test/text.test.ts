import { isUtf8 } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePattern } from '../src/schema/pattern.js'
import { editDistance, nearest } from '../src/text/nearest.js'
import { byCodePoint } from '../src/text/order.js'
import { placeAt, placesOf } from '../src/text/place.js'
import { eachToken, escapeToken, pointerOf, tokensOf, valueAt } from '../src/text/pointer.js'
import { remembered } from '../src/text/remembered.js'
import { scriptNames } from '../src/text/script-names.js'
import { shown } from '../src/text/shown.js'
import { firstBadByte } from '../src/text/utf8.js'
import { readYaml } from '../src/text/yaml.js'

describe('places', () => {
  test('columns are code points, lines end at LF only', () => {
    const text = 'a😀b\r\nc\u2028d\ne'
    expect(placeAt(text, text.indexOf('b'))).toEqual({ line: 1, column: 3 })
    expect(placeAt(text, text.indexOf('d'))).toEqual({ line: 2, column: 3 })
    expect(placeAt(text, text.length)).toEqual({ line: 3, column: 2 })
  })
})

test('places of code points are those of their offsets', () => {
  const unit = fc.constantFrom('a', '\n', '😀', 'ب', '\r', '\u0301')
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 20 }), fc.nat(20), (characters, at) => {
      const codePoint = Math.min(at, characters.length)
      const place = placesOf(characters.join(''))(codePoint)
      expect(place).toEqual(placeAt(characters.join(''), characters.slice(0, codePoint).join('').length))
    }),
  )
})

describe('the first bad byte', () => {
  /** Byte by byte, by the table of the Unicode standard. */
  function naive(bytes: Uint8Array): number {
    for (let i = 0; i < bytes.length; ) {
      const length = [1, 2, 3, 4].find(n => i + n <= bytes.length && isUtf8(bytes.subarray(i, i + n)))
      if (length === undefined) return i
      i += length
    }
    return bytes.length
  }
  test('is found as a plain walk finds it', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }).map(text => Buffer.from(text)),
      fc.uint8Array({ maxLength: 4 }).map(bytes => Buffer.from(bytes)),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), pieces => {
        const bytes = Buffer.concat(pieces)
        expect(firstBadByte(bytes)).toBe(naive(bytes))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('names that are nearly right', () => {
  test.each([
    ['autor', 'authors'],
    ['licence', 'license'],
    ['Language', 'language'],
    ['rights-holder', 'rights_holder'],
    ['tilte', 'title'],
    ['xyz', undefined],
  ])('%s', (word, meant) => {
    expect(nearest(word, ['title', 'language', 'license', 'authors', 'outlet', 'rights_holder'])).toBe(meant)
  })
  test('a swap is one step', () => {
    expect(editDistance('tilte', 'title', 3)).toBe(1)
    expect(editDistance('abc', 'xyz', 2)).toBe(3)
  })
})

describe('pointers', () => {
  test('tokens survive', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), tokens => {
        expect(tokensOf(pointerOf(tokens))).toEqual(tokens)
        const taken: string[] = []
        expect(eachToken(pointerOf(tokens), token => taken.push(token) > 0)).toBe(true)
        expect(taken).toEqual(tokens)
      }),
    )
  })
  test('tokens are asked for until one is not taken', () => {
    const taken: string[] = []
    expect(eachToken('/a/~1/c', token => taken.push(token) < 2)).toBe(false)
    expect(taken).toEqual(['a', '/'])
  })
  test('only own properties are found', () => {
    expect(valueAt({ a: [1, { 'b/~': 2 }] }, `/a/1/${escapeToken('b/~')}`)).toBe(2)
    expect(valueAt({}, '/constructor')).toBeUndefined()
  })
})

test('what is remembered of a text is what the check said, however many are asked', () => {
  let asked = 0
  const isEven = remembered(text => {
    asked++
    return text.length % 2 === 0
  })
  const texts = Array.from({ length: 3000 }, (_, i) => String(i).repeat(1 + (i % 50)))
  for (const text of [...texts, ...texts]) expect(isEven(text)).toBe(text.length % 2 === 0)
  asked = 0
  expect([isEven('ar'), isEven('ar'), isEven('x')]).toEqual([true, true, false])
  expect(asked).toBe(2)
})

test('strings sort as their UTF-8 bytes do', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(byCodePoint(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))))
    }),
  )
  // The first unit of U+10000, moved behind all other units, would be that of U+F800.
  expect(byCodePoint('\u{10000}', '\uf800')).toBeGreaterThan(0)
  expect(byCodePoint('\ud7ff', '\ue000')).toBeLessThan(0)
})

describe('YAML', () => {
  test('has a fault told once', () => {
    const { faults } = readYaml('a: [[1\nb: 2\n', 'typed')
    expect(new Set(faults.map(({ offset, detail }) => `${offset} ${detail}`)).size).toBe(faults.length)
    expect(faults.length).toBeGreaterThan(0)
  })

  test('scalars stay strings where that is asked for', () => {
    const text = 'id: 000123\nno: no\nday: 2020-01-01\nnothing: ~\n'
    expect(readYaml(text, 'strings').value).toEqual({
      id: '000123',
      no: 'no',
      day: '2020-01-01',
      nothing: '~',
    })
    expect(readYaml(text, 'typed').value).toEqual({ id: 123, no: 'no', day: '2020-01-01', nothing: null })
  })
  test('faults and pointers have places', () => {
    const text = 'a: 1\nb:\n  - x\n  - c: 2\n'
    const yaml = readYaml(text, 'strings')
    expect(placeAt(text, yaml.locate('/b/1/c'))).toEqual({ line: 4, column: 8 })
    expect(placeAt(text, yaml.locate('/b/1/c', 'key'))).toEqual({ line: 4, column: 5 })
    expect(readYaml('a: 1\na: 2', 'strings').faults).toMatchObject([{ kind: 'duplicate-key', offset: 5 }])
    expect(readYaml('a: [', 'strings').faults[0]?.kind).toBe('syntax')
  })
  test('a bomb of aliases is refused', () => {
    const lines = Array.from(
      { length: 20 },
      (_, i) => `a${i}: &a${i} [${Array(10).fill(i === 0 ? 'x' : `*a${i - 1}`)}]`,
    )
    const { value, faults } = readYaml(lines.join('\n'), 'strings')
    expect(value).toBeUndefined()
    expect(faults).toHaveLength(1)
  })
})

describe('patterns', () => {
  test.each(Object.keys(scriptNames))('know the script %s by its code, on RE2 too', code => {
    const pattern = compilePattern(`^(\\p{Script=${code}}+)+$`)
    const native = new RegExp(`^\\p{Script=${code}}$`, 'u')
    const letters = Array.from({ length: 0xd800 }, (_, unit) => String.fromCharCode(unit))
    const [letter = ''] = letters.filter(letter => /\p{L}/u.test(letter) && native.test(letter))
    expect(letter).not.toBe('')
    expect(pattern.test(letter.repeat(3))).toBe(true)
    expect(pattern.test(`${letter}1`)).toBe(false)
  })

  const sources = [
    '^[a-z0-9_-]{3,64}$',
    '^(/[^/]+)+$',
    '^\\p{Lu}\\p{L}*$',
    '\\p{Script=Arabic}',
    '^\\s+\\S$',
    '^.{2}$',
    '^[\\u0600-\\u06FF ]+$',
    '(a|b|cd)*x',
    '^\\d{4}(-\\d{2})?$',
    '[^\\s\\d]',
    '^[[]$',
    '\\u{1F600}',
    '^a?b*?c$',
  ]
  const alphabet = fc.constantFrom(
    'a',
    'b',
    'c',
    'd',
    'x',
    'Z',
    '0',
    '7',
    '-',
    '/',
    ' ',
    '\u00a0',
    '\n',
    '\u2028',
    'س',
    '😀',
    '[',
    'é',
  )
  test.each(sources)('%s means what ECMA-262 says', source => {
    const native = new RegExp(source, 'u')
    const pattern = compilePattern(source)
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 8 }), characters => {
        const text = characters.join('')
        expect(pattern.test(text)).toBe(native.test(text))
      }),
      { numRuns: 500 },
    )
  })
  test.each([
    '^(a+)+$',
    '^(a|a)*$',
    '(x+x+)+y',
    'a*a*a*a*a*a*b',
    '^a*a*a*a*$',
    '(.*)*b',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
  ])('%s cannot hang', source => {
    // Run by backtracking this outlives the test's time limit.
    expect(compilePattern(source).test(`${'a'.repeat(20_000)}!`)).toBe(false)
  })
  test.each(['(?=a)b', '(?<!a)b', '(a)\\1', '['])('%s is refused', source => {
    expect(() => compilePattern(source)).toThrow(SyntaxError)
  })
})

describe('a value in a message', () => {
  test.each<[unknown, string]>([
    ['a\u202eb', '"a<U+202E>b"'],
    [[9007199254740993n, { a: [] }, null, true, -0.5], '[9007199254740993,{"a":[]},null,true,-0.5]'],
    [{ toString: 1, valueOf: [2n ** 70n] }, '{"toString":1,"valueOf":[1180591620717411303424]}'],
    [undefined, 'nothing'],
    ['x'.repeat(100), `"${'x'.repeat(59)}…`],
    [Array.from({ length: 1_000_000 }, () => 'x'.repeat(100)), `["${'x'.repeat(58)}…`],
  ])('%#', (value, expected) => expect(shown(value)).toBe(expected))
})
