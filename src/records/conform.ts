import { type Finding, finding } from '../problem.js'
import type { Field, Json, JsonObject, ScalarKind } from '../schema/field.js'
import { spelledInteger } from '../text/decimal.js'
import { isJsonObject } from '../text/json-value.js'
import { nearest } from '../text/nearest.js'
import { escapeToken } from '../text/pointer.js'
import { canonicalTimestamp, isDate } from './time.js'
import { undeclaredKeys } from './undeclared.js'

export interface Conformed {
  readonly record: JsonObject
  /** What no column could hold and the schema may well allow: errors. */
  readonly findings: readonly Finding[]
  /** What was changed to fit a column, and is worth knowing. */
  readonly notes: readonly Finding[]
  /**
   * Values of another type than their column, where the schema allows no other: its validator reports them in better
   * words. A record that it accepts has none.
   */
  readonly misfits: readonly Finding[]
}

/**
 * Brings a record into the form that every column can hold, and says what no column could: absent keys whose schema
 * allows null become null (unless they are left as given), −0 becomes 0; undeclared keys, integers out of range, other spellings of a moment and values that
 * only another branch of the schema declares otherwise are found.
 */
export function conform(
  record: JsonObject,
  fields: readonly Field[],
  absent: 'as-null' | 'as-given' = 'as-null',
): Conformed {
  const findings: Finding[] = []
  const notes: Finding[] = []
  const misfits: Finding[] = []
  const state = { findings, notes, misfits, loose: false, absent }
  return { record: conformObject(record, fields, '', state), findings, notes, misfits }
}

interface State {
  readonly findings: Finding[]
  readonly notes: Finding[]
  readonly misfits: Finding[]
  /** Whether the value belongs to a property that only a branch declares, so that it may be of any type. */
  readonly loose: boolean
  readonly absent: 'as-null' | 'as-given'
}

function conformObject(
  object: JsonObject,
  fields: readonly Field[],
  pointer: string,
  state: State,
): JsonObject {
  const result: [string, Json][] = []
  let open = false
  for (const field of fields) {
    if ('extra' in field) {
      open = true
      continue
    }
    const value = Object.hasOwn(object, field.name) ? object[field.name] : undefined
    if (value === undefined && (!field.allowsNull || state.absent === 'as-given')) {
      if (!field.nullable) misfit(undefined, field, `${pointer}/${escapeToken(field.name)}`, state)
      continue
    }
    const inside = field.conditional === 'loose' && !state.loose ? { ...state, loose: true } : state
    const at = `${pointer}/${escapeToken(field.name)}`
    result.push([field.name, conformValue(value ?? null, field, at, inside)])
  }
  const undeclared = undeclaredKeys(fields)(object)
  for (const key of undeclared) {
    const at = `${pointer}/${escapeToken(key)}`
    if (!open) {
      const meant = nearest(
        key,
        fields.map(({ name }) => name),
      )
      state.findings.push(finding('record/undeclared-key', at, { key, meant }, 'key'))
    }
    result.push([key, plain(object[key] ?? null, at, state)])
  }
  return Object.fromEntries(result)
}

function conformValue(value: Json, field: Field, pointer: string, state: State): Json {
  if (value === null) {
    if (!field.nullable) misfit(null, field, pointer, state)
    return null
  }
  if (field.kind === 'struct') {
    if (isJsonObject(value)) return conformObject(value, field.fields, pointer, state)
  } else if (field.kind === 'list') {
    if (isList(value)) {
      return value.map((element, i) => conformValue(element, field.items, `${pointer}/${i}`, state))
    }
  } else if (fits[field.kind](value)) return scalarChecks[field.kind](value, pointer, state)
  misfit(value, field, pointer, state)
  return value
}

const kindWords: ReadonlyMap<string, string> = new Map([
  ['struct', 'an object'],
  ['list', 'a list'],
  ['json', 'no null'],
])

function misfit(value: Json | undefined, field: Field, pointer: string, state: State): void {
  const kind = kindWords.get(field.kind) ?? field.kind
  const args = { pointer, value, kind, conditional: state.loose }
  const found = finding('record/column', pointer, args)
  if (state.loose) state.findings.push(found)
  else state.misfits.push(found)
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

const isWhole = (value: Json): boolean =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))
const isText = (value: Json): boolean => typeof value === 'string'

const fits: Record<ScalarKind, (value: Json) => boolean> = {
  string: isText,
  boolean: value => typeof value === 'boolean',
  date: value => typeof value === 'string' && isDate(value),
  timestamp: isText,
  int32: isWhole,
  int64: isWhole,
  float64: value => typeof value === 'number' || typeof value === 'bigint',
  json: () => true,
}

type Check = (value: Json, pointer: string, state: State) => Json

const asIs: Check = value => value

const integer =
  (bits: 32 | 64): Check =>
  (value, pointer, { findings }) => {
    if (typeof value !== 'bigint' && typeof value !== 'number') return value
    const exact = Number.isSafeInteger(value) || typeof value === 'bigint' ? value : spelledInteger(value)
    const limit = 2 ** (bits - 1)
    if (exact >= limit || exact < -limit)
      findings.push(finding('record/integer-range', pointer, { pointer, value: exact, bits }))
    return exact === 0 ? 0 : exact
  }

/** A whole number beyond 2^53 keeps its digits until here; a float that is spelled otherwise has lost some. */
const float: Check = (value, pointer, { notes }) => {
  if (typeof value !== 'bigint') return value === 0 ? 0 : value
  const rounded = Number(value)
  if (spelledInteger(rounded) !== value) {
    const args = { literal: String(value), value: String(rounded) }
    notes.push(finding('json/rounded', pointer, args))
  }
  return rounded
}

const scalarChecks: Record<ScalarKind, Check> = {
  string: asIs,
  boolean: asIs,
  date: asIs,
  int32: integer(32),
  int64: integer(64),
  float64: float,
  timestamp: (value, pointer, { findings }) => {
    const spelling = typeof value === 'string' ? canonicalTimestamp(value) : undefined
    if (typeof value === 'string' && spelling !== value) {
      findings.push(finding('record/timestamp', pointer, { pointer, value, spelling }))
    }
    return value
  },
  json: plain,
}

/** JSON of any form: integers keep their digits, within 64 bits. */
function plain(value: Json, pointer: string, state: State): Json {
  if (typeof value === 'bigint') {
    // 1e20 is spelled 100000000000000000000 in a canonical line, and is the same float again.
    return isFloatSpelled(value) ? Number(value) : integer(64)(value, pointer, state)
  }
  if (value === 0) return 0
  if (isList(value)) return value.map((element, i) => plain(element, `${pointer}/${i}`, state))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      plain(member, `${pointer}/${escapeToken(key)}`, state),
    ]),
  )
}

const isFloatSpelled = (value: bigint): boolean =>
  BigInt.asIntN(64, value) !== value && String(Number(value)) === String(value)
