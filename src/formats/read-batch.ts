import { type Batch, makeBatch } from '../records/batch.js'
import { canonicalFor } from '../records/canonical.js'
import type { JsonObject, RecordSchema } from '../schema/field.js'

/** A batch of records that were read back; their lines are written only when somebody wants them. */
export function readBatch(schema: RecordSchema, records: readonly JsonObject[]): Batch {
  let lines: readonly string[] | undefined
  const batch = makeBatch(schema, records, [])
  return {
    ...batch,
    get lines() {
      lines ??= records.map(canonicalFor(schema.fields).line)
      return lines
    },
  }
}
