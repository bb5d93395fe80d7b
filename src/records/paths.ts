import type { Json, JsonObject } from '../schema/field.js'
import { isJsonObject } from '../text/json-value.js'
import { tokensOf } from '../text/pointer.js'

/** The value at a field's pointer; undefined where a key on the way is absent. Lists are not entered. */
export function getAt(record: JsonObject, pointer: string): Json | undefined {
  let value: Json | undefined = record
  for (const token of tokensOf(pointer)) {
    if (!isJsonObject(value) || !Object.hasOwn(value, token)) return undefined
    value = value[token]
  }
  return value
}

/** A copy of the record with the value set; objects on the way are made where they are absent. A null or scalar on the way is left alone. */
export function withAt(record: JsonObject, pointer: string, value: Json): JsonObject {
  return setIn(record, tokensOf(pointer), value)
}

function setIn(object: JsonObject, [token = '', ...rest]: readonly string[], value: Json): JsonObject {
  if (rest.length === 0) return { ...object, [token]: value }
  const child = Object.hasOwn(object, token) ? object[token] : {}
  return isJsonObject(child) ? { ...object, [token]: setIn(child, rest, value) } : object
}
