import type { JsonObject } from '../schema/field.js'

/** What a file with typed columns says of them. */
export interface DeclaredColumns {
  /** Of a record: every column is a property that stands in all records, with null where the column may hold one. */
  readonly schema: JsonObject
  /** Columns of types that have no form in JSON, each with its type. */
  readonly refused: readonly string[]
  /** Undefined where the file does not say it at its end. */
  readonly records: number | undefined
  readonly batches: number | undefined
  /** Size of the first row group before it was packed: so much is read at once. */
  readonly firstBytes: number
}
