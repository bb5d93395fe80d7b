import type { Problem, Severity } from '../problem.js'

/** What a run came to: known before any of its problems is reported. */
export interface Summary {
  /** The command's name: `validate`. */
  readonly command: string
  readonly files: readonly string[]
  /** Records that were read, and how many of them have an error. */
  readonly records: number
  readonly rejected: number
  readonly bySeverity: Readonly<Record<Severity, number>>
  readonly byCode: Readonly<Record<string, number>>
  /** Sentences on what was compared with what. */
  readonly checked: readonly string[]
  /** Whether warnings fail the run. */
  readonly strict: boolean
  readonly ok: boolean
}

export interface ReportOptions {
  /** How many problems a report for people shows. */
  readonly maxShown: number
  readonly color: boolean
  /** Whether a terminal shows it: right-to-left text is then isolated from what stands beside it. */
  readonly terminal: boolean
  /** What docs/problems.md says of a code, in Markdown. */
  readonly help?: ((code: string) => string | undefined) | undefined
}

/**
 * A way to report problems, as parts of a text that are written one after the other. `problems` come in input order
 * and are read once; no format keeps them.
 */
export interface ReportFormat {
  readonly name: string
  render(summary: Summary, problems: Iterable<Problem>, options: ReportOptions): Iterable<string>
}
