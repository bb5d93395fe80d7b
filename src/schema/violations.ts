import { type Finding, finding } from '../problem.js'
import type { Json } from '../text/json.js'
import { nearest } from '../text/nearest.js'
import { escapeToken } from '../text/pointer.js'
import { choiceFindings } from './choices.js'
import type { FailingKeyword, Failure } from './evaluate/check.js'
import { isObject, type SchemaObject } from './keywords.js'

/** Words a validation's failures for people, each once. */
export function findingsOf(failures: readonly Failure[]): Finding[] {
  const findings = failures.flatMap(wordFailure)
  if (findings.length < 2) return findings
  if (new Set(findings.map(({ message }) => message)).size === findings.length) return findings
  const seen = new Set<string>()
  return findings.filter(({ code, pointer, message }) => {
    const same = `${code} ${pointer} ${message}`
    return !seen.has(same) && seen.add(same)
  })
}

/** One failure; of a choice, what its branches say. */
function wordFailure(failure: Failure): Finding[] {
  const { keyword } = failure
  if (keyword === 'anyOf' || keyword === 'oneOf') return choiceFindings(failure, findingsOf)
  return [wordings[keyword](failure)]
}

type Word = (failure: Failure) => Finding

const limitOf = ({ expected }: Failure): number => Number(expected)
const codePoints = (value: Json): number => (typeof value === 'string' ? [...value].length : 0)

const required: Word = ({ pointer, about, because }) => {
  const key = String(about)
  return finding('record/required', `${pointer}/${escapeToken(key)}`, { key, ...(because && { because }) })
}

const declared = new WeakMap<SchemaObject, readonly string[]>()

/** Among more names than this one is near by mere chance, and looking for it takes long. */
const MAX_NAMES = 1000

/** What is misspelled once is often misspelled in every record. */
const meanings = new WeakMap<readonly unknown[], Map<string, string | undefined>>()
const MAX_MEANINGS = 1000

function meantBy(word: string, names: readonly unknown[]): string | undefined {
  if (names.length > MAX_NAMES) return undefined
  const known = meanings.get(names) ?? new Map<string, string | undefined>()
  meanings.set(names, known)
  if (!known.has(word)) {
    if (known.size === MAX_MEANINGS) known.clear()
    const texts = names.filter(name => typeof name === 'string')
    known.set(word, nearest(word, texts))
  }
  return known.get(word)
}

function declaredIn(schema: SchemaObject): readonly string[] {
  const { properties } = schema
  const names = declared.get(schema) ?? (isObject(properties) ? Object.keys(properties) : [])
  declared.set(schema, names)
  return names
}

const unknownKey: Word = ({ pointer, about, schema, value }) => {
  const key = String(about)
  const present = isObject(value) ? value : {}
  const meant = meantBy(key, declaredIn(schema))
  const isThere = meant !== undefined && Object.hasOwn(present, meant)
  return finding('record/unknown-key', `${pointer}/${escapeToken(key)}`, { key, meant, isThere }, 'key')
}

const bound =
  (words: string): Word =>
  ({ pointer, value, expected }) =>
    finding('record/bounds', pointer, { pointer, value, words, limit: String(expected) })

const length =
  (least: boolean): Word =>
  failure =>
    finding('record/length', failure.pointer, {
      pointer: failure.pointer,
      length: codePoints(failure.value),
      least,
      limit: limitOf(failure),
    })

const items =
  (words: string, limit: (failure: Failure) => number): Word =>
  failure =>
    finding('record/items', failure.pointer, {
      pointer: failure.pointer,
      value: failure.value,
      words,
      limit: limit(failure),
    })

const keys =
  (words: string): Word =>
  failure =>
    finding('record/keys', failure.pointer, {
      pointer: failure.pointer,
      count: Number(failure.about),
      words,
      limit: limitOf(failure),
    })

