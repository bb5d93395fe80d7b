import type { UsageError } from '../errors.js'
import type { Problem } from '../problem.js'
import { safe } from '../reports/safe.js'
import { describeProblem } from '../reports/text.js'
import { counted } from '../text/sentence.js'

type Stream = NodeJS.WriteStream

/** Prints errors and warnings, and notes only when asked: in a release's report they are counted. */
export function printProblems(
  problems: readonly Problem[],
  { max, total, stream }: { max: number; total: number; stream: Stream },
): void {
  const shown = problems.slice(0, max)
  const display = displayOf(stream)
  for (const problem of shown) stream.write(`${describeProblem(problem, display)}\n`)
  if (total > shown.length) stream.write(`… and ${counted(total - shown.length, 'problem')} more.\n`)
}

export function printUsageError(error: UsageError): void {
  const display = displayOf(process.stderr)
  process.stderr.write(`${safe(error.message)}\n`)
  for (const problem of error.problems) process.stderr.write(`${describeProblem(problem, display)}\n`)
  if (error.fix !== undefined) process.stderr.write(`    fix: ${safe(error.fix)}\n`)
}

/** What a stream shows to whom: colour on a terminal, unless NO_COLOR stands in the environment. */
export function displayOf(stream: Stream): { readonly color: boolean; readonly terminal: boolean } {
  const terminal = stream.isTTY === true
  return { terminal, color: terminal && process.env['NO_COLOR'] === undefined }
}
