import type { Location } from '../problem.js'

/**
 * Whose the record is: an id that was withdrawn, a record of the corpus, or one that somebody contributes. In this order:
 * what stands first is what others are compared with.
 */
export const origins = ['withdrawn', 'corpus', 'contributed'] as const
export type Origin = (typeof origins)[number]

/**
 * A record where many are compared: the number of its slice, its line (0 where a file is one record), its id. Whoever
 * compares may count otherwise, as long as later records have larger numbers.
 */
export interface RecordPlace {
  readonly origin: Origin
  readonly slice: number
  readonly line: number
  /** `''` where the schema has no key. */
  readonly id: string
}

/** Whether `later` is a contributed record and `earlier` what the corpus has under its id. */
export function isOwnVersion(earlier: RecordPlace, later: RecordPlace): boolean {
  return (
    earlier.origin === 'corpus' &&
    later.origin === 'contributed' &&
    earlier.id === later.id &&
    later.id !== ''
  )
}

/** Where a record stands, for people. */
export type LocateRecord = (place: RecordPlace) => Location

/** Where records stand whose place gives their line. `paths` are the files of all slices. */
export const locatorOf =
  (paths: readonly string[]): LocateRecord =>
  ({ slice, line }) => {
    const file = paths[slice] ?? ''
    return line === 0 ? { file } : { file, line }
  }

/** `a17 (records/more.jsonl:4)`: a record as sentences name it. */
export function nameOf(place: RecordPlace, locate: LocateRecord): { id: string; place: string } {
  const { file, line } = locate(place)
  return { id: place.id, place: line === undefined ? file : `${file}:${line}` }
}
