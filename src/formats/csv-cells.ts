import { dateOf, daysOf, microsOf, timestampOf } from '../records/time.js'
import type { Field, Json, ListField, ScalarKind } from '../schema/field.js'
import { parseJson } from '../text/json.js'
import { isJsonObject } from '../text/json-value.js'

/** What the text of a cell stands for; `parse` throws, or gives undefined, for any other text. */
export interface CellKind {
  readonly expected: string
  readonly parse: (text: string) => Json | undefined
}

export const cellKinds: Record<ScalarKind, CellKind> = {
  string: { expected: 'text', parse: text => text },
  int32: { expected: 'an integer of 32 bits', parse: text => parseInteger(text, 32) },
  int64: { expected: 'an integer of 64 bits', parse: text => parseInteger(text, 64) },
  float64: { expected: 'a number', parse: parseNumber },
  boolean: { expected: 'true or false', parse: text => booleans.get(text) },
  date: { expected: 'a date (YYYY-MM-DD)', parse: text => dateOf(daysOf(text)) },
  timestamp: {
    expected: 'a moment (YYYY-MM-DDTHH:MM:SS[.f]Z)',
    parse: text => timestampOf(microsOf(text)),
  },
  json: { expected: 'JSON', parse: parseJson },
}

export const listCell = (field: ListField): CellKind => ({
  expected: 'a JSON array',
  parse: text => {
    const list = parseIf(text, Array.isArray)
    return list && withFloats(list, field)
  },
})

export const extraCell: CellKind = { expected: 'a JSON object', parse: text => parseIf(text, isJsonObject) }

export const countCell: CellKind = {
  expected: 'the number of its elements',
  parse: text => (text.startsWith('-') ? undefined : parseInteger(text, 32)),
}

const INTEGER = /^(?:0|-?[1-9]\d{0,18})$/
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

function parseInteger(text: string, bits: number): number | bigint | undefined {
  if (!INTEGER.test(text)) return undefined
  const value = BigInt(text)
  if (BigInt.asIntN(bits, value) !== value) return undefined
  return Number.isSafeInteger(Number(text)) ? Number(text) : value
}

function parseNumber(text: string): number | undefined {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value + 0 : undefined
}

/** In JSON a float beyond 2^53 may be spelled as an integer, which `parseJson` keeps exactly. */
function withFloats(value: Json, field: Field): Json {
  if (field.kind === 'float64') return typeof value === 'bigint' ? Number(value) : value
  if (field.kind === 'list') {
    return Array.isArray(value) ? value.map(item => withFloats(item, field.items)) : value
  }
  if (field.kind !== 'struct' || !isJsonObject(value)) return value
  const members = new Map(field.fields.map(member => [member.name, member]))
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const inside = members.get(name)
      return [name, inside === undefined ? member : withFloats(member, inside)]
    }),
  )
}

function parseIf(text: string, isExpected: (value: Json) => boolean): Json | undefined {
  const value = parseJson(text)
  return isExpected(value) ? value : undefined
}
