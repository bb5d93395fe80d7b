import fc from 'fast-check'
import type { RecordSchema } from '../src/schema/field.js'
import { loadForChecking } from '../src/schema/for-checking.js'
import { loadSchema } from '../src/schema/load.js'

export type Mode = { readonly columns: boolean; readonly assertsFormats: boolean }

/** A schema, and values for it. */
interface Part {
  readonly schema: object
  /** Values that it allows, spelled canonically. */
  readonly values: fc.Arbitrary<unknown>
  /** Values near its bounds. */
  readonly near?: fc.Arbitrary<unknown>
}

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('سلام', 'NA', 'null', 'a"b\\c', 'x\ny', '😀', '\u2028', 'مرحبا بالعالم '.repeat(20)),
)
const plainText = fc.constantFrom(
  'سلام عليكم',
  'plain',
  'ab',
  '😀😀',
  'tab\there',
  'quote "x"',
  'مرحبا '.repeat(60),
)

const scalars: readonly Part[] = [
  { schema: { type: 'string' }, values: plainText, near: words },
  {
    schema: { type: 'string', minLength: 2, maxLength: 6 },
    values: fc.constantFrom('ab', 'سلامات', '😀😀😀', 'x\ty'),
    near: words,
  },
  { schema: { type: 'string', pattern: '^[a-zء-ي]+$' }, values: fc.constantFrom('abc', 'سلام'), near: words },
  {
    schema: { enum: ['أ', 'b', 'c"d', null, 5] },
    values: fc.constantFrom('أ', 'b', 'c"d', null, 5),
    near: words,
  },
  { schema: { const: 'ثابت' }, values: fc.constant('ثابت'), near: words },
  {
    schema: { type: 'string', format: 'date' },
    values: fc.constantFrom('2024-02-29', '1999-12-31'),
    near: fc.constantFrom('2023-02-29', '2024-2-1', 'x'),
  },
  {
    schema: { type: 'string', format: 'language-tag' },
    values: fc.constantFrom('ar', 'ar-EG'),
    near: fc.constantFrom('AR', 'x_y'),
  },
  {
    schema: { type: 'string', format: 'date-time', 'x-column': 'timestamp' },
    values: fc.constant('2024-01-01T00:00:00Z'),
    near: fc.constantFrom('2024-01-01T00:00:00+00:00', '2024-01-01'),
  },
  { schema: { type: ['string', 'null'] }, values: fc.option(plainText), near: words },
  {
    schema: { anyOf: [{ type: 'integer', maximum: 9 }, { type: 'null' }] },
    values: fc.option(fc.integer({ min: -99, max: 9 })),
  },
  {
    schema: { oneOf: [{ type: 'boolean' }, { type: 'string', maxLength: 3 }] },
    values: fc.oneof(fc.boolean(), fc.constantFrom('a', 'سلا')),
  },
  {
    schema: { type: 'integer', minimum: -5, maximum: 1000 },
    values: fc.integer({ min: -5, max: 1000 }),
    near: fc.constantFrom(-6, 1001, 1.5, -0),
  },
  {
    schema: { type: 'integer' },
    values: fc.integer(),
    near: fc.constantFrom(2 ** 53, 1e20, 1e300, 123456789012345),
  },
  {
    schema: { type: 'integer', 'x-column': 'int32' },
    values: fc.integer(),
    near: fc.constantFrom(2 ** 31, -(2 ** 31) - 1),
  },
  {
    schema: { type: 'integer', multipleOf: 3 },
    values: fc.integer({ min: 0, max: 300 }).map(n => n * 3),
    near: fc.integer(),
  },
  {
    schema: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
    values: fc.constantFrom(0.5, 0.25, 0.1),
    near: fc.double({ noNaN: true }),
  },
  {
    schema: { type: 'number' },
    values: fc.oneof(fc.integer(), fc.constantFrom(0.1, -2.5, 1e-7, 0.30000000000000004)),
    near: fc.double({ noNaN: true, noDefaultInfinity: true }),
  },
  { schema: { type: 'boolean' }, values: fc.boolean() },
  { schema: { type: 'null' }, values: fc.constant(null) },
  { schema: {}, values: fc.constantFrom('any', 1, null, true), near: fc.jsonValue() },
  { schema: { $ref: '#/$defs/short' }, values: fc.constantFrom('a', 'ب'), near: words },
  {
    schema: { allOf: [{ type: 'string', minLength: 1 }, { maxLength: 4 }] },
    values: fc.constantFrom('a', 'abcd', 'سلام'),
    near: words,
  },
]

export const parts = fc.letrec<{ part: Part }>(tie => ({
  part: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'part', withCrossShrink: true },
    fc.constantFrom(...scalars),
    fc.tuple(tie('part'), fc.boolean()).map(([items, unique]): Part => listOf(items, unique)),
    fc.array(tie('part'), { minLength: 1, maxLength: 4 }).map(members => objectOf(members)),
  ),
})).part

