import { isObject, type SchemaObject } from '../schema/keywords.js'

/** What a property holds, in a few words: `text, one of 3, may be null`. */
export function typeWords(property: unknown): string {
  if (!isObject(property)) return 'anything'
  const types = typesOf(property)
  const named = types.filter(type => type !== 'null')
  const base =
    named.length === 1
      ? nameOf(String(named[0]), property)
      : named.length === 0
        ? 'anything'
        : named.map(type => nameOf(String(type), {})).join(' or ')
  const marks = [
    ...(property['x-key'] === true ? ['the key'] : []),
    ...(property['x-text'] === true ? ['the text'] : []),
    ...(types.includes('null') ? ['may be null'] : []),
  ]
  return [base, ...marks].join(', ')
}

function typesOf({ type, enum: values, const: only }: SchemaObject): readonly unknown[] {
  if (type !== undefined) return Array.isArray(type) ? type : [type]
  const allowed = Array.isArray(values) ? values : only === undefined ? [] : [only]
  return [...new Set(allowed.map(typeOf))]
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value
}

function nameOf(type: string, property: SchemaObject): string {
  const { format, enum: values, items, properties } = property
  if (type === 'string') {
    if (property['x-column'] === 'timestamp') return 'moment'
    if (typeof format === 'string') return format
    if (Array.isArray(values)) return `text, one of ${values.filter(value => value !== null).length}`
    return 'text'
  }
  if (type === 'array') return `list of ${isObject(items) ? typeWords(items) : 'anything'}`
  if (type === 'object')
    return isObject(properties) ? `object (${Object.keys(properties).join(', ')})` : 'map'
  return type
}
