import type { Field, Json, JsonObject, RecordSchema } from '../schema/field.js'
import { codePointCount } from '../text/unicode.js'
import { addPeriods, countDate, noPeriods, type Periods } from './periods.js'

/** More distinct values than this are not listed one by one: see `Statistics.unlisted`. */
export const DISTINCT_LIMIT = 1000

/** A longer value (UTF-16 units) is none of a list. */
const VALUE_LIMIT = 1000

/** What is counted over the records of a shard, and merged over shards. Plain data, bounded in size. */
export interface Statistics {
  readonly records: number
  /** Nulls and absent keys by the field's JSON Pointer, also where a parent is null; fields inside lists are not counted. */
  readonly nulls: Counts
  /** Lists without elements by JSON Pointer; lists inside lists are not counted. */
  readonly empty: Counts
  /** Elements by the list's JSON Pointer. */
  readonly items: Counts
  /** How often each value occurs, for enums, `x-split`, and `x-role` language, script, direction, license, outlet, path (its folder). */
  readonly values: Readonly<Record<string, Counts>>
  /** Fields of that kind with more than DISTINCT_LIMIT distinct values, or a very long one; `values` says nothing of them. */
  readonly unlisted: Readonly<Record<string, true>>
  /** Smallest and largest value of numbers and dates by JSON Pointer; fields inside lists are not looked at. */
  readonly ranges: Readonly<Record<string, Range>>
  /** Length in code points of the field marked x-text. */
  readonly length: { readonly min: number; readonly max: number; readonly sum: number } | undefined
  /** How many of these lengths there are by their first two digits: 2886 counts for 2800. */
  readonly lengths: Counts
  /** Records by month or year, by the JSON Pointer of `x-role` published and retrieved. */
  readonly periods: Readonly<Record<string, Periods>>
  /** How often each basis is given, by the JSON Pointer that the basis speaks of. */
  readonly basis: Readonly<Record<string, Counts>>
}

type Counts = Readonly<Record<string, number>>

/** Integers beyond ±(2^53−1) stand as their digits. `sum` is exact and stands for integers only. */
interface Range {
  readonly min: string | number
  readonly max: string | number
  readonly sum?: string | number
}

export function emptyStatistics(): Statistics {
  return {
    records: 0,
    nulls: byName(),
    empty: byName(),
    items: byName(),
    values: byName(),
    unlisted: byName(),
    ranges: byName(),
    length: undefined,
    lengths: byName(),
    periods: byName(),
    basis: byName(),
  }
}

export interface StatisticsCounter {
  observe(record: JsonObject): void
  /** Of the records so far. */
  value(): Statistics
}

/** Counts records of a schema, one at a time. */
export function startStatistics(schema: RecordSchema): StatisticsCounter {
  const observers = observersOf(schema.fields, false)
  const into: Accumulator = emptyStatistics()
  return {
    observe: record => {
      into.records++
      for (const { memberOf, observer } of observers) observer(memberOf(record), into)
    },
    value: () => structuredClone(into),
  }
}

/** Statistics of the records of both. Associative and commutative; changes neither. */
export function mergeStatistics(a: Statistics, b: Statistics): Statistics {
  const merged: Accumulator = emptyStatistics()
  for (const part of [a, b]) {
    merged.records += part.records
    addAll(merged.nulls, part.nulls)
    addAll(merged.empty, part.empty)
    addAll(merged.items, part.items)
    for (const pointer of Object.keys(part.unlisted)) stopListing(merged, pointer)
    for (const [pointer, counts] of Object.entries(part.values)) {
      for (const [value, count] of Object.entries(counts)) tally(merged, pointer, value, count)
    }
    for (const [pointer, range] of Object.entries(part.ranges)) widen(merged, pointer, range)
    for (const [pointer, counts] of Object.entries(part.basis)) addAll(entry(merged.basis, pointer), counts)
    if (part.length !== undefined) widenLength(merged, part.length)
    addAll(merged.lengths, part.lengths)
    for (const [pointer, periods] of Object.entries(part.periods)) {
      addPeriods(periodsAt(merged, pointer), periods)
    }
  }
  return merged
}

/** The same shape, to be counted into. */
interface Accumulator {
  records: number
  nulls: Record<string, number>
  empty: Record<string, number>
  items: Record<string, number>
  values: Record<string, Record<string, number>>
  unlisted: Record<string, true>
  ranges: Record<string, { -readonly [name in keyof Range]: Range[name] }>
  length: Statistics['length']
  lengths: Record<string, number>
  periods: Record<string, Periods>
  basis: Record<string, Record<string, number>>
}

type Observer = (value: Json | undefined, into: Accumulator) => void

interface MemberObserver {
  memberOf(object: JsonObject): Json | undefined
  readonly observer: Observer
}

/** Of the members that there is something to count of. */
function observersOf(fields: readonly Field[], inList: boolean): readonly MemberObserver[] {
  return fields.flatMap(field => {
    const observer = observerOf(field, inList)
    return observer === undefined ? [] : [{ memberOf: ownReader(field.name), observer }]
  })
}

