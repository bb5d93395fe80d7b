import { type Finding, finding } from '../problem.js'
import type { Json, JsonObject, RecordSchema } from '../schema/field.js'
import { isJsonObject } from '../text/json-value.js'
import { escapeToken } from '../text/pointer.js'
import { described, shown } from '../text/shown.js'
import { codePointCount } from '../text/unicode.js'
import { derivedFields } from './ruled.js'

/**
 * Compares a contributed record with what the corpus has under its id, field by field in the order of the schema. Null and
 * absent are one; of a list the first element that differs is told, with the number of others. What a rule computes is
 * told only where nothing else differs: it follows from the rest. Without findings the two are the same record.
 */
export function compareRecords(contributed: JsonObject, corpus: JsonObject, schema: RecordSchema): Finding[] {
  const derived = new Set(derivedFields(schema).map(({ field }) => field.pointer))
  const order = schema.fields.map(({ name }) => name)
  const pair = { value: inOrder(contributed, order), corpus: inOrder(corpus, order), pointer: '' }
  const stated = [...differences(pair, derived)]
  return (stated.length > 0 ? stated : [...differences(pair)]).map(worded)
}

/** Where two versions of a record differ, as it may be shown: values as JSON, cut, with what is not drawn named. */
export interface ShownDifference {
  readonly pointer: string
  readonly before: string
  readonly after: string
  /** Of long texts: the code point from which on they differ; they are shown from a little before it. */
  readonly at?: number
  /** Other elements of the list that differ. */
  readonly more: number
}

/** The first differences of two versions of a record; null and absent are one. `order` are names of properties. */
export function* shownDifferences(
  before: JsonObject,
  after: JsonObject,
  order: readonly string[],
): Generator<ShownDifference> {
  const pair = { value: inOrder(after, order), corpus: inOrder(before, order), pointer: '' }
  for (const { pointer, value, corpus, more } of differences(pair)) {
    if (typeof value !== 'string' || typeof corpus !== 'string') {
      yield { pointer, before: shown(corpus ?? null), after: shown(value ?? null), more }
      continue
    }
    const unit = firstDifference(value, corpus)
    const [old, young] = [corpus, value].map(text => shown(from(text, unit)))
    const long = unit > LONG && { at: codePointCount(value, 0, unit) }
    yield { pointer, before: old ?? '', after: young ?? '', ...long, more }
  }
}

/** A copy with the keys in order, others sorted behind. */
function inOrder(record: JsonObject, order: readonly string[]): JsonObject {
  const others = Object.keys(record).filter(key => !order.includes(key))
  const keys = [...order.filter(key => Object.hasOwn(record, key)), ...others.sort()]
  return Object.fromEntries(keys.map(key => [key, record[key] ?? null]))
}

export interface Pair {
  readonly pointer: string
  /** Undefined where there is nothing. */
  readonly value: Json | undefined
  readonly corpus: Json | undefined
}

export interface Difference extends Pair {
  /** Other elements of the list that differ. */
  readonly more: number
}

/** Where two values differ, depth first. `ignored` are pointers that are not looked at. */
export function* differences(
  { pointer, value, corpus }: Pair,
  ignored?: ReadonlySet<string>,
): Generator<Difference> {
  if (value === corpus || ignored?.has(pointer)) return
  if (isJsonObject(value) && isJsonObject(corpus)) {
    for (const key of new Set([...Object.keys(value), ...Object.keys(corpus)])) {
      const at = `${pointer}/${escapeToken(key)}`
      yield* differences({ pointer: at, value: memberOf(value, key), corpus: memberOf(corpus, key) }, ignored)
    }
  } else if (isList(value) && isList(corpus)) {
    const found = Array.from({ length: Math.max(value.length, corpus.length) }, (_, i) =>
      firstOf({ pointer: `${pointer}/${i}`, value: value[i], corpus: corpus[i] }),
    ).filter(difference => difference !== undefined)
    const [first] = found
    if (first !== undefined) yield { ...first, more: found.length - 1 }
  } else {
    yield { pointer, value, corpus, more: 0 }
  }
}

function firstOf(pair: Pair): Difference | undefined {
  const { value } = differences(pair).next()
  return value ?? undefined
}

const memberOf = (object: JsonObject, key: string): Json =>
  (Object.hasOwn(object, key) ? object[key] : null) ?? null

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** Two different texts around the place where they part, as messages show them; `at`, in code points, where what is alike is left out. */
export function contrast(
  a: string,
  b: string,
): { readonly shown: readonly [string, string]; readonly at: number | undefined } {
  const unit = firstDifference(a, b)
  const at = unit > LONG ? codePointCount(a, 0, unit) : undefined
  return { shown: [shown(from(a, unit)), shown(from(b, unit))], at }
}

function worded({ pointer, value, corpus, more }: Difference): Finding {
  if (typeof value !== 'string' || typeof corpus !== 'string') {
    return finding('record/differs', pointer, {
      pointer,
      value: described(value),
      corpus: described(corpus),
      at: undefined,
      more,
    })
  }
  const unit = firstDifference(value, corpus)
  const start = codePointCount(value, 0, unit)
  const [shownValue, shownCorpus] = [value, corpus].map(text => `the string ${shown(from(text, unit))}`)
  const args = { pointer, value: shownValue ?? '', corpus: shownCorpus ?? '', more }
  return finding('record/differs', pointer, { ...args, at: unit > LONG ? start : undefined }, 'value', {
    start,
    end: Math.min(start + 1, codePointCount(value)),
  })
}

/** What is alike for longer than this is cut, so that the difference is seen. */
const LONG = 30
const CONTEXT = 10

function from(text: string, unit: number): string {
  return unit > LONG ? `…${text.slice(wholeFrom(text, unit - CONTEXT))}` : text
}

/** The offset of the first UTF-16 unit that differs, never between the two of a pair. */
function firstDifference(a: string, b: string): number {
  let at = 0
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  return wholeFrom(a, at)
}

const wholeFrom = (text: string, at: number): number =>
  at > 0 && (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800
    ? at - 1
    : at
