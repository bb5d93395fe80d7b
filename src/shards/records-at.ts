import type { JsonObject } from '../schema/field.js'
import type { RecordSet } from './record-changes.js'

/** The records of these numbers, from 0; what stands behind the last of them is not read. */
export async function recordsAt(
  { batches }: RecordSet,
  numbers: Iterable<number>,
): Promise<ReadonlyMap<number, JsonObject>> {
  const wanted = new Set(numbers)
  const found = new Map<number, JsonObject>()
  if (wanted.size === 0) return found
  let number = 0
  for await (const { records } of batches()) {
    for (const record of records) {
      if (wanted.has(number)) found.set(number, record)
      number++
    }
    if (found.size === wanted.size) break
  }
  return found
}