const contained =
  (words: string): Word =>
  ({ pointer, about, schema, keyword }) =>
    finding('record/contains', pointer, {
      pointer,
      count: Number(about),
      words,
      limit: keyword === 'contains' ? 1 : Number(schema[keyword]),
    })

const allowed: Word = ({ pointer, value, expected, keyword }) => {
  const values: readonly unknown[] = keyword === 'enum' && Array.isArray(expected) ? expected : [expected]
  const meant = typeof value === 'string' ? meantBy(value, values) : undefined
  return finding('record/enum', pointer, { pointer, value, allowed: values, meant })
}

const format: Word = ({ pointer, value, expected }) => {
  const name = String(expected)
  return name === 'date' || name === 'partial-date'
    ? finding('record/date', pointer, { value, partial: name === 'partial-date' })
    : finding('record/format', pointer, { pointer, value, format: name })
}

/** Why a key is refused, without its pointer, which is the object's. */
function reasonOf({ keyword, expected, value }: Failure): string {
  if (keyword === 'pattern') return `it does not match ${String(expected)}`
  if (keyword === 'format') return `it is no ${String(expected)}`
  if (keyword === 'minLength' || keyword === 'maxLength')
    return `it has ${codePoints(value)} characters, expected ${keyword === 'minLength' ? 'at least' : 'at most'} ${String(expected)}`
  if (keyword === 'enum' && Array.isArray(expected))
    return `expected one of ${expected.slice(0, 20).map(String).join(', ')}`
  if (keyword === 'const') return `expected ${String(expected)}`
  return `"${keyword}" of the schema does not allow it`
}

const keyName: Word = ({ pointer, about, branches }) => {
  const key = String(about)
  const [first] = branches?.flat() ?? []
  const reason = first === undefined ? 'the schema forbids it' : reasonOf(first)
  return finding('record/key-name', `${pointer}/${escapeToken(key)}`, { key, reason }, 'key')
}

const wordings: Readonly<Record<Exclude<FailingKeyword, 'anyOf' | 'oneOf'>, Word>> = {
  type: ({ pointer, value, expected }) =>
    finding('record/type', pointer, { pointer, value, expected: [expected].flat().map(String) }),
  required,
  dependentRequired: required,
  additionalProperties: unknownKey,
  unevaluatedProperties: unknownKey,
  propertyNames: keyName,
  minProperties: keys('at least'),
  maxProperties: keys('at most'),
  enum: allowed,
  const: allowed,
  pattern: ({ pointer, value, expected }) =>
    finding('record/pattern', pointer, { pointer, value, pattern: String(expected) }),
  format,
  minLength: length(true),
  maxLength: length(false),
  minimum: bound('at least'),
  maximum: bound('at most'),
  exclusiveMinimum: bound('more than'),
  exclusiveMaximum: bound('less than'),
  multipleOf: bound('a multiple of'),
  minItems: items('at least', limitOf),
  maxItems: items('at most', limitOf),
  items: items('at most', ({ about }) => Number(about)),
  additionalItems: items('at most', ({ about }) => Number(about)),
  unevaluatedItems: ({ pointer, value, about }) => {
    const at = `${pointer}/${about}`
    const item: unknown = Array.isArray(value) ? value[Number(about)] : undefined
    return finding('record/forbidden', at, { pointer: at, value: item, keyword: 'unevaluatedItems' })
  },
  contains: contained('at least'),
  minContains: contained('at least'),
  maxContains: contained('at most'),
  uniqueItems: ({ pointer, value, about }) => {
    const repeated: unknown = Array.isArray(value) ? value[Number(about)] : undefined
    return finding('record/repeated', `${pointer}/${about}`, { pointer, value: repeated })
  },
  not: ({ pointer, value }) => finding('record/forbidden', pointer, { pointer, value, keyword: 'not' }),
  false: ({ pointer, value }) =>
    finding('record/forbidden', pointer, { pointer, value, keyword: 'false' }, 'key'),
}