/** An absent `constructor` would be found on Object.prototype. */
const ownReader = (name: string): MemberObserver['memberOf'] =>
  name in Object.prototype
    ? object => (Object.hasOwn(object, name) ? object[name] : undefined)
    : object => object[name]

/** Undefined where there is nothing to count. */
function observerOf(field: Field, inList: boolean): Observer | undefined {
  if (isExtra(field)) return undefined
  const present = observerOfPresent(field, inList)
  if (inList && present === undefined) return undefined
  const pointers = inList ? [] : pointersIn(field)
  return (value, into) => {
    if (value !== null && value !== undefined) present?.(value, into)
    else for (const pointer of pointers) add(into.nulls, pointer, 1)
  }
}

function pointersIn(field: Field): string[] {
  if (isExtra(field)) return []
  return [field.pointer, ...(field.kind === 'struct' ? field.fields.flatMap(pointersIn) : [])]
}

/** The column of undeclared keys is no property of a record. */
const isExtra = (field: Field): boolean => 'extra' in field

type PresentObserver = (value: NonNullable<Json>, into: Accumulator) => void

function observerOfPresent(field: Field, inList: boolean): PresentObserver | undefined {
  if (field.kind === 'list') return listObserver(field.items, field, inList)
  if (field.kind === 'struct') return structObserver(field.fields, inList)
  const { pointer, schema } = field
  const observers: PresentObserver[] = []
  if (isListed(field)) {
    const listed = schema['x-role'] === 'path' ? folderOf : String
    observers.push((value, into) => tally(into, pointer, listed(value), 1))
  }
  if (!inList && isDated(field)) observers.push(periodObserver(pointer))
  if (!inList && isRanged(field)) observers.push(rangeObserver(field))
  if (!inList && schema['x-text'] === true) observers.push(observeLength)
  return observers.length === 0
    ? undefined
    : (value, into) => {
        for (const observer of observers) observer(value, into)
      }
}

function listObserver(items: Field, { pointer, schema }: Field, inList: boolean): PresentObserver {
  const observeItem = observerOf(listedAs(items, schema['x-role']), true)
  const targets = basisTargets(schema)
  return (value, into) => {
    if (!Array.isArray(value)) return
    add(into.items, pointer, value.length)
    if (value.length === 0 && !inList) add(into.empty, pointer, 1)
    if (observeItem !== undefined) for (const item of value) observeItem(item, into)
    if (targets !== undefined) for (const item of value) observeBasis(item, targets, into)
  }
}

/** A role given to a list speaks of its elements. */
function listedAs(items: Field, role: unknown): Field {
  return role === undefined ? items : { ...items, schema: { 'x-role': role, ...items.schema } }
}

function structObserver(fields: readonly Field[], inList: boolean): PresentObserver | undefined {
  const observers = observersOf(fields, inList)
  if (inList && observers.length === 0) return undefined
  return (value, into) => {
    if (!isObject(value)) return
    for (const { memberOf, observer } of observers) observer(memberOf(value), into)
  }
}

const listedRoles: readonly unknown[] = ['language', 'script', 'direction', 'license', 'outlet', 'path']

function isListed({ kind, schema }: Field): boolean {
  if (kind === 'json') return false
  return 'enum' in schema || schema['x-split'] === true || listedRoles.includes(schema['x-role'])
}

/** Whether statistics look at what the values of a field are, and not only at how many there are, or how many items they have. */
export function isObserved(field: Field): boolean {
  if (field.kind === 'list') return areItemsObserved(field.items, field)
  return field.kind !== 'string' || observerOfPresent(field, false) !== undefined
}

const areItemsObserved = (items: Field, { schema }: Field): boolean =>
  observerOf(listedAs(items, schema['x-role']), true) !== undefined || basisTargets(schema) !== undefined

/** Files are many, their folders few. */
function folderOf(path: NonNullable<Json>): string {
  const text = String(path)
  return text.slice(0, text.lastIndexOf('/') + 1) || './'
}

const isDated = ({ schema }: Field): boolean =>
  schema['x-role'] === 'published' || schema['x-role'] === 'retrieved'

function periodObserver(pointer: string): PresentObserver {
  return (value, into) => {
    if (typeof value === 'string') countDate(periodsAt(into, pointer), value)
  }
}

function periodsAt(into: Accumulator, pointer: string): Periods {
  into.periods[pointer] ??= noPeriods()
  return into.periods[pointer]
}

const numbers: readonly string[] = ['int32', 'int64', 'float64']
const dates: readonly unknown[] = ['date', 'partial-date']

const isRanged = ({ kind, schema }: Field): boolean =>
  numbers.includes(kind) || kind === 'timestamp' || dates.includes(schema.format)

function rangeObserver({ kind, pointer }: Field): PresentObserver {
  const summed = kind === 'int32' || kind === 'int64'
  const isNumber = numbers.includes(kind)
  return (value, into) => {
    const known = into.ranges[pointer]
    if (known !== undefined && (isNumber ? widenByNumber(known, value) : isWithin(known, value))) return
    const plain = typeof value === 'bigint' ? String(value) : value
    if (typeof plain !== 'number' && typeof plain !== 'string') return
    widen(into, pointer, summed ? { min: plain, max: plain, sum: plain } : { min: plain, max: plain })
  }
}

