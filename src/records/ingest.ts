import { type Finding, finding, type Problem } from '../problem.js'
import type { Json, JsonObject, RecordSchema } from '../schema/field.js'
import { isPresenceSensitive } from '../schema/presence.js'
import { compileValidator } from '../schema/validator.js'
import { basisField, checkBases } from './basis.js'
import { canonicalFor, isJsonObject } from './canonical.js'
import { computeFor, hasText } from './compute.js'
import { conform } from './conform.js'
import type { Draft } from './draft.js'
import { fillFor } from './fill.js'
import { lint } from './lints/index.js'
import { checkPath } from './path.js'
import { checkSpans, spanFields } from './spans.js'

/** What became of a draft: a record with its canonical line and digest, or problems that say why not. */
export interface Ingested {
  readonly record: JsonObject | undefined
  readonly line: string
  readonly digest: Uint8Array
  readonly problems: readonly Problem[]
}

export interface IngestOptions {
  /** Whether the record must fit the columns that are made from the schema, which ask for more than the schema itself. */
  readonly columns?: boolean
  /** Whether `format` is checked, or a mere annotation as the standard allows. */
  readonly assertsFormats?: boolean
}

/**
 * Makes the function that turns drafts into records: rules fill what is absent and check what is there, then the
 * schema, the columns and the invariants are checked. Everything is looked at, whatever was found before. Throws
 * UsageError for a schema that names an unknown rule or cannot be compiled.
 */
export function ingestFor(
  schema: RecordSchema,
  { columns = true, assertsFormats = true }: IngestOptions = {},
): (draft: Draft) => Ingested {
  const validate = compileValidator(schema, { assertsFormats })
  const canonical = canonicalFor(schema.fields)
  const fill = fillFor(schema)
  const compute = computeFor(schema)
  const mindsPresence = isPresenceSensitive(schema.json)
  const nothing = { record: undefined, line: '', digest: new Uint8Array() }

  return draft => {
    const { values, statement } = draft
    if (values === undefined || draft.ordinal < 0) return { ...nothing, problems: draft.problems }
    if (!isJsonObject(values))
      return { ...nothing, problems: [...draft.problems, ...checkScalar(values, draft)] }
    if (draft.partial) {
      const problems = [
        ...draft.problems,
        ...lint(values, schema).map(one => locate(one, draft, values, schema)),
      ]
      return { ...nothing, problems }
    }
    const filled = fill(values, statement)
    const computed = compute(filled.record)
    const said = [...filled.findings, ...validate(computed.record)]
    const conformed = columns
      ? conform(computed.record, schema.fields)
      : { record: computed.record, findings: [], notes: [], misfits: [] }
    const record =
      mindsPresence &&
      said.length === 0 &&
      !isSame(conformed.record, computed.record) &&
      validate(conformed.record).length > 0
        ? conform(computed.record, schema.fields, 'as-given').record
        : conformed.record
    // A value that the schema allows and no column holds would break a writer.
    const misfits = said.length === 0 ? conformed.misfits : []
    const all = merge([...said, ...conformed.findings, ...misfits, ...computed.findings])
    // A derived field is missing because what it is computed from is: that is what must be mended, where it is reported.
    const causes = all.filter(
      ({ code, pointer }) => code !== 'record/required' || !computed.skipped.has(pointer),
    )
    const found = [...(causes.length > 0 ? causes : all)]
    const isSound = (pointer: string) =>
      !found.some(one => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`))
    const basis = basisField(schema)
    if (basis !== undefined && hasText(record, schema) && isSound(basis.field.pointer))
      found.push(...checkBases(record, schema).filter(({ pointer }) => isSound(pointer)))
    for (const field of spanFields(schema)) {
      if (isSound(field.pointer)) found.push(...checkSpans(record, field, schema))
    }
    found.push(...conformed.notes, ...checkPath(record, schema), ...lint(record, schema))
    const { spoiled } = draft
    // What could not be read is not missing: it was said what is wrong with it.
    const unread = new Set(draft.problems.map(({ location }) => location.pointer))
    const unsaid = found.filter(
      ({ code, pointer }) =>
        code !== 'record/required' ||
        !(unread.has(pointer) || spoiled?.has(pointer.replaceAll(ELEMENT, '/*'))),
    )
    const problems = once([...draft.problems, ...unsaid.map(one => locate(one, draft, record, schema))])
    const hasError = problems.some(({ severity }) => severity === 'error')
    if (hasError || spoiled !== undefined) return { ...nothing, problems }
    return { record, line: canonical.line(record), digest: canonical.digest(record), problems }
  }

  /** A record is an object; without columns a value may be whatever the schema allows. */
  function checkScalar(value: Json, draft: Draft): Problem[] {
    const found = validate(value)
    const wrong =
      found.length > 0 || !columns
        ? found
        : [finding('record/type', '', { pointer: '', value, expected: ['object'] })]
    return wrong.map(one => locate(one, draft, {}, schema))
  }
}

/** A sidecar's value is checked where it stands and again in the record: one fault is told once. */
function once(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length < 2) return problems
  const seen = new Set<string>()
  return problems.filter(({ code, message, location: { file, line, column } }) => {
    const same = `${code} ${file} ${message}`
    const known = seen.has(line === undefined ? same : `${same} ${line} ${column}`)
    seen.add(same).add(`${same} ${line} ${column}`)
    return !known
  })
}

/** Whether nothing was filled in: the same keys on every level. */
function isSame(a: Json, b: Json): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return true
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every(key => isSame(Reflect.get(a, key), Reflect.get(b, key)))
  )
}
/** Pointers of fields have `*` for every element of a list. */
const ELEMENT = /\/\d+(?=\/)/g

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
  const id = schema.keyField && record[schema.keyField.name]
  const named =
    typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint'
      ? { record: shortened(String(id)) }
      : {}
  return { ...worded, ...named, location: { ...draft.locate({ pointer, part, span }), pointer } }
}

const MAX_ID = 100
const shortened = (id: string): string => (id.length > MAX_ID ? `${id.slice(0, MAX_ID)}…` : id)
