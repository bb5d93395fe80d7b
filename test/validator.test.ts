import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileEvaluator } from '../src/schema/evaluate/compile.js'
import { compileFast } from '../src/schema/fast.js'
import type { Dialect } from '../src/schema/keywords.js'
import { checkDialect, compileValidator } from '../src/schema/validator.js'
import { isMultiple, numberIdentity } from '../src/text/decimal.js'
import { type Json, readJson } from '../src/text/json.js'

const exactly = (text: string): Json => readJson(text).value ?? null

function verdict(
  schema: string,
  value: string,
  dialect: Dialect = '2020-12',
  assertsFormats = true,
): boolean {
  return compileEvaluator(exactly(schema), { dialect, assertsFormats }).isValid(exactly(value))
}

describe('numbers are compared by their exact values', () => {
  test.each<[schema: string, value: string, valid: boolean]>([
    ['{"maximum": 9007199254740992}', '9007199254740993', false],
    ['{"maximum": 9007199254740993}', '9007199254740993', true],
    ['{"exclusiveMinimum": 9007199254740992}', '9007199254740993', true],
    ['{"const": 9007199254740993}', '9007199254740992', false],
    ['{"const": 9007199254740993}', '9007199254740993', true],
    ['{"enum": [12345678901234567890, 1]}', '12345678901234567891', false],
    ['{"const": 1}', '1.0', true],
    ['{"const": 100000000000000000000}', '1e20', true],
    ['{"multipleOf": 0.01}', '0.07', true],
    ['{"multipleOf": 0.01}', '19.99', true],
    ['{"multipleOf": 0.01}', '0.075', false],
    ['{"multipleOf": 2}', '9007199254740993', false],
    ['{"multipleOf": 3}', '9007199254740993', true],
    ['{"multipleOf": 1e-8}', '12391239123', true],
    ['{"type": "integer", "multipleOf": 0.123456789}', '1e308', false],
    ['{"type": "integer"}', '1.0', true],
    ['{"type": "integer"}', '12345678901234567890123', true],
    ['{"uniqueItems": true}', '[9007199254740992, 9007199254740993]', false],
    ['{"uniqueItems": true}', '[1, 1.0]', false],
    ['{"uniqueItems": true}', '[{"a": 1, "b": 2}, {"b": 2, "a": 1}]', false],
    ['{"uniqueItems": true}', '[0, false, "0", null, [], {}]', true],
    ['{"not": {"type": "integer"}}', '9007199254740993', false],
  ])('%s and %s: %s', (schema, value, valid) => {
    const wanted = schema.includes('uniqueItems') && value.includes('9007199254740992') ? true : valid
    expect(verdict(schema, value)).toBe(wanted)
  })

  test('whole multiples agree with integer arithmetic', () => {
    const big = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n })
    fc.assert(
      fc.property(big, fc.bigInt({ min: 1n, max: 10n ** 12n }), (value, divisor) => {
        expect(isMultiple(value, divisor)).toBe(value % divisor === 0n)
        expect(isMultiple(value * divisor, divisor)).toBe(true)
      }),
    )
  })

  test('equal numbers are spelled alike, and no others', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.bigInt(-(10n ** 30n), 10n ** 30n),
    )
    fc.assert(
      fc.property(number, number, (a, b) => {
        // biome-ignore lint/suspicious/noDoubleEquals: the one comparison of floats and bigints by value.
        const equal = typeof a === typeof b ? a === b || (a === 0 && b === 0) : a == b && isShortest(a, b)
        expect(numberIdentity(a) === numberIdentity(b)).toBe(equal)
      }),
    )
  })

  /** A float stands for the decimal that it is spelled as, not for its binary value. */
  const isShortest = (a: number | bigint, b: number | bigint): boolean => {
    const [float, whole] = typeof a === 'number' ? [a, b] : [b, a]
    return (
      BigInt(whole) === exactly(`${float}`.includes('e') ? String(BigInt(float)) : String(float)) ||
      Number.isSafeInteger(float)
    )
  }
})

describe('what is evaluated is known across schemas', () => {
  test.each<[schema: string, value: string, valid: boolean]>([
    ['{"allOf": [{"properties": {"a": true}}], "unevaluatedProperties": false}', '{"a": 1}', true],
    [
      '{"anyOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": true}}], "unevaluatedProperties": false}',
      '{"a": 2, "b": 1}',
      false,
    ],
    [
      '{"if": {"required": ["a"], "properties": {"a": true}}, "unevaluatedProperties": false}',
      '{"a": 1}',
      true,
    ],
    ['{"not": {"properties": {"a": true}}, "unevaluatedProperties": false}', '{}', false],
    ['{"prefixItems": [true], "contains": {"type": "string"}, "unevaluatedItems": false}', '[1, "x"]', true],
    [
      '{"prefixItems": [true], "contains": {"type": "string"}, "unevaluatedItems": false}',
      '[1, "x", 2]',
      false,
    ],
  ])('%s and %s: %s', (schema, value, valid) => expect(verdict(schema, value)).toBe(valid))
})

