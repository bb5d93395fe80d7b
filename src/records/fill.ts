import { type Finding, finding } from '../problem.js'
import type { JsonObject, RecordSchema } from '../schema/field.js'
import { escapeToken } from '../text/pointer.js'
import { type Basis, basesOf, basisField } from './basis.js'
import { hasText, same } from './compute.js'
import { readNote } from './derive/note.js'
import { emptyStatement, type Statement } from './draft.js'
import { getAt, withAt } from './paths.js'
import { fieldsOutsideLists, inferredFields } from './ruled.js'

/** What a step of ingest made of a record, and what it found. */
interface Step {
  readonly record: JsonObject
  readonly findings: readonly Finding[]
}

type Fill = (values: JsonObject, statement: Statement | undefined) => Step

/** Fills inferable fields that are absent, gives an article's unstated fields their null, and writes down why. */
export function fillFor(schema: RecordSchema): Fill {
  const inferred = inferredFields(schema)
  const declared = basisField(schema)
  const nullable = [...fieldsOutsideLists(schema.fields)].filter(({ allowsNull }) => allowsNull)

  return (values, statement) => {
    const { basis, hints } = statement ?? emptyStatement
    const reasons = new Map<string, Omit<Basis, 'field'>>()
    const findings: Finding[] = []
    let record = values
    if (!hasText(record, schema)) return { record, findings }
    for (const { field, rule, context } of inferred) {
      if (getAt(record, field.pointer) !== undefined) continue
      for (const key of rule.strayHints?.(record, context, hints) ?? []) {
        findings.push(
          finding('sidecar/no-such-line', `${field.pointer}/${escapeToken(key)}`, { line: key }, 'key'),
        )
      }
      const { value, ...reason } = rule.infer(record, context, hints)
      record = withAt(record, field.pointer, value)
      reasons.set(field.pointer, reason)
    }
    if (statement !== undefined) {
      for (const { pointer } of nullable) {
        if (getAt(record, pointer) === undefined) record = withAt(record, pointer, null)
      }
    }
    if (declared === undefined) return { record, findings }

    const given = basesOf(record, schema)
    const added = declared.targets.flatMap(target => {
      if (given.some(({ field }) => field === target)) return []
      const stated = basis[target] ?? reasons.get(target)
      if (stated !== undefined) return [{ field: target, ...stated }]
      if (statement === undefined) return []
      const isNull = (getAt(record, target) ?? null) === null
      return [{ field: target, basis: isNull ? 'unknown' : 'curator', note: null }]
    })
    const list = getAt(record, declared.field.pointer)
    if (list !== undefined && !Array.isArray(list)) return { record, findings }
    return {
      record: withAt(record, declared.field.pointer, [...(list ?? []), ...added]),
      findings: [...findings, ...recheck(record, given)],
    }
  }

  /** A value said to come from a rule is what the rule gives. */
  function recheck(record: JsonObject, given: readonly Basis[]): readonly Finding[] {
    return inferred.flatMap(({ field, rule, name, context }) => {
      const basis = given.find(({ field: target }) => target === field.pointer)
      const value = getAt(record, field.pointer)
      if (basis?.basis !== 'rule' || value === undefined) return []
      const note = readNote(basis.note ?? '')
      if (note?.rule !== name) {
        return [finding('record/rule-unnamed', field.pointer, { target: field.pointer, rule: name })]
      }
      const expected = rule.infer(record, context, note.hints).value
      return same(value, expected)
        ? []
        : [finding('record/inferred', field.pointer, { value, expected, rule: name })]
    })
  }
}
