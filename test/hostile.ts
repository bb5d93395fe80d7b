import fc from 'fast-check'
import type { Json } from '../src/schema/field.js'
import { branchesOf } from '../src/schema/in-place.js'
import { isObject, type SchemaObject } from '../src/schema/keywords.js'
import { resolveReference } from '../src/schema/reference.js'

/** A schema that nobody would write, and values made with it in mind: some fit, some do not. */
export interface Hostile {
  readonly schema: SchemaObject
  readonly records: readonly Json[]
}

const names = [
  'a', 'b', 'c', 'id', 'position', 'item', 'text', 'kind', 'A', 'constructor', 'toString', 'hasOwnProperty', 'valueOf',
  '$id', '$ref', '$anchor', '$schema', 'items', 'prefixItems', 'properties', 'a.b', 'a/b', '~0', 'a~b', '"', "'", ' ', 'نص',
  '😀', '_extra', '_extra_', '0', '10', 'n'.repeat(300), 'list', 'element', 'start', 'end', 'length',
] // biome-ignore format: a table
const rareNames = ['__proto__', '', 'a\u0000', '\ud800']

const values: readonly Json[] = [
  null, true, false, 0, -0, 1, 1.5, -7, 2147483648, 9007199254740993n, 1e18, 1e23, 2n ** 63n, 'x', '', '2020-02-29', '2020-02-30',
  '2020-01-31T12:00:00Z', [], {}, [1, 'x'], { a: 1 }, { id: 'x', position: 2 }, [null], [{ a: 'x' }], { constructor: [] },
] // biome-ignore format: a table

const name = fc.oneof(
  { weight: 50, arbitrary: fc.constantFrom('a', 'b', 'c', 'kind') },
  { weight: 100, arbitrary: fc.constantFrom(...names) },
  { weight: 1, arbitrary: fc.constantFrom(...rareNames) },
)
/** As a schema's own text has them: validators know no bigints. */
const plainValue = fc.constantFrom(...values.filter(value => typeof value !== 'bigint'))
const typeNames = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object']
const type = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...typeNames) },
  { weight: 2, arbitrary: fc.constantFrom('object', 'array') },
  { weight: 2, arbitrary: fc.uniqueArray(fc.constantFrom(...typeNames), { minLength: 1, maxLength: 3 }) },
)
const reference = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom('#/$defs/a', '#/$defs/b', '#/$defs/c', '#/$defs/a%20b') },
  { weight: 3, arbitrary: fc.constant('#') },
  {
    weight: 2,
    // biome-ignore format: a table
    arbitrary: fc.constantFrom(
      '#/definitions/a', '#/properties/a', '#/properties/b/items', '#x', '#y', 'inner', 'inner#x', 'inner#/properties/a',
      '#/$defs/a/properties/b', '#/x-defs/a', 'https://example.org/root', 'root', 'other.json',
    ),
  },
)