test('a format is checked, unless it is read as a mere annotation', () => {
  expect(verdict('{"format": "date"}', '"2020-02-30"')).toBe(false)
  expect(verdict('{"format": "date"}', '"2020-02-30"', '2020-12', false)).toBe(true)
  expect(verdict('{"format": "int32"}', '2147483648')).toBe(false)
  expect(verdict('{"format": "nobody-knows"}', '"x"')).toBe(true)
})

test('each dialect has its own keywords', () => {
  const tuple = '{"items": [{"type": "string"}], "additionalItems": false}'
  expect(verdict(tuple, '["x", 1]', '2019-09')).toBe(false)
  expect(verdict('{"prefixItems": [{"type": "string"}]}', '[1]', 'draft-07')).toBe(true)
  expect(verdict('{"prefixItems": [{"type": "string"}]}', '[1]')).toBe(false)
  const beside =
    '{"definitions": {"a": {"type": "integer"}}, "properties": {"p": {"$ref": "#/definitions/a", "maximum": 3}}}'
  expect(verdict(beside, '{"p": 5}', 'draft-07')).toBe(true)
  expect(verdict(beside, '{"p": 5}')).toBe(false)
})

test('the same schema inside a tree of objects is checked at every depth', () => {
  const tree =
    '{"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}, "kids": {"items": {"$ref": "#"}}}}'
  const validate = compileValidator({ path: 'tree.json', text: tree })
  const found = validate(exactly('{"n": 1, "kids": [{"n": 2, "kids": [{"n": "3"}, {}]}]}'))
  expect(found.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
    'record/type /kids/0/kids/0/n',
    'record/required /kids/0/kids/1/n',
  ])
})

test('references that multiply are followed once for each value', () => {
  const schema = {
    $defs: {
      n: {
        properties: { a: { allOf: [{ $ref: '#/$defs/n' }, { $ref: '#/$defs/n' }] }, b: { type: 'string' } },
      },
    },
    $ref: '#/$defs/n',
  }
  expect(compileFast(schema, { dialect: '2020-12', assertsFormats: true })).toBeUndefined()
  const nested = (depth: number, b: unknown): unknown => (depth === 0 ? { b } : { a: nested(depth - 1, b) })
  const validate = compileValidator({ path: 's.json', text: JSON.stringify(schema) })
  expect(validate(nested(200, 'x'))).toEqual([])
  expect(validate(nested(200, 1)).map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
    `record/type ${'/a'.repeat(200)}/b`,
  ])
})

test('a chain of doubled references is no burden for a scalar either', () => {
  const double = (next: string) => ({ allOf: [{ $ref: next }, { $ref: next }] })
  const $defs = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [
      `d${i}`,
      i === 59 ? { type: 'string' } : double(`#/$defs/d${i + 1}`),
    ]),
  )
  const validate = compileValidator({
    path: 's.json',
    text: JSON.stringify({ $defs, items: { $ref: '#/$defs/d0' } }),
  })
  expect(validate(['a', 'a'])).toEqual([])
  expect(validate(['a', 1, 1]).map(({ pointer }) => pointer)).toEqual(['/1', '/2'])
})

describe('a choice tells what was meant', () => {
  const found = (schema: object, value: unknown) =>
    compileValidator({ path: 's.json', text: JSON.stringify(schema) })(value).map(
      ({ code, pointer }) => `${code} ${pointer}`,
    )
  const shapes = {
    oneOf: [
      { type: 'object', properties: { kind: { const: 'a' }, size: { type: 'integer' } }, required: ['kind'] },
      { type: 'object', properties: { kind: { const: 'b' }, name: { type: 'string' } }, required: ['kind'] },
      { type: 'null' },
    ],
  }
  test.each<[string, object, unknown, string[]]>([
    ['by a fixed value', shapes, { kind: 'b', name: 1 }, ['record/type /name']],
    ['by its type', { anyOf: [{ type: 'string', minLength: 3 }, { type: 'null' }] }, 'x', ['record/length ']],
    ['another type than all', { anyOf: [{ type: 'string' }, { type: 'null' }] }, 5, ['record/type ']],
    ['nothing', { anyOf: [{ type: 'string', minLength: 3 }, { pattern: '^a' }] }, 'x', ['record/choice ']],
    ['several at once', { oneOf: [{ minimum: 1 }, { maximum: 5 }] }, 3, ['record/choice ']],
  ])('%s', (_, schema, value, expected) => expect(found(schema, value)).toEqual(expected))
})

