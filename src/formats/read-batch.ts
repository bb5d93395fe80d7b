import { makeBatch, type ReadBatch } from '../records/batch.js'
import { canonicalFor } from '../records/canonical.js'
import type { JsonObject, RecordSchema } from '../schema/field.js'

/** A batch of records that were read back; their lines are written only when somebody wants them. */
export function readBatch(schema: RecordSchema, records: readonly JsonObject[]): ReadBatch {
  return {
    ...makeBatch(schema, records, []),
    lines: () => makeBatch(schema, records, records.map(canonicalFor(schema.fields).line)).lines(),
  }
}
