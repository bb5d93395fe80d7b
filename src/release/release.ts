import type { CorpusStatement } from '../corpus/corpus.js'
import type { UsedAcceptance } from '../records/lints/choice.js'
import type { Statistics } from '../records/statistics.js'
import type { RecordSchema } from '../schema/field.js'

/** One data file of a release. */
export interface Resource {
  /** Path in the release, `data/articles.csv`. */
  readonly path: string
  /** Name of the format: jsonl, csv, arrow, parquet. */
  readonly format: string
  readonly mediaType: string
  /** `''` for the records themselves, the list's path for a child table. */
  readonly table: string
  readonly shard: number
  readonly shards: number
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
  /** Records in the file (for a child table: its lines of data). */
  readonly records: number
}

/** Everything that the metadata files say. Each of them is a pure function of this value. */
export interface Release {
  readonly tool: { readonly name: string; readonly version: string }
  readonly unicode: string
  /** About how many bytes of input make one shard. */
  readonly shardBytes?: number
  /** YYYY-MM-DD: dates after this day were errors, where that was not the day of release. */
  readonly asOf?: string | undefined
  readonly corpus: CorpusStatement
  readonly schema: RecordSchema
  readonly resources: readonly Resource[]
  readonly statistics: Statistics
  /** Content digest over all records in order, lower-case hex. See DESIGN.md §5. */
  readonly contentDigest: string
  /** Counts of problems that did not stop the release, by code. */
  readonly notes: Readonly<Record<string, number>>
  readonly rejected: number
  /** Whether the corpus has a withdrawn.jsonl, which then stands in the release. */
  readonly withdrawn?: boolean
  /** Counts of the errors for which records were set aside, by code. */
  readonly rejections?: Readonly<Record<string, number>>
  /** Codes of the checks that looked at every record: where `notes` has none of them, it was looked for and not found. */
  readonly checks?: readonly string[]
  /** Acceptances of warnings that were used: those of corpus.yaml, then those of sidecars in the order of their records. */
  readonly accepted?: readonly UsedAcceptance[]
  /** Warnings that were accepted by more sidecars than are listed. */
  readonly acceptedMore?: number
}

/** One metadata file. Adding a standard is a file in metadata/ and a line in its index.ts. */
export interface MetadataStandard {
  /** Path in the release. */
  readonly fileName: string
  /** Undefined where this release has nothing for such a file to say. */
  render(release: Release): string | undefined
}
