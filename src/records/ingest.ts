import { type Finding, finding, type Problem, type Severity } from '../problem.js'
import type { Json, JsonObject, RecordSchema } from '../schema/field.js'
import { isPresenceSensitive } from '../schema/presence.js'
import { compileValidator } from '../schema/validator.js'
import { type Excerpt, excerptOf } from '../text/excerpt.js'
import { isJsonObject } from '../text/json-value.js'
import { indexOffsets, type Offsets } from '../text/offsets.js'
import { valueAt } from '../text/pointer.js'
import { basisField, checkBases } from './basis.js'
import { canonicalFor } from './canonical.js'
import { computeFor, hasText } from './compute.js'
import { type Conformed, conform } from './conform.js'
import type { Draft } from './draft.js'
import { fillFor } from './fill.js'
import { type Judged, judge, nothingJudged } from './lints/choice.js'
import { lint } from './lints/index.js'
import { type LintOptions, noOptions } from './lints/lint.js'
import { checkPath } from './path.js'
import { checkSpans, spanFields } from './spans.js'

/** What became of a draft: a record with its canonical line and digest, or problems that say why not. */
export interface Ingested {
  readonly record: JsonObject | undefined
  /** The draft with all that rules fill, also where it is no record; undefined where it is no object. */
  readonly made: JsonObject | undefined
  /** Whether nothing is wrong with it; where no columns are asked for, it need be no object. */
  readonly sound: boolean
  readonly line: string
  readonly digest: Uint8Array
  /** Warnings that people accepted are not among them. */
  readonly problems: readonly Problem[]
  readonly accepted: Omit<Judged, 'problems'>
}

export interface IngestOptions {
  readonly lints?: LintOptions
  /** Whether the record must fit the columns that are made from the schema, which ask for more than the schema itself. */
  readonly columns?: boolean
  /** Whether `format` is checked, or a mere annotation as the standard allows. */
  readonly assertsFormats?: boolean
  /** Whether a problem of that severity is still told, and not only counted: its place and excerpt cost most of the time. */
  readonly isTold?: (severity: Severity) => boolean
}

/**
 * Makes the function that turns drafts into records: rules fill what is absent and check what is there, then the
 * schema, the columns and the invariants are checked. Everything is looked at, whatever was found before. Throws
 * UsageError for a schema that names an unknown rule or cannot be compiled.
 */
