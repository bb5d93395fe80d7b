import { finding } from '../../problem.js'
import type { Field, RecordSchema } from '../../schema/field.js'
import type { Json, JsonObject } from '../../text/json.js'
import { escapeToken } from '../../text/pointer.js'
import type { Lint } from './lint.js'

/** What pandas reads as missing unless it is told not to, the empty string aside. */
export const lookalikes: ReadonlySet<string> = new Set([
  '#N/A',
  '#N/A N/A',
  '#NA',
  '-1.#IND',
  '-1.#QNAN',
  '-NaN',
  '-nan',
  '1.#IND',
  '1.#QNAN',
  '<NA>',
  'N/A',
  'NA',
  'NULL',
  'NaN',
  'None',
  'n/a',
  'nan',
  'null',
])
const LONGEST = 9

/** A string, other than the text or what a rule derives, that readers of CSV take for a missing value. */
export const nullLookalike: Lint = {
  code: 'record/null-lookalike',
  check: (record, schema) => {
    const found: Place[] = []
    for (const plan of planOf(schema)) look(plan, record[plan.name], `/${escapeToken(plan.name)}`, found)
    return found.map(place => finding('record/null-lookalike', place.pointer, place))
  },
}

interface Place {
  readonly pointer: string
  readonly value: string
}

/** The part of a schema that strings may stand in. */
interface Plan {
  readonly name: string
  readonly kind: 'string' | 'list' | 'struct'
  readonly inner: readonly Plan[]
}

const plans = new WeakMap<RecordSchema, readonly Plan[]>()

function planOf(schema: RecordSchema): readonly Plan[] {
  let plan = plans.get(schema)
  if (plan === undefined) {
    plan = schema.fields.filter(field => field !== schema.textField).flatMap(planField)
    plans.set(schema, plan)
  }
  return plan
}

function planField(field: Field): readonly Plan[] {
  const { name, kind, schema } = field
  if (schema['x-derive'] !== undefined) return []
  if (kind === 'string') return canBeLookalike(schema) ? [{ name, kind, inner: [] }] : []
  if (kind !== 'list' && kind !== 'struct') return []
  const inner = (kind === 'list' ? [field.items] : field.fields).flatMap(planField)
  return inner.length === 0 ? [] : [{ name, kind, inner }]
}

function canBeLookalike({ enum: values, const: value }: Field['schema']): boolean {
  if (typeof value === 'string') return lookalikes.has(value)
  return !Array.isArray(values) || values.some(one => typeof one === 'string' && lookalikes.has(one))
}

function look({ kind, inner }: Plan, value: Json | undefined, pointer: string, found: Place[]): void {
  if (kind === 'string') {
    if (typeof value === 'string' && value.length <= LONGEST && lookalikes.has(value))
      found.push({ pointer, value })
  } else if (kind === 'list') {
    const [items] = inner
    if (items === undefined || !Array.isArray(value)) return
    for (let i = 0; i < value.length; i++) look(items, value[i], `${pointer}/${i}`, found)
  } else if (isObject(value)) {
    for (const plan of inner) look(plan, value[plan.name], `${pointer}/${escapeToken(plan.name)}`, found)
  }
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
