import type { Field, Json, JsonObject } from '../schema/field.js'
import { isJsonObject } from '../text/json-value.js'
import { setKey } from './cells.js'

type Change = (value: Json) => Json

/**
 * JSON spells a float of 1e20 as the integer that it is, and an integer beyond ±(2^53−1) is read as a bigint: this makes a number of it
 * where the schema has a number, as columns do. Gives back what needs no change.
 */
export function floatsOf(fields: readonly Field[]): (record: JsonObject) => JsonObject {
  const change = objectChange(fields)
  if (change === undefined) return record => record
  return record => {
    const changed = change(record)
    return isJsonObject(changed) ? changed : record
  }
}

function changeOf(field: Field): Change | undefined {
  if (field.kind === 'float64') return value => (typeof value === 'bigint' ? Number(value) : value)
  if (field.kind === 'struct') return objectChange(field.fields)
  const items = field.kind === 'list' ? changeOf(field.items) : undefined
  return items && (value => (Array.isArray(value) ? value.map(items) : value))
}

function objectChange(fields: readonly Field[]): Change | undefined {
  const changes = fields.flatMap(field => {
    const change = changeOf(field)
    return change === undefined ? [] : [[field.name, change] as const]
  })
  if (changes.length === 0) return undefined
  return value => {
    if (!isJsonObject(value)) return value
    const changed: Record<string, Json> = { ...value }
    for (const [name, change] of changes) {
      const member = Object.hasOwn(value, name) ? value[name] : undefined
      if (member !== undefined) setKey(changed, name, change(member))
    }
    return changed
  }
}
