import type { Problem } from '../problem.js'
import type { Draft } from '../records/draft.js'
import type { RecordSchema } from '../schema/field.js'

/** One file of the corpus. */
export interface InputFile {
  /** Relative to the corpus folder, `/` between names: what messages and records call it. */
  readonly path: string
  readonly bytes: number
}

/** A run of bytes of one input that is read on its own. Plain data: it crosses threads. */
export interface Slice {
  readonly source: string
  readonly path: string
  readonly start: number
  readonly end: number
  /** Number of the first line, from 1. */
  readonly line: number
}

export interface SourceContext {
  /** Absolute folder that the paths are relative to. */
  readonly folder: string
  readonly schema: RecordSchema
}

/** One form of input. Adding a source is a file beside this one and a line in `index.ts`. */
export interface Source {
  readonly name: string
  /** Ends of the names of the files that are read, with the dot. */
  readonly extensions: readonly string[]
  /** Ends of the names of files that belong to those. */
  readonly companions: readonly string[]
  /** Checks that need the list of all files. */
  checkFiles(files: readonly string[]): readonly Problem[]
  /** Cuts a file into slices of about `target` bytes, at places where it may be cut. */
  split(file: InputFile, target: number, context: SourceContext): readonly Slice[]
  /** Reads a slice; drafts come in runs, in the order of the input. Throws UsageError for a schema that this form cannot fill. */
  open(context: SourceContext): (slice: Slice) => Iterable<readonly Draft[]>
}
