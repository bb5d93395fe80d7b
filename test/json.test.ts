import { parse, type ValueNode } from '@humanwhocodes/momoa'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../src/records/canonical-json.js'
import { MAX_DEPTH, readJson } from '../src/text/json.js'
import { readExactly } from '../src/text/json-exact.js'
import { locateJson, locatorFor } from '../src/text/json-locate.js'
import { offsetInString } from '../src/text/json-skip.js'
import { syntaxFault } from '../src/text/json-syntax.js'
import { escapeToken } from '../src/text/pointer.js'

const kinds = (text: string): string[] => readJson(text).faults.map(({ kind, offset }) => `${kind} ${offset}`)

describe('a JSON text is read exactly', () => {
  test.each<[string, unknown, string[]]>([
    ['{"a":1}', { a: 1 }, []],
    [' { "a" : 1 }\t', { a: 1 }, []],
    ['{"a":1,"b":{"a":2},"a":3}', { a: 3, b: { a: 2 } }, ['duplicate-key 19']],
    ['{"a":1,"\\u0061":3}', { a: 3 }, ['duplicate-key 7']],
    [
      '[9007199254740991,9007199254740993,-9007199254740993]',
      [9007199254740991, 9007199254740993n, -9007199254740993n],
      [],
    ],
    ['[0.1,1.10,1e2,1E+2,100e-2,-0,-0.0,0e9]', [0.1, 1.1, 100, 100, 1, 0, 0, 0], []],
    ['[0.1234567890123456789]', [0.12345678901234568], ['rounded 1']],
    [
      '[1e400,-1e400]',
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      ['non-finite 1', 'non-finite 7'],
    ],
    ['["\\ud83d\\ude00"]', ['😀'], []],
    ['["\\ud83d"]', ['\ud83d'], ['lone-surrogate 1']],
    ['["\\uDE00x"]', ['\ude00x'], ['lone-surrogate 1']],
    ['{"\\udead":1}', { '\udead': 1 }, ['lone-surrogate 1']],
  ])('%s', (text, value, faults) => {
    expect(readJson(text).value).toEqual(value)
    expect(kinds(text)).toEqual(faults)
  })

  test.each([
    ['', 'syntax 0'],
    ['{"a":}', 'syntax 5'],
    ['{"a":1}}', 'syntax 7'],
    ['[1,]', 'syntax 3'],
    ["{'a':1}", 'syntax 1'],
    ['{"a":NaN}', 'syntax 5'],
    ['[1', 'syntax 2'],
    ['[1 2]', 'syntax 3'],
    ['{"a" 1}', 'syntax 5'],
    ['{"a":1,}', 'syntax 7'],
    ['[01]', 'syntax 1'],
    ['[1.]', 'syntax 1'],
    ['[-]', 'syntax 1'],
    ['["\\x"]', 'syntax 2'],
    ['["\t"]', 'syntax 2'],
    ['["abc]', 'syntax 1'],
    ['[tru]', 'syntax 1'],
    ['[1]]', 'syntax 3'],
    ['\u00a0[]', 'syntax 0'],
    ['{"a":[1}', 'syntax 7'],
  ])('%s is no JSON', (text, fault) => {
    expect(readJson(text).value).toBeUndefined()
    expect(kinds(text)).toEqual([fault])
  })

  test('a key called __proto__ is a key', () => {
    const { value } = readJson('{ "__proto__": {"x": 1}}')
    expect(Object.keys(value as object)).toEqual(['__proto__'])
    expect('x' in (value as object)).toBe(false)
  })

  test('nesting is bounded, whatever stands in strings', () => {
    const nest = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(kinds(nest(MAX_DEPTH))).toEqual([])
    expect(kinds(nest(MAX_DEPTH + 1))).toEqual([`depth ${MAX_DEPTH}`])
    expect(kinds(nest(100_000))).toEqual([`depth ${MAX_DEPTH}`])
    expect(kinds(JSON.stringify(nest(100_000)))).toEqual([])
    expect(kinds(`{"a":"\\"${'['.repeat(1000)}"}`)).toEqual([])
  })
})

test('any value survives, however it is spaced', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), fc.constantFrom(0, 1, 3), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      const read = readJson(text)
      expect(canonicalJson(read.value ?? null)).toBe(canonicalJson(JSON.parse(text)))
    }),
  )
})

test('a text that is taken as it is read hides nothing that the exact reader sees', () => {
  const scalar = fc.constantFrom(
    '1',
    '0.5',
    '1.0',
    '-0',
    '9007199254740993',
    '0.1000000000000000055',
    '1e400',
    '"a, b"',
  )
  const word = fc.constantFrom(
    '"a"',
    '"b"',
    '"a b"',
    '" a"',
    '"\\""',
    '"\\\\"',
    '"\\u0061"',
    '"\\ud800"',
    '"ب: "',
  )
  const space = fc.constantFrom('', '', ' ', '  ', '\n')
  const member = fc
    .tuple(word, space, space, fc.oneof(scalar, word))
    .map(([k, a, b, v]) => `${k}${a}:${b}${v}`)
  const object = fc
    .tuple(fc.array(fc.tuple(member, space), { maxLength: 3 }), space)
    .map(([members, a]) => `{${a}${members.map(([one, b]) => one + b).join(`,${a}`)}}`)
  const texts = fc.oneof(
    object,
    fc.array(object).map(all => `[${all.join(', ')}]`),
  )
  fc.assert(
    fc.property(texts, text => {
      const { value, faults } = readJson(text)
      const exact = readExactly(text)
      expect(faults).toEqual(exact.faults)
      expect(value).toEqual(exact.value)
    }),
    { numRuns: 5000 },
  )
})