function listOf(items: Part, uniqueItems: boolean): Part {
  const values = uniqueItems
    ? fc.uniqueArray(items.values, { maxLength: 3, selector: value => JSON.stringify(value) })
    : fc.array(items.values, { maxLength: 3 })
  return {
    schema: { type: 'array', items: items.schema, uniqueItems, maxItems: 3 },
    values,
    near: fc.array(items.near ?? items.values, { maxLength: 4 }),
  }
}

const names = ['id', 'عنوان', 'a b', 'é', 'x-1']

function objectOf(members: readonly Part[], more: object = {}): Part {
  const named = members.map((part, i) => [names[i] ?? `p${i}`, part] as const)
  const required = named.filter((_, i) => i % 2 === 0).map(([name]) => name)
  return {
    schema: {
      type: 'object',
      additionalProperties: false,
      required,
      properties: Object.fromEntries(named.map(([name, { schema }]) => [name, schema])),
      ...more,
    },
    values: fc.record(Object.fromEntries(named.map(([name, { values }]) => [name, values])), {
      requiredKeys: required,
    }),
    near: fc.record(
      Object.fromEntries(
        named.map(([name, { near, values }]) => [name, near ? fc.oneof(values, near) : values]),
      ),
      {
        requiredKeys: [],
      },
    ),
  }
}

const keys: readonly Part[] = [
  {
    schema: { type: 'string', minLength: 1, 'x-key': true },
    values: fc.constantFrom('a1', 'مفتاح', 'k"1'),
    near: words,
  },
  { schema: { type: 'integer', 'x-key': true }, values: fc.integer(), near: fc.constantFrom(-0, 1.5) },
]

export const records = fc
  .tuple(fc.option(fc.constantFrom(...keys)), fc.array(parts, { minLength: 1, maxLength: 4 }))
  .map(([key, members]) =>
    objectOf(key === null ? members : [key, ...members], {
      $defs: { short: { type: 'string', maxLength: 2 } },
    }),
  )

const escapeAll = (text: string) =>
  text.replaceAll(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Other spellings of the same JSON, and such as are no longer the same, or no JSON. */
const mutations: readonly ((line: string, random: number) => string | Buffer)[] = [
  line => line,
  escapeAll,
  line => escapeAll(line).toUpperCase().replaceAll('\\U', '\\u'),
  line => line.replaceAll(/[:,]/g, sign => ` ${sign}\t`),
  line => ` ${line}\r`,
  line => line.replaceAll(/\d+/g, digits => `${digits}.0`),
  line => line.replaceAll(/\d+/g, digits => `${digits}e0`),
  line => line.replaceAll(/\d+/g, digits => `0${digits}`),
  line => line.replaceAll(/\d+/g, digits => `-${digits}`),
  line => line.replaceAll(/\d+/g, digits => `${digits}12345678901234567890`),
  line => line.replaceAll(/\d+/g, digits => `${digits}.00000000000000000001`),
  line => line.replace('{', '{"id":"again",'),
  line => line.replace(/\{(.*)\}$/s, (_, inner) => `{${inner},${inner}}`),
  line => line.replaceAll('a', '\\u0061'),
  line => line.replaceAll('"', '"\\ud83d'),
  line => line.replaceAll('"', '"\\udc00'),
  line => line.replaceAll('"', '"\u0001'),
  (line, at) => line.slice(0, at % (line.length + 1)),
  (line, at) => line.slice(0, at % (line.length + 1)) + line.slice((at % (line.length + 1)) + 1),
  (line, at) => `${line.slice(0, at % (line.length + 1))}"${line.slice(at % (line.length + 1))}`,
  (line, at) => `${line.slice(0, at % (line.length + 1))}\\${line.slice(at % (line.length + 1))}`,
  (line, at) => `${line.slice(0, at % (line.length + 1))}\t${line.slice(at % (line.length + 1))}`,
  (line, at) => {
    const bytes = Buffer.from(line)
    bytes[at % bytes.length] = (at >> 8) % 256 === 0x0a ? 0 : at >> 8
    return bytes
  },
  (line, at) => `${line}${'[]{},'[at % 5]}`,
]

export const lineIn = (value: unknown, mutation: number, random: number): Buffer =>
  mutated(JSON.stringify(value), mutation, random)

export function mutated(line: string, mutation: number, random: number): Buffer {
  const other = mutations[mutation % mutations.length]?.(line, random) ?? ''
  return Buffer.from(Buffer.from(other).filter(byte => byte !== 0x0a))
}

export const samples = records.chain(({ schema, values, near }) =>
  fc.record({
    schema: fc.constant(schema),
    values: fc.array(fc.oneof(values, near ?? values), { minLength: 1, maxLength: 6 }),
    mutations: fc.array(fc.nat(1000), { minLength: 6, maxLength: 6 }),
    random: fc.nat(),
  }),
)

export const loaded = (schema: object, { columns }: Pick<Mode, 'columns'>): RecordSchema => {
  const text = JSON.stringify(schema)
  return columns ? loadSchema(text, 's.json') : loadForChecking(text, 's.json').schema
}
