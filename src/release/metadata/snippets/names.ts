import { freeName } from '../../../schema/field.js'
import type { ResourceGroup } from '../measures.js'

/** Text as a literal of Python, JavaScript and R alike; characters that nobody sees stand as escapes. */
export function literal(text: string): string {
  return JSON.stringify(text).replace(
    new RegExp(UNSEEN, 'gu'),
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A character that nobody sees, or that moves what stands around it. */
export const UNSEEN =
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufeff]/u

/** Names of variables for the tables of a format: `records`, `records_blocks`. */
export function variablesOf(groups: readonly ResourceGroup[]): ReadonlyMap<ResourceGroup, string> {
  const taken = new Set<string>()
  return new Map(
    groups.map(group => {
      const plain = group.table.replace(/[^A-Za-z0-9]/g, '_')
      const name = freeName(plain === '' ? 'records' : `records_${plain}`, taken)
      taken.add(name)
      return [group, name]
    }),
  )
}
