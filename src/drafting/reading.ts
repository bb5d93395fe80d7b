import type { Problem } from '../problem.js'

/** A file that is looked at, whoever made it. */
export interface Reading {
  /** Absolute. */
  readonly path: string
  /** What messages call it. */
  readonly file: string
  readonly bytes: number
}

/** A run of bytes that is looked at in place of the whole. */
export interface Part {
  readonly start: number
  readonly end: number
  readonly isLast: boolean
}

export interface ReadOptions {
  /** Left out, all is read. */
  readonly parts?: readonly Part[] | undefined
  readonly onProblem: (problem: Problem) => void
  /** After so many bytes nothing more is read. */
  readonly maxBytes?: number | undefined
  /** Called with the number of bytes that were read since the last time. */
  readonly onBytes?: ((bytes: number) => void) | undefined
  /** Called where the end of the file is not reached. */
  readonly onCut?: (() => void) | undefined
}
