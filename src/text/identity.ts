import { numberIdentity } from './decimal.js'
import type { Json } from './json.js'

/** A text that two JSON values share if and only if they are equal: 1 and 1.0 are, and the order of keys does not matter. */
export function identityOf(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number' || typeof value === 'bigint') return numberIdentity(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (isList(value)) return `[${value.map(identityOf).join()}]`
  const keys = Object.keys(value).sort()
  return `{${keys.map(key => `${JSON.stringify(key)}:${identityOf(value[key] ?? null)}`).join()}}`
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
