import type { Location, Problem } from '../problem.js'
import type { Json, JsonObject } from '../text/json.js'

/** One line of a table: cells in order, or the members of a JSON object. */
export interface TableLine {
  readonly cells: readonly Json[] | JsonObject
  /** Counts the lines of one file, or elements of one list, from 1. */
  readonly number: number
  /** Of the file, or of the inline data, among all that the package has. */
  readonly source: number
  readonly line: number
  /** The first line of a file after the first. */
  readonly isContinued: boolean
  /** Where a cell stands: by its number from 0, or by its key. Without either, where the line begins. */
  placeOf(cell?: number | string): Location
}

/** What a table is read as: lines, and what is wrong with those that cannot be read. */
export type TableEvent = { readonly line: TableLine } | { readonly problem: Problem }
export type TableEvents = AsyncIterable<TableEvent> | Iterable<TableEvent>
