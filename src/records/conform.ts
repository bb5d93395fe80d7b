import { type Finding, finding } from '../problem.js'
import type { Field, Json, JsonObject, ScalarKind } from '../schema/field.js'
import { escapeToken } from '../text/pointer.js'
import { isJsonObject } from './canonical.js'
import { canonicalTimestamp } from './time.js'
import { undeclaredKeys } from './undeclared.js'

/**
 * Brings a record into the form that every column can hold, and says what no column could: absent keys whose schema
 * allows null become null (unless they are left as given), −0 becomes 0; undeclared keys, integers out of range and other spellings of a moment are found.
 */
export function conform(
  record: JsonObject,
  fields: readonly Field[],
  absent: 'as-null' | 'as-given' = 'as-null',
): { record: JsonObject; findings: readonly Finding[] } {
  const findings: Finding[] = []
  return { record: conformObject(record, fields, '', { findings, absent }), findings }
}

interface Conforming {
  readonly findings: Finding[]
  readonly absent: 'as-null' | 'as-given'
}

function conformObject(
  object: JsonObject,
  fields: readonly Field[],
  pointer: string,
  around: Conforming,
): JsonObject {
  const { findings, absent } = around
  const result: Record<string, Json> = {}
  let open = false
  for (const field of fields) {
    if ('extra' in field) {
      open = true
      continue
    }
    const value = Object.hasOwn(object, field.name) ? object[field.name] : undefined
    if (value === undefined && (!field.allowsNull || absent === 'as-given')) continue
    result[field.name] = conformValue(value ?? null, field, `${pointer}/${escapeToken(field.name)}`, around)
  }
  const undeclared = undeclaredKeys(fields)(object)
  if (undeclared.length === 0) return result
  if (!open) {
    for (const key of undeclared) {
      findings.push(finding('record/undeclared-key', `${pointer}/${escapeToken(key)}`, { key }, 'key'))
    }
  }
  return Object.fromEntries([
    ...Object.entries(result),
    ...undeclared.map((key): [string, Json] => [
      key,
      plain(object[key] ?? null, `${pointer}/${escapeToken(key)}`, findings),
    ]),
  ])
}

function conformValue(value: Json, field: Field, pointer: string, around: Conforming): Json {
  if (value === null) return null
  if (field.kind === 'struct') {
    return isJsonObject(value) ? conformObject(value, field.fields, pointer, around) : value
  }
  if (field.kind === 'list') {
    if (!Array.isArray(value)) return value
    return value.map((item, i) => conformValue(item, field.items, `${pointer}/${i}`, around))
  }
  return scalarChecks[field.kind](value, pointer, around.findings)
}

type Check = (value: Json, pointer: string, findings: Finding[]) => Json

const asIs: Check = value => value

const integer =
  (bits: 32 | 64): Check =>
  (value, pointer, findings) => {
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
      value = BigInt(value)
    if (typeof value === 'bigint' || typeof value === 'number') {
      const limit = 2n ** BigInt(bits - 1)
      const whole = Number.isInteger(Number(value)) ? BigInt(value) : 0n
      if (whole >= limit || whole < -limit)
        findings.push(finding('record/integer-range', pointer, { pointer, value, bits }))
    }
    return value === 0 ? 0 : value
  }

const scalarChecks: Record<ScalarKind, Check> = {
  string: asIs,
  boolean: asIs,
  date: asIs,
  int32: integer(32),
  int64: integer(64),
  float64: value => (value === 0 ? 0 : typeof value === 'bigint' ? Number(value) : value),
  timestamp: (value, pointer, findings) => {
    const spelling = typeof value === 'string' ? canonicalTimestamp(value) : undefined
    if (typeof value === 'string' && spelling !== value) {
      findings.push(finding('record/timestamp', pointer, { pointer, value, spelling }))
    }
    return value
  },
  json: plain,
}

/** JSON of any form: integers keep their digits, within 64 bits. */
function plain(value: Json, pointer: string, findings: Finding[]): Json {
  if (typeof value === 'bigint') {
    // 1e20 is spelled 100000000000000000000 in a canonical line, and is the same float again.
    return isFloatSpelled(value) ? Number(value) : integer(64)(value, pointer, findings)
  }
  if (value === 0) return 0
  if (Array.isArray(value)) return value.map((item, i) => plain(item, `${pointer}/${i}`, findings))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      plain(member, `${pointer}/${escapeToken(key)}`, findings),
    ]),
  )
}

const isFloatSpelled = (value: bigint): boolean =>
  BigInt.asIntN(64, value) !== value && String(Number(value)) === String(value)
