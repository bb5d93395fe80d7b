import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ingestFor } from '../src/records/ingest.js'
import { voucherFor } from '../src/records/vouch.js'
import type { RecordSchema } from '../src/schema/field.js'
import { loadForChecking } from '../src/schema/for-checking.js'
import { loadSchema } from '../src/schema/load.js'
import { idIn } from '../src/shards/unique.js'
import { draftOfJson } from '../src/sources/json-draft.js'
import { lineIn, loaded, type Mode, mutated, parts, records, samples } from './plain-schemas.js'

const modes: readonly Mode[] = [
  { columns: true, assertsFormats: true },
  { columns: false, assertsFormats: true },
  { columns: false, assertsFormats: false },
]

/** For each line the id that it was vouched for with, `''` where there is no key; undefined where it is not vouched for. */
function vouchedIn(schema: RecordSchema, lines: readonly Buffer[], mode: Mode): (string | undefined)[] {
  const found: (string | undefined)[] = []
  // The block does not start where its memory does.
  const block = Buffer.concat([
    Buffer.from('"\\'),
    ...lines.flatMap(line => [line, Buffer.from('\n')]),
  ]).subarray(2)
  voucherFor(schema, mode)?.look(block, {
    vouched: (bytes, start, end) =>
      found.push(start === -1 ? '' : Buffer.from(bytes.subarray(start, end)).toString('utf8')),
    unknown: (start, end) => {
      expect(block.subarray(start, end).equals(lines[found.length] ?? Buffer.alloc(0))).toBe(true)
      found.push(undefined)
    },
  })
  return found.length === 0 ? lines.map(() => undefined) : found
}

function draftOf(bytes: Buffer) {
  return draftOfJson({ bytes, file: 'a.jsonl', line: 1, column: 1, byte: 0, ordinal: 0 })
}

/** Expects that the plain way finds nothing in what is vouched for; gives how many lines that are. */
function expectSound(schema: RecordSchema, lines: readonly Buffer[], mode: Mode): number {
  const ids = vouchedIn(schema, lines, mode)
  expect(ids.length).toBe(lines.length)
  const ingest = ingestFor(schema, mode)
  let count = 0
  for (const [i, id] of ids.entries()) {
    if (id === undefined) continue
    count++
    const { sound, made, problems } = ingest(draftOf(lines[i]!))
    expect({ line: lines[i]!.toString(), sound, problems }).toEqual({
      line: lines[i]!.toString(),
      sound: true,
      problems: [],
    })
    if (schema.keyField !== undefined && made !== undefined) expect(id).toBe(idIn(made, schema))
  }
  return count
}

describe('a line is vouched for only where the plain way finds nothing at all', () => {
  test.each(modes)('whatever the schema and the record: %o', mode => {
    let count = 0
    fc.assert(
      fc.property(samples, ({ schema, values, mutations, random }) => {
        const lines = values.map((value, i) => lineIn(value, mutations[i] ?? 0, random))
        count += expectSound(loaded(schema, mode), lines, mode)
      }),
      { numRuns: 600 },
    )
    // A voucher that never says yes would pass.
    expect(count).toBeGreaterThan(150)
  })

  test('any JSON against any plain schema, without columns', () => {
    const mode = { columns: false, assertsFormats: true }
    fc.assert(
      fc.property(parts, fc.array(fc.json({ maxDepth: 3 })), ({ schema }, texts) => {
        const text = JSON.stringify({ ...schema, $defs: { short: { type: 'string', maxLength: 2 } } })
        expectSound(
          loadForChecking(text, 's.json').schema,
          texts.map(line => Buffer.from(line)),
          mode,
        )
      }),
      { numRuns: 500 },
    )
  })
})

test('records with keys that nobody declared, maps and values of which nothing is asked', () => {
  const schemas = [
    { properties: { a: { type: 'integer' }, b: {} }, required: ['a', 'c'] },
    {
      properties: { a: { type: 'integer' } },
      additionalProperties: { type: ['string', 'null'], maxLength: 3 },
    },
    {
      properties: { a: {}, m: { type: 'object', additionalProperties: { type: 'integer' } } },
      maxProperties: 4,
    },
    {
      allOf: [{ additionalProperties: { minimum: 0 } }, { properties: { a: { maximum: 5 } } }],
      nobody: 'knows',
    },
    { properties: { a: { type: 'array' }, b: { $id: 'urn:b', type: 'object' } } },
  ]
  const keys = fc.constantFrom('a', 'b', 'c', 'm', 'مفتاح', 'x y', '__proto__', 'constructor', '', 'q"')
  const values = fc.oneof(
    fc.constantFrom<unknown>(0, 3, -1, 'ab', 'N/A', null, true, 1.5, [], {}, 'سلام', '\u{1f600}'),
    fc.json({ maxDepth: 2 }).map(text => JSON.parse(text)),
    fc.dictionary(keys, fc.constantFrom<unknown>(1, 'x', [1, { a: 1 }]), { maxKeys: 3 }),
  )
  const lines = fc
    .array(fc.tuple(keys, values), { maxLength: 5 })
    .map(
      members =>
        `{${members.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`,
    )
  let count = 0
  for (const more of schemas) {
    const { schema } = loadForChecking(JSON.stringify({ type: 'object', ...more }), 's.json')
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 4 }), fc.nat(1000), fc.nat(), (texts, mutation, random) => {
        const all = texts.map(text => mutated(text, mutation, random))
        count += expectSound(schema, all, { columns: false, assertsFormats: true })
      }),
      { numRuns: 400 },
    )
  }
  expect(count).toBeGreaterThan(500)
})

