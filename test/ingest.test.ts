import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { canonicalFor } from '../src/records/canonical.js'
import { ingestFor } from '../src/records/ingest.js'
import { loadSchema } from '../src/schema/load.js'
import { parseJson } from '../src/text/json.js'
import { root } from './cli.js'

const schema = loadSchema(
  readFileSync(join(root, 'schema/article.schema.json'), 'utf8'),
  'article.schema.json',
)
const ingest = ingestFor(schema)
const line = readFileSync(join(root, 'dist-data/data/articles.jsonl'), 'utf8').trimEnd()
const seed = () => JSON.parse(line)

/** What is said of a record that somebody sends in: errors as `code pointer`. */
function errorsOf(values: object): string[] {
  const draft = {
    values: parseJson(JSON.stringify(values)) as never,
    line: 1,
    ordinal: 0,
    problems: [],
    locate: () => ({ file: 'sent.jsonl' }),
  }
  return ingest(draft)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ code, location }) => `${code} ${location.pointer}`)
}

test('a record of the release is a record again, with the same line', () => {
  const draft = { values: seed(), line: 1, ordinal: 0, problems: [], locate: () => ({ file: 'sent.jsonl' }) }
  expect(ingest(draft).line).toBe(line)
})

test('what can be computed may be left out', () => {
  const {
    script,
    direction,
    char_count,
    word_count,
    block_count,
    search_text,
    flags,
    schema_version,
    blocks,
    ...rest
  } = seed()
  const { sha256, bytes, ...source } = rest.source
  const basis = rest.basis.filter(({ field }: { field: string }) => field !== '/blocks')
  const draft = {
    values: { ...rest, source, basis },
    line: 1,
    ordinal: 0,
    problems: [],
    locate: () => ({ file: 'sent.jsonl' }),
  }
  const { record, problems } = ingest(draft)
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  const canonical = canonicalFor(schema.fields)
  expect(JSON.parse(canonical.line(record ?? {}))).toEqual({ ...seed(), basis: expect.anything() })
  expect([blocks.length, flags.length, schema_version, script, direction]).toEqual([
    18,
    5,
    '1.0.0',
    'Arab',
    'rtl',
  ])
  expect([char_count, word_count, block_count, search_text.length > 1, sha256.length, bytes]).toEqual([
    2886,
    477,
    18,
    true,
    64,
    5250,
  ])
})