type Part = Readonly<Record<string, unknown>>
const one = (keyword: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<Part> =>
  value.map(found => ({ [keyword]: found }))

/** What is mostly refused is rare, or little else would be seen. */
const refusedParts: readonly fc.Arbitrary<Part>[] = [
  one('x-column', fc.constantFrom('timestamp', 'string', 'int32', 'int64')),
  one('nullable', fc.constantFrom(false, true)),
  one('$anchor', fc.constantFrom('x', 'y')),
  one('$dynamicAnchor', fc.constantFrom('x', 'y')),
  one('$id', fc.constantFrom('inner', 'other/', 'https://example.org/root', '#x')),
  one('$dynamicRef', reference),
  one('$recursiveRef', fc.constantFrom('#', '#', '#x')),
  one('$recursiveAnchor', fc.boolean()),
  one('$ref', fc.constant('other.json')),
  one('$schema', fc.constantFrom('https://json-schema.org/draft/2020-12/schema', 'x')),
]

const scalarParts: readonly fc.Arbitrary<Part>[] = [
  one('type', type),
  one('type', type),
  one('const', plainValue),
  one('enum', fc.uniqueArray(plainValue, { maxLength: 4, selector: value => JSON.stringify(value) })),
  one('format', fc.constantFrom('date', 'date-time', 'uri', 'int32')),
  one('minimum', fc.constantFrom(0, -5, 2 ** 40, 1e300)),
  one('maximum', fc.constantFrom(10, 2 ** 31 - 1, 2 ** 31, 0.5)),
  one('exclusiveMaximum', fc.constantFrom(10, 2 ** 31)),
  one('multipleOf', fc.constantFrom(1, 0.5, 3)),
  one('maxLength', fc.constantFrom(0, 1, 50)),
  one('pattern', fc.constantFrom('^x', '^\\d+$', '')),
  one('maxItems', fc.constantFrom(0, 2)),
  one('uniqueItems', fc.boolean()),
  one('minProperties', fc.constantFrom(0, 1)),
  one('required', fc.uniqueArray(name, { maxLength: 3 })),
  one('dependentRequired', fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), { maxKeys: 2 })),
  one('x-column', fc.constant('json')),
  fc.constant({ type: 'string', 'x-column': 'timestamp' }),
  fc.constant({ type: 'string', format: 'date' }),
  fc.constant({ type: 'integer', 'x-column': 'int32' }),
  one('$ref', reference),
  one('$ref', reference),
]

const subschema = fc.letrec<{ schema: unknown; object: Part; part: Part; map: Part; list: unknown[] }>(
  tie => {
    const schema = tie('schema')
    const map = tie('map')
    const list = tie('list')
    const nested: fc.Arbitrary<Part>[] = [
      one('properties', map),
      one('properties', map),
      one('properties', map),
      one('properties', map),
      one('patternProperties', fc.dictionary(fc.constantFrom('^x', '^a', ''), schema, { maxKeys: 2 })),
      one('additionalProperties', schema),
      one('additionalProperties', fc.boolean()),
      one('unevaluatedProperties', schema),
      one('propertyNames', schema),
      one('dependentSchemas', map),
      one('dependencies', map),
      one('items', schema),
      one('items', schema),
      fc.record({ type: fc.constant('array'), prefixItems: list }),
      one('additionalItems', schema),
      one('unevaluatedItems', schema),
      one('contains', schema),
      one('allOf', list),
      one('anyOf', list),
      one('oneOf', list),
      one(
        'anyOf',
        schema.map(found => [found, { type: 'null' }]),
      ),
      one('not', schema),
      fc
        .tuple(schema, schema, fc.option(schema, { nil: undefined }))
        .map(([test, yes, no]) =>
          Object.fromEntries([['if', test], ['then', yes], ...(no === undefined ? [] : [['else', no]])]),
        ),
      one('then', schema),
      fc.record({ type: fc.constant('object'), properties: map }),
      fc.record({ type: fc.constant('object'), properties: map, additionalProperties: fc.boolean() }),
      fc.record({ type: fc.constant('array'), items: schema }),
      branching(map),
      fc.record({
        type: fc.constant('array'),
        items: fc.record({
          type: fc.constantFrom('object', ['object', 'null']),
          properties: map,
          required: fc.uniqueArray(name, { maxLength: 2 }),
        }),
      }),
    ]
    return {
      part: fc.oneof(
        { maxDepth: 5, depthIdentifier: 'part' },
        { weight: 12, arbitrary: fc.oneof(...scalarParts) },
        { weight: 1, arbitrary: fc.oneof(...refusedParts) },
        ...nested.map(arbitrary => ({ weight: 1, arbitrary })),
      ),
      object: fc.array(tie('part'), { minLength: 0, maxLength: 3 }).map(parts => Object.assign({}, ...parts)),
      schema: fc.oneof({ weight: 12, arbitrary: tie('object') }, { weight: 1, arbitrary: fc.boolean() }),
      map: fc.array(fc.tuple(name, schema), { maxLength: 4 }).map(entries => Object.fromEntries(entries)),
      list: fc.array(schema, { minLength: 1, maxLength: 3 }),
    }
  },
)

