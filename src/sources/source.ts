import type { StatedForm } from '../corpus/corpus.js'
import type { Sink } from '../formats/format.js'
import type { Problem } from '../problem.js'
import type { Draft } from '../records/draft.js'
import type { Shorten } from '../records/vouch.js'
import type { RecordSchema } from '../schema/field.js'

/** One file that is read: of the corpus, or one that somebody named. */
export interface InputFile {
  /** Relative to the folder, `/` between names: what messages and records call it. */
  readonly path: string
  readonly bytes: number
  /** Where its bytes are, when `path` does not say so: absolute. */
  readonly at?: string | undefined
  /** What corpus.yaml says of how it is written. */
  readonly stated?: StatedForm | undefined
}

/** A run of bytes of one input that is read on its own. Plain data: it crosses threads. */
export interface Slice {
  readonly source: string
  readonly path: string
  readonly at?: string | undefined
  readonly stated?: StatedForm | undefined
  readonly start: number
  readonly end: number
  /** Number of the first line, from 1. */
  readonly line: number
  /** How many records stand before, in a file that is cut between records which are no lines. */
  readonly before?: number
  /** Numbers of the row groups that are read, half-open; all of them where it is left out. */
  readonly groups?: readonly [first: number, end: number]
}

export interface SourceContext {
  /** Absolute folder that the paths are relative to. */
  readonly folder: string
  readonly schema: RecordSchema
  /** Set where a record may be any JSON value, and not only an object. */
  readonly anyValue?: boolean | undefined
  /** Asked before drafts are made of lines of JSON. */
  readonly vouch?: Vouch | undefined
  /** Asked of a line of JSON before a draft is made of it: what is left out of it has no part in what is wrong with it. */
  readonly shorten?: Shorten | undefined
}

/**
 * Looks at whole lines, each ended by its line feed; `ordinal` is that of the first. Whoever vouches for a line keeps what has
 * to be kept of its record, and no draft is made of it. The others are either left: their drafts are made later; or their
 * drafts are asked for at once, which keeps the order. Gives the number of lines.
 */
export type Vouch = (block: Buffer, ordinal: number, others: OtherLines) => number

/** Lines that nobody vouches for: offsets into the block, the line feed left out, and how many lines stand before. */
interface OtherLines {
  leave(start: number, end: number, before: number): void
  draft(start: number, end: number, before: number): Draft
}

/** Drafts come in runs, in the order of the input. */
export type ReadSlice = (slice: Slice) => AsyncIterable<readonly Draft[]> | Iterable<readonly Draft[]>

/** Where the two halves of a file go. `ending` is what the file's name ends with: `.jsonl`, `.blocks.csv`. */
type PartSink = (side: 'accepted' | 'rejected', ending: string) => Sink

export interface Partition {
  readonly file: InputFile
  /** Whether the draft of that ordinal was rejected. */
  isRejected(ordinal: number): boolean
  readonly sinkFor: PartSink
}

/** One form of input. Adding a source is a file beside this one and a line in `index.ts`. */
export interface Source {
  readonly name: string
  /** Ends of the names of the files that are read, with the dot. */
  readonly extensions: readonly string[]
  /** Ends of the names of files that belong to those. */
  readonly companions: readonly string[]
  /** The file that this one only belongs to, where its name says so for records of this schema. */
  companionOf?(path: string, context: Pick<SourceContext, 'schema'>): string | undefined
  /** Absolute paths of the files that are read with this one, whether they are there or not. */
  readWith?(path: string, context: Pick<SourceContext, 'schema'>): readonly string[]
  /** Set where nothing else of a file is read for a slice, but how the file begins. */
  readonly readsWithinSlices?: true
  /** Checks that need the list of all files. */
  checkFiles(files: readonly string[]): readonly Problem[]
  /** Cuts a file into slices of about `target` bytes, at places where it may be cut. */
  split(file: InputFile, target: number, context: SourceContext): Iterable<Slice>
  /** Throws UsageError for a schema that this form cannot fill. */
  open(context: SourceContext): ReadSlice
  /**
   * Copies a file's records into two files of the same form, in their order and spelled as they were. What belongs to
   * no record (a broken end, say) is rejected, so that nothing is lost.
   */
  partition(parts: Partition, context: SourceContext): Promise<void>
}
