import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { describeColumns } from '../src/schema/describe.js'
import type { RecordSchema } from '../src/schema/field.js'
import { loadSchema } from '../src/schema/load.js'
import { type Table, tablesOf } from '../src/schema/tables.js'

const article = loadSchema(readFileSync('schema/article.schema.json', 'utf8'), 'article.schema.json')

describe('tablesOf', () => {
  test('gives the article schema a table of records and one for each list of objects', () => {
    const [records, blocks, basis, ...more] = tablesOf(article)
    expect(more).toEqual([])
    expect(records).toMatchObject({ name: '', primaryKey: ['id'] })
    expect(spelled(records)).toEqual([
      'schema_version string',
      'id string',
      'language string',
      'script string',
      'direction string',
      'title string?',
      'url string?',
      'published string?',
      'byline string?',
      'authors json',
      'outlet string?',
      'text string',
      'blocks int32 count',
      'source.path string',
      'source.sha256 string',
      'source.bytes int32',
      'source.retrieved date?',
      'license string',
      'rights_holder string?',
      'content_notes json',
      'basis int32 count',
      'char_count int32',
      'word_count int32',
      'block_count int32',
      'search_text string',
      'flags json',
    ])
    expect(blocks).toMatchObject({ name: 'blocks', parent: '', primaryKey: ['id', 'position'] })
    expect(blocks?.list).toBe(article.fields.find(({ name }) => name === 'blocks'))
    expect(spelled(blocks)).toEqual([
      'id string key',
      'position int32 position',
      'type string',
      'start int32',
      'end int32',
      'text string span-text',
    ])
    expect(basis).toMatchObject({ name: 'basis', parent: '' })
    expect(spelled(basis)).toEqual([
      'id string key',
      'position int32 position',
      'field string',
      'basis string',
      'note string?',
    ])
  })

  test('says where a value stands', () => {
    const [records, blocks] = tablesOf(article)
    expect(records?.columns.find(({ name }) => name === 'source.bytes')?.path).toEqual(['source', 'bytes'])
    expect(blocks?.columns.map(({ path }) => path)).toEqual([
      ['id'],
      [],
      ['type'],
      ['start'],
      ['end'],
      ['text'],
    ])
  })

  test('gives an object that may be null a presence column, and all columns inside may be null', () => {
    const source = { type: ['object', 'null'], required: ['path'], properties: { path: string } }
    expect(spelled(tablesOf(schemaOf({ source }))[0])).toEqual([
      'id string',
      'source boolean? presence',
      'source.path string?',
    ])
  })

  test('counts an object whose key may be absent as one that may be null', () => {
    const source = { type: 'object', required: ['path'], properties: { path: string } }
    expect(spelled(tablesOf(schemaOf({ source }, []))[0])).toEqual([
      'id string',
      'source boolean? presence',
      'source.path string?',
    ])
  })

  test('names nested lists by their path and repeats the positions around them', () => {
    const tokens = listOf({ form: string })
    const spans = listOf({ kind: string, tokens })
    const schema = schemaOf({ meta: objectOf({ people: listOf({ name: string, spans }) }) })
    expect(tablesOf(schema).map(({ name, parent }) => [name, parent])).toEqual([
      ['', undefined],
      ['meta.people', ''],
      ['meta.people.spans', 'meta.people'],
      ['meta.people.spans.tokens', 'meta.people.spans'],
    ])
    expect(tablesOf(schema).map(spelled)).toEqual([
      ['id string', 'meta.people int32 count'],
      ['id string key', 'position int32 position', 'name string', 'spans int32 count'],
      [
        'id string key',
        'meta.people.position int32 position',
        'position int32 position',
        'kind string',
        'tokens int32 count',
      ],
      [
        'id string key',
        'meta.people.position int32 position',
        'meta.people.spans.position int32 position',
        'position int32 position',
        'form string',
      ],
    ])
    expect(tablesOf(schema)[3]?.primaryKey).toEqual([
      'id',
      'meta.people.position',
      'meta.people.spans.position',
      'position',
    ])
  })

  test('gives elements that may be null a presence column', () => {
    const notes = {
      type: 'array',
      items: { type: ['object', 'null'], required: ['by'], properties: { by: string } },
    }
    expect(spelled(tablesOf(schemaOf({ notes }))[1])).toEqual([
      'id string key',
      'position int32 position',
      'item boolean? presence',
      'by string?',
    ])
  })

  test('keeps lists of scalars, lists of lists and whatever has no columns in one cell', () => {
    const schema = schemaOf({
      tags: { type: 'array', items: string },
      grid: { type: 'array', items: listOf({ x: string }) },
      pair: { type: 'array', prefixItems: [string, string] },
      map: { type: 'object', additionalProperties: string },
    })
    expect(tablesOf(schema)).toHaveLength(1)
    expect(spelled(tablesOf(schema)[0])).toEqual([
      'id string',
      'tags json',
      'grid json',
      'pair json',
      'map json',
    ])
  })

  test('has no child tables without a key', () => {
    const schema = loadSchema(JSON.stringify(objectOf({ blocks: listOf({ type: string }) })), 's.json')
    expect(tablesOf(schema).map(table => [table.primaryKey, spelled(table)])).toEqual([[[], ['blocks json']]])
  })

  test('takes a whole number for a key, with its width', () => {
    const json = { ...objectOf({ n: { type: 'integer', 'x-key': true }, blocks: listOf({ type: string }) }) }
    expect(spelled(tablesOf(loadSchema(JSON.stringify(json), 's.json'))[1])[0]).toBe('n int64 key')
  })

  test('may find no text for a span where the element or the text may be null', () => {
    const offsets = { start: { type: 'integer' }, end: { type: 'integer' } }
    const spans = { ...listOf(offsets), 'x-span': '/body' }
    const nullable = schemaOf({ body: { type: ['string', 'null'] }, spans })
    expect(spelled(tablesOf(nullable)[1]).at(-1)).toBe('text string? span-text')
    const inside = schemaOf({ part: objectOf({ body: string }), spans: { ...spans, 'x-span': '/part/body' } })
    expect(spelled(tablesOf(inside)[1]).at(-1)).toBe('text string span-text')
    expect(tablesOf(inside)[1]?.columns.at(-1)?.path).toEqual(['part', 'body'])
  })

  test('spells table names in ASCII', () => {
    const schema = schemaOf({ فقرات: listOf({ نص: string }), 'a b😀-c.d_E': listOf({ x: string }) })
    expect(tablesOf(schema).map(({ name }) => name)).toEqual([
      '',
      'u0641u0642u0631u0627u062a',
      'au0020bu1f600-c.d_E',
    ])
    expect(spelled(tablesOf(schema)[1]).at(-1)).toBe('نص string')
  })
})

