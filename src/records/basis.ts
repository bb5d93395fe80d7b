import { type Finding, finding } from '../problem.js'
import type { Field, Json, JsonObject, RecordSchema } from '../schema/field.js'
import { isJsonObject } from '../text/json-value.js'
import { getAt } from './paths.js'

/** An element of the list marked `x-basis`: why a field says what it says, or why it is null. */
export interface Basis {
  readonly field: string
  readonly basis: string
  readonly note: string | null
}

const ofValues = new Set(['source', 'rule', 'curator', 'model'])

/** The field marked `x-basis` and the pointers that it must speak of. */
export function basisField(
  schema: RecordSchema,
): { readonly field: Field; readonly targets: readonly string[] } | undefined {
  const field = schema.fields.find(({ schema }) => Array.isArray(schema['x-basis']))
  const targets = field?.schema['x-basis']
  return field && Array.isArray(targets) ? { field, targets: targets.map(String) } : undefined
}

/** The bases that a record states. */
export function basesOf(record: JsonObject, schema: RecordSchema): readonly Basis[] {
  const list = getAt(record, basisField(schema)?.field.pointer ?? '/')
  return Array.isArray(list) ? list.filter(isBasis) : []
}

function isBasis(value: Json): value is Json & Basis {
  return isJsonObject(value) && typeof value['field'] === 'string' && typeof value['basis'] === 'string'
}

/** Every field that needs a basis has exactly one; it gives a null's reason if and only if the value is null; a source is quoted. */
export function checkBases(record: JsonObject, schema: RecordSchema): Finding[] {
  const declared = basisField(schema)
  return declared === undefined ? [] : [...basisFindings(record, schema, declared)]
}

function* basisFindings(
  record: JsonObject,
  schema: RecordSchema,
  declared: NonNullable<ReturnType<typeof basisField>>,
): Generator<Finding> {
  const { field, targets } = declared
  const bases = basesOf(record, schema)
  const text = schema.textField && getAt(record, schema.textField.pointer)
  for (const target of targets) {
    const given = bases.filter(basis => basis.field === target)
    const value = getAt(record, target) ?? null
    if (given.length > 1) yield finding('record/basis', field.pointer, { target, fault: 'twice' })
    const [basis] = given
    if (basis === undefined) yield finding('record/unclaimed', target, { target, isNull: value === null })
    else if ((value === null) === ofValues.has(basis.basis)) {
      yield finding('record/basis-mismatch', target, { target, basis: basis.basis, isNull: value === null })
    } else if (basis.basis === 'source' && typeof text === 'string' && !isQuoted(value, basis.note, text)) {
      yield finding('record/not-in-source', target, { target, value, note: basis.note })
    }
  }
  for (const { field: target } of bases) {
    if (!targets.includes(target)) yield finding('record/basis', field.pointer, { target, fault: 'unknown' })
  }
}

/** A value from the source stands there verbatim, or its note quotes the passage it was read from. */
function isQuoted(value: Json, note: string | null, text: string): boolean {
  if (note !== null && text.includes(note)) return true
  const values = Array.isArray(value) ? value : [value]
  return values.every(item => typeof item === 'string' && text.includes(item))
}
