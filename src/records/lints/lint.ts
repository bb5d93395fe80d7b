import type { Acceptance } from '../../corpus/corpus.js'
import { type Args, type Code, type Finding, finding } from '../../problem.js'
import type { JsonObject, RecordSchema } from '../../schema/field.js'
import { indexOffsets, type Offsets } from '../../text/offsets.js'
import { valueAt } from '../../text/pointer.js'

/** What people decide about lints. Plain data: it crosses threads. */
export interface LintOptions {
  /** YYYY-MM-DD: nothing was published or retrieved after it. Never taken from the clock. */
  readonly asOf?: string | undefined
  /** Codes of the lints that do not look. */
  readonly off: readonly string[]
  /** Warnings of corpus.yaml that are let stand. */
  readonly accept: readonly Acceptance[]
}

export const noOptions: LintOptions = { off: [], accept: [] }

/**
 * One kind of finding. A lint looks at nothing but the fields it names, so that a text that is no record yet can be
 * looked at as a record of that one field; a field that is absent or of another type gives no findings.
 */
export interface Lint {
  readonly code: Code
  /** The text without what the lint finds, where a program may decide that; see `validate --fix`. */
  readonly mend?: ((text: string, language: string | undefined) => string) | undefined
  check(record: JsonObject, schema: RecordSchema, options?: LintOptions): readonly Finding[]
}

/** Something to be said of a part of a text. */
export interface Remark<C extends Code> {
  /** In UTF-16 units, half-open; absent where the whole text is meant. */
  readonly span?: { readonly start: number; readonly end: number }
  readonly args: Args<C>
}

/**
 * A lint of the text: the field marked x-text. `applies` decides by the record's language whether it is looked at;
 * `mend` takes out what the lint finds, and leaves a text without findings as it is.
 */
export function textLint<C extends Code>(
  code: C,
  remarksOn: (text: string, language: string | undefined) => Iterable<Remark<C>>,
  applies: (language: string | undefined) => boolean = () => true,
  mend?: NonNullable<Lint['mend']>,
): Lint {
  // Flags and the report ask the same of one text in turn: the last answer is kept.
  let last:
    | { text: string; language: string | undefined; pointer: string; findings: readonly Finding[] }
    | undefined
  return {
    code,
    ...(mend && { mend: (text, language) => (applies(language) ? mend(text, language) : text) }),
    check: (record, schema) => {
      const { pointer, text, language } = subjectOf(record, schema)
      if (text === undefined || !applies(language)) return []
      if (last?.text !== text || last.language !== language || last.pointer !== pointer) {
        const findings = findingsOf(code, pointer, text, [...remarksOn(text, language)])
        last = { text, language, pointer, findings }
      }
      return last.findings
    },
  }
}

/** What the lints of a text look at. They ask of one record in turn: the last answer is kept. */
function subjectOf(record: JsonObject, schema: RecordSchema) {
  if (lastSubject?.record !== record || lastSubject.schema !== schema) {
    const pointer = schema.textField?.pointer ?? ''
    const value = schema.textField && valueAt(record, pointer)
    const text = typeof value === 'string' ? value : undefined
    lastSubject = { record, schema, pointer, text, language: languageOf(record, schema) }
  }
  return lastSubject
}

let lastSubject:
  | {
      readonly record: JsonObject
      readonly schema: RecordSchema
      readonly pointer: string
      readonly text: string | undefined
      readonly language: string | undefined
    }
  | undefined

function findingsOf<C extends Code>(
  code: C,
  pointer: string,
  text: string,
  remarks: readonly Remark<C>[],
): readonly Finding[] {
  if (remarks.length === 0) return []
  if (lastOffsets?.text !== text) lastOffsets = { text, offsets: indexOffsets(text) }
  const { toCodePoint } = lastOffsets.offsets
  return remarks.map(({ span, args }) =>
    finding(
      code,
      pointer,
      args,
      'value',
      span && { start: toCodePoint(span.start), end: toCodePoint(span.end) },
    ),
  )
}

let lastOffsets: { text: string; offsets: Offsets } | undefined

/** The record's language tag, where the schema has a field for it and the record says it. */
export function languageOf(record: JsonObject, schema: RecordSchema): string | undefined {
  const field = schema.roles.get('language')
  const language = field === undefined ? undefined : valueAt(record, field.pointer)
  return typeof language === 'string' ? language : undefined
}

/** The language, where the tag names one: `und` and its like do not. */
export function statedLanguage(tag: string | undefined): string | undefined {
  return tag === undefined || /^(und|mul|mis|zxx)(-|$)/i.test(tag) ? undefined : tag
}