describe('a schema is refused', () => {
  const x = { x: string }
  const refusals: readonly [string, Record<string, object>, string][] = [
    [
      'when a property has the name of another one inside an object',
      { 'source.path': string, source: objectOf({ path: string }) },
      'the column "source.path" of the records would stand for /source.path and for /source/path.',
    ],
    [
      'when tables differ in case alone',
      { Blocks: listOf(x), blocks: listOf(x) },
      'the tables of the lists "/Blocks" and "/blocks" would share the file name "blocks".',
    ],
    [
      'when a list has the name of a list inside another one',
      { 'a.b': listOf(x), a: listOf({ b: listOf(x) }) },
      'the tables of the lists "/a.b" and "/a/*/b" would share the file name "a.b".',
    ],
    [
      'when a name in ASCII is the spelling of another one',
      { u0641: listOf(x), ف: listOf(x) },
      'the tables of the lists "/u0641" and "/ف" would share the file name "u0641".',
    ],
    [
      'when a table name leaves no room in a file name',
      { ['ف'.repeat(31)]: listOf(x) },
      `the table of the list "/${'ف'.repeat(31)}" would need 155 characters of a file name, which is more than 150.`,
    ],
  ]
  test.each(refusals)('%s', (_, properties, message) => {
    const problem = expect.objectContaining({ code: 'schema/collision', message })
    expect(() => schemaOf(properties)).toThrow(
      expect.objectContaining({ name: 'UsageError', problems: [problem] }),
    )
  })
})

