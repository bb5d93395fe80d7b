import { identityOf } from '../text/identity.js'
import type { Json } from '../text/json.js'
import { isObject, mapKeywords, type SchemaObject } from './keywords.js'

/** Keywords that say nothing of which values are valid. */
const words = new Set([
  '$schema',
  '$id',
  '$comment',
  'title',
  'description',
  'examples',
  'default',
  'deprecated',
  'readOnly',
  'writeOnly',
])

/** Whether two schemas say the same of every value, so far as their keywords show it: names and descriptions may differ. */
export function isSameButForWords(before: SchemaObject, after: SchemaObject): boolean {
  return identityOf(rulesOf(before)) === identityOf(rulesOf(after))
}

const values = new Set(['const', 'enum'])

function rulesOf(schema: unknown): Json {
  if (Array.isArray(schema)) return schema.map(rulesOf)
  if (!isObject(schema)) return jsonOf(schema)
  const kept = Object.entries(schema).filter(([keyword]) => !words.has(keyword))
  return Object.fromEntries(
    kept.map(([keyword, value]) => {
      if (values.has(keyword)) return [keyword, jsonOf(value)]
      if (!mapKeywords.has(keyword) || !isObject(value)) return [keyword, rulesOf(value)]
      return [keyword, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, rulesOf(one)]))]
    }),
  )
}

/** A keyword's value: schemas are JSON. */
export function jsonOf(value: unknown): Json {
  if (Array.isArray(value)) return value.map(jsonOf)
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, jsonOf(one)]))
  return typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    typeof value === 'bigint'
    ? value
    : null
}

/** Whether a keyword lets in all that it let in before. Where that is not sure the answer is no. */
export function widened(keyword: string, before: unknown, after: unknown): boolean {
  if (after === undefined) return true
  if (before === undefined) return false
  if (keyword === 'enum' && Array.isArray(before) && Array.isArray(after)) {
    const now = new Set(after.map(value => identityOf(jsonOf(value))))
    return before.every(value => now.has(identityOf(jsonOf(value))))
  }
  if (typeof before !== 'number' || typeof after !== 'number') return false
  if (lower.has(keyword)) return after <= before
  return upper.has(keyword) && after >= before
}

const lower = new Set([
  'minimum',
  'exclusiveMinimum',
  'minLength',
  'minItems',
  'minContains',
  'minProperties',
])
const upper = new Set([
  'maximum',
  'exclusiveMaximum',
  'maxLength',
  'maxItems',
  'maxContains',
  'maxProperties',
])
