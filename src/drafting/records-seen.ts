import type { Json } from '../text/json.js'
import { isIdName } from './id-names.js'
import {
  type Budget,
  type ObjectsSeen,
  type Observation,
  observe,
  startBudget,
  startObjects,
  startObservation,
} from './observation.js'
import { addUnique, endUnique, type Room, startRoom, startUniqueness, type Uniqueness } from './uniqueness.js'

/** What was seen of records: their values, and which of their fields tell them apart. */
export interface RecordsSeen {
  /** Of all records that are objects; `count` is their number. */
  readonly objects: ObjectsSeen
  readonly root: Observation
  readonly budget: Budget
  /** By the name of the field: those that every record has, with another value each. */
  readonly unique: Map<string, Uniqueness>
  readonly room: Room
  /** What has to be said of a field besides, by its name. */
  readonly remarks: Map<string, readonly string[]>
}

export function startRecords(): RecordsSeen {
  const root = startObservation()
  const objects = startObjects()
  root.objects = objects
  return { objects, root, budget: startBudget(), unique: new Map(), room: startRoom(), remarks: new Map() }
}

/** Looks at one more record. False where it is no object, and so none. */
export function observeRecord(seen: RecordsSeen, record: Json): boolean {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return false
  const number = seen.objects.count
  observe(seen.root, record, seen.budget)
  if (number === 0) {
    for (const { name } of seen.objects.order) seen.unique.set(name, startUniqueness(isIdName(name)))
  }
  for (const [name, unique] of seen.unique) {
    if (!unique.holds) continue
    const value: unknown = Reflect.get(record, name)
    if (value === undefined) endUnique(unique, seen.room)
    else addUnique(unique, value, number, seen.room)
  }
  return true
}