describe('a column of our own gets another name where a property has it', () => {
  const namesOf = (table: Table | undefined) => table?.columns.map(({ name, role }) => `${name} ${role}`)
  const integer = { type: 'integer' }

  test('position, key and the presence of an element', () => {
    const notes = {
      type: 'array',
      items: {
        type: ['object', 'null'],
        properties: { item: string, id: string, position: integer, position_: integer },
      },
    }
    const [, table] = tablesOf(schemaOf({ notes }))
    expect(namesOf(table)).toEqual([
      'id_ key',
      'position__ position',
      'item_ presence',
      'item value',
      'id value',
      'position value',
      'position_ value',
    ])
    expect(table?.primaryKey).toEqual(['id_', 'position__'])
    const notes_ = describeColumns(schemaOf({ notes })).map(({ property, note }) => `${property}: ${note}`)
    expect(notes_).toContain('/notes/*: own columns: id_ (key), position__ (position), item_ (presence)')
  })

  test('the text of a span', () => {
    const spans = { ...listOf({ start: integer, end: integer, text: string }), 'x-span': '/text' }
    expect(namesOf(tablesOf(schemaOf({ text: string, spans }))[1])).toEqual([
      'id key',
      'position position',
      'start value',
      'end value',
      'text value',
      'text_ span-text',
    ])
  })

  test('positions of lists around, and a key that is called position', () => {
    const schema = schemaOf({ a: listOf({ id: string, b: listOf({ 'a.position': string }) }) })
    expect(tablesOf(schema).map(namesOf)).toEqual([
      ['id value', 'a count'],
      ['id_ key', 'position position', 'id value', 'b count'],
      ['id key', 'a.position_ position', 'position position', 'a.position value'],
    ])
    expect(tablesOf(schema).map(({ parentKey }) => parentKey)).toEqual([
      undefined,
      ['id'],
      ['id_', 'position'],
    ])
    const keyed = loadSchema(
      JSON.stringify(objectOf({ position: { ...string, 'x-key': true }, a: listOf({ b: string }) })),
      's.json',
    )
    expect(namesOf(tablesOf(keyed)[1])).toEqual(['position key', 'position_ position', 'b value'])
  })

  test('the presence of an object', () => {
    const inner = { type: ['object', 'null'], properties: { x: string } }
    const schema = schemaOf({ 'a.b': string, a: objectOf({ b: inner }) })
    expect(namesOf(tablesOf(schema)[0])).toEqual(['id value', 'a.b value', 'a.b_ presence', 'a.b.x value'])
  })
})

const string = { type: 'string' }

function objectOf(properties: Record<string, object>, required = Object.keys(properties)): object {
  return { type: 'object', additionalProperties: false, required, properties }
}

function listOf(properties: Record<string, object>): object {
  return { type: 'array', items: objectOf(properties) }
}

function schemaOf(properties: Record<string, object>, required = Object.keys(properties)): RecordSchema {
  const key = { ...string, 'x-key': true }
  return loadSchema(JSON.stringify(objectOf({ id: key, ...properties }, ['id', ...required])), 's.json')
}

function spelled(table: Table | undefined): string[] {
  return (table?.columns ?? []).map(({ name, kind, nullable, role }) =>
    [name, kind + (nullable ? '?' : ''), role].filter(word => word !== 'value').join(' '),
  )
}
