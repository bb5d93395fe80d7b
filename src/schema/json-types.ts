import { choicesOf, conjunctsOf, saidBy } from './in-place.js'
import { isObject, type SchemaObject } from './keywords.js'

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object'
export type JsonTypes = ReadonlySet<JsonType>

const names: readonly JsonType[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object']
const anyType: JsonTypes = new Set(names)

/**
 * The types that a value may have that `schema` allows; never too few. `integer` stands beside `number` here. Each
 * schema object is read once: definitions that use each other many times would otherwise take exponential time.
 */
export function jsonTypesOf(schema: unknown, root: SchemaObject): JsonTypes {
  if (schema === false) return new Set()
  if (!isObject(schema)) return anyType
  const known = cacheOf(root)
  const found = known.get(schema)
  if (found !== undefined) return found
  // Where a schema comes back to itself it says nothing new.
  known.set(schema, anyType)
  const said = saidBy(schema, root)
  let types = ownTypes(said)
  for (const part of conjunctsOf(schema, root)) types = commonTypes(types, jsonTypesOf(part, root))
  for (const choice of choicesOf(said)) {
    types = commonTypes(types, new Set(choice.flatMap(branch => [...jsonTypesOf(branch, root)])))
  }
  known.set(schema, types)
  return types
}

const caches = new WeakMap<SchemaObject, WeakMap<SchemaObject, JsonTypes>>()

function cacheOf(root: SchemaObject): WeakMap<SchemaObject, JsonTypes> {
  const cache = caches.get(root) ?? new WeakMap()
  caches.set(root, cache)
  return cache
}

export function commonTypes(a: JsonTypes, b: JsonTypes): JsonTypes {
  const holds = (types: JsonTypes, type: JsonType) =>
    types.has(type) || (type === 'integer' && types.has('number'))
  return new Set(names.filter(type => holds(a, type) && holds(b, type)))
}

function ownTypes(said: SchemaObject): JsonTypes {
  let types = anyType
  const { type } = said
  if (typeof type === 'string' || Array.isArray(type)) {
    const listed = [type].flat().map(String)
    types = commonTypes(anyType, new Set(names.filter(name => listed.includes(name))))
  }
  const values = valuesOf(said)
  return values === undefined ? types : commonTypes(types, new Set(values.map(typeOfValue)))
}

/** The values that a schema lists. */
export function valuesOf(said: SchemaObject): readonly unknown[] | undefined {
  if ('const' in said) return [said['const']]
  return Array.isArray(said['enum']) ? said['enum'] : undefined
}

function typeOfValue(value: unknown): JsonType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  if (typeof value === 'boolean' || typeof value === 'string') return typeof value as 'boolean' | 'string'
  return 'object'
}