/** Records of several kinds, each with properties of its own: what people write most. */
function branching(map: fc.Arbitrary<unknown>): fc.Arbitrary<Part> {
  const branches = fc
    .array(map, { minLength: 1, maxLength: 3 })
    .map(maps =>
      maps.map((own, i) => ({ properties: { ...(isObject(own) ? own : {}), kind: { const: i } } })),
    )
  return fc
    .tuple(fc.constantFrom('oneOf', 'anyOf', 'then', 'dependentSchemas'), branches)
    .map(([keyword, found]): Part => {
      const kind = { type: 'object', properties: { kind: { type: ['integer', 'string'] } } }
      if (keyword === 'dependentSchemas') return { ...kind, [keyword]: { kind: { ...found[0] } } }
      if (keyword !== 'then') return { ...kind, [keyword]: found }
      const test = { properties: { kind: { const: 0 } }, required: ['kind'] }
      return Object.fromEntries([...Object.entries(kind), ['if', test], ['then', found[0]]])
    })
}

const dialects = [
  'https://json-schema.org/draft/2020-12/schema',
  'https://json-schema.org/draft/2019-09/schema',
  'http://json-schema.org/draft-07/schema#',
]

const root = fc
  .record(
    {
      $schema: fc.constantFrom(...dialects),
      $id: fc.constantFrom(
        'https://example.org/root',
        'root',
        'urn:uuid:0c1a3f8e-3b1e-4b6e-9a53-6c4f0d1f2a3b',
      ),
      more: fc.oneof(subschema.object, branching(subschema.map)),
      properties: subschema.map,
      $defs: fc.record({
        a: subschema.schema,
        b: subschema.schema,
        c: subschema.schema,
        'a b': subschema.schema,
      }),
      definitions: fc.record({ a: subschema.schema }),
      'x-defs': fc.record({ a: subschema.schema }),
      key: fc.constantFrom('string', 'integer'),
      additionalProperties: fc.boolean(),
    },
    { requiredKeys: ['properties', '$defs'] },
  )
  .map(({ more, key, ...said }): SchemaObject => {
    const own = key === undefined ? {} : { id: { type: key, 'x-key': true } }
    const required = more?.['required']
    return {
      type: 'object',
      ...more,
      ...said,
      properties: { ...said.properties, ...own },
      ...(key !== undefined && { required: ['id', ...(Array.isArray(required) ? required : [])] }),
    }
  })

/** Numbers between 0 and 1 that decide what a value is made like. */
const tapes = fc.noShrink(
  fc.array(
    fc.noBias(fc.nat(9999)).map(n => n / 10_000),
    { minLength: 60, maxLength: 60 },
  ),
)

export const hostile: fc.Arbitrary<Hostile> = fc
  .tuple(root, fc.array(tapes, { minLength: 1, maxLength: 6 }))
  .map(([schema, runs]) => ({
    schema,
    records: runs.map((tape, i) => {
      const record = new Maker(schema, tape).instance(schema, 0)
      return isJsonObject(record) && Object.hasOwn(record, 'id') ? { ...record, id: idOf(schema, i) } : record
    }),
  }))

const isJsonObject = (value: Json): value is { readonly [key: string]: Json } => isObject(value)

function idOf(schema: SchemaObject, i: number): Json {
  const { id } = schema['properties'] as Record<string, unknown>
  if (!isObject(id) || id['x-key'] !== true) return i
  return id['type'] === 'string' ? `r${i}` : i
}

/** Makes values that a schema may allow, without proof. */
class Maker {
  private at = 0
  constructor(
    private readonly root: SchemaObject,
    private readonly tape: readonly number[],
  ) {}

