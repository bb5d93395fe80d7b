import type { Acceptance } from '../corpus/corpus.js'
import type { Finding, Location, Problem } from '../problem.js'
import type { Json } from '../schema/field.js'
import type { Excerpt } from '../text/excerpt.js'

/** What a source offers for one record, before the schema's rules have filled it: an object, unless it is none. */
export interface Draft {
  /** Undefined where nothing could be read; `problems` then say why. */
  readonly values: Json | undefined
  /** Set where nobody could say what else belongs to it (no sidecar): only what is there is looked at. */
  readonly partial?: boolean | undefined
  /** Set for an article with a sidecar: what a person says of it. Its nulls and bases are filled from this. */
  readonly statement?: Statement | undefined
  /** Line of its file on which it starts; 0 where a file is one record, or has no lines. */
  readonly line: number
  /** Place among the records of its file, from 0; blank and broken ones count. −1: this is no record, its problems are the file's. */
  readonly ordinal: number
  /**
   * Set where the file has a fault that concerns all its records, which is said once: they are checked, and not taken.
   * Pointers of the fields that all of them lack.
   */
  readonly spoiled?: ReadonlySet<string> | undefined
  /** Where a finding stands in the input. This may parse the text again. */
  locate(finding: Pick<Finding, 'pointer' | 'part' | 'span'>): Location
  /** What stands at the finding's place in the input, where that helps a person to see it. */
  quote?(finding: Pick<Finding, 'pointer' | 'part'>): Excerpt | undefined
  /** Found while reading. With an error among them the draft is checked, but becomes no record. */
  readonly problems: readonly Problem[]
}

export interface Statement {
  /** By the JSON Pointer of the field: why it says what it says, or why it is null. */
  readonly basis: Readonly<Record<string, { readonly basis: string; readonly note: string | null }>>
  /** Corrections of an `x-infer` rule, as the rule reads them. */
  readonly hints: Readonly<Record<string, string>>
  /** Warnings that are let stand, and where that is said. */
  readonly accept: readonly (Pick<Acceptance, 'code' | 'reason'> & { readonly location: Location })[]
}

export const emptyStatement: Statement = { basis: {}, hints: {}, accept: [] }
