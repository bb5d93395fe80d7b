import type { Json, JsonObject } from '../schema/field.js'
import { isJsonObject } from '../text/json-value.js'
import { eachToken, tokensOf } from '../text/pointer.js'

/** The value at a field's pointer; undefined where a key on the way is absent. Lists are not entered. */
export function getAt(record: JsonObject, pointer: string): Json | undefined {
  let value: Json | undefined = record
  const isThere = eachToken(pointer, token => {
    if (!isJsonObject(value) || !Object.hasOwn(value, token)) return false
    value = value[token]
    return true
  })
  return isThere ? value : undefined
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
