import { branchesOf, choicesOf, conjunctsOf, inPlaceOf, saidBy } from './in-place.js'
import { commonTypes, type JsonType, jsonTypesOf, valuesOf } from './json-types.js'
import { isObject, type SchemaObject } from './keywords.js'
import { targetsOf } from './reference.js'

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
  constructor(readonly target: SchemaObject) {
    super('recursive schema')
  }
}

export interface Resolver {
  readonly root: SchemaObject
  /** Targets of references followed on the way here. */
  readonly followed: ReadonlySet<SchemaObject>
  /** What describes the record itself: a property that refers to it cannot be a struct. */
  readonly ofRecord: ReadonlySet<SchemaObject>
}

/** Reads the shape of `schemas`, which hold all at once. Throws Recursion. */
export function shapeOf(schemas: readonly unknown[], resolver: Resolver): Shape {
  const { root } = resolver
  let types: ReadonlySet<JsonType> = jsonTypesOf({ allOf: schemas }, root)
  const { parts, settled } = partsOf(schemas, types, resolver)
  if (types.has('number')) types = new Set([...types].filter(type => type !== 'integer'))
  const properties = new Map<string, unknown[]>()
  for (const part of parts) declare(part['properties'], properties)
  const [least, greatest] = listedRange(parts)
  return {
    types,
    keywords: mergeKeywords(parts),
    properties,
    conditional: conditionalProperties(parts, settled, properties, resolver),
    required: new Set(
      parts.flatMap(part => (Array.isArray(part['required']) ? part['required'].map(String) : [])),
    ),
    items: parts.flatMap(part => ('items' in part && !Array.isArray(part['items']) ? [part['items']] : [])),
    tuple: parts.some(part => 'prefixItems' in part || Array.isArray(part['items'])),
    undeclared: undeclaredKeys(parts, resolver),
    minimum: parts.map(lowerBound).reduce((a, b) => Math.max(a, b), least),
    maximum: parts.map(upperBound).reduce((a, b) => Math.min(a, b), greatest),
  }
}

/** What the schemas say and all that they refer to or hold in `allOf`; `settled` are the choices that are none. */
function partsOf(schemas: readonly unknown[], types: ReadonlySet<JsonType>, resolver: Resolver) {
  const { root, followed } = resolver
  const parts: SchemaObject[] = []
  const settled = new Set<unknown>()
  const seen = new Set<SchemaObject>()
  const add = (schema: unknown): void => {
    if (!isObject(schema) || seen.has(schema)) return
    seen.add(schema)
    parts.push(saidBy(schema, root))
    for (const target of targetsOf(schema, root)) {
      if (isObject(target) && followed.has(target)) throw new Recursion(target)
    }
    for (const part of conjunctsOf(schema, root)) add(part)
  }
  for (const schema of schemas) add(schema)
  // `anyOf: [X, null]` is X or null, so X's keywords hold; any other choice stays a choice. Parts grow on the way.
  for (const part of parts) {
    for (const choice of choicesOf(part)) {
      const others = choice.filter(branch =>
        [...commonTypes(types, jsonTypesOf(branch, root))].some(type => type !== 'null'),
      )
      if (others.length !== 1) continue
      settled.add(choice)
      add(others[0])
    }
  }
  return { parts, settled }
}

export function follow(resolver: Resolver, targets: Iterable<SchemaObject>): Resolver {
  return { ...resolver, followed: new Set([...resolver.followed, ...targets]) }
}

/** What references lead to that stand in `schema` itself, not inside its properties: followed on the way down. */
export function referredToBy(schema: unknown, root: SchemaObject): ReadonlySet<SchemaObject> {
  const found = new Set<SchemaObject>()
  for (const part of inPlaceOf(schema, root)) {
    for (const target of targetsOf(part, root)) if (isObject(target)) found.add(target)
  }
  return found
}

function mergeKeywords(parts: readonly SchemaObject[]): SchemaObject {
  const merged = new Map<string, unknown>()
  for (const part of parts) {
    for (const [keyword, value] of Object.entries(part)) if (!merged.has(keyword)) merged.set(keyword, value)
  }
  return Object.fromEntries(merged)
}

/** Adds the schemas of properties by their names. One that says `false` of a property does not declare it. */
function declare(properties: unknown, into: Map<string, unknown[]>): void {
  if (!isObject(properties)) return
  for (const [name, schema] of Object.entries(properties)) {
    const known = into.get(name)
    if (known === undefined) into.set(name, [schema])
    else known.push(schema)
  }
}

/** Properties that stand only in branches, and in branches of these. */
function conditionalProperties(
  parts: readonly SchemaObject[],
  settled: ReadonlySet<unknown>,
  own: ReadonlyMap<string, unknown>,
  resolver: Resolver,
): ReadonlyMap<string, readonly unknown[]> {
  const found = new Map<string, unknown[]>()
  for (const branch of insideBranches(parts, settled, resolver)) declare(branch['properties'], found)
  return new Map(
    [...found].flatMap(([name, schemas]): [string, unknown[]][] => {
      const allowing = schemas.filter(schema => schema !== false)
      return own.has(name) || allowing.length === 0 ? [] : [[name, allowing]]
    }),
  )
}

function insideBranches(
  parts: readonly SchemaObject[],
  settled: ReadonlySet<unknown>,
  { root, followed }: Resolver,
): SchemaObject[] {
  const found: SchemaObject[] = []
  const seen = new Set<unknown>(parts)
  const add = (schema: unknown): void => {
    if (!isObject(schema) || seen.has(schema)) return
    seen.add(schema)
    const said = saidBy(schema, root)
    found.push(said)
    for (const target of targetsOf(schema, root)) {
      if (isObject(target) && followed.has(target)) throw new Recursion(target)
    }
    for (const part of conjunctsOf(schema, root)) add(part)
    for (const branch of branchesOf(said)) add(branch)
  }
  for (const part of parts) {
    const settledHere = new Set(
      choicesOf(part)
        .filter(choice => settled.has(choice))
        .flat(),
    )
    for (const branch of branchesOf(part)) if (!settledHere.has(branch)) add(branch)
  }
  return found
}

function undeclaredKeys(parts: readonly SchemaObject[], { root }: Resolver): Shape['undeclared'] {
  const hasPatterns = (part: SchemaObject): boolean =>
    isObject(part['patternProperties']) && Object.keys(part['patternProperties']).length > 0
  if (parts.some(hasPatterns)) return 'open'
  if (parts.some(part => part['additionalProperties'] === false)) return 'closed'
  const said = parts.flatMap(part => [part['additionalProperties'], part['unevaluatedProperties']])
  if (said.every(value => value === undefined)) return 'unstated'
  if (!said.includes(false)) return 'open'
  // What a branch lets in is evaluated, and so `unevaluatedProperties: false` lets it in too.
  const opens = (part: SchemaObject): boolean => {
    const open = [part['additionalProperties'], part['unevaluatedProperties']]
    return hasPatterns(part) || open.some(value => value !== undefined && value !== false)
  }
  const branches = parts.flatMap(branchesOf).flatMap(branch => [...inPlaceOf(branch, root)])
  return branches.some(opens) ? 'open' : 'closed'
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

/** The least and the greatest number that a schema lists; without bounds where none is listed. */
function listedRange(parts: readonly SchemaObject[]): readonly [least: number, greatest: number] {
  const numbers = parts
    .flatMap(part => valuesOf(part) ?? [])
    .filter((value): value is number => typeof value === 'number')
  if (numbers.length === 0) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  return [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))]
}
