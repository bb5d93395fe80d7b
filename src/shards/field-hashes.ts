import { withoutNulls } from '../records/canonical.js'
import { canonicalJson } from '../records/canonical-json.js'
import { EXTRA, type Field, type Json, type JsonObject } from '../schema/field.js'
import { isJsonObject } from '../text/json-value.js'
import { escapeToken } from '../text/pointer.js'
import { hash53 } from './hash.js'

/** A part of a record that is compared on its own. */
export interface ComparedField {
  /** JSON Pointer; that of an object says whether there is one. */
  readonly pointer: string
  /** Set where one of the schemas alone has it. */
  readonly only: 'before' | 'after' | undefined
  /** A hash of what the record has there; 0 where it has nothing, or null. Null and absent are one at any depth. */
  hash(record: JsonObject): number
}

/** With more parts than this only the properties themselves are compared. */
const MAX_PARTS = 512

/**
 * The parts of records of two schemas: every property, those of objects one by one, lists whole, and the keys that neither
 * declares. In the order of the later schema; what only the earlier has stands behind.
 */
export function comparedFields(earlier: readonly Field[], later: readonly Field[]): readonly ComparedField[] {
  const parts = partsOf({ earlier, later, pointer: '', path: [], deep: true })
  return parts.length <= MAX_PARTS ? parts : partsOf({ earlier, later, pointer: '', path: [], deep: false })
}

interface Level {
  readonly earlier: readonly Field[]
  readonly later: readonly Field[]
  readonly pointer: string
  readonly path: readonly string[]
  readonly deep: boolean
}

function partsOf({ earlier, later, pointer, path, deep }: Level): ComparedField[] {
  const declared = new Map<string, { before?: Field; after?: Field }>()
  const all = [...later, ...earlier]
  for (const field of later) if (!('extra' in field)) declared.set(field.name, { after: field })
  for (const field of earlier) {
    if (!('extra' in field)) declared.set(field.name, { ...declared.get(field.name), before: field })
  }
  const parts = [...declared].flatMap(([name, { before, after }]) => {
    const at = `${pointer}/${escapeToken(name)}`
    const inside = [...path, name]
    const only = after === undefined ? 'before' : before === undefined ? 'after' : undefined
    const value = {
      pointer: at,
      only,
      hash: (record: JsonObject) => hashOf(valueIn(record, inside)),
    } as const
    const structs = [before, after].flatMap(field => (field?.kind === 'struct' ? [field] : []))
    const others = [before, after].filter(field => field !== undefined && field.kind !== 'struct')
    if (!deep || structs.length === 0 || others.length > 0) return [value]
    const presence = {
      pointer: at,
      only: undefined,
      hash: (record: JsonObject) => (isJsonObject(valueIn(record, inside)) ? 1 : 0),
    }
    const fieldsOf = (field: Field | undefined) => (field?.kind === 'struct' ? field.fields : [])
    return [
      presence,
      ...partsOf({ earlier: fieldsOf(before), later: fieldsOf(after), pointer: at, path: inside, deep }),
    ]
  })
  const extra = all.find(field => 'extra' in field)
  if (extra === undefined) return parts
  const undeclared = (record: JsonObject): Json => {
    const object = path.length === 0 ? record : valueIn(record, path)
    if (!isJsonObject(object)) return null
    const others = Object.entries(object).filter(([name, value]) => !declared.has(name) && value !== null)
    return others.length === 0 ? null : Object.fromEntries(others)
  }
  const at = `${pointer}/${escapeToken(declared.has(EXTRA) ? extra.name : EXTRA)}`
  return [...parts, { pointer: at, only: undefined, hash: record => hashOf(undeclared(record)) }]
}

function valueIn(record: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = record
  for (const name of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, name)) return undefined
    value = value[name]
  }
  return value
}

function hashOf(value: Json | undefined): number {
  if (value === undefined || value === null) return 0
  const text = typeof value === 'string' ? value : `\u0000${canonicalJson(withoutNulls(value))}`
  return hash53(text) || 1
}
