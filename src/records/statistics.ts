/** What is counted over the records of a shard, and merged over shards. Plain data. */
export interface Statistics {
  readonly records: number
  /** Nulls by the field's JSON Pointer (fields inside lists are not counted). */
  readonly nulls: Readonly<Record<string, number>>
  /** Elements by the list's JSON Pointer. */
  readonly items: Readonly<Record<string, number>>
  /** How often each value occurs, for fields with `x-role` language, script, direction, license and for enums. */
  readonly values: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Smallest and largest value of numbers and dates, by JSON Pointer. */
  readonly ranges: Readonly<Record<string, { readonly min: string | number; readonly max: string | number; readonly sum?: number }>>
  /** Length in code points of the field marked x-text. */
  readonly length: { readonly min: number; readonly max: number; readonly sum: number } | undefined
  /** How often each basis is given, by the JSON Pointer that the basis speaks of. */
  readonly basis: Readonly<Record<string, Readonly<Record<string, number>>>>
}
