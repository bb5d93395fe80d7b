import { valueAt } from '../text/pointer.js'
import { isObject, type SchemaObject, subschemas } from './keywords.js'

type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object'
const allTypes: readonly JsonType[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object']

/** What a conjunction of schemas says about one value, with local references and `allOf` followed. */
export interface Shape {
  /** The types that a value may have. `integer` is not listed beside `number`. */
  readonly types: ReadonlySet<JsonType>
  /** All keywords said, the first to say one wins; `type`, `properties` and the like are read elsewhere. */
  readonly keywords: SchemaObject
  /** Each property's schemas (a conjunction), in the order of first mention. */
  readonly properties: ReadonlyMap<string, readonly unknown[]>
  /** Properties that only a branch (`anyOf`, `then`, …) declares: alternatives. */
  readonly conditional: ReadonlyMap<string, readonly unknown[]>
  readonly required: ReadonlySet<string>
  /** Schemas of every item; empty when nothing is said or when positions differ (a tuple). */
  readonly items: readonly unknown[]
  readonly tuple: boolean
  /** What becomes of undeclared keys. */
  readonly undeclared: 'unstated' | 'closed' | 'open'
  /** Bounds of integers, both inclusive. */
  readonly minimum: number
  readonly maximum: number
}

/** A schema that refers to itself has no columns of its own. Caught where the reference was followed. */
export class Recursion extends Error {
  constructor(readonly reference: string) {
    super(`recursive schema ${reference}`)
  }
}

export interface Resolver {
  readonly root: SchemaObject
  /** References followed on the way here. */
  readonly followed: readonly string[]
  /** References that mean the record itself: a property that uses one cannot be a struct. */
  readonly rootReferences: readonly string[]
}

/** Reads the shape of `schemas`, which hold all at once. Throws Recursion. */
export function shapeOf(schemas: readonly unknown[], resolver: Resolver): Shape {
  const parts = schemas.flatMap(schema => flatten(schema, resolver))
  const besideNull = new Set<SchemaObject>()
  let types: ReadonlySet<JsonType> = new Set(allTypes)
  for (const part of parts) {
    types = intersection(
      types,
      besideNull.has(part) ? new Set([...ownTypes(part), 'null' as const]) : ownTypes(part),
    )
    for (const branches of [part['anyOf'], part['oneOf']].filter(Array.isArray)) {
      const shapes = branches.map((branch: unknown) => shapeOf([branch], resolver))
      types = intersection(types, new Set(shapes.flatMap(shape => [...shape.types])))
      // `anyOf: [X, null]` is X or null, so X's keywords hold; any other choice stays a choice.
      const others = branches.filter((_, i) => [...shapes[i]!.types].some(type => type !== 'null'))
      if (others.length !== 1) continue
      for (const other of flatten(others[0], resolver)) {
        besideNull.add(other)
        parts.push(other)
      }
    }
  }
  if (types.has('number')) types = new Set([...types].filter(type => type !== 'integer'))

  const properties = new Map<string, unknown[]>()
  for (const part of parts) {
    for (const [name, schema] of entriesOf(part['properties'])) {
      properties.set(name, [...(properties.get(name) ?? []), schema])
    }
  }
  return {
    types,
    keywords: mergeKeywords(parts),
    properties,
    conditional: conditionalProperties(parts, properties, resolver),
    required: new Set(
      parts.flatMap(part => (Array.isArray(part['required']) ? part['required'].map(String) : [])),
    ),
    items: parts.flatMap(part => ('items' in part && !Array.isArray(part['items']) ? [part['items']] : [])),
    tuple: parts.some(part => 'prefixItems' in part || Array.isArray(part['items'])),
    undeclared: undeclaredKeys(parts),
    minimum: Math.max(...parts.map(lowerBound), smallest(parts)),
    maximum: Math.min(...parts.map(upperBound), largest(parts)),
  }
}

/** The schema that a local reference names; undefined where there is none. */
export function resolveReference(reference: string, root: SchemaObject): unknown {
  const base = typeof root['$id'] === 'string' ? root['$id'] : ''
  const local = base !== '' && reference.startsWith(base) ? reference.slice(base.length) || '#' : reference
  if (!local.startsWith('#')) {
    for (const [schema] of subschemas(root)) if (schema['$id'] === reference) return schema
    return undefined
  }
  const fragment = decodeFragment(local.slice(1))
  if (fragment === '' || fragment.startsWith('/')) return valueAt(root, fragment)
  for (const [schema] of subschemas(root)) {
    if (schema['$anchor'] === fragment || schema['$dynamicAnchor'] === fragment) return schema
  }
  return undefined
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}

/** The schema itself and all that it refers to or holds in `allOf`, as one list. */
function flatten(schema: unknown, resolver: Resolver): SchemaObject[] {
  if (!isObject(schema)) return []
  const parts: SchemaObject[] = [schema]
  for (const keyword of ['$ref', '$dynamicRef', '$recursiveRef']) {
    const reference = schema[keyword]
    if (typeof reference !== 'string') continue
    if (resolver.followed.includes(reference)) throw new Recursion(reference)
    parts.push(...flatten(resolveReference(reference, resolver.root), follow(resolver, reference)))
  }
  if (Array.isArray(schema['allOf'])) parts.push(...schema['allOf'].flatMap(part => flatten(part, resolver)))
  return parts
}

export function follow(resolver: Resolver, ...references: string[]): Resolver {
  return { ...resolver, followed: [...resolver.followed, ...references] }
}

/** References that stand in `schemas` themselves (not inside their properties): followed on the way down. */
export function referencesOf(schemas: readonly unknown[], resolver: Resolver): string[] {
  const found: string[] = []
  const visit = (schema: unknown): void => {
    if (!isObject(schema)) return
    for (const keyword of ['$ref', '$dynamicRef', '$recursiveRef']) {
      const reference = schema[keyword]
      if (typeof reference === 'string' && !found.includes(reference)) {
        found.push(reference)
        visit(resolveReference(reference, resolver.root))
      }
    }
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      const branches = schema[keyword]
      if (Array.isArray(branches)) branches.forEach(visit)
    }
  }
  schemas.forEach(visit)
  return found
}

