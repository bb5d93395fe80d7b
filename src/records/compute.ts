import { type Finding, finding } from '../problem.js'
import type { Field, Json, JsonObject, RecordSchema } from '../schema/field.js'
import { canonicalJson } from './canonical-json.js'
import { inputPointer } from './derive/input.js'
import { getAt, withAt } from './paths.js'
import { derivedFields } from './ruled.js'

interface Computed {
  readonly record: JsonObject
  readonly findings: readonly Finding[]
  /** Pointers of derived fields that could not be computed, since what they are computed from is missing. */
  readonly skipped: ReadonlySet<string>
}

/** Computes derived fields that are absent; one that is there must equal what its rule gives. */
export function computeFor(schema: RecordSchema): (record: JsonObject) => Computed {
  const derived = derivedFields(schema)
  return given => {
    const findings: Finding[] = []
    const skipped = new Set<string>()
    let record = given
    for (const { field, rule, name, context } of derived) {
      const computes = hasText(record, schema) && canCompute(record, field, context.parameters['of'])
      const expected = computes ? rule.compute(record, context) : null
      const value = getAt(record, field.pointer)
      if (expected === null && !field.allowsNull) skipped.add(field.pointer)
      else if (value === undefined) record = withAt(record, field.pointer, expected)
      else if (!same(value, expected)) {
        findings.push(
          finding('record/derived', field.pointer, { value, expected, rule: name, pointer: field.pointer }),
        )
        const of = inputPointer(context)
        if (rule.name === 'sha256' && of !== undefined) {
          findings.push(finding('record/altered', of, { pointer: of, field: field.pointer }))
        }
      }
    }
    return { record, findings, skipped }
  }
}

/** Rules read the text; a record whose text is missing or no string is the validator's to report. */
export function hasText(record: JsonObject, { textField }: RecordSchema): boolean {
  return textField === undefined || typeof getAt(record, textField.pointer) === 'string'
}

function canCompute(record: JsonObject, field: Field, of: unknown): boolean {
  const parent = field.pointer.slice(0, field.pointer.lastIndexOf('/'))
  if (parent !== '' && getAt(record, parent) === null) return false
  return typeof of !== 'string' || (getAt(record, of) ?? null) !== null
}

export function same(a: Json, b: Json): boolean {
  return a === b || canonicalJson(a) === canonicalJson(b)
}
