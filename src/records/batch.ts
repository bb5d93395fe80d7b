import type { JsonObject, RecordSchema } from '../schema/field.js'
import type { Column } from './column.js'
import { type MemberBuilder, memberBuilders } from './column-builder.js'
import { columnsOf } from './columns.js'
import { growingBytes } from './growing-bytes.js'

/** A run of records that are written together; what they are made into once is shared by the formats that want it. */
export interface Batch {
  readonly schema: RecordSchema
  /** Records in it. */
  readonly length: number
  /** The canonical line of each record in UTF-8, each with its line feed. */
  lines(): Uint8Array
  /** One column per field of the schema. */
  columns(): readonly Column[]
}

/** A run of records that were read. */
export interface ReadBatch extends Batch {
  readonly records: readonly JsonObject[]
}

/** A batch of records, and of their canonical lines without line feeds, in the same order. */
export function makeBatch(
  schema: RecordSchema,
  records: readonly JsonObject[],
  lines: readonly string[],
): ReadBatch {
  let columns: readonly Column[] | undefined
  return {
    schema,
    length: records.length,
    records,
    lines: () => {
      const bytes = growingBytes()
      for (const line of lines) bytes.addLine(line)
      return bytes.view()
    },
    columns: () => {
      columns ??= columnsOf(schema.fields, records)
      return columns
    },
  }
}

/** A batch in the making. */
export interface BatchBuilder {
  readonly length: () => number
  /** Whether there is enough in it to be written: the bytes of its lines decide, however they came. */
  readonly isFull: () => boolean
  add(record: JsonObject, line: string): void
  /** For who adds to the columns on their own: the builders, none where nobody wants columns. */
  readonly members: readonly MemberBuilder[]
  /** Adds a record's line, in UTF-8, without its line feed. */
  addLine(bytes: Uint8Array, start: number, end: number): void
  /** What was added, until more is. */
  finish(): Batch
  /** Forgets all records: the memory is that of the records to come. */
  clear(): void
}

const LINE_FEED = 0x0a
/** Bytes of the canonical lines that are held and written together. */
const BATCH_BYTES = 4 * 1024 * 1024

export function buildBatch(schema: RecordSchema, wants: { readonly columns: boolean }): BatchBuilder {
  const lines = growingBytes(64 * 1024)
  const members = wants.columns ? memberBuilders(schema.fields) : []
  let length = 0
  return {
    length: () => length,
    isFull: () => lines.length() >= BATCH_BYTES,
    members,
    add: (record, line) => {
      lines.addLine(line)
      for (const { builder, memberOf } of members) builder.add(memberOf(record))
      length++
    },
    addLine: (bytes, start, end) => {
      lines.addBytes(bytes, start, end)
      lines.addByte(LINE_FEED)
      length++
    },
    finish: () => {
      const columns = members.map(({ builder }) => builder.finish())
      return { schema, length, lines: lines.view, columns: () => columns }
    },
    clear: () => {
      lines.clear()
      for (const { builder } of members) builder.clear()
      length = 0
    },
  }
}
