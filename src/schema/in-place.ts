import { dialectOf, isObject, type SchemaObject } from './keywords.js'
import { targetsOf } from './reference.js'

/**
 * What a schema says of its own, as its dialect reads it: beside `$ref` draft-07 ignores every other keyword, of which
 * annotations are kept here.
 */
export function saidBy(schema: SchemaObject, root: SchemaObject): SchemaObject {
  if (typeof schema['$ref'] !== 'string' || dialectOf(root) !== 'draft-07') return schema
  return Object.fromEntries(
    Object.entries(schema).filter(([keyword]) => annotations.has(keyword) || keyword.startsWith('x-')),
  )
}

const annotations = new Set(['$ref', 'title', 'description', '$comment', 'default', 'examples'])

/** Schemas that hold wherever `schema` does, of the same value. */
export function conjunctsOf(schema: SchemaObject, root: SchemaObject): unknown[] {
  const { allOf } = saidBy(schema, root)
  return [...targetsOf(schema, root), ...(Array.isArray(allOf) ? allOf : [])]
}

/** Lists of schemas of which one at least holds. */
export function choicesOf(said: SchemaObject): unknown[][] {
  return [said['anyOf'], said['oneOf']].filter(Array.isArray)
}

/** Schemas that hold of the same value now and then: branches. */
export function branchesOf(said: SchemaObject): unknown[] {
  return [
    ...choicesOf(said).flat(),
    said['if'],
    said['then'],
    said['else'],
    ...membersOf(said['dependentSchemas']),
    ...membersOf(said['dependencies']),
  ]
}

const membersOf = (value: unknown): unknown[] => (isObject(value) ? Object.values(value) : [])

/** All schemas that may look at the value that `schema` looks at, `schema` first. */
export function inPlaceOf(schema: unknown, root: SchemaObject): ReadonlySet<SchemaObject> {
  const found = new Set<SchemaObject>()
  const waiting = isObject(schema) ? [schema] : []
  for (const next of waiting) {
    if (found.has(next)) continue
    found.add(next)
    for (const neighbour of neighboursOf(next, root)) waiting.push(neighbour)
  }
  return found
}

/** The schemas that `schema` itself hands its own value to. */
export function neighboursOf(schema: SchemaObject, root: SchemaObject): SchemaObject[] {
  const said = saidBy(schema, root)
  return [...conjunctsOf(schema, root), ...branchesOf(said), said['not']].filter(isObject)
}