test('plain valid records are vouched for, whatever is in them, but for what lints look at', () => {
  const plain = records.chain(({ schema, values }) =>
    fc.tuple(fc.constant(schema), fc.array(values, { minLength: 1, maxLength: 4 })),
  )
  fc.assert(
    fc.property(plain, fc.constantFrom(0, 1, 3, 4), ([schema, values], mutation) => {
      // Items that may be spelled otherwise are not known to be different.
      fc.pre(!JSON.stringify(schema).includes('"uniqueItems":true'))
      const mode = modes[0]!
      const loadedSchema = loaded(schema, mode)
      const lines = values.map(value => lineIn(value, mutation, 0))
      const ingest = ingestFor(loadedSchema, mode)
      const ids = vouchedIn(loadedSchema, lines, mode)
      for (const [i, line] of lines.entries()) {
        if (ingest(draftOf(line)).problems.length > 0) continue
        expect({ line: line.toString(), schema, vouched: ids[i] !== undefined }).toEqual({
          line: line.toString(),
          schema,
          vouched: true,
        })
      }
    }),
    { numRuns: 500 },
  )
})

const key = { id: { type: 'string', 'x-key': true } }

test.each<[properties: object, line: string, vouched: boolean]>([
  [{}, '{"id":"a"}', true],
  [{}, ' { "id" : "a" } \t', true],
  [{}, '{"\\u0069d":"a"}', false],
  [{}, '{"id":"a"}{', false],
  [{}, '{"id":"a","id":"b"}', false],
  [{}, '{"id":"a","other":1}', false],
  [{ a: {} }, '{"id":"a","a":{"x":[{"y":1},null],"z":"N"}}', true],
  [{ a: {} }, '{"id":"a","a":{"x":1,"x":2}}', false],
  [{ a: {} }, '{"id":"a","a":{"x":1,"\\u0078":2}}', false],
  [{ a: {} }, '{"id":"a","a":[{"x":"N/A"}]}', false],
  [{ a: {} }, '{"id":"a","a":{"__proto__":1}}', false],
  [{ a: { additionalProperties: { type: 'integer' } } }, '{"id":"a","a":{"x":1,"y":2}}', true],
  [{ a: { additionalProperties: { type: 'integer' } } }, '{"id":"a","a":{"x":1,"y":2.5}}', false],
  [{ a: { required: ['x'] } }, '{"id":"a","a":{"x":1,"y":2.5}}', true],
  [{ a: { required: ['x'] } }, '{"id":"a","a":{"y":2.5}}', false],
  [{}, '{}', false],
  [{}, '', false],
  [{}, '{"id":"NULL"}', false],
  [{}, '{"id":"\\u004eULL"}', false],
  [{ a: { type: 'array', uniqueItems: true } }, '{"id":"a","a":["x","y",-1,10,true,null]}', true],
  [{ a: { type: 'array', uniqueItems: true } }, '{"id":"a","a":["x","\\u0078"]}', false],
  [{ a: { type: 'array', uniqueItems: true } }, '{"id":"a","a":[1,1.0]}', false],
  [{ a: { type: 'array', uniqueItems: true } }, '{"id":"a","a":[10,1e1]}', false],
  [{ a: { type: 'array', uniqueItems: true } }, '{"id":"a","a":[0,-0]}', false],
  [{ a: { type: 'number' } }, '{"id":"a","a":0.1234567890123456}', true],
  [{ a: { type: 'number' } }, '{"id":"a","a":0.12345678901234567}', false],
  [{ a: { type: 'number' } }, '{"id":"a","a":1.5e10}', true],
  [{ a: { type: 'integer' } }, '{"id":"a","a":999999999999999}', true],
  [{ a: { type: 'integer' } }, '{"id":"a","a":9007199254740993}', false],
  [{ a: { type: 'integer' } }, '{"id":"a","a":1.0}', true],
  [{ a: { $ref: '#' } }, '{"id":"a","a":{"id":"b"}}', false],
  [{ a: { $ref: '#' } }, '{"id":"a"}', true],
  [{ a: { type: 'string', contentEncoding: 'base64' } }, '{"id":"a","a":"eA=="}', true],
  [{ a: { type: 'string', maxLength: 2 } }, '{"id":"a","a":"\\ud83d\\ude00\\u0633"}', true],
  [{ a: { type: 'string', maxLength: 2 } }, '{"id":"a","a":"\\ud83d\\ude00\\u0633\\n"}', false],
])('a record with %j: %s', (properties, line, vouched) => {
  const schema = loadForChecking(
    JSON.stringify({
      type: 'object',
      required: ['id'],
      additionalProperties: false,
      properties: { ...key, ...properties },
    }),
    's.json',
  ).schema
  const mode = { columns: false, assertsFormats: true }
  const [id] = vouchedIn(schema, [Buffer.from(line)], mode)
  expect(id !== undefined).toBe(vouched)
  expectSound(schema, [Buffer.from(line)], mode)
})

test('no line is vouched for by a schema whose records have a text, rules or dates that are compared', () => {
  const more = [
    { 'x-text': true },
    { 'x-role': 'path' },
    { 'x-role': 'published' },
    { 'x-derive': 'sha256@1' },
  ]
  for (const keywords of more) {
    const schema = {
      type: 'object',
      required: ['id'],
      properties: { ...key, a: { type: 'string', ...keywords } },
    }
    expect(voucherFor(loadSchema(JSON.stringify(schema), 's.json'), modes[0]!)).toBeUndefined()
  }
})
