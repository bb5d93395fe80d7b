import type { Acceptance } from '../corpus/corpus.js'
import type { Finding, Location, Problem } from '../problem.js'
import type { JsonObject } from '../schema/field.js'

/** What a source offers for one record, before the schema's rules have filled it. */
export interface Draft {
  readonly values: JsonObject
  /** Set for an article with a sidecar: what a person says of it. Its nulls and bases are filled from this. */
  readonly statement?: Statement | undefined
  /** Line of its file on which it starts; 0 where a file is one record. */
  readonly line: number
  /** Where a finding stands in the input. This may parse the text again. */
  locate(finding: Pick<Finding, 'pointer' | 'part' | 'span'>): Location
  /** Found while reading. With an error among them there is no record. */
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