describe('an untrue field is named', () => {
  const basis = (field: string, change: object) => (record: ReturnType<typeof seed>) => {
    Object.assign(
      record.basis.find((one: { field: string }) => one.field === field),
      change,
    )
  }
  test.each<[string, (record: ReturnType<typeof seed>) => void, string]>([
    ['schema_version', r => (r.schema_version = '1.0.1'), '/schema_version'],
    ['id', r => (r.id = '123'), '/id'],
    ['id like a float', r => (r.id = '12e5'), '/id'],
    ['language not canonical', r => (r.language = 'AR'), '/language'],
    ['script', r => (r.script = 'Latn'), '/script'],
    ['direction', r => (r.direction = 'ltr'), '/direction'],
    ['a title without a basis for it', r => (r.title = 'عنوان'), '/title'],
    ['an empty title', r => (r.title = ''), '/title'],
    ['url with user', r => (r.url = 'https://a:b@example.org/'), '/url'],
    ['url with Arabic', r => (r.url = 'https://example.org/مقال'), '/url'],
    ['published', r => (r.published = '2020-02-30'), '/published'],
    ['published as a number', r => (r.published = 2020), '/published'],
    ['byline that is no block', r => (r.byline = 'خسائر فادحة'), '/byline'],
    ['authors', r => (r.authors = ['سلمى']), '/authors'],
    ['outlet', r => (r.outlet = 'جريدة'), '/outlet'],
    ['another id', r => (r.id = 'another_id'), '/id'],
    ['the path', r => (r.source.path = 'seeds/another.txt'), '/source/path'],
    ['text', r => (r.text += ' '), '/text'],
    ['one sign of the text', r => (r.text = r.text.replace('،', '؛')), '/text'],
    ['a block moved by one', r => (r.blocks[3].start += 1), '/blocks'],
    ['a block of another type', r => (r.blocks[3].type = 'heading'), '/blocks'],
    ['a block left out', r => r.blocks.pop(), '/blocks'],
    ['sha256', r => (r.source.sha256 = '0'.repeat(64)), '/source/sha256'],
    ['bytes', r => (r.source.bytes = 5251), '/source/bytes'],
    ['retrieved', r => (r.source.retrieved = '2020-13-01'), '/source/retrieved'],
    ['license', r => (r.license = 'GPL'), '/license'],
    ['rights_holder without a basis', r => (r.rights_holder = 'x'), '/rights_holder'],
    ['content_notes', r => r.content_notes.push('violence'), '/content_notes/6'],
    ['content_notes twice', r => r.content_notes.push('deaths'), '/content_notes/6'],
    ['char_count', r => (r.char_count -= 1), '/char_count'],
    ['word_count', r => (r.word_count = 1), '/word_count'],
    ['block_count', r => (r.block_count = 17), '/block_count'],
    ['search_text', r => (r.search_text += 'x'), '/search_text'],
    ['flags', r => r.flags.pop(), '/flags'],
    ['an unknown key', r => (r.titel = 'x'), '/titel'],
    ['a basis left out', r => r.basis.pop(), '/content_notes'],
    ['a basis twice', r => r.basis.push(r.basis[0]), '/basis'],
    ['a basis of nothing', r => r.basis.push({ field: '/nothing', basis: 'rule', note: null }), '/basis'],
    ['a basis of a value for a null', basis('/title', { basis: 'curator' }), '/title'],
    ['a basis of a null for a value', basis('/byline', { basis: 'unknown' }), '/byline'],
    ['a basis that names another rule', basis('/blocks', { note: 'other-rule@1' }), '/blocks'],
    ['a basis that names no rule', basis('/outlet', { note: null }), '/outlet'],
    ['a rule with other corrections', basis('/blocks', { note: 'plain-lines@1 1=heading' }), '/blocks'],
  ])('%s', (_, change, pointer) => {
    const record = seed()
    change(record)
    const errors = errorsOf(record)
    expect(errors.map(error => error.split(' ')[1])).toContain(pointer)
    expect(new Set(errors.map(error => error.split(' ')[0])).size).toBeGreaterThan(0)
  })

  test.each(
    Object.keys(JSON.parse(line)).filter(
      key => !schema.fields.some(field => field.name === key && 'x-derive' in field.schema),
    ),
  )('%s left out, or of another type', key => {
    const { [key]: _, ...without } = seed()
    const inferable = schema.fields.some(
      field => field.name === key && ('x-infer' in field.schema || field.allowsNull),
    )
    if (!inferable && key !== 'source' && key !== 'basis')
      expect(errorsOf(without).join()).toContain(`/${key}`)
    expect(errorsOf({ ...seed(), [key]: { a: 1 } }).join()).toContain(`/${key}`)
  })
})

