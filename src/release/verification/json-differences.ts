import type { Json } from '../../schema/field.js'
import { isJsonObject } from '../../text/json-value.js'
import { escapeToken } from '../../text/pointer.js'

/** Where two JSON values differ; undefined is a member or an element that one of them lacks. */
export interface JsonDifference {
  readonly pointer: string
  readonly found: Json | undefined
  readonly expected: Json | undefined
}

/** Every place where two JSON values differ, depth first. */
export function* jsonDifferences(
  found: Json | undefined,
  expected: Json | undefined,
  pointer = '',
): Generator<JsonDifference> {
  if (found === expected) return
  if (isJsonObject(found) && isJsonObject(expected)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      const own = (object: Json): Json | undefined =>
        isJsonObject(object) && Object.hasOwn(object, key) ? object[key] : undefined
      yield* jsonDifferences(own(found), own(expected), `${pointer}/${escapeToken(key)}`)
    }
  } else if (isList(found) && isList(expected)) {
    for (let i = 0; i < Math.max(found.length, expected.length); i++)
      yield* jsonDifferences(found[i], expected[i], `${pointer}/${i}`)
  } else {
    yield { pointer, found, expected }
  }
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
