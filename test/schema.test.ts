import { describe, expect, test } from 'vitest'
import { UsageError } from '../src/errors.js'
import type { Field } from '../src/schema/field.js'
import { loadSchema } from '../src/schema/load.js'

const load = (schema: object) => loadSchema(JSON.stringify(schema, null, 2), 'record.json')

/** The kinds of the columns, as one line each. */
function columns(schema: object): string[] {
  const lines = (fields: readonly Field[], depth: string): string[] =>
    fields.flatMap(field => {
      const line = `${depth}${field.name} ${field.kind}${field.nullable ? '?' : ''}`
      if (field.kind === 'struct') return [line, ...lines(field.fields, `${depth}  `)]
      return field.kind === 'list' ? [line, ...lines([field.items], `${depth}  `)] : [line]
    })
  return lines(load({ type: 'object', additionalProperties: false, ...schema }).fields, '')
}

const one = (schema: object, more: object = {}): string[] =>
  columns({ required: ['a'], properties: { a: schema }, ...more })

describe('a property becomes a column', () => {
  test.each<[string, object, string[]]>([
    ['string', { type: 'string' }, ['a string']],
    ['an enum without a type', { enum: ['x', 'y'] }, ['a string']],
    ['an enum with null', { enum: ['x', null] }, ['a string?']],
    ['a const', { const: 'x' }, ['a string']],
    ['a choice of consts', { oneOf: [{ const: 'x' }, { const: 'y' }] }, ['a string']],
    ['a date', { type: 'string', format: 'date' }, ['a date']],
    ['a date or null', { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] }, ['a date?']],
    ['null first', { oneOf: [{ type: 'null' }, { type: 'string', format: 'date' }] }, ['a date?']],
    [
      'a date or another string',
      { anyOf: [{ type: 'string', format: 'date' }, { const: 'today' }] },
      ['a string'],
    ],
    ['a date-time stays text', { type: 'string', format: 'date-time' }, ['a string']],
    ['a timestamp', { type: 'string', 'x-column': 'timestamp' }, ['a timestamp']],
    ['an integer', { type: 'integer' }, ['a int64']],
    ['a bounded integer', { type: 'integer', minimum: 0, maximum: 2147483647 }, ['a int32']],
    ['one past 32 bits', { type: 'integer', minimum: 0, maximum: 2147483648 }, ['a int64']],
    [
      'exclusive bounds',
      { type: 'integer', exclusiveMinimum: -2147483649, exclusiveMaximum: 2147483648 },
      ['a int32'],
    ],
    ['an enum of integers', { enum: [1, 2, 3] }, ['a int32']],
    ['a number', { type: 'number' }, ['a float64']],
    ['integer or number', { type: ['integer', 'number'] }, ['a float64']],
    ['a boolean or null', { type: ['boolean', 'null'] }, ['a boolean?']],
    ['a union', { type: ['string', 'integer'] }, ['a json']],
    [
      'a union of objects',
      { anyOf: [{ type: 'object', properties: { b: {} } }, { type: 'string' }] },
      ['a json'],
    ],
    ['anything', {}, ['a json?']],
    ['true', { allOf: [true] }, ['a json?']],
    ['null only', { type: 'null' }, ['a json?']],
    ['a list', { type: 'array', items: { type: 'integer' } }, ['a list', '  item int64']],
    ['a list of anything', { type: 'array' }, ['a json']],
    ['a tuple', { type: 'array', prefixItems: [{ type: 'string' }] }, ['a json']],
    [
      'lists of lists of nullable objects',
      {
        type: 'array',
        items: { type: 'array', items: { type: ['object', 'null'], properties: { b: { type: 'string' } } } },
      },
      ['a list', '  item list', '    item struct?', '      b string?'],
    ],
    [
      'an object',
      { type: 'object', properties: { b: { type: 'string' } }, required: ['b'] },
      ['a struct', '  b string'],
    ],
    ['an object without properties', { type: 'object' }, ['a json']],
    ['a map', { type: 'object', additionalProperties: { type: 'integer' } }, ['a json']],
    [
      'an open object',
      { type: 'object', properties: { b: { type: 'string' } }, additionalProperties: true },
      ['a struct', '  b string?', '  _extra json?'],
    ],
    [
      'pattern properties',
      {
        type: 'object',
        properties: { b: { type: 'string' } },
        patternProperties: { '^c': {} },
        additionalProperties: false,
      },
      ['a struct', '  b string?', '  _extra json?'],
    ],
    [
      'properties without a type, which any value may have',
      { properties: { b: { type: 'string' } } },
      ['a json?'],
    ],
  ])('%s', (_, schema, expected) => expect(one(schema)).toEqual(expected))

  test('references and allOf are followed', () => {
    const $defs = {
      name: { type: 'string', minLength: 1 },
      place: { type: 'object', properties: { name: { $ref: '#/$defs/name' } }, required: ['name'] },
    }
    const schema = {
      allOf: [
        { $ref: '#/$defs/place' },
        { properties: { height: { type: 'number' } }, required: ['height'] },
      ],
    }
    expect(one(schema, { $defs })).toEqual(['a struct', '  name string', '  height float64'])
  })

  test('anchors and the schema’s own id are local', () => {
    const more = { $id: 'https://example.org/s', $defs: { n: { $anchor: 'n', type: 'integer' } } }
    expect(one({ $ref: '#n' }, more)).toEqual(['a int64'])
    expect(one({ $ref: 'https://example.org/s#/$defs/n' }, more)).toEqual(['a int64'])
  })

  test('a property whose definition refers to itself is JSON', () => {
    const $defs = {
      node: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          children: { type: 'array', items: { $ref: '#/$defs/node' } },
        },
      },
    }
    expect(one({ $ref: '#/$defs/node' }, { $defs })).toEqual(['a json?'])
    expect(one({ type: 'array', items: { $ref: '#/$defs/node' } }, { $defs })).toEqual([
      'a list',
      '  item json?',
    ])
    expect(one({ $ref: '#' })).toEqual(['a json?'])
    expect(one({ type: 'object', properties: { b: { $ref: '#/$defs/node' } } }, { $defs })).toEqual([
      'a struct',
      '  b json?',
    ])
  })

  test('a property that is JSON because it refers to itself allows null only where its schema does', () => {
    const node = { type: 'object', properties: { next: { $ref: '#/$defs/node' } } }
    const allowsNull = (a: object) =>
      load({ type: 'object', properties: { a }, $defs: { node } }).fields.map(field => field.allowsNull)
    expect(allowsNull({ $ref: '#/$defs/node' })).toEqual([false])
    expect(allowsNull({ anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] })).toEqual([true])
    expect(allowsNull({ $ref: '#' })).toEqual([false])
    expect(allowsNull({ oneOf: [{ type: 'null' }, { $ref: '#' }] })).toEqual([true])
  })

  test('a definition used twice side by side is no recursion', () => {
    const $defs = { p: { type: 'object', properties: { x: { type: 'number' } } } }
    const schema = { type: 'object', properties: { from: { $ref: '#/$defs/p' }, to: { $ref: '#/$defs/p' } } }
    expect(one(schema, { $defs })).toEqual([
      'a struct',
      '  from struct?',
      '    x float64?',
      '  to struct?',
      '    x float64?',
    ])
  })

  test('properties that only a branch declares are columns that may be null', () => {
    const schema = {
      properties: { kind: { enum: ['a', 'b'] } },
      required: ['kind'],
      oneOf: [
        { properties: { kind: { const: 'a' }, wings: { type: 'integer' } }, required: ['wings'] },
        { properties: { kind: { const: 'b' }, legs: { type: 'string' } } },
      ],
    }
    expect(columns(schema)).toEqual(['kind string', 'wings int64?', 'legs string?'])
  })
})

