import { floatsOf } from './records/floats.js'
import { type StatedRelease, statedRelease } from './release/described.js'
import { openRelease as open, releasedRecords } from './release/opened.js'
import { recover } from './release/recovery.js'
import type { JsonObject } from './schema/field.js'

/** A release in a folder of this machine. */
export interface OpenRelease extends StatedRelease {
  /** Absolute. */
  readonly folder: string
}

export interface ReadOptions {
  /** `jsonl`, `arrow`, `parquet` or `csv`; what is quickest to read where it is left out. All give the same records. */
  readonly format?: string
}

/**
 * Opens a release, to be read by `readRecords`. What an interrupted export left is brought in order before. Nothing is compared: see
 * `verifyRelease`. Throws UsageError where the folder is no release that warraq wrote, or is too damaged.
 */
export async function openRelease(folder: string): Promise<OpenRelease> {
  recover(folder)
  const { folder: real, corpus, description } = await open(folder)
  return { ...statedRelease(description, corpus.schema.json), folder: real }
}

/**
 * The records of a release in their order, one after the other; some of them are in memory. `T` is what `warraq types` writes for
 * the record schema: that the records are so was checked when they were exported. Integers beyond ±(2^53−1) are bigints. Throws
 * UsageError, with the place, where a file does not hold what it should.
 */
export function readRecords<T extends object = JsonObject>(
  release: Pick<OpenRelease, 'folder'>,
  options: ReadOptions = {},
): AsyncGenerator<T> {
  return recordsOf(release, options) as AsyncGenerator<JsonObject & T>
}

async function* recordsOf(
  { folder }: Pick<OpenRelease, 'folder'>,
  { format }: ReadOptions,
): AsyncGenerator<JsonObject> {
  const release = await open(folder)
  const withFloats = floatsOf(release.corpus.schema.fields)
  for await (const { records } of releasedRecords(release, format)) yield* records.map(withFloats)
}
