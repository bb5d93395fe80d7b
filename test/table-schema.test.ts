import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loadSchema } from '../src/schema/load.js'
import { type TableSchemaField, tableSchemaOf } from '../src/schema/table-schema.js'
import { tablesOf } from '../src/schema/tables.js'

const string = { type: 'string' }

describe('tableSchemaOf', () => {
  const article = loadSchema(readFileSync('schema/article.schema.json', 'utf8'), 'article.schema.json')
  const [records, blocks] = tablesOf(article).map(table => tableSchemaOf(table, resourceOf))
  const fieldOf = (name: string) => records?.fields.find(field => field.name === name)

  test('describes the records of the article schema', () => {
    expect(records).toMatchObject({ missingValues: [''], primaryKey: ['id'] })
    expect(records?.foreignKeys).toBeUndefined()
    expect(fieldOf('id')).toEqual({
      name: 'id',
      description:
        "Permanent, opaque identifier; for an article from a file, the file's name without extension.",
      type: 'string',
      constraints: { required: true, unique: true, pattern: '[a-z0-9_-]{3,64}' },
    })
    expect(fieldOf('schema_version')?.constraints).toEqual({ required: true, enum: ['1.0.0'] })
    expect(fieldOf('title')?.constraints).toEqual({ minLength: 1, maxLength: 500 })
    expect(fieldOf('language')?.constraints).toEqual({ required: true })
    expect(fieldOf('authors')).toMatchObject({
      type: 'array',
      constraints: { required: true, maxLength: 50 },
    })
    expect(fieldOf('source.bytes')).toMatchObject({
      type: 'integer',
      constraints: { required: true, minimum: 1, maximum: 2147483647 },
    })
    expect(fieldOf('source.retrieved')).toEqual({
      name: 'source.retrieved',
      description: 'Day on which the text was taken from its source.',
      type: 'date',
    })
  })

  test('describes a count by what it counts', () => {
    expect(fieldOf('blocks')).toMatchObject({ type: 'integer', constraints: { required: true, minimum: 0 } })
    expect(fieldOf('blocks')?.description).toMatch(/^Paragraphs, .* empty where the list is null\.$/)
  })

  test('ties lines by columns that have other names on either side', () => {
    const items = objectOf({ id: string, b: { type: 'array', items: objectOf({ 'a.position': string }) } })
    const schema = loadSchema(
      JSON.stringify({
        ...objectOf({ id: { ...string, 'x-key': true }, a: { type: 'array', items } }),
        required: ['id'],
      }),
      's.json',
    )
    const [, a, b] = tablesOf(schema).map(table => tableSchemaOf(table, resourceOf))
    expect(a).toMatchObject({
      primaryKey: ['id_', 'position'],
      foreignKeys: [{ fields: ['id_'], reference: { resource: 'articles', fields: ['id'] } }],
    })
    expect(a?.fields[0]?.description).toBe('The "id" of the record that the line belongs to.')
    expect(b).toMatchObject({
      primaryKey: ['id', 'a.position_', 'position'],
      foreignKeys: [
        { fields: ['id', 'a.position_'], reference: { resource: 'articles.a', fields: ['id_', 'position'] } },
      ],
    })
  })

  test('ties the lines of a list to their records', () => {
    expect(blocks).toMatchObject({
      primaryKey: ['id', 'position'],
      foreignKeys: [{ fields: ['id'], reference: { resource: 'articles', fields: ['id'] } }],
    })
    expect(blocks?.fields).toMatchObject([
      { name: 'id', constraints: { required: true, pattern: '[a-z0-9_-]{3,64}' } },
      {
        name: 'position',
        description: 'Position in /blocks, from 0.',
        constraints: { required: true, minimum: 0 },
      },
      { name: 'type', constraints: { required: true, enum: ['heading', 'paragraph', 'byline', 'other'] } },
      { name: 'start' },
      { name: 'end' },
      { name: 'text', description: 'The text between "start" and "end", which count code points of "text".' },
    ])
    expect(blocks?.fields[0]?.constraints).not.toHaveProperty('unique')
    expect(blocks?.fields.at(-1)).not.toHaveProperty('constraints')
  })

  test('ties the lines of an inner list to those of the outer one', () => {
    const tokens = { type: 'array', items: objectOf({ form: string }) }
    const spans = { type: 'array', items: objectOf({ tokens }) }
    const schema = loadSchema(JSON.stringify(objectOf({ id: { ...string, 'x-key': true }, spans })), 's.json')
    const inner = tablesOf(schema).find(({ name }) => name === 'spans.tokens')
    expect(inner && tableSchemaOf(inner, resourceOf).foreignKeys).toEqual([
      {
        fields: ['id', 'spans.position'],
        reference: { resource: 'articles.spans', fields: ['id', 'position'] },
      },
    ])
  })

  test.each<[string, object, Omit<TableSchemaField, 'name'>]>([
    ['a whole number', { type: 'integer' }, { type: 'integer', constraints: { required: true } }],
    [
      'bounds between whole numbers',
      { type: 'integer', minimum: 0.5, maximum: 9.5, enum: [1, 2] },
      { type: 'integer', constraints: { required: true, minimum: 1, maximum: 9, enum: [1, 2] } },
    ],
    [
      'bounds that no double holds exactly',
      { type: 'integer', minimum: -(2 ** 63), maximum: 2 ** 63 },
      { type: 'integer', constraints: { required: true } },
    ],
    [
      'a number',
      { type: 'number', minimum: 0.5, title: 'Ratio' },
      { title: 'Ratio', type: 'number', constraints: { required: true, minimum: 0.5 } },
    ],
    [
      'a boolean',
      { type: 'boolean' },
      { type: 'boolean', trueValues: ['true'], falseValues: ['false'], constraints: { required: true } },
    ],
    [
      'a moment',
      { ...string, 'x-column': 'timestamp' },
      { type: 'datetime', constraints: { required: true } },
    ],
    [
      'a text that may be empty',
      { ...string, maxLength: 9 },
      { type: 'string', constraints: { maxLength: 9 } },
    ],
    [
      'an empty text among the values',
      { enum: ['', 'a'] },
      { type: 'string', constraints: { enum: ['', 'a'] } },
    ],
    ['null among the values', { enum: ['a', null] }, { type: 'string', constraints: { enum: ['a'] } }],
    [
      'a map',
      { type: 'object', additionalProperties: string },
      { description: 'JSON text.', type: 'object', constraints: { required: true } },
    ],
    [
      'a tuple',
      { type: 'array', prefixItems: [string] },
      { description: 'JSON text.', type: 'array', constraints: { required: true } },
    ],
    [
      'anything',
      { description: 'What was said.', type: ['string', 'number', 'null'] },
      { description: 'What was said. JSON text.', type: 'any' },
    ],
  ])('describes %s', (_, property, expected) => {
    expect(described(property)).toEqual({ name: 'p', ...expected })
  })

  test('describes an object that may be null, and undeclared keys', () => {
    const schema = {
      type: 'object',
      additionalProperties: true,
      properties: { p: { ...objectOf({ x: string }), type: ['object', 'null'], description: 'A place.' } },
    }
    const [table] = tablesOf(loadSchema(JSON.stringify(schema), 's.json'))
    expect(table && tableSchemaOf(table, resourceOf)).toEqual({
      fields: [
        {
          name: 'p',
          description: 'A place. True where the object is there, empty where it is null.',
          type: 'boolean',
          trueValues: ['true'],
          falseValues: ['false'],
        },
        { name: 'p.x', type: 'string' },
        {
          name: '_extra',
          description: 'Keys that the schema does not declare, as one JSON object. JSON text.',
          type: 'object',
        },
      ],
      missingValues: [''],
    })
  })

  test.each([
    ['^[a-z]+$', '[a-z]+'],
    ['^(a|b)\\.c$', '(a|b)\\.c'],
    ['^(/[^/]+)+$', '(/[^/]+)+'],
    ['^[|(]$', '[|(]'],
  ])('gives the pattern %s without its anchors', (pattern, expected) => {
    expect(described({ ...string, pattern })?.constraints?.pattern).toBe(expected)
  })

  test.each([
    'a+',
    '^a',
    'a$',
    '^a\\$',
    '^a|b$',
    '^(?:a)$',
    '^\\d$',
    '^\\p{L}$',
    '^a.b$',
    '^a+?$',
    '^[[]$',
    '^a^b$',
    '^[a^]$',
  ])('says nothing of the pattern %s, which other programs read in another way', pattern => {
    expect(described({ ...string, pattern })?.constraints).not.toHaveProperty('pattern')
  })

  test('requires a text only where the schema refuses the empty one', () => {
    const required = (property: object) => described({ ...string, ...property })?.constraints?.required
    expect(required({})).toBeUndefined()
    expect(required({ pattern: '^a*$' })).toBeUndefined()
    expect(required({ pattern: 'a' })).toBe(true)
    expect(required({ minLength: 1 })).toBe(true)
    expect(required({ const: 'a' })).toBe(true)
    expect(required({ format: 'partial-date' })).toBe(true)
    expect(described({ type: ['string', 'null'], minLength: 1 })?.constraints?.required).toBeUndefined()
  })
})

function resourceOf(table: string): string {
  return table === '' ? 'articles' : `articles.${table}`
}

function objectOf(properties: Record<string, object>): object {
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties }
}

function described(property: object): TableSchemaField | undefined {
  const [table] = tablesOf(loadSchema(JSON.stringify(objectOf({ p: property })), 's.json'))
  return table && tableSchemaOf(table, resourceOf).fields[0]
}
