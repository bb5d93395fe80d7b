import { isObject, type SchemaObject } from '../schema/keywords.js'

/** The one type, null aside, that the schema of a declared column names. */
export function declaredType(column: SchemaObject | undefined): string | undefined {
  const type = column?.['type']
  const types = (Array.isArray(type) ? type : [type]).filter(one => one !== 'null')
  return types.length === 1 && typeof types[0] === 'string' ? types[0] : undefined
}

/** What a file declares of a member of its column, or of the elements of its lists. */
export function declaredInside(
  column: SchemaObject | undefined,
  name: string | undefined,
): SchemaObject | undefined {
  if (column === undefined) return undefined
  const { items, properties } = column
  const found =
    name === undefined
      ? items
      : isObject(properties) && Object.hasOwn(properties, name)
        ? properties[name]
        : undefined
  return isObject(found) ? found : undefined
}
