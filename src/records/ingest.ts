import { type Finding, finding, type Problem } from '../problem.js'
import type { Field, Json, JsonObject, RecordSchema } from '../schema/field.js'
import { compileValidator } from '../schema/validator.js'
import { escapeToken } from '../text/pointer.js'
import { type Basis, basesOf, basisField, checkBases } from './basis.js'
import { canonicalFor } from './canonical.js'
import { canonicalJson } from './canonical-json.js'
import { conform } from './conform.js'
import { readNote } from './derive/note.js'
import { type Draft, emptyStatement } from './draft.js'
import { type Judged, judge, nothingJudged } from './lints/choice.js'
import { lint } from './lints/index.js'
import { type LintOptions, noOptions } from './lints/lint.js'
import { getAt, withAt } from './paths.js'
import { derivedFields, fieldsOutsideLists, inferredFields } from './ruled.js'
import { checkSpans } from './spans.js'

/** What became of a draft: a record with its canonical line and digest, or problems that say why not. */
export interface Ingested {
  readonly record: JsonObject | undefined
  readonly line: string
  readonly digest: Uint8Array
  /** Warnings that people accepted are not among them. */
  readonly problems: readonly Problem[]
  readonly accepted: Omit<Judged, 'problems'>
}

/**
 * Makes the function that turns drafts into records: rules fill what is absent and check what is there, then the
 * schema and the invariants are checked. Throws UsageError for a schema that names an unknown rule or cannot be compiled.
 */
export function ingestFor(
  schema: RecordSchema,
  options: LintOptions = noOptions,
): (draft: Draft) => Ingested {
  const validate = compileValidator(schema.json, schema)
  const canonical = canonicalFor(schema.fields)
  const fill = fillFor(schema)
  const compute = computeFor(schema)
  const nothing = { record: undefined, line: '', digest: new Uint8Array() }

  return draft => {
    if (draft.problems.some(({ severity }) => severity === 'error'))
      return { ...nothing, problems: draft.problems, accepted: nothingJudged }
    const filled = fill(draft)
    const computed = compute(filled.record)
    const { record, findings } = conform(computed.record, schema.fields)
    const all = merge([...filled.findings, ...validate(record), ...findings, ...computed.findings])
    // A derived field is missing because what it is computed from is: that is what must be mended, where it is reported.
    const causes = all.filter(
      ({ code, pointer }) => code !== 'record/required' || !computed.skipped.has(pointer),
    )
    let found: readonly Finding[] = causes.length > 0 ? causes : all
    if (found.length === 0) found = [...checkBases(record, schema), ...checkSpans(record, schema)]
    if (!hasError(found)) found = [...found, ...lint(record, schema, options)]
    const placed = [...draft.problems, ...found.map(one => locate(one, draft, record, schema))]
    const { problems, ...accepted } = judge(placed, draft.statement?.accept, idOf(record, schema), options)
    if (hasError(found)) return { ...nothing, problems, accepted }
    return { record, line: canonical.line(record), digest: canonical.digest(record), problems, accepted }
  }
}

const hasError = (found: readonly Finding[]): boolean => found.some(({ severity }) => severity === 'error')

/** One fault may be seen twice: an undeclared key that the schema also forbids is named once. */
function merge(found: readonly Finding[]): Finding[] {
  const seen = new Set<string>()
  return found.filter(({ code, pointer }) => {
    const kind = code === 'record/undeclared-key' ? 'record/unknown-key' : code
    const known = seen.has(`${kind} ${pointer}`)
    seen.add(`${kind} ${pointer}`)
    return !known || kind !== 'record/unknown-key'
  })
}

function locate(found: Finding, draft: Draft, record: JsonObject, schema: RecordSchema): Problem {
  const { pointer, part, span, ...worded } = found
  const id = idOf(record, schema)
  const named = id === undefined ? {} : { record: shortened(id) }
  return { ...worded, ...named, location: { ...draft.locate({ pointer, part, span }), pointer } }
}

function idOf(record: JsonObject, { keyField }: RecordSchema): string | undefined {
  const id = keyField && record[keyField.name]
  return typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint' ? String(id) : undefined
}

const MAX_ID = 100
const shortened = (id: string): string => (id.length > MAX_ID ? `${id.slice(0, MAX_ID)}…` : id)

type Step = { readonly record: JsonObject; readonly findings: readonly Finding[] }

/** Fills inferable fields that are absent, gives an article's unstated fields their null, and writes down why. */
function fillFor(schema: RecordSchema): (draft: Draft) => Step {
  const inferred = inferredFields(schema)
  const declared = basisField(schema)
  const nullable = [...fieldsOutsideLists(schema.fields)].filter(({ allowsNull }) => allowsNull)

  return ({ values, statement }) => {
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

/** Computes derived fields that are absent; one that is there must equal what its rule gives. */
function computeFor(
  schema: RecordSchema,
): (record: JsonObject) => Step & { readonly skipped: ReadonlySet<string> } {
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
      }
    }
    return { record, findings, skipped }
  }
}

/** Rules read the text; a record whose text is missing or no string is the validator's to report. */
function hasText(record: JsonObject, { textField }: RecordSchema): boolean {
  return textField === undefined || typeof getAt(record, textField.pointer) === 'string'
}

function canCompute(record: JsonObject, field: Field, of: unknown): boolean {
  const parent = field.pointer.slice(0, field.pointer.lastIndexOf('/'))
  if (parent !== '' && getAt(record, parent) === null) return false
  return typeof of !== 'string' || (getAt(record, of) ?? null) !== null
}

function same(a: Json, b: Json): boolean {
  return a === b || canonicalJson(a) === canonicalJson(b)
}