test('a fault is found exactly where JSON.parse refuses a text', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '1',
    '-',
    '0',
    '.5',
    'e3',
    'true',
    'nul',
    ' ',
    '\\n',
    '\n',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), pieces => {
      const text = pieces.join('')
      const parses = (() => {
        try {
          JSON.parse(text)
          return true
        } catch {
          return false
        }
      })()
      expect(syntaxFault(text) === undefined).toBe(parses)
    }),
    { numRuns: 20_000 },
  )
})

test('any 64-bit integer survives, also one that is spelled like a rounded one', () => {
  const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  const spelledLikeAFloat = integer
    .map(value => BigInt(Number(value)))
    .filter(value => BigInt.asIntN(64, value) === value)
  const short = integer
    .map(value => BigInt(String(Number(value))))
    .filter(value => BigInt.asIntN(64, value) === value)
  fc.assert(
    fc.property(fc.oneof(integer, spelledLikeAFloat, short, fc.constant(1234567890123456800n)), value => {
      expect(BigInt(readJson(`[${value}]`).value?.[0 as never] as never)).toBe(value)
    }),
  )
})

test('a pointer has its place in the text', () => {
  const text = '{"a": [10, {"b/c": "x"}], "d": null}'
  expect(locateJson(text, '')).toBe(0)
  expect(locateJson(text, '/a/1/b~1c')).toBe(text.indexOf('"x"'))
  expect(locateJson(text, '/a/1/b~1c', 'key')).toBe(text.indexOf('"b/c"'))
  expect(locateJson(text, '/d')).toBe(text.indexOf('null'))
  expect(locateJson(text, '/a/7')).toBe(text.indexOf('['))
  expect(locateJson(text, '/missing')).toBe(0)
})

test('a character of a string has its place, whatever is escaped', () => {
  const spelled = (character: string, turn: number): string =>
    turn % 2 === 0 ? JSON.stringify(character).slice(1, -1) : escaped(character)
  const escaped = (character: string): string =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join('')
  const character = fc.constantFrom('a', 'ح', '😀', '\n', '"', '\\', 'é', '\u2028')
  fc.assert(
    fc.property(fc.array(character), fc.nat(3), (characters, before) => {
      const pieces = characters.map(spelled)
      const text = `${' '.repeat(before)}"${pieces.join('')}" `
      for (const at of [...characters.keys(), characters.length]) {
        expect(offsetInString(text, before + 1, at)).toBe(before + 1 + pieces.slice(0, at).join('').length)
      }
    }),
  )
})

/** Values under keys that trip programs up, spaced at random. */
const spaced = fc
  .tuple(
    fc.jsonValue({ noUnicodeString: false }),
    fc.array(fc.constantFrom('', ' ', '\n', '\t ', '\r\n'), { minLength: 1, maxLength: 7 }),
  )
  .map(([value, spaces]) => {
    let turn = 0
    const space = () => spaces[turn++ % spaces.length]
    const spell = (value: unknown): string => {
      if (Array.isArray(value))
        return `[${space()}${value.map(spell).join(`${space()},${space()}`)}${space()}]`
      if (typeof value !== 'object' || value === null) return JSON.stringify(value)
      const members = Object.entries(value).map(
        ([key, member]) => `${JSON.stringify(key)}${space()}:${space()}${spell(member)}`,
      )
      return `{${space()}${members.join(`${space()},${space()}`)}${space()}}`
    }
    return `${space()}${spell(value)}${space()}`
  })

test('every value has the place that a parser of another make gives it', () => {
  fc.assert(
    fc.property(spaced, text => {
      const locate = locatorFor(text)
      const visit = (node: ValueNode, pointer: string, key: number): void => {
        expect(locate(pointer, 'value')).toBe(node.loc.start.offset)
        expect(locate(pointer, 'key')).toBe(key)
        if (node.type === 'Array')
          for (const [i, { value }] of node.elements.entries())
            visit(value, `${pointer}/${i}`, value.loc.start.offset)
        if (node.type !== 'Object') return
        for (const { name, value } of node.members)
          if (name.type === 'String')
            visit(value, `${pointer}/${escapeToken(name.value)}`, name.loc.start.offset)
      }
      const { body } = parse(text, { mode: 'json' })
      visit(body, '', body.loc.start.offset)
      expect(canonicalJson(readJson(text).value ?? null)).toBe(canonicalJson(JSON.parse(text)))
    }),
    { numRuns: 500 },
  )
})