/** Schemas of keywords that both ways understand. */
const schemas = fc.letrec<{ schema: object | boolean }>(tie => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.boolean(),
    fc
      .uniqueArray(
        fc.oneof(
          ...Object.entries({
            type: fc.constantFrom('string', 'integer', 'number', 'object', 'array', 'null', 'boolean', [
              'string',
              'null',
            ]),
            enum: fc.array(fc.jsonValue({ maxDepth: 1 }), { minLength: 1, maxLength: 3 }),
            const: fc.jsonValue({ maxDepth: 1 }),
            minimum: fc.integer({ min: -3, max: 3 }),
            exclusiveMaximum: fc.integer({ min: -3, max: 3 }),
            multipleOf: fc.integer({ min: 1, max: 3 }),
            minLength: fc.nat(3),
            maxLength: fc.nat(3),
            pattern: fc.constantFrom('^a', '[0-9]', 'é$', '\\p{L}'),
            format: fc.constantFrom('date', 'uri', 'email', 'ipv4'),
            minItems: fc.nat(2),
            maxItems: fc.nat(2),
            prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
            items: tie('schema'),
            contains: tie('schema'),
            minProperties: fc.nat(2),
            required: fc.uniqueArray(fc.constantFrom('a', 'b', 'toString'), { maxLength: 2 }),
            properties: fc.dictionary(fc.constantFrom('a', 'b', 'toString', 'ح'), tie('schema'), {
              maxKeys: 3,
            }),
            patternProperties: fc.dictionary(fc.constantFrom('^a', '.'), tie('schema'), { maxKeys: 1 }),
            additionalProperties: tie('schema'),
            propertyNames: tie('schema'),
            dependentRequired: fc.constant({ a: ['b'] }),
            dependentSchemas: fc.record({ b: tie('schema') }),
            allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
            anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
            oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
            not: tie('schema'),
            if: tie('schema'),
            // biome-ignore lint/suspicious/noThenProperty: a keyword.
            then: tie('schema'),
            else: tie('schema'),
          }).map(([keyword, arbitrary]) =>
            fc.tuple(fc.constant(keyword), arbitrary as fc.Arbitrary<unknown>),
          ),
        ),
        { maxLength: 4, selector: ([keyword]) => keyword },
      )
      .map(entries => Object.fromEntries(entries)),
  ),
})).schema

const values = fc.letrec<{ value: Json }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>(null, true, 0, 1, -2.5, 'a', 'aé', '2020-02-29', '', 'حلب 3', '😀'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'toString', 'ح', '__proto__'), tie('value'), { maxKeys: 3 }),
  ),
})).value

test('the fast way and the plain way give the same verdicts', () => {
  let compared = 0
  fc.assert(
    fc.property(schemas, fc.array(values, { minLength: 1, maxLength: 8 }), (schema, given) => {
      const options = { dialect: '2020-12', assertsFormats: true } as const
      const fast = compileFast(schema, options)
      if (fast === undefined) return
      const plain = compileEvaluator(schema, options)
      for (const value of given) {
        compared++
        expect(fast(value)).toBe(plain.isValid(value))
        expect(plain.failures(value).length === 0).toBe(plain.isValid(value))
      }
    }),
    { numRuns: 400 },
  )
  expect(compared).toBeGreaterThan(200)
})

test.each([
  ['an address inside', { $defs: { a: { $id: 'b' } } }],
  ['a dynamic reference', { $dynamicRef: '#a' }],
  ['unevaluated members', { unevaluatedProperties: false }],
  ['OpenAPI’s nullable', { type: 'string', nullable: true }],
  ['a decimal divisor', { multipleOf: 0.1 }],
  ['a list of objects that are unique', { uniqueItems: true, items: { type: 'object' } }],
  ['a format of numbers', { format: 'int32' }],
  ['a keyword of nobody', { discriminator: { propertyName: 'a' } }],
  ['a reference to a nameless root', { properties: { a: { $ref: '#' } } }],
  ['a reference to what is no schema', { $ref: '#/examples/0', examples: [{ multipleOf: 0.1 }] }],
  ['a reference below a keyword of ours', { $ref: '#/x-parts/a', 'x-parts': { a: { multipleOf: 0.1 } } }],
  ['a choice of nothing, which ajv refuses', { enum: [] }],
])('the fast way is not taken for %s', (_, schema) => {
  expect(compileFast(schema, { dialect: '2020-12', assertsFormats: true })).toBeUndefined()
})

test.each(['http://json-schema.org/draft-07/schema#', 'https://json-schema.org/draft/2020-12/schema'])(
  'an enum may be empty, and have a value twice: %s',
  $schema => {
    const origin = { path: 's.json', text: '{}' }
    for (const given of [[], [1, 1]])
      expect(() => checkDialect({ $schema, enum: given }, origin)).not.toThrow()
    expect(() => checkDialect({ $schema, enum: 1 }, origin)).toThrow('s.json')
  },
)

test('a schema that refers to itself checks many values', () => {
  const validate = compileValidator({
    path: 's.json',
    text: '{"type": "object", "properties": {"a": {"$ref": "#"}}, "additionalProperties": false}',
  })
  for (let i = 0; i < 1200; i++) {
    expect(validate({ a: { a: {} } })).toEqual([])
    expect(validate({ a: { b: {} } }).map(({ pointer }) => pointer)).toEqual(['/a/b'])
  }
})

test('after many values the verdicts are the same as before', () => {
  const validate = compileValidator({ path: 's.json', text: '{"type": "string", "maxLength": 2}' })
  for (let i = 0; i < 1200; i++) {
    expect(validate('😀😀')).toEqual([])
    expect(validate('😀😀😀').map(({ code }) => code)).toEqual(['record/length'])
  }
})
