import { hash53 } from '../shards/hash.js'

/** Whether a field had another value in every record so far: what a key has to have. */
export interface Uniqueness {
  /** False once a value stood twice, or one was none that a key may have. */
  holds: boolean
  /** The first record, counted from 0, whose value had stood before. */
  repeatedAt: number | undefined
  /** How many values are known to differ; the others came when there was no room for them. */
  known: number
  /** Hashes of the values, 0 where there is none. */
  slots: Float64Array
  readonly most: number
}

const FIRST_SLOTS = 1024
/** Room for 11 million values of one field, in 128 MB. */
const MOST_SLOTS = 2 ** 24
const MAX_FILLED = 0.7
/** A longer text is no id. */
const MAX_LENGTH = 512

/** What all fields of a record have together. */
export interface Room {
  left: number
}

export const startRoom = (): Room => ({ left: MOST_SLOTS })

/** A field whose name is not that of an id gets less room. */
export const startUniqueness = (isLikely: boolean): Uniqueness => ({
  holds: true,
  repeatedAt: undefined,
  known: 0,
  slots: new Float64Array(FIRST_SLOTS),
  most: isLikely ? MOST_SLOTS : MOST_SLOTS / 64,
})

/** Looks at one more value. Values that are the same by 53 bits of their hashes are taken for the same. */
export function addUnique(unique: Uniqueness, value: unknown, record: number, room: Room): void {
  const isText = typeof value === 'string' && value.length <= MAX_LENGTH
  if (!isText && !Number.isSafeInteger(value) && typeof value !== 'bigint') {
    end(unique, room)
    return
  }
  if (unique.known >= unique.slots.length * MAX_FILLED && !grow(unique, room)) return
  // An id that is the number 1 and one that is the text "1" are two.
  const hash = hash53(isText ? value : `#${value}`) + 1
  const { slots } = unique
  const last = slots.length - 1
  for (let at = (hash >>> 0) & last; ; at = (at + 1) & last) {
    const there = slots[at]
    if (there === hash) {
      unique.repeatedAt = record
      end(unique, room)
      return
    }
    if (there !== 0) continue
    slots[at] = hash
    unique.known++
    return
  }
}

/** The field is no key: a record lacks it, say. */
export function endUnique(unique: Uniqueness, room: Room): void {
  if (unique.holds) end(unique, room)
}

function end(unique: Uniqueness, room: Room): void {
  unique.holds = false
  room.left += unique.slots.length
  unique.slots = new Float64Array(0)
}

function grow(unique: Uniqueness, room: Room): boolean {
  const { slots: old } = unique
  const size = old.length * 2
  if (size > unique.most || size - old.length > room.left) return false
  room.left -= size - old.length
  const slots = new Float64Array(size)
  for (const hash of old) {
    if (hash === 0) continue
    let at = (hash >>> 0) & (size - 1)
    while (slots[at] !== 0) at = (at + 1) & (size - 1)
    slots[at] = hash
  }
  unique.slots = slots
  return true
}