function ownTypes(part: SchemaObject): ReadonlySet<JsonType> {
  let types = new Set(allTypes)
  const said = part['type']
  if (typeof said === 'string' || Array.isArray(said)) {
    const names = [said].flat().map(String)
    types = new Set(
      allTypes.filter(type => names.includes(type) || (type === 'integer' && names.includes('number'))),
    )
  }
  const values = 'const' in part ? [part['const']] : Array.isArray(part['enum']) ? part['enum'] : undefined
  if (values === undefined) return types
  return intersection(types, new Set(values.map(typeOfValue)))
}

function typeOfValue(value: unknown): JsonType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  if (typeof value === 'boolean' || typeof value === 'string') return typeof value as 'boolean' | 'string'
  return 'object'
}

function intersection(a: ReadonlySet<JsonType>, b: ReadonlySet<JsonType>): Set<JsonType> {
  return new Set(
    allTypes.filter(type => {
      const inA = a.has(type) || (type === 'integer' && a.has('number'))
      const inB = b.has(type) || (type === 'integer' && b.has('number'))
      return inA && inB
    }),
  )
}

function mergeKeywords(parts: readonly SchemaObject[]): SchemaObject {
  const merged = new Map<string, unknown>()
  for (const part of parts) {
    for (const [keyword, value] of Object.entries(part)) if (!merged.has(keyword)) merged.set(keyword, value)
  }
  return Object.fromEntries(merged)
}

/** Properties that stand only in branches. A branch that says `false` of a property does not declare it. */
function conditionalProperties(
  parts: readonly SchemaObject[],
  own: ReadonlyMap<string, unknown>,
  resolver: Resolver,
): ReadonlyMap<string, readonly unknown[]> {
  const found = new Map<string, unknown[]>()
  for (const part of parts) {
    const branches = [part['anyOf'], part['oneOf']].filter(Array.isArray).flat()
    branches.push(
      part['if'],
      part['then'],
      part['else'],
      ...entriesOf(part['dependentSchemas']).map(([, schema]) => schema),
    )
    for (const branch of branches.flatMap(schema => flatten(schema, resolver))) {
      for (const [name, schema] of entriesOf(branch['properties'])) {
        if (own.has(name) || schema === false) continue
        found.set(name, [...(found.get(name) ?? []), schema])
      }
    }
  }
  return found
}

function undeclaredKeys(parts: readonly SchemaObject[]): Shape['undeclared'] {
  if (
    parts.some(
      part => isObject(part['patternProperties']) && Object.keys(part['patternProperties']).length > 0,
    )
  ) {
    return 'open'
  }
  const said = parts.flatMap(part => [part['additionalProperties'], part['unevaluatedProperties']])
  if (said.includes(false)) return 'closed'
  return said.some(value => value !== undefined) ? 'open' : 'unstated'
}

const numberOr = (value: unknown, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise

function lowerBound(part: SchemaObject): number {
  const exclusive = numberOr(part['exclusiveMinimum'], Number.NEGATIVE_INFINITY)
  return Math.max(numberOr(part['minimum'], Number.NEGATIVE_INFINITY), Math.floor(exclusive) + 1)
}

function upperBound(part: SchemaObject): number {
  const exclusive = numberOr(part['exclusiveMaximum'], Number.POSITIVE_INFINITY)
  return Math.min(numberOr(part['maximum'], Number.POSITIVE_INFINITY), Math.ceil(exclusive) - 1)
}

const listed = (parts: readonly SchemaObject[]): number[] =>
  parts
    .flatMap(part => ('const' in part ? [part['const']] : Array.isArray(part['enum']) ? part['enum'] : []))
    .filter((value): value is number => typeof value === 'number')

const smallest = (parts: readonly SchemaObject[]): number =>
  listed(parts).length > 0 ? Math.min(...listed(parts)) : Number.NEGATIVE_INFINITY
const largest = (parts: readonly SchemaObject[]): number =>
  listed(parts).length > 0 ? Math.max(...listed(parts)) : Number.POSITIVE_INFINITY

function entriesOf(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : []
}
