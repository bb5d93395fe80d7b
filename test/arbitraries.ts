import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Format } from '../src/formats/format.js'
import { makeBatch } from '../src/records/batch.js'
import { canonicalFor } from '../src/records/canonical.js'
import {
  EXTRA,
  type Field,
  type Json,
  type JsonObject,
  type RecordSchema,
  type ScalarKind,
} from '../src/schema/field.js'

/** Records and the schema that they keep to. */
export interface Sample {
  readonly schema: RecordSchema
  readonly records: readonly JsonObject[]
}

/** Field trees of every kind, nested and nullable, with records that make use of it. */
export function samples(): fc.Arbitrary<Sample> {
  const members = fc.uniqueArray(member(3), { minLength: 1, maxLength: 6, selector: ({ name }) => name })
  const roots = fc
    .record({ members, open: fc.boolean() })
    .map((shape): Shape => ({ kind: 'struct', ...shape }))
  return roots.chain(shape => {
    const schema = schemaOf(structFields(shape, ''))
    return fc.array(objectOf(shape), { maxLength: 12 }).map(records => ({ schema, records }))
  })
}

/** A schema that holds these fields and nothing else. */
export function schemaOf(fields: readonly Field[]): RecordSchema {
  return {
    path: 'schema.json',
    text: '{}',
    json: {},
    fields,
    keyField: undefined,
    textField: undefined,
    roles: new Map(),
  }
}

/** A field, to be written in a line; `fields` are those of a struct, `items` those of a list. */
export function field(name: string, kind: ScalarKind, more: Partial<Field> = {}): Field {
  return { name, kind, pointer: `/${name}`, nullable: false, allowsNull: false, schema: {}, ...more } as Field
}

/** Writes records in a format, reads the file back, and gives what was read and the bytes. */
export async function roundTrip(
  format: Format,
  { schema, records }: Sample,
  batchSize = 5,
): Promise<Written> {
  const bytes = await written(format, { schema, records }, batchSize)
  const read: JsonObject[] = []
  const lines: string[] = []
  await withFile(bytes, async path => {
    for await (const batch of format.read({ '': path }, schema)) {
      read.push(...batch.records)
      lines.push(...Buffer.from(batch.lines()).toString('utf8').split('\n').slice(0, -1))
    }
  })
  return { read, lines, bytes }
}

export interface Written {
  readonly read: readonly JsonObject[]
  readonly lines: readonly string[]
  readonly bytes: Uint8Array
}

/** The bytes that a format of one table makes of records. */
export async function written(
  format: Format,
  { schema, records }: Sample,
  batchSize = 5,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  const writer = await format.open(() => ({ write: bytes => chunks.push(Buffer.from(bytes)) }), schema)
  const { line } = canonicalFor(schema.fields)
  for (let i = 0; i < records.length; i += batchSize) {
    const run = records.slice(i, i + batchSize)
    writer.append(makeBatch(schema, run, run.map(line)))
  }
  writer.close()
  return Buffer.concat(chunks)
}

export async function withFile<T>(bytes: Uint8Array, use: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'warraq-'))
  try {
    const path = join(folder, 'file')
    writeFileSync(path, bytes)
    return await use(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A record as every format gives it back: absent keys whose schema allows null are null, and −0 is 0. */
export function normalised(record: JsonObject, fields: readonly Field[]): JsonObject {
  const declared = fields.filter(({ name }) => name !== EXTRA)
  const names = new Set(declared.map(({ name }) => name))
  return Object.fromEntries([
    ...declared.flatMap((field): [string, Json][] => {
      const value = Object.hasOwn(record, field.name) ? record[field.name] : undefined
      if (value == null) return field.allowsNull ? [[field.name, null]] : []
      return [[field.name, normalisedValue(value, field)]]
    }),
    ...Object.entries(record).filter(([key]) => !names.has(key)),
  ])
}

function normalisedValue(value: Json, field: Field): Json {
  if (value === null) return null
  if (field.kind === 'struct') return normalised(value as JsonObject, field.fields)
  if (field.kind === 'list') return (value as readonly Json[]).map(item => normalisedValue(item, field.items))
  return value === 0 ? 0 : value
}

/** A value that test runners compare faithfully: objects as sorted entries, so that no key is special. */
export function comparable(value: Json | undefined): unknown {
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null) return value === 0 ? 0 : value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return { entries: entries.map(([key, member]) => [key, comparable(member)]) }
}

// Shapes: what a value looks like, before names and pointers.

type Shape =
  | { readonly kind: ScalarKind }
  | { readonly kind: 'list'; readonly items: Shape; readonly nullableItems: boolean }
  | StructShape

interface StructShape {
  readonly kind: 'struct'
  readonly members: readonly Member[]
  readonly open: boolean
}

interface Member {
  readonly name: string
  readonly shape: Shape
  readonly required: boolean
  readonly allowsNull: boolean
}

const names = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'c',
    'd',
    'list',
    'element',
    'key',
    'value',
    'item',
    'constructor',
    'toString',
    'نص',
    'a.b',
    'a b',
    '',
  ),
  fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme' }),
)

const texts = fc.oneof(
  fc.constantFrom(
    '',
    '\0',
    'a\0b',
    '\u2028\u2029\u0085',
    '\ufeffبسم',
    '👩‍👩‍👧',
    'e\u0301',
    'مُسْلِم',
    '"\\\n\r\t',
    '\u{10ffff}',
    '\ue000\uffff',
    'null',
  ),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
)

const keys = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', EXTRA, '10', '9', 'a', ''),
  texts,
)

