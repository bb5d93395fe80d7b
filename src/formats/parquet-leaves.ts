import { isSet } from '../records/bits.js'
import type { Column } from '../records/column.js'
import type { Field, ScalarField } from '../schema/field.js'

/** A column of a Parquet file: a scalar, wherever it stands in lists and structs. */
export interface Leaf {
  readonly field: ScalarField
  /** The fields from the top of the schema to the scalar, and which child of the one above each of them is. */
  readonly fields: readonly Field[]
  readonly places: readonly number[]
  readonly maxDefinition: number
  readonly maxRepetition: number
}

/** In the order of the schema's elements. */
export function schemaLeaves(
  fields: readonly Field[],
  above?: Leaf['fields'],
  places: readonly number[] = [],
): Leaf[] {
  return fields.flatMap((field, place) => {
    const on = [...(above ?? []), field]
    const at = [...places, place]
    if (field.kind === 'struct') return schemaLeaves(field.fields, on, at)
    if (field.kind === 'list') return schemaLeaves([field.items], on, at)
    const lists = on.filter(({ kind }) => kind === 'list').length
    const nullable = on.filter(field => field.nullable).length
    return [{ field, fields: on, places: at, maxDefinition: nullable + lists, maxRepetition: lists }]
  })
}

/** The columns on the way to a leaf, its own the last. */
export function columnsTo({ places }: Leaf, top: readonly Column[]): readonly Column[] {
  const way: Column[] = []
  let among = top
  for (const place of places) {
    const column = among[place]
    if (column === undefined) throw new TypeError('a batch lacks a column of its schema')
    way.push(column)
    among = column.layout === 'struct' ? column.children : column.layout === 'list' ? [column.items] : []
  }
  return way
}

/**
 * A measure of what stands before record `i`: bytes of the values as they are written before compression, a byte for a
 * boolean, and one for each list.
 */
export function weightBefore(way: readonly Column[], i: number): number {
  let weight = 0
  let at = i
  for (const column of way) {
    if (column.layout === 'list') {
      weight += at
      at = column.offsets[at]!
    } else if (column.layout === 'bytes') weight += column.offsets[at]! + 4 * at
    else if (column.layout === 'fixed') weight += column.values.BYTES_PER_ELEMENT * at
    else if (column.layout === 'bits') weight += at
  }
  return weight
}

/** What is written of a run of records in a leaf: values, and places where there is none. */
export interface Slots {
  readonly length: number
  /** How deep on the way to each there is something, and in which list a new one begins. */
  readonly definitions: Uint8Array
  readonly repetitions: Uint8Array
  /** Where the values stand in the leaf's column. */
  readonly present: Int32Array
}

/** The records `start` to `end`: the levels that Dremel gave nested columns, and the values that are there. */
export function slotsOf({ fields }: Leaf, way: readonly Column[], start: number, end: number): Slots {
  const length = end - start
  const places = new Int32Array(length)
  for (let slot = 0; slot < length; slot++) places[slot] = start + slot
  let slots: Open = { places, definitions: new Uint8Array(length), repetitions: new Uint8Array(length) }
  let definition = 0
  let repetition = 0
  for (const [depth, column] of way.entries()) {
    if (fields[depth]?.nullable === true) markMissing(slots, column.validity, ++definition)
    if (column.layout === 'list') slots = inLists(slots, column.offsets, ++definition, ++repetition)
  }
  const { definitions, repetitions } = slots
  return { length: definitions.length, definitions, repetitions, present: presentIn(slots.places) }
}

/** Of each slot, where it stands in the column that is looked at; −1 where something above it is missing. */
interface Open {
  readonly places: Int32Array
  readonly definitions: Uint8Array
  readonly repetitions: Uint8Array
}

function markMissing({ places, definitions }: Open, validity: Column['validity'], definition: number): void {
  for (let slot = 0; slot < places.length; slot++) {
    const place = places[slot]!
    if (place === -1) continue
    if (isSet(validity, place)) definitions[slot] = definition
    else places[slot] = -1
  }
}

/** A slot for each element; for a list that is empty or missing there stays one. */
function inLists(above: Open, offsets: Int32Array, definition: number, repetition: number): Open {
  let length = 0
  for (const place of above.places)
    length += place === -1 ? 1 : Math.max(1, offsets[place + 1]! - offsets[place]!)
  const places = new Int32Array(length).fill(-1)
  const definitions = new Uint8Array(length)
  const repetitions = new Uint8Array(length)
  let to = 0
  for (let slot = 0; slot < above.places.length; slot++) {
    const place = above.places[slot]!
    const first = place === -1 ? 0 : offsets[place]!
    const last = place === -1 ? 0 : offsets[place + 1]!
    repetitions[to] = above.repetitions[slot]!
    if (first === last) definitions[to++] = above.definitions[slot]!
    for (let item = first; item < last; item++) {
      if (item > first) repetitions[to] = repetition
      definitions[to] = definition
      places[to++] = item
    }
  }
  return { places, definitions, repetitions }
}

function presentIn(places: Int32Array): Int32Array {
  let count = 0
  for (const place of places) if (place !== -1) count++
  if (count === places.length) return places
  const present = new Int32Array(count)
  let to = 0
  for (const place of places) if (place !== -1) present[to++] = place
  return present
}