describe('a key that is null and a key that is absent', () => {
  const ingested = (schema: object, values: object) => {
    const text = JSON.stringify({ type: 'object', ...schema })
    const { line, problems } = ingestFor(loadSchema(text, 's.json'))({
      values: parseJson(JSON.stringify(values)),
      line: 1,
      ordinal: 0,
      problems: [],
      locate: () => ({ file: 'sent.jsonl' }),
    })
    return line || problems.map(({ code, location }) => `${code} ${location.pointer}`).join()
  }
  const a = { type: ['integer', 'null'] }
  const properties = { a, b: a }

  test.each<[string, object, object, string]>([
    ['are the same where the schema does not mind', { properties }, { b: 1 }, '{"a":null,"b":1}'],
    [
      'are not where one of two is required',
      { properties, oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      { b: 1 },
      '{"b":1}',
    ],
    [
      'are not where one needs another',
      { properties, dependentRequired: { a: ['b'] } },
      {},
      '{"a":null,"b":null}',
    ],
    [
      'are not where one forbids another',
      { properties, dependentSchemas: { a: { properties: { b: false } } } },
      { b: 1 },
      '{"b":1}',
    ],
    ['are not where keys are counted', { properties, maxProperties: 1 }, { b: 1 }, '{"b":1}'],
    ['an absent key is no key', { properties, minProperties: 1 }, {}, 'record/keys '],
    ['a required key must be there', { properties, required: ['a'] }, {}, 'record/required /a'],
    ['a required key may be null', { properties, required: ['a'] }, { a: null }, '{"a":null,"b":null}'],
  ])('%s', (_, schema, values, expected) => expect(ingested(schema, values)).toBe(expected))
})

test('a value said to stand in the source must stand there, or its note must', () => {
  const record = seed()
  const title = record.basis.find(({ field }: { field: string }) => field === '/title')
  record.title = 'خسائر لإيران وميليشياتها'
  Object.assign(title, { basis: 'source' })
  expect(errorsOf(record)).toEqual([])
  record.title = 'عنوان آخر'
  expect(errorsOf(record)).toEqual(['record/not-in-source /title'])
  Object.assign(title, { note: 'خسائر لإيران' })
  expect(errorsOf(record)).toEqual([])
  Object.assign(title, { note: 'ليس في النص' })
  expect(errorsOf(record)).toEqual(['record/not-in-source /title'])
})

describe('a property that only a branch of the schema declares', () => {
  const kinds = (one: object, other: object, more: object = {}) => ({
    type: 'object',
    required: ['kind'],
    properties: { kind: { type: 'string' } },
    oneOf: [
      { properties: { kind: { const: 'one' }, ...one } },
      { properties: { kind: { const: 'other' }, ...other } },
    ],
    ...more,
  })
  const integer = { type: 'integer' }
  const place = { type: 'object', properties: { town: { type: 'string' } }, required: ['town'] }

  /** What becomes of records: their lines, or what is said of them. */
  function outcome(schema: object, ...records: object[]): string[] {
    const ingest = ingestFor(loadSchema(JSON.stringify(schema), 'kinds.json'))
    return records.map(record => {
      const values = parseJson(JSON.stringify(record)) as never
      const draft = { values, line: 1, ordinal: 0, problems: [], locate: () => ({ file: 'kinds.jsonl' }) }
      const { line, problems } = ingest(draft)
      return problems.length === 0
        ? line
        : problems.map(({ code, message }) => `${code}: ${message}`).join('\n')
    })
  }

  test('is found where a record of another branch has another type there', () => {
    const said = 'and its column holds'
    const why = 'only a branch of the schema declares it.'
    expect(
      outcome(
        kinds({ n: integer, at: place, list: { type: 'array', items: integer } }, {}),
        { kind: 'one', n: 5, at: { town: 'x' }, list: [1] },
        { kind: 'other', n: 6, at: { town: 'y' } },
        { kind: 'other', n: 'six' },
        { kind: 'other', n: 1.5 },
        { kind: 'other', at: 'there' },
        { kind: 'other', at: {} },
        { kind: 'other', list: [1, null, 'x'] },
        { kind: 'other', list: 3 },
      ),
    ).toEqual([
      '{"kind":"one","n":5,"at":{"town":"x"},"list":[1]}',
      '{"kind":"other","n":6,"at":{"town":"y"}}',
      `record/column: /n is the string "six" here, ${said} int64: ${why}`,
      `record/column: /n is the number 1.5 here, ${said} int64: ${why}`,
      `record/column: /at is the string "there" here, ${said} an object: ${why}`,
      `record/column: /at/town is missing here, ${said} string: ${why}`,
      `record/column: /list/1 is null here, ${said} int64: ${why}\nrecord/column: /list/2 is the string "x" here, ${said} int64: ${why}`,
      `record/column: /list is the number 3 here, ${said} a list: ${why}`,
    ])
  })

  test('says how the schema can be mended', () => {
    const ingest = ingestFor(loadSchema(JSON.stringify(kinds({ n: integer }, {})), 'kinds.json'))
    const values = { kind: 'other', n: 'six' }
    const draft = { values, line: 1, ordinal: 0, problems: [], locate: () => ({ file: 'kinds.jsonl' }) }
    expect(ingest(draft).problems[0]?.fix).toBe(
      'Declare it beside the branches, with every type that it may have, or say "x-column": "json".',
    )
  })

  test('is JSON where the object takes any key, and keeps what stands there', () => {
    expect(
      outcome(
        kinds({ n: integer }, {}, { additionalProperties: true }),
        { kind: 'one', n: 5 },
        { kind: 'other', n: 'six' },
        { kind: 'other', n: [null] },
      ),
    ).toEqual(['{"kind":"one","n":5}', '{"kind":"other","n":"six"}', '{"kind":"other","n":[null]}'])
  })

  test('is never given a null, and keeps the one that it has', () => {
    const schema = kinds({ n: { type: ['integer', 'null'] } }, {}, { unevaluatedProperties: false })
    expect(outcome(schema, { kind: 'one', n: null }, { kind: 'one' }, { kind: 'other' })).toEqual([
      '{"kind":"one","n":null}',
      '{"kind":"one"}',
      '{"kind":"other"}',
    ])
  })
})

test('what a schema allows is a record without columns, also where its column could not hold it', () => {
  const text = `{
    "type": "object",
    "properties": { "b": { "type": "string" } },
    "dependentSchemas": { "b": { "properties": { "a": { "type": "string" } } } }
  }`
  const check = ingestFor(loadSchema(text, 's.json'), { columns: false })
  const values = parseJson('{"a":9007199254740993}') as never
  const draft = { values, line: 1, ordinal: 0, problems: [], locate: () => ({ file: 'a.jsonl' }) }
  expect(check(draft)).toMatchObject({ record: values, problems: [] })
})
