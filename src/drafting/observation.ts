import type { Json } from '../text/json.js'
import { addLength, type Lengths, mergeLengths, startLengths } from './lengths.js'
import { addNumber, mergeNumbers, type NumbersSeen, startNumbers } from './numbers-seen.js'
import { addString, mergeStrings, type StringsSeen, startStrings } from './strings-seen.js'

/** What was seen of the values at one place of records. Its size does not grow with their number. */
export interface Observation {
  /** All values, nulls among them. */
  count: number
  nulls: number
  booleans: number
  numbers: NumbersSeen | undefined
  strings: StringsSeen | undefined
  lists: ListsSeen | undefined
  objects: ObjectsSeen | undefined
}

export interface ListsSeen {
  readonly lengths: Lengths
  readonly items: Observation
}

export interface ObjectsSeen {
  count: number
  readonly members: Map<string, Member>
  /** The members in the order in which they came first. */
  readonly order: Member[]
  /** Values under keys that nobody keeps: there were too many. */
  others: Observation | undefined
}

export interface Member {
  readonly name: string
  readonly place: number
  readonly values: Observation
}

/** How many more places may be told apart; shared by all of a record's. */
export interface Budget {
  places: number
}

/** More places are no columns any more. */
const MAX_PLACES = 4000
/** More keys of one object are those of a map. */
const MAX_KEYS = 1000
/** Deeper values are one column of JSON whatever they are. */
const MAX_DEPTH = 64

export const startBudget = (): Budget => ({ places: MAX_PLACES })

export const startObservation = (): Observation => ({
  count: 0,
  nulls: 0,
  booleans: 0,
  numbers: undefined,
  strings: undefined,
  lists: undefined,
  objects: undefined,
})

/** Looks at one more value. */
export function observe(seen: Observation, value: Json, budget: Budget, depth = 0): void {
  seen.count++
  switch (typeof value) {
    case 'string':
      seen.strings ??= startStrings()
      addString(seen.strings, value)
      return
    case 'number':
    case 'bigint':
      seen.numbers ??= startNumbers()
      addNumber(seen.numbers, value)
      return
    case 'boolean':
      seen.booleans++
      return
  }
  if (value === null) seen.nulls++
  else if (isList(value)) {
    seen.lists ??= { lengths: startLengths(), items: startObservation() }
    addLength(seen.lists.lengths, value.length)
    if (depth < MAX_DEPTH) for (const item of value) observe(seen.lists.items, item, budget, depth + 1)
  } else {
    seen.objects ??= startObjects()
    observeMembers(seen.objects, value, budget, depth)
  }
}

export const startObjects = (): ObjectsSeen => ({
  count: 0,
  members: new Map(),
  order: [],
  others: undefined,
})

const isList = (value: object): value is readonly Json[] => Array.isArray(value)

function observeMembers(
  seen: ObjectsSeen,
  object: { readonly [key: string]: Json },
  budget: Budget,
  depth: number,
): void {
  seen.count++
  if (depth >= MAX_DEPTH) return
  let next = 0
  for (const name in object) {
    const value = object[name]
    if (value === undefined) continue
    // Most objects at one place have the same keys in the same order.
    const expected = seen.order[next]
    if (expected?.name === name) {
      next++
      observe(expected.values, value, budget, depth + 1)
      continue
    }
    const member = seen.members.get(name) ?? newMember(seen, name, budget)
    if (member === undefined) {
      seen.others ??= startObservation()
      observe(seen.others, value, budget, depth + 1)
      continue
    }
    next = member.place + 1
    observe(member.values, value, budget, depth + 1)
  }
}

function newMember(seen: ObjectsSeen, name: string, budget: Budget): Member | undefined {
  if (budget.places <= 0 || seen.order.length >= MAX_KEYS) return undefined
  budget.places--
  const member = { name, place: seen.order.length, values: startObservation() }
  seen.members.set(name, member)
  seen.order.push(member)
  return member
}

/** Adds what another observation has seen. */
export function merge(into: Observation, other: Observation, budget: Budget): void {
  into.count += other.count
  into.nulls += other.nulls
  into.booleans += other.booleans
  if (other.numbers !== undefined) {
    into.numbers ??= startNumbers()
    mergeNumbers(into.numbers, other.numbers)
  }
  if (other.strings !== undefined) {
    into.strings ??= startStrings()
    mergeStrings(into.strings, other.strings)
  }
  if (other.lists !== undefined) {
    into.lists ??= { lengths: startLengths(), items: startObservation() }
    mergeLengths(into.lists.lengths, other.lists.lengths)
    merge(into.lists.items, other.lists.items, budget)
  }
  if (other.objects !== undefined) {
    into.objects ??= startObjects()
    mergeObjects(into.objects, other.objects, budget)
  }
}

function mergeObjects(into: ObjectsSeen, other: ObjectsSeen, budget: Budget): void {
  into.count += other.count
  for (const { name, values } of other.order) {
    const member = into.members.get(name) ?? newMember(into, name, budget)
    if (member === undefined) mergeOthers(into, values, budget)
    else merge(member.values, values, budget)
  }
  if (other.others !== undefined) mergeOthers(into, other.others, budget)
}

function mergeOthers(into: ObjectsSeen, values: Observation, budget: Budget): void {
  into.others ??= startObservation()
  merge(into.others, values, budget)
}
