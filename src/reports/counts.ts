import type { Severity } from '../problem.js'
import { counted, enumerated, grouped } from '../text/sentence.js'
import type { Summary } from './report-format.js'

/** `12 errors, 1 warning, 10 notes` */
export function describeCounts({ bySeverity }: Pick<Summary, 'bySeverity'>): string {
  return severities.map(severity => counted(bySeverity[severity], nouns[severity])).join(', ')
}

/** `12 errors and 3 notes`, without those that are none; empty where there is nothing. */
export function describeSome(bySeverity: Readonly<Record<Severity, number>>): string {
  const some = severities.filter(severity => bySeverity[severity] > 0)
  return enumerated(some.map(severity => counted(bySeverity[severity], nouns[severity])))
}

/** `validate: 12 errors, 0 warnings, 10 notes in 3 files, 31 records, of which 2 were rejected.` */
export function describeSummary(summary: Summary): string {
  const { command, files, records, rejected, bySeverity, strict, ok } = summary
  const read = `${counted(files.length, 'file')}, ${counted(records, 'record')}`
  const of =
    rejected === 0 ? '' : `, of which ${grouped(rejected)} ${rejected === 1 ? 'was' : 'were'} rejected`
  const why = !ok && strict && bySeverity.error === 0 ? ' Warnings fail this run: it is strict.' : ''
  return `${command}: ${describeCounts(summary)} in ${read}${of}.${why}`
}

export { counted }

/** The worst first. */
export const severities: readonly Severity[] = ['error', 'warning', 'info']

const nouns: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' }
