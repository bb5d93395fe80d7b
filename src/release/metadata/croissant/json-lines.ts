import type { Field } from '../../../schema/field.js'
import type { Release } from '../../release.js'
import type { ResourceGroup } from '../measures.js'

/** Names of columns that pandas, which reads JSON Lines for mlcroissant, makes moments of. */
const readAsMoment = /(_at|_time)$|^timestamp|^(modified|date|datetime)$/i

/**
 * Whether mlcroissant reads a scalar of the property `top` from JSON Lines. It fails on JSON that is no text, on text
 * that pandas takes for a moment, and on a column of which a file has no value.
 */
export function isReadFromLines(
  { kind, ...field }: Field,
  top: Field,
  { shards }: ResourceGroup,
  { statistics }: Release,
): boolean {
  if (kind === 'json' || 'extra' in field) return false
  if (kind === 'string' && top.kind === 'string' && readAsMoment.test(top.name)) return false
  const mayBeAbsent = top.nullable && !top.allowsNull
  const absent = statistics.nulls[top.pointer] ?? 0
  return !mayBeAbsent || absent === 0 || (shards.length === 1 && absent < statistics.records)
}
