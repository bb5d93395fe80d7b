import { UsageError } from '../errors.js'
import type { RecordSchema } from '../schema/field.js'
import { isObject, type SchemaObject } from '../schema/keywords.js'
import { loadSchema } from '../schema/load.js'
import { tokensOf } from '../text/pointer.js'
import type { Guess } from './record-schema.js'

interface Usable {
  readonly schema: RecordSchema
  readonly guesses: readonly Guess[]
}

/** So many properties may have to become JSON. */
const MOST_CHANGES = 200

/**
 * A schema that was proposed, as columns can be made of it: a property whose columns would have the names of others becomes
 * one column of JSON, and a guess says so. Throws UsageError where that does not help.
 */
export function usableSchema(proposed: SchemaObject, path: string): Usable {
  let json = proposed
  const guesses: Guess[] = []
  for (let changes = 0; ; changes++) {
    const text = `${JSON.stringify(json, null, 2)}\n`
    try {
      return { schema: loadSchema(text, path), guesses }
    } catch (error) {
      const name = error instanceof UsageError && changes < MOST_CHANGES ? clashing(error, json) : undefined
      if (name === undefined) throw error
      const words = 'Stored as JSON, since its columns would have the names of others.'
      json = withJson(json, name, words)
      guesses.push({ pointer: `/${name}`, words })
    }
  }
}

/** The property at the top whose columns have the names of others, where it is not one column already. */
function clashing({ problems }: UsageError, json: SchemaObject): string | undefined {
  for (const { code, location } of problems) {
    const [, name] = tokensOf(location.pointer ?? '')
    if (code !== 'schema/collision' || name === undefined || !isObject(json['properties'])) continue
    const property = json['properties'][name]
    if (isObject(property) && property['x-column'] !== 'json' && isNested(property)) return name
    // The other side of the clash: an object whose name this one's begins with.
    const around = Object.entries(json['properties']).find(
      ([other, schema]) =>
        name.startsWith(`${other}.`) && isObject(schema) && isNested(schema) && schema['x-column'] !== 'json',
    )
    if (around !== undefined) return around[0]
  }
  return undefined
}

const isNested = (property: SchemaObject): boolean => 'properties' in property || 'items' in property

function withJson(json: SchemaObject, name: string, words: string): SchemaObject {
  const properties = isObject(json['properties']) ? json['properties'] : {}
  const property = isObject(properties[name]) ? properties[name] : {}
  const comment = [property['$comment'], words].filter(part => typeof part === 'string').join(' ')
  return {
    ...json,
    properties: { ...properties, [name]: { ...property, 'x-column': 'json', $comment: comment } },
  }
}