export function ingestFor(
  schema: RecordSchema,
  { lints = noOptions, columns = true, assertsFormats = true, isTold = () => true }: IngestOptions = {},
): (draft: Draft) => Ingested {
  const validate = compileValidator(schema, { assertsFormats })
  const canonical = canonicalFor(schema.fields)
  const fill = fillFor(schema)
  const compute = computeFor(schema)
  const mindsPresence = isPresenceSensitive(schema.json)
  const basis = basisField(schema)
  const spans = spanFields(schema)
  const nothing = {
    record: undefined,
    made: undefined,
    sound: false,
    line: '',
    digest: noDigest,
    accepted: nothingJudged,
  }

  return draft => {
    const { values } = draft
    if (values === undefined || draft.ordinal < 0) return { ...nothing, problems: draft.problems }
    const { record, found } = isJsonObject(values)
      ? draft.partial
        ? { record: values, found: lint(values, schema, lints) }
        : check(values, draft)
      : { record: undefined, found: checkScalar(values) }
    const placed =
      draft.problems.length === 0 && draft.spoiled === undefined
        ? found.map(one => (isTold(one.severity) ? locate(one, draft, record, schema) : unplaced(one)))
        : // Where the source said something, places tell what was said already.
          withNew(
            draft.problems,
            found
              .filter(one => isNews(one, draft))
              .map(one =>
                draft.problems.length > 0 || isTold(one.severity)
                  ? locate(one, draft, record, schema)
                  : unplaced(one),
              ),
          )
    const accepted = judge(placed, draft.statement?.accept, idOf(record, schema), lints)
    const { problems } = accepted
    const isSound = draft.partial !== true && draft.spoiled === undefined && !problems.some(isError)
    if (record === undefined || !isSound || !columns) {
      // Only what fits the columns has a line in a release.
      const own = isSound ? record : undefined
      return { record: own, made: record, sound: isSound, line: '', digest: noDigest, problems, accepted }
    }
    const line = canonical.line(record)
    return { record, made: record, sound: true, line, digest: canonical.digest(record), problems, accepted }
  }

  function check(values: JsonObject, draft: Draft): { record: JsonObject; found: readonly Finding[] } {
    const filled = fill(values, draft.statement)
    const computed = compute(filled.record)
    const said = [...filled.findings, ...validate(computed.record)]
    const conformed = columns ? conformTo(computed.record, said) : unchanged(computed.record)
    const { record } = conformed
    // A value that the schema allows and no column holds would break a writer.
    const misfits = said.length === 0 ? conformed.misfits : []
    const all = merge([...said, ...conformed.findings, ...misfits, ...computed.findings])
    // A derived field is missing because what it is computed from is: that is what must be mended, where it is reported.
    const causes = all.filter(
      ({ code, pointer }) => code !== 'record/required' || !computed.skipped.has(pointer),
    )
    const found = causes.length > 0 ? causes : all
    const isSound = (pointer: string) =>
      !found.some(one => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`))
    const invariants: Finding[] = []
    if (basis !== undefined && hasText(record, schema) && isSound(basis.field.pointer)) {
      invariants.push(...checkBases(record, schema).filter(({ pointer }) => isSound(pointer)))
    }
    for (const field of spans) {
      if (isSound(field.pointer)) invariants.push(...checkSpans(record, field, schema))
    }
    const looked = [...checkPath(record, schema), ...lint(record, schema, lints)]
    return { record, found: [...found, ...invariants, ...conformed.notes, ...looked] }
  }

  /** Absent keys become null, unless the schema tells the two apart and wants them absent. */
  function conformTo(record: JsonObject, said: readonly Finding[]): Conformed {
    const conformed = conform(record, schema.fields)
    const isFilled = mindsPresence && said.length === 0 && !haveSameKeys(conformed.record, record)
    return isFilled && validate(conformed.record).length > 0
      ? conform(record, schema.fields, 'as-given')
      : conformed
  }

  /** A record is an object; without columns a value may be whatever the schema allows. */
  function checkScalar(value: Json): readonly Finding[] {
    const found = validate(value)
    if (found.length > 0 || !columns) return found
    return [finding('record/type', '', { pointer: '', value, expected: ['object'] })]
  }
}

const noDigest = new Uint8Array()

const isError = ({ severity }: Problem): boolean => severity === 'error'

const unchanged = (record: JsonObject): Conformed => ({ record, findings: [], notes: [], misfits: [] })

/** Pointers of fields have `*` for every element of a list. */
const ELEMENT = /\/\d+(?=\/)/g

/** Codes of values that could not be read as what they are. */
const unreadable: ReadonlySet<string> = new Set(['json/non-finite', 'csv/cell', 'columns/value'])

/** What could not be read is neither missing nor of another type: it was said what is wrong with it. */
function isNews({ code, pointer }: Finding, { problems, spoiled }: Draft): boolean {
  if (problems.some(one => unreadable.has(one.code) && one.location.pointer === pointer)) return false
  return code !== 'record/required' || !spoiled?.has(pointer.replaceAll(ELEMENT, '/*'))
}

/** A sidecar's value is checked where it stands and again in the record: what was said already is not said again. */
function withNew(said: readonly Problem[], found: readonly Problem[]): readonly Problem[] {
  if (said.length === 0) return found
  const known = new Set<string>()
  for (const {
    code,
    message,
    location: { file, line, column },
  } of said) {
    known.add(`${code} ${file} ${message}`).add(`${code} ${file} ${message} ${line} ${column}`)
  }
  const isNew = ({ code, message, location: { file, line, column } }: Problem): boolean => {
    const same = `${code} ${file} ${message}`
    return !known.has(line === undefined ? same : `${same} ${line} ${column}`)
  }
  return [...said, ...found.filter(isNew)]
}

/** Whether nothing was filled in: the same keys on every level. */
function haveSameKeys(a: Json, b: Json): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return true
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every(key => haveSameKeys(Reflect.get(a, key), Reflect.get(b, key)))
  )
}

/**
 * One fault may be seen twice: an undeclared key that the schema also forbids is named once, and so is a value that neither
 * the schema nor its column allows.
 */
function merge(found: readonly Finding[]): Finding[] {
  const seen = new Set<string>()
  if (found.length < 2) return [...found]
  const told = new Set<string>()
  for (const { code, pointer } of found) if (code !== 'record/column') told.add(pointer)
  return found.filter(({ code, pointer }) => {
    if (code === 'record/column') return !told.has(pointer)
    if (code !== 'record/unknown-key' && code !== 'record/undeclared-key') return true
    const known = seen.has(pointer)
    seen.add(pointer)
    return !known
  })
}

/** A problem that is only counted. */
function unplaced({ code, severity, message }: Finding): Problem {
  return { code, severity, message, location: nowhere }
}

const nowhere = { file: '' }

function locate(found: Finding, draft: Draft, record: JsonObject | undefined, schema: RecordSchema): Problem {
  const { code, severity, message, fix, pointer, part, span } = found
  const id = idOf(record, schema)
  // A corpus may have millions of problems: each is made in one go.
  return {
    code,
    severity,
    message,
    location: { ...draft.locate({ pointer, part, span }), pointer },
    record: id === undefined ? undefined : shortened(id),
    excerpt: quoted(found, draft, record),
    fix,
  }
}

/** A part of a text is quoted from the text; a value from the input, as it is spelled there. */
function quoted(
  { pointer, part, span }: Finding,
  draft: Draft,
  record: JsonObject | undefined,
): Excerpt | undefined {
  const value = valueAt(draft.values, pointer)
  if (value === undefined) return undefined
  if (span === undefined) return draft.quote?.({ pointer, part })
  const text = record && valueAt(record, pointer)
  if (typeof text !== 'string') return undefined
  const { toUtf16 } = offsetsOf(text)
  return excerptOf(text, toUtf16(span.start), toUtf16(span.end))
}

/** A text may have many findings. */
let last: { readonly text: string; readonly offsets: Offsets } | undefined

function offsetsOf(text: string): Offsets {
  if (last?.text !== text) last = { text, offsets: indexOffsets(text) }
  return last.offsets
}

function idOf(record: JsonObject | undefined, { keyField }: RecordSchema): string | undefined {
  const id = keyField && record?.[keyField.name]
  return typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint' ? String(id) : undefined
}

const MAX_ID = 100
const shortened = (id: string): string => (id.length > MAX_ID ? `${id.slice(0, MAX_ID)}…` : id)
