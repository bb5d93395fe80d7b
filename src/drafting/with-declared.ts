import { isObject, type SchemaObject } from '../schema/keywords.js'

/** What only narrows a type, by the type. */
const narrowing = ['enum', 'pattern', 'minLength', 'minimum', 'maximum', 'format']

/**
 * The schema that was proposed for records, with the types of the columns that a file declares: a column of fractions is one
 * although all its values are whole, and a day is a day although there are only three.
 */
export function withDeclared(proposed: SchemaObject, declared: SchemaObject): SchemaObject {
  const properties = isObject(proposed['properties']) ? proposed['properties'] : {}
  const columns = isObject(declared['properties']) ? declared['properties'] : {}
  const merged = Object.entries(properties).map(([name, property]) => {
    const column = columns[name]
    return [name, isObject(property) && isObject(column) ? ofColumn(property, column) : property]
  })
  return { ...proposed, properties: Object.fromEntries(merged) }
}

function ofColumn(property: SchemaObject, column: SchemaObject): SchemaObject {
  const nulls = allowsNull(property)
  const type = typeOf(column)
  if (column['x-column'] === 'json') return { ...property, 'x-column': 'json' }
  if (type === undefined) return property
  const typed = { ...property, type: nulls ? [type, 'null'] : type }
  const { format, 'x-column': physical } = column
  if (typeof format === 'string') {
    return {
      ...without(typed, narrowing),
      format,
      ...(typeof physical === 'string' && { 'x-column': physical }),
    }
  }
  if (typeOf(property) !== type) {
    const bounds = type === 'number' && property['minimum'] === 0 ? { minimum: 0 } : {}
    const kept = { ...without(typed, narrowing), ...bounds }
    if (type === 'object')
      return withDeclared({ ...kept, additionalProperties: false, properties: column['properties'] }, column)
    return type === 'array' ? { ...kept, items: column['items'] } : kept
  }
  if (type === 'object') return withDeclared(typed, column)
  const { items } = property
  if (type !== 'array' || !isObject(column['items'])) return typed
  return { ...typed, items: isObject(items) ? ofColumn(items, column['items']) : column['items'] }
}

const without = (schema: SchemaObject, keywords: readonly string[]): SchemaObject =>
  Object.fromEntries(Object.entries(schema).filter(([keyword]) => !keywords.includes(keyword)))

const typesOf = (schema: SchemaObject): readonly unknown[] => {
  const { type } = schema
  return Array.isArray(type) ? type : [type]
}

const allowsNull = (schema: SchemaObject): boolean => typesOf(schema).includes('null')

function typeOf(schema: SchemaObject): string | undefined {
  const types = typesOf(schema).filter(type => type !== 'null')
  return types.length === 1 && typeof types[0] === 'string' ? types[0] : undefined
}
