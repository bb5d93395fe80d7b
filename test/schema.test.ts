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
      'a choice of null in a choice',
      {
        anyOf: [
          {
            type: 'object',
            properties: { b: { type: 'string' } },
            anyOf: [{ required: ['b'] }, { minProperties: 2 }],
          },
          { type: 'null' },
        ],
      },
      ['a struct?', '  b string?'],
    ],
    [
      'types that leave one',
      { allOf: [{ type: ['string', 'integer'] }, { type: ['integer', 'boolean'] }] },
      ['a int64'],
    ],
    [
      'a choice of which one is possible',
      { type: 'integer', anyOf: [{ type: 'string' }, { minimum: 0, maximum: 9 }] },
      ['a int32'],
    ],
    ['types that leave none', { allOf: [{ type: 'string' }, { type: 'integer' }] }, ['a json']],
    ['const of another type', { type: 'integer', const: 5 }, ['a int32']],
    ['an enum of several types', { enum: ['x', 1, null] }, ['a json?']],
    ['nothing', { allOf: [false] }, ['a json']],
    ['if without then', { type: 'string', if: { const: 'x' } }, ['a string']],
    ['a list of booleans’ schemas', { type: 'array', items: true }, ['a json']],
    [
      'a list that contains something',
      { type: 'array', contains: { type: 'integer' }, minContains: 2 },
      ['a json'],
    ],
    [
      'an object whose properties are all forbidden',
      { type: 'object', properties: { b: false } },
      ['a json'],
    ],
    [
      'property names and dependencies',
      {
        type: 'object',
        properties: { b: { type: 'string' } },
        propertyNames: { maxLength: 3 },
        dependentRequired: { b: ['c'] },
      },
      ['a struct', '  b string?'],
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

  test('schemas inside the schema have names of their own', () => {
    const inner = {
      $id: 'inner/',
      type: 'object',
      properties: { n: { $ref: '#n' }, o: { $ref: 'other' } },
      $defs: { n: { $anchor: 'n', type: 'integer' }, o: { $id: 'other', type: 'boolean' } },
    }
    const more = { $id: 'https://example.org/s', $defs: { inner, n: { $anchor: 'n', type: 'string' } } }
    expect(one({ $ref: 'inner/' }, more)).toEqual(['a struct', '  n int64?', '  o boolean?'])
    expect(one({ $ref: 'inner/#n' }, more)).toEqual(['a int64'])
    expect(one({ $ref: 'https://example.org/inner/other' }, more)).toEqual(['a boolean'])
    expect(one({ $ref: '#n' }, more)).toEqual(['a string'])
    expect(one({ $ref: 'inner/#/properties/n' }, { ...more, $id: undefined })).toEqual(['a int64'])
  })

  test('a dynamic reference is followed where only one schema answers to it', () => {
    const n = { $dynamicAnchor: 'n', type: 'integer' }
    expect(one({ $dynamicRef: '#n' }, { $defs: { n } })).toEqual(['a int64'])
    const other = { $id: 'other', $dynamicAnchor: 'n', type: 'string' }
    expect(one({ $dynamicRef: '#n' }, { $defs: { n, other } })).toEqual(['a json?'])
  })

  test('what stands beside a reference holds too, but in draft-07', () => {
    const $defs = { s: { type: ['string', 'null'] } }
    expect(one({ $ref: '#/$defs/s', type: 'string', format: 'date' }, { $defs })).toEqual(['a date'])
    const $schema = 'http://json-schema.org/draft-07/schema#'
    expect(one({ $ref: '#/$defs/s', type: 'string', format: 'date' }, { $defs, $schema })).toEqual([
      'a string?',
    ])
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

  test('branches that differ, and branches of an object that takes other keys, give JSON', () => {
    const branch = (kind: string, a: object) => ({ properties: { kind: { const: kind }, a } })
    const [integer, string] = [{ type: 'integer' }, { type: 'string' }]
    const schema = (more: object, ...branches: object[]) => ({
      properties: { kind: { type: 'string' } },
      oneOf: branches,
      additionalProperties: undefined,
      ...more,
    })
    expect(columns(schema({}, branch('x', integer), branch('y', integer)))).toEqual([
      'kind string?',
      'a int64?',
    ])
    expect(columns(schema({}, branch('x', integer), branch('y', string)))).toEqual([
      'kind string?',
      'a json?',
    ])
    expect(
      columns(schema({ additionalProperties: true }, branch('x', integer), branch('y', integer))),
    ).toEqual(['kind string?', 'a json?', '_extra json?'])
    expect(columns(schema({ unevaluatedProperties: false }, branch('x', integer)))).toEqual([
      'kind string?',
      'a int64?',
    ])
  })

  test('branches of branches declare too', () => {
    const when = (kind: string, yes: object, no: object) =>
      Object.fromEntries([
        ['if', { properties: { kind: { const: kind } } }],
        ['then', { properties: yes }],
        ['else', no],
      ])
    const last = { dependentSchemas: { kind: { properties: { c: { type: 'boolean' } } } } }
    const schema = {
      properties: { kind: { type: 'string' } },
      ...when('x', { a: { type: 'integer' } }, when('y', { b: { type: 'string' } }, { allOf: [last] })),
    }
    expect(columns({ additionalProperties: undefined, ...schema })).toEqual([
      'kind string?',
      'a int64?',
      'b string?',
      'c boolean?',
    ])
  })

  test('a column of our own gives way to a property of its name', () => {
    expect(columns({ properties: { _extra: { type: 'string' } } })).toEqual(['_extra string?'])
    expect(columns({ properties: { _extra: { type: 'string' } }, additionalProperties: true })).toEqual([
      '_extra string?',
      '_extra_ json?',
    ])
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
    ['a reference to itself', a({ anyOf: [{ $ref: '#/properties/a' }] }), ['7:19 schema/loop']],
    [
      'references in a circle',
      codes({
        properties: { a: {} },
        $defs: { b: { $ref: '#/$defs/c' }, c: { not: { $ref: '#/$defs/b' } } },
      }),
      ['12:17 schema/loop'],
    ],
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
    ['nullable of OpenAPI', a({ type: 'integer', nullable: true }), ['6:7 schema/nullable']],
    ['nullable that says nothing', a({ type: 'integer', nullable: false }), []],
    ['a property that is called nullable', codes({ properties: { nullable: true } }), []],
    ['a reference to itself', codes({ properties: { a: {} }, allOf: [{ $ref: '#' }] }), ['8:15 schema/loop']],
    [
      'a reference to no schema',
      codes({ properties: { a: { $ref: '#/title' } }, title: 'x' }),
      ['5:15 schema/reference'],
    ],
    [
      'a dialect inside another',
      a({ $id: 'x', $schema: 'http://json-schema.org/draft-07/schema#' }),
      ['6:18 schema/dialect'],
    ],
    ['a type that is none', a({ type: [] }), ['5:15 schema/invalid']],
    ['only forbidden properties', a(false as unknown as object), ['1:1 schema/no-properties']],
    [
      'two properties for one column',
      codes({ properties: { 'a.b': {}, a: { type: 'object', properties: { b: {} } } } }),
      ['8:14 schema/collision'],
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

  test('a schema that is no object has its place', () => {
    for (const text of ['true', '[]', '"x"', 'null', '7']) {
      expect(() => loadSchema(text, 'record.json')).toThrow(
        expect.objectContaining({
          problems: [
            expect.objectContaining({
              code: 'schema/invalid',
              location: expect.objectContaining({ line: 1, column: 1 }),
            }),
          ],
        }),
      )
    }
  })

  test('what nullable means is said with the type at hand', () => {
    try {
      load({ type: 'object', properties: { a: { type: 'integer', nullable: true } } })
      expect.unreachable()
    } catch (error) {
      expect(error instanceof UsageError && error.problems[0]?.fix).toBe('Say "type": ["integer", "null"].')
    }
  })

  test('definitions that refer to each other without end are named once', () => {
    const $defs = { a: { $ref: '#/$defs/b' }, b: { anyOf: [{ $ref: '#/$defs/a' }, { type: 'null' }] } }
    expect(codes({ properties: { x: { $ref: '#/$defs/a' } }, $defs })).toEqual(['15:19 schema/loop'])
    const chain = Object.fromEntries(
      Array.from({ length: 3000 }, (_, i) => [`d${i}`, { $ref: `#/$defs/d${i + 1}` }]),
    )
    const long = { properties: { x: { $ref: '#/$defs/d0' } }, $defs: { ...chain, d3000: { type: 'string' } } }
    expect(codes(long).map(line => line.split(' ')[1])).toEqual(['schema/loop'])
  })

  test('definitions that multiply are refused, or read, in time', () => {
    const levels = (make: (next: object) => object) =>
      Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [
          `d${i}`,
          make(i === 59 ? { type: 'string' } : { $ref: `#/$defs/d${i + 1}` }),
        ]),
      )
    const properties = { x: { $ref: '#/$defs/d0' } }
    const wide = levels(next => ({ type: 'object', properties: { l: next, r: next } }))
    expect(codes({ properties, $defs: wide })).toEqual(['1:1 schema/too-many-columns'])
    const choices = levels(next => ({ anyOf: [next, { type: 'null' }], allOf: [next, next] }))
    expect(codes({ properties, $defs: choices })).toEqual([])
  })

  test('2000 properties and objects 120 levels deep are read', () => {
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`p${i}`, { type: 'integer' }]))
    expect(load({ type: 'object', properties: many }).fields).toHaveLength(2000)
    let deep: object = { type: 'string' }
    for (let i = 0; i < 120; i++) deep = { type: 'object', properties: { a: deep } }
    let field = load(deep).fields[0]
    let levels = 1
    for (; field?.kind === 'struct'; field = field.fields[0]) levels++
    // What lies deeper than 64 levels is one JSON cell.
    expect([field?.kind, levels]).toEqual(['json', 65])
  })

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