describe('a schema that cannot be honoured is refused by name', () => {
  const codes = (schema: object): string[] => {
    try {
      load({ type: 'object', ...schema })
      return []
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      return error.problems.map(({ code, location: { line, column } }) => `${line}:${column} ${code}`)
    }
  }
  const a = (schema: object) => codes({ properties: { a: schema } })

  test.each<[string, string[], string[]]>([
    ['a near miss of a keyword', a({ type: 'string', 'x-txt': true }), ['6:7 schema/keyword']],
    ['a keyword in other letters', a({ type: 'string', 'X-Key': true }), ['6:7 schema/keyword']],
    ['an annotation of others', a({ type: 'string', 'x-internal-note': 1, 'x-tags': [] }), []],
    ['a keyword with another value', a({ type: 'string', 'x-key': 'yes' }), ['6:16 schema/keyword-value']],
    ['a reference to a file', a({ $ref: 'other.json#/a' }), ['5:15 schema/reference']],
    ['a reference to an address', a({ $ref: 'https://example.org/x' }), ['5:15 schema/reference']],
    ['a reference to nothing', a({ $ref: '#/$defs/x' }), ['5:15 schema/reference']],
    ['a nullable key', a({ type: ['string', 'null'], 'x-key': true }), ['4:10 schema/key']],
    ['a timestamp that is a number', a({ type: 'integer', 'x-column': 'timestamp' }), ['4:10 schema/column']],
    [
      'inference without a basis',
      a({ type: 'string', 'x-infer': 'const@1' }),
      ['4:10 schema/infer-without-basis'],
    ],
    [
      'a span into nothing',
      a({ type: 'array', items: { type: 'object', properties: {} }, 'x-span': '/b' }),
      ['4:10 schema/span'],
    ],
    ['no properties', codes({}), ['1:1 schema/no-properties']],
    ['no object', codes({ type: 'string', properties: { a: {} } }), ['1:1 schema/root']],
    [
      'an older dialect',
      codes({ $schema: 'http://json-schema.org/draft-04/schema#', properties: { a: {} } }),
      ['3:14 schema/dialect'],
    ],
    [
      'a name that programs trip over',
      codes({ properties: { ['__proto__']: {}, '': {}, 'a\u0000': {} } }),
      ['4:18 schema/name', '5:9 schema/name', '6:16 schema/name'],
    ],
  ])('%s', (_, found, expected) => expect(found).toEqual(expected))

  test('what is no JSON has its place', () => {
    expect(() => loadSchema('{"type": "object",}', 'record.json')).toThrow(UsageError)
    try {
      loadSchema('{\n  "type": "object",\n  "type": "string"}', 'record.json')
    } catch (error) {
      expect(error instanceof UsageError && error.problems[0]).toMatchObject({
        code: 'json/duplicate-key',
        location: { file: 'record.json', line: 3, column: 3 },
      })
    }
  })
})

test('draft-07 and 2019-09 are read too', () => {
  for (const $schema of [
    'http://json-schema.org/draft-07/schema#',
    'https://json-schema.org/draft/2019-09/schema',
  ]) {
    const { fields } = load({
      $schema,
      type: 'object',
      properties: { a: { $ref: '#/definitions/a' } },
      definitions: { a: { type: 'integer' } },
    })
    expect(fields.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['a int64'])
  }
})
