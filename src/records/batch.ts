import type { JsonObject, RecordSchema } from '../schema/field.js'
import type { Column } from './column.js'
import { columnsOf } from './columns.js'

/** A run of records that are written together; its columns are computed once and shared by the formats that want them. */
export interface Batch {
  readonly schema: RecordSchema
  readonly records: readonly JsonObject[]
  /** Canonical lines of the records, without line feeds, in the same order. */
  readonly lines: readonly string[]
  /** One column per field of the schema. */
  columns(): readonly Column[]
}

export function makeBatch(
  schema: RecordSchema,
  records: readonly JsonObject[],
  lines: readonly string[],
): Batch {
  let columns: readonly Column[] | undefined
  return {
    schema,
    records,
    lines,
    columns: () => {
      columns ??= columnsOf(schema.fields, records)
      return columns
    },
  }
}
