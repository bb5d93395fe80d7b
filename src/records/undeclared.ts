import type { Field, JsonObject } from '../schema/field.js'

/** Lists the keys of an object that `fields` do not declare, in the object's order. */
export function undeclaredKeys(fields: readonly Field[]): (object: JsonObject) => string[] {
  const declared = new Set(fields.filter(field => !('extra' in field)).map(({ name }) => name))
  return object => {
    const found: string[] = []
    for (const key of Object.keys(object)) if (!declared.has(key)) found.push(key)
    return found
  }
}
