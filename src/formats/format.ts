import type { Batch, ReadBatch } from '../records/batch.js'
import type { RecordSchema } from '../schema/field.js'

/** Name of a table of a release: `''` is the records' own, a child table has the path of its list (`blocks`). */
export type TableName = string

/** A file that counts bytes and hashes them as it is written. */
export interface Sink {
  /** The bytes may change once it has returned. */
  write(bytes: Uint8Array): void
}

/**
 * One file format, out and back. `read(write(records))` gives records with the same content digest.
 * Adding a format is a file beside this one and a line in `index.ts`.
 */
export interface Format {
  readonly name: string
  /** Without the dot. */
  readonly extension: string
  readonly mediaType: string
  /** The tables this format writes; all but CSV write the one table `''`. */
  tables(schema: RecordSchema): readonly TableName[]
  /** Loads what the format needs (heavy libraries are imported here, not before) and starts a file per table. */
  open(sinkFor: (table: TableName) => Sink, schema: RecordSchema): Promise<FormatWriter>
  /** Reads the files of one shard back, in order. */
  read(files: Readonly<Record<TableName, string>>, schema: RecordSchema): AsyncIterable<ReadBatch>
}

export interface FormatWriter {
  /** Keeps nothing of the batch: its memory is used again once this has returned. */
  append(batch: Batch): void
  /** Writes what the format keeps for the end. The sinks are closed by whoever opened them. */
  close(): void
  /** Lines of a child table so far. The table `''` has as many as there were records. */
  linesOf?(table: TableName): number
}
