import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ingestFor } from '../src/records/ingest.js'
import { type Shorten, shortenerFor } from '../src/records/vouch.js'
import { idIn } from '../src/shards/unique.js'
import { draftOfJson } from '../src/sources/json-draft.js'
import { lineIn, loaded, type Mode } from './plain-schemas.js'

const text = { type: 'string', minLength: 1, maxLength: 9000 }
const properties = {
  id: { type: 'string', 'x-key': true },
  title: { type: 'string', maxLength: 40 },
  body: text,
  عدد: { type: 'integer', minimum: 0 },
  tags: { type: 'array', items: { type: 'string' }, maxItems: 3 },
  more: { type: ['string', 'null'] },
  inner: { type: 'object', properties: { a: { type: 'boolean' } }, additionalProperties: false },
  last: { $ref: '#/$defs/text' },
}
const schemas = [
  { required: ['id', 'body', 'last'], additionalProperties: false },
  { required: ['id'], additionalProperties: false, minProperties: 4, maxProperties: 6 },
  { required: ['title'], additionalProperties: { type: 'integer' } },
].map(more => ({ type: 'object', ...more, properties, $defs: { text } }))

const modes: readonly Mode[] = [
  { columns: true, assertsFormats: true },
  { columns: false, assertsFormats: true },
]

/** Long texts with all that is spelled with an escape, and what joins the characters beside it. */
const pieces = fc.constantFrom(
  'مرحبا ',
  'plain ',
  '😀',
  '👩‍👩‍👧‍👦',
  '🇸🇾',
  'e\u0301\u0302',
  '"',
  '\\',
  '\\\\',
  '\t',
  '{[',
  ']}',
  ',":',
  '\u2028',
  '1234567890123456789',
)
const long = fc
  .tuple(fc.array(pieces, { minLength: 1, maxLength: 12 }), fc.constantFrom(1, 3, 60, 400))
  .map(([list, times]) => list.join('').repeat(times))
const short = fc.constantFrom('سلام', 'a', 'N/A', 'b'.repeat(50))
const values = {
  id: fc.oneof(short, long),
  title: short,
  body: long,
  عدد: fc.constantFrom<unknown>(1, -1, 1.5, '5', 12345678901234567890n.toString()),
  tags: fc.array(fc.oneof(short, long, fc.constant(5)), { maxLength: 4 }),
  more: fc.oneof(long, fc.constant(null), fc.constant(7)),
  inner: fc.constantFrom<unknown>({}, { a: true }, { a: 1 }, { b: [[{ c: 'x' }]] }),
  last: fc.oneof(long, fc.constant(''), fc.constant(1)),
  other: fc.oneof(long, fc.integer()),
}
const records = fc
  .tuple(
    fc.record(values, { requiredKeys: [] }),
    fc.shuffledSubarray(Object.keys(values), { minLength: Object.keys(values).length }),
  )
  .map(([record, order]) =>
    Object.fromEntries(
      order.flatMap(name => (Object.hasOwn(record, name) ? [[name, Reflect.get(record, name)]] : [])),
    ),
  )

function draftOf(line: Buffer, shorten?: Shorten) {
  // The line stands in a block of lines.
  const bytes = Buffer.concat([Buffer.from('{"\n'), line, Buffer.from('\n"')]).subarray(3, 3 + line.length)
  return draftOfJson({ bytes, file: 'a.jsonl', line: 5, column: 1, byte: 1000, ordinal: 4, shorten })
}

test.each(modes)('what is left of a line has the same problems at the same places: %o', mode => {
  let shortened = 0
  // Columns know no other keys of one type.
  for (const schema of mode.columns ? schemas.slice(0, 2) : schemas) {
    const record = loaded(schema, mode)
    const ingest = ingestFor(record, mode)
    const shorten = shortenerFor(record, mode)
    expect(shorten).toBeDefined()
    fc.assert(
      fc.property(records, fc.nat(1000), fc.nat(), (value, mutation, random) => {
        const line = lineIn(value, mutation % 3 === 0 ? 0 : mutation, random)
        const found = ingest(
          draftOf(line, bytes => {
            const given = shorten?.(bytes)
            if (given !== undefined) shortened++
            return given
          }),
        )
        const wanted = ingest(draftOf(line))
        const idOf = ({ made }: typeof found) => made && record.keyField && idIn(made, record)
        expect({ sound: found.sound, problems: found.problems, id: idOf(found) }).toEqual({
          sound: wanted.sound,
          problems: wanted.problems,
          id: idOf(wanted),
        })
      }),
      { numRuns: 500 },
    )
  }
  expect(shortened).toBeGreaterThan(100)
})

test('no line is shortened for a schema of which a choice, a pattern or a rule looks at the whole string', () => {
  const others = [
    { anyOf: [{ required: ['id'] }] },
    { properties: { ...properties, body: { type: 'string', pattern: 'x' }, more: {}, last: {} } },
    { properties: { id: properties.id, body: { ...text, minLength: 5000 } } },
    { properties: { id: properties.id, body: { type: 'string', 'x-derive': 'sha256@1' } } },
  ]
  for (const more of others) {
    const shorten = shortenerFor(loaded({ ...schemas[0], ...more }, modes[1]!), modes[1]!)
    const bytes = Buffer.from(`${JSON.stringify({ id: 'a', body: 'b'.repeat(6000), last: 5 })}\n`)
    expect(shorten?.(bytes.subarray(0, -1))).toBeUndefined()
  }
})