  private next(): number {
    return this.tape[this.at++ % this.tape.length] ?? 0
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.next() * from.length)]
  }

  instance(schema: unknown, depth: number): Json {
    if (depth > 5 || this.next() < 0.03) return this.pick(values) ?? null
    const parts = this.parts(schema, 0)
    for (const part of parts) {
      if ('const' in part) return part['const'] as Json
      if (Array.isArray(part['enum'])) return (this.pick(part['enum']) ?? null) as Json
    }
    const said = parts.flatMap(part => (part['type'] === undefined ? [] : [[part['type']].flat()]))
    const common = typeNames.filter(type => said.every(types => types.includes(type)))
    return this.ofType(String(this.pick(common) ?? this.pick(typeNames)), parts, depth)
  }

  private parts(schema: unknown, depth: number): SchemaObject[] {
    if (!isObject(schema) || depth > 6) return []
    const all = [schema.allOf].flat()
    const inside = [
      ...['$ref', '$dynamicRef', '$recursiveRef'].map(keyword => {
        const to = schema[keyword]
        return typeof to === 'string' ? resolveReference(to, this.root, schema) : undefined
      }),
      ...all,
      Array.isArray(schema.anyOf) ? this.pick(schema.anyOf) : undefined,
      Array.isArray(schema.oneOf) ? this.pick(schema.oneOf) : undefined,
      this.next() < 0.5 ? schema.then : schema.else,
      this.next() < 0.5 ? schema.if : undefined,
    ]
    return [schema, ...inside.flatMap(part => this.parts(part, depth + 1))]
  }

  private ofType(type: string, parts: readonly SchemaObject[], depth: number): Json {
    if (type === 'object') return this.object(parts, depth)
    if (type === 'array') return this.array(parts, depth)
    if (type === 'null') return null
    if (type === 'boolean') return this.next() < 0.5
    const found = values.filter(value => {
      if (type === 'string') return typeof value === 'string'
      if (type === 'number') return typeof value === 'number' || typeof value === 'bigint'
      return typeof value === 'bigint' || Number.isInteger(value)
    })
    if (type === 'string' && parts.some(part => part['format'] === 'date')) return '2020-02-29'
    return this.pick(found) ?? null
  }

  private object(parts: readonly SchemaObject[], depth: number): Json {
    const required = new Set(parts.flatMap(part => (Array.isArray(part['required']) ? part['required'] : [])))
    const entries: [string, Json][] = []
    for (const part of parts) {
      for (const [key, schema] of isObject(part['properties']) ? Object.entries(part['properties']) : []) {
        if (schema !== false && (required.has(key) || this.next() < 0.7))
          entries.push([key, this.instance(schema, depth + 1)])
      }
    }
    for (const key of required) {
      if (!entries.some(([known]) => known === key)) entries.push([String(key), this.pick(values) ?? null])
    }
    // What a branch declares may stand in a record of another one.
    const elsewhere = parts.flatMap(branchesOf).map(branch => (isObject(branch) ? branch['properties'] : {}))
    for (const key of elsewhere.filter(isObject).flatMap(Object.keys)) {
      if (this.next() < 0.2 && !entries.some(([known]) => known === key))
        entries.push([key, this.pick(values) ?? null])
    }
    if (this.next() < 0.1)
      entries.push([this.pick([...names, ...rareNames]) ?? 'a', this.pick(values) ?? null])
    return Object.fromEntries(entries)
  }

  private array(parts: readonly SchemaObject[], depth: number): Json {
    const lists = parts.flatMap(part => [part['prefixItems'], part['items']].filter(Array.isArray))
    const all = parts.flatMap(part =>
      'items' in part && !Array.isArray(part['items']) ? [part['items']] : [],
    )
    const length = Math.floor(this.next() * 4)
    return Array.from({ length }, (_, i) => this.instance(lists[0]?.[i] ?? all[0] ?? true, depth + 1))
  }
}