/** Changes a range by a number where all that it holds are numbers, and stay so; else it does nothing and gives false. */
function widenByNumber(range: Accumulator['ranges'][string], value: Json): boolean {
  const { min, max, sum } = range
  if (typeof value !== 'number' || typeof min !== 'number' || typeof max !== 'number') return false
  if (sum !== undefined) {
    const more = typeof sum === 'number' ? sum + value : Number.NaN
    if (!Number.isSafeInteger(more)) return false
    range.sum = more
  }
  if (value < min) range.min = value
  if (value > max) range.max = value
  return true
}

/** Whether a date or timestamp surely makes no difference: those of one length are ordered as they are spelled, with a `Z` or not. */
function isWithin({ min, max }: Range, value: Json): boolean {
  if (typeof value !== 'string' || typeof min !== 'string' || typeof max !== 'string') return false
  return value.length === min.length && value.length === max.length && value >= min && value <= max
}

function observeLength(value: NonNullable<Json>, into: Accumulator): void {
  if (typeof value !== 'string') return
  const length = codePointCount(value)
  widenLength(into, { min: length, max: length, sum: length })
  add(into.lengths, String(twoDigits(length)), 1)
}

/** The number with all digits but its first two made 0. At most 90 values for each power of ten. */
function twoDigits(length: number): number {
  let unit = 1
  while (length >= 100 * unit) unit *= 10
  return length - (length % unit)
}

/** What a basis may say; see ARTICLE.md §3. Other words are not counted, so that the counts stay bounded. */
const bases = new Set([
  'source',
  'rule',
  'curator',
  'model',
  'absent_in_source',
  'unknown',
  'withheld',
  'not_applicable',
])

function basisTargets(schema: Field['schema']): ReadonlySet<unknown> | undefined {
  return Array.isArray(schema['x-basis']) ? new Set(schema['x-basis']) : undefined
}

function observeBasis(item: Json, targets: ReadonlySet<unknown>, into: Accumulator): void {
  if (!isObject(item)) return
  const { field, basis } = item
  if (typeof field !== 'string' || typeof basis !== 'string') return
  if (targets.has(field) && bases.has(basis)) add(entry(into.basis, field), basis, 1)
}

function tally(into: Accumulator, pointer: string, value: string, count: number): void {
  if (into.unlisted[pointer]) return
  if (value.length > VALUE_LIMIT) {
    stopListing(into, pointer)
    return
  }
  const counts = entry(into.values, pointer)
  const isNew = counts[value] === undefined
  add(counts, value, count)
  if (isNew && Object.keys(counts).length > DISTINCT_LIMIT) stopListing(into, pointer)
}

function stopListing(into: Accumulator, pointer: string): void {
  into.unlisted[pointer] = true
  delete into.values[pointer]
}

function widen(into: Accumulator, pointer: string, range: Range): void {
  const before = into.ranges[pointer]
  if (before === undefined) {
    into.ranges[pointer] = { ...range }
    return
  }
  const min = compare(range.min, before.min) < 0 ? range.min : before.min
  const max = compare(range.max, before.max) > 0 ? range.max : before.max
  into.ranges[pointer] =
    before.sum === undefined || range.sum === undefined
      ? { min, max }
      : { min, max, sum: plus(before.sum, range.sum) }
}

/** Numbers and digits by value; dates and timestamps by code point, which is their order once the `Z` is gone. */
function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (isInteger(a) && isInteger(b)) {
    const difference = BigInt(a) - BigInt(b)
    return difference < 0n ? -1 : difference > 0n ? 1 : 0
  }
  const [x, y] = [String(a).replace(/Z$/, ''), String(b).replace(/Z$/, '')]
  return x < y ? -1 : x > y ? 1 : 0
}

const isInteger = (value: string | number): boolean => /^-?\d+$/.test(String(value))

function plus(a: string | number, b: string | number): string | number {
  const sum = typeof a === 'number' && typeof b === 'number' ? a + b : Number.NaN
  if (Number.isSafeInteger(sum)) return sum
  const exact = BigInt(a) + BigInt(b)
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : String(exact)
}

function widenLength(into: Accumulator, { min, max, sum }: NonNullable<Statistics['length']>): void {
  const before = into.length ?? { min, max, sum: 0 }
  into.length = {
    min: Math.min(before.min, min),
    max: Math.max(before.max, max),
    sum: before.sum + sum,
  }
}

function addAll(into: Record<string, number>, counts: Counts): void {
  for (const [name, count] of Object.entries(counts)) add(into, name, count)
}

function add(into: Record<string, number>, name: string, count: number): void {
  into[name] = (into[name] ?? 0) + count
}

function entry(into: Record<string, Record<string, number>>, pointer: string): Record<string, number> {
  into[pointer] ??= byName()
  return into[pointer]
}

/** An object without a prototype: any string may be a key of it, `__proto__` and `constructor` too. */
function byName<Value>(): Record<string, Value> {
  return Object.create(null)
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
