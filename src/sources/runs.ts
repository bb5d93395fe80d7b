import type { Draft } from '../records/draft.js'

/** Drafts come in runs of at most this many, or of about this many bytes of input. */
const RUN_DRAFTS = 1024
const RUN_BYTES = 2 * 1024 * 1024

/** Of columns, which take less room than the texts and objects that are made of them. */
const COLUMN_BYTES = 512 * 1024

/** How many drafts are made in one run of columns that hold so many records in so many bytes. */
export function draftsInRun(bytes: number, records: number): number {
  const fitting = bytes > 0 ? Math.floor((COLUMN_BYTES * records) / bytes) : RUN_DRAFTS
  return Math.max(1, Math.min(fitting, RUN_DRAFTS))
}

/** Gathers drafts into runs. */
export interface Runs {
  /** True when the run is full and should be taken. */
  add(draft: Draft, bytes: number): boolean
  /** Counts bytes that no draft is made of; true when the run should be taken, though it may be empty. */
  pass(bytes: number): boolean
  take(): readonly Draft[]
  readonly length: () => number
}

export function gatherRuns(): Runs {
  let run: Draft[] = []
  let held = 0
  return {
    add: (draft, bytes) => {
      run.push(draft)
      held += bytes
      return run.length >= RUN_DRAFTS || held >= RUN_BYTES
    },
    pass: bytes => {
      held += bytes
      return held >= RUN_BYTES
    },
    take: () => {
      const taken = run
      run = []
      held = 0
      return taken
    },
    length: () => run.length,
  }
}
