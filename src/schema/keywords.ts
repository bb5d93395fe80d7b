import { escapeToken } from '../text/pointer.js'

/** Schemas are read as plain data: a keyword's value is unknown until it is looked at. */
export type SchemaObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is SchemaObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Keywords of our own. See DESIGN.md §4. */
export const ownKeywords = [
  'x-key',
  'x-text',
  'x-role',
  'x-span',
  'x-derive',
  'x-infer',
  'x-basis',
  'x-column',
  'x-term',
  'x-split',
] as const

/** Keywords whose value is a schema, a list of schemas, or schemas by name. */
const schemaKeywords = new Set(['not', 'if', 'then', 'else', 'additionalProperties', 'unevaluatedProperties'])
for (const name of [
  'items',
  'additionalItems',
  'unevaluatedItems',
  'contains',
  'propertyNames',
  'contentSchema',
]) {
  schemaKeywords.add(name)
}
const listKeywords = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items'])
/** Keywords whose members are named by people: no name is a keyword. */
export const mapKeywords: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
  'dependencies',
])

/** The dialects whose rules differ here; a schema that names none is read as 2020-12. */
export type Dialect = '2020-12' | '2019-09' | 'draft-07'

export function dialectOf(root: SchemaObject): Dialect {
  const named = String(root['$schema'] ?? '')
  if (named.includes('draft-07')) return 'draft-07'
  return named.includes('2019-09') ? '2019-09' : '2020-12'
}

/**
 * Visits every schema object inside `schema` with its JSON Pointer, the root first; `const`, `enum`, `examples` are
 * values, not schemas.
 */
export function* subschemas(schema: unknown, pointer = ''): Generator<[SchemaObject, string]> {
  if (!isObject(schema)) return
  yield [schema, pointer]
  for (const [keyword, value] of Object.entries(schema)) {
    const at = `${pointer}/${escapeToken(keyword)}`
    if (schemaKeywords.has(keyword) && isObject(value)) yield* subschemas(value, at)
    if (listKeywords.has(keyword) && Array.isArray(value)) {
      for (const [i, item] of value.entries()) yield* subschemas(item, `${at}/${i}`)
    }
    if (mapKeywords.has(keyword) && isObject(value)) {
      for (const [name, item] of Object.entries(value)) yield* subschemas(item, `${at}/${escapeToken(name)}`)
    }
  }
}
