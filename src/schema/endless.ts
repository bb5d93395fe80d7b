import { isObject, type SchemaObject, subschemas } from './keywords.js'
import type { Resource, Resources } from './resources.js'

const single = ['not', 'if', 'then', 'else']
const lists = ['allOf', 'anyOf', 'oneOf']
const maps = ['dependentSchemas', 'dependencies']
const references = ['$ref', '$dynamicRef', '$recursiveRef']

/** A reference, and the pointer of the schema that it stands in. */
export interface Endless {
  readonly reference: string
  readonly pointer: string
}

/**
 * References that lead back to themselves while still looking at the same value: checking one would never end. A dynamic
 * reference may lead to any anchor of its name.
 */
export function* endlessReferences(document: unknown, resources: Resources): Generator<Endless> {
  const state = new Map<SchemaObject, 'open' | 'done'>()
  const inDocument = new Map([...subschemas(document)])
  for (const [schema, pointer] of inDocument) {
    const found = loopFrom(schema, resources.of(schema) ?? resources.root)
    if (found !== undefined) yield { reference: found, pointer }
  }

  /** The reference that closes a loop below `schema`, if there is one that was not told before. */
  function loopFrom(schema: SchemaObject, around: Resource): string | undefined {
    if (state.has(schema)) return undefined
    state.set(schema, 'open')
    let loop: string | undefined
    for (const { next, resource, reference } of steps(schema, resources.of(schema) ?? around)) {
      if (!isObject(next)) continue
      if (state.get(next) === 'open') loop ??= reference ?? '#'
      else loop ??= loopFrom(next, resource)
    }
    state.set(schema, 'done')
    return loop
  }

  function* steps(
    schema: SchemaObject,
    resource: Resource,
  ): Generator<{ next: unknown; resource: Resource; reference?: string }> {
    for (const keyword of single) yield { next: schema[keyword], resource }
    for (const keyword of lists) {
      const branches = schema[keyword]
      if (Array.isArray(branches)) for (const next of branches) yield { next, resource }
    }
    for (const keyword of maps) {
      const members = schema[keyword]
      if (isObject(members)) for (const next of Object.values(members)) yield { next, resource }
    }
    for (const keyword of references) {
      const reference = schema[keyword]
      const target = typeof reference === 'string' ? resources.resolve(reference, resource) : undefined
      if (typeof reference !== 'string' || target === undefined) continue
      yield { next: target.schema, resource: target.resource, reference }
      if (keyword === '$ref') continue
      for (const candidate of resources.all()) {
        const next = candidate.dynamicAnchors.get(target.anchor ?? '')
        if (next !== undefined) yield { next, resource: candidate, reference }
      }
    }
  }
}
