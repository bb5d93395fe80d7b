import type { Json, JsonObject, RecordSchema } from '../../schema/field.js'
import { tablesOf } from '../../schema/tables.js'
import { isJsonObject } from '../../text/json-value.js'
import { tokensOf } from '../../text/pointer.js'

/** Counts the lines that a record has in each child table: the elements of its lists of objects. */
export function linesCounterFor(
  schema: RecordSchema,
): (record: JsonObject | undefined) => readonly (readonly [table: string, lines: number])[] {
  const lists = tablesOf(schema).flatMap(({ name, list }) =>
    list === undefined ? [] : [[name, tokensOf(list.pointer)] as const],
  )
  return record =>
    record === undefined ? [] : lists.map(([name, path]) => [name, elementsAt(record, path)] as const)
}

function elementsAt(value: Json | undefined, [token, ...rest]: readonly string[]): number {
  if (token === undefined) return Array.isArray(value) ? value.length : 0
  if (Array.isArray(value) && token === '*')
    return value.reduce((sum: number, element: Json) => sum + elementsAt(element, rest), 0)
  return isJsonObject(value) && Object.hasOwn(value, token) ? elementsAt(value[token], rest) : 0
}
