import type { Problem, Severity } from '../problem.js'
import { severities } from './counts.js'
import type { Summary } from './report-format.js'

type Counts = Readonly<Record<Severity, number>>

/**
 * The problems that are shown where at most `max` are, in the order they come. Where there are more, errors go before
 * warnings and warnings before notes: a thousand notes do not hide what must be mended.
 */
export function* selected(
  { bySeverity }: Pick<Summary, 'bySeverity'>,
  problems: Iterable<Problem>,
  max: number,
): Generator<Problem, void> {
  const left = { ...sharesOf(bySeverity, max) }
  let total = left.error + left.warning + left.info
  if (total === 0) return
  for (const problem of problems) {
    if (left[problem.severity] === 0) continue
    left[problem.severity]--
    yield problem
    if (--total === 0) return
  }
}

/** How many of each severity `selected` leaves out. */
export function leftOut({ bySeverity }: Pick<Summary, 'bySeverity'>, max: number): Counts {
  const shares = sharesOf(bySeverity, max)
  return {
    error: bySeverity.error - shares.error,
    warning: bySeverity.warning - shares.warning,
    info: bySeverity.info - shares.info,
  }
}

function sharesOf(bySeverity: Counts, max: number): Counts {
  const shares = { error: 0, warning: 0, info: 0 }
  let left = max
  for (const severity of severities) {
    shares[severity] = Math.min(bySeverity[severity], left)
    left -= shares[severity]
  }
  return shares
}