const safeIntegers = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(2 ** 53 - 1, 1 - 2 ** 53, 2 ** 31, 0),
)
const int64s = fc.oneof(
  safeIntegers,
  fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, -(2n ** 53n), 2n ** 53n + 1n),
  fc.bigInt(2n ** 53n, 2n ** 63n - 1n),
)
const doubles = fc.double({ noNaN: true, noDefaultInfinity: true })
/** A double that is a large integer would come back from JSON as a bigint of the same digits. */
const decimals = doubles
  .filter(value => !Number.isInteger(value) || Number.isSafeInteger(value))
  .map(value => (value === 0 ? 0 : value))

const jsons: fc.Arbitrary<Json> = fc.letrec<{ value: Json; list: Json[]; object: JsonObject }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    texts,
    fc.constant(null),
    fc.boolean(),
    decimals,
    int64s,
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  object: fc
    .array(fc.tuple(keys, tie('value')), { maxLength: 4 })
    .map(entries => Object.fromEntries(entries)),
})).value

/** Day and microsecond from the epoch, spelled by the platform's own calendar. */
const dates = fc
  .integer({ min: -719_528, max: 2_932_896 })
  .map(days => new Date(days * 86_400_000).toISOString().slice(0, 10))
const timestamps = fc
  .tuple(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), fc.constantFrom(0, 1, 120, 999))
  .map(([millis, micros]) => {
    const [whole, milliseconds = ''] = new Date(millis).toISOString().slice(0, -1).split('.')
    const fraction = `${milliseconds}${String(micros).padStart(3, '0')}`.replace(/0+$/, '')
    return `${whole}${fraction && '.'}${fraction}Z`
  })

const scalars: Record<ScalarKind, fc.Arbitrary<Json>> = {
  string: texts,
  int32: fc.oneof(fc.integer(), fc.constantFrom(2 ** 31 - 1, -(2 ** 31))),
  int64: int64s,
  float64: fc.oneof(doubles, fc.constantFrom(5e-324, Number.MAX_VALUE, 0.1, -0, 1e22)),
  boolean: fc.boolean(),
  date: dates,
  timestamp: timestamps,
  json: jsons.filter(value => value !== null),
}

function member(depth: number): fc.Arbitrary<Member> {
  return fc.record({ name: names, shape: shapes(depth), required: fc.boolean(), allowsNull: fc.boolean() })
}

function shapes(depth: number): fc.Arbitrary<Shape> {
  const scalar = fc.constantFrom<ScalarKind>(
    'string',
    'int32',
    'int64',
    'float64',
    'boolean',
    'date',
    'timestamp',
    'json',
  )
  const leaf = scalar.map((kind): Shape => ({ kind }))
  if (depth === 0) return leaf
  const list = fc.record({ items: shapes(depth - 1), nullableItems: fc.boolean() })
  const members = fc.uniqueArray(member(depth - 1), {
    minLength: 1,
    maxLength: 3,
    selector: ({ name }) => name,
  })
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 2, arbitrary: list.map((shape): Shape => ({ kind: 'list', ...shape })) },
    {
      weight: 2,
      arbitrary: fc
        .record({ members, open: fc.boolean() })
        .map((shape): Shape => ({ kind: 'struct', ...shape })),
    },
  )
}

function valuesOf(shape: Shape): fc.Arbitrary<Json> {
  if (shape.kind === 'struct') return objectOf(shape)
  if (shape.kind !== 'list') return scalars[shape.kind]
  const item = shape.nullableItems ? fc.option(valuesOf(shape.items)) : valuesOf(shape.items)
  return fc.array(item, { maxLength: 4 })
}

function objectOf(shape: Shape): fc.Arbitrary<JsonObject> {
  if (shape.kind !== 'struct') throw new TypeError('not a struct')
  const declared = shape.members.map(({ name, shape: inner, required, allowsNull }) => {
    let value: fc.Arbitrary<Json | undefined> = valuesOf(inner)
    if (allowsNull) value = fc.option(value)
    if (!required) value = fc.option(value, { nil: undefined })
    return value.map((found): [string, Json][] => (found === undefined ? [] : [[name, found]]))
  })
  const names = new Set(shape.members.map(({ name }) => name))
  const undeclared = fc
    .array(fc.tuple(keys, jsons), { maxLength: shape.open ? 3 : 0 })
    .map(entries => entries.filter(([key]) => !names.has(key)))
  return fc.tuple(...declared, undeclared).map(parts => Object.fromEntries(parts.flat()))
}

function structFields(shape: Shape, pointer: string): Field[] {
  if (shape.kind !== 'struct') return []
  const fields = shape.members.map(({ name, shape: inner, required, allowsNull }) =>
    fieldOf(name, inner, `${pointer}/${name}`, allowsNull || !required, allowsNull),
  )
  const extra = {
    ...field(EXTRA, 'json', { nullable: true }),
    pointer: `${pointer}/${EXTRA}`,
    extra: true,
  } as Field
  return shape.open ? [...fields, extra] : fields
}

function fieldOf(name: string, shape: Shape, pointer: string, nullable: boolean, allowsNull: boolean): Field {
  const base = { name, pointer, nullable, allowsNull, schema: {} }
  if (shape.kind === 'struct') return { ...base, kind: 'struct', fields: structFields(shape, pointer) }
  if (shape.kind !== 'list') return { ...base, kind: shape.kind }
  const { items, nullableItems } = shape
  return {
    ...base,
    kind: 'list',
    items: fieldOf('item', items, `${pointer}/*`, nullableItems, nullableItems),
  }
}
