import type { Json } from '../schema/field.js'

/**
 * The canonical text of a value, RFC 8785: keys sorted by UTF-16 code units, shortest numbers, no spaces; −0 is 0 and a
 * bigint stands as its digits. Throws RangeError for a number that is not finite.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return numberText(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (isArray(value)) return `[${value.map(canonicalJson).join()}]`
  const members = Object.keys(value).sort()
  return `{${members.map(key => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`).join()}}`
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} has no JSON text.`)
  return String(value)
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
