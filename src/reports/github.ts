import type { Problem, Severity } from '../problem.js'
import { describeSome, describeSummary } from './counts.js'
import { excerptLines } from './excerpt-lines.js'
import type { ReportFormat, ReportOptions, Summary } from './report-format.js'
import { placeText, safe } from './safe.js'
import { leftOut, selected } from './selection.js'

/** Workflow commands, which GitHub Actions shows beside the lines of a change. */
export const github: ReportFormat = {
  name: 'github',
  *render(summary, problems, options) {
    // First, since GitHub keeps ten of each kind, and notes are of the same kind.
    yield `::notice title=${property(`warraq ${summary.command}`)}::${data(noticeOf(summary, options))}\n`
    for (const problem of selected(summary, problems, options.maxShown)) yield annotation(problem)
  },
}

function noticeOf(summary: Summary, { maxShown }: ReportOptions): string {
  const { error, warning, info } = summary.bySeverity
  const rest = describeSome(leftOut(summary, maxShown))
  const few = Math.max(error, warning, info) > 10 ? 'GitHub shows ten of each kind; the log has more.' : ''
  const cut = rest === '' ? '' : `The log leaves out ${rest}: --max-shown shows more.`
  return [safe(describeSummary(summary)), few, cut, ...summary.checked.map(sentence => safe(sentence))]
    .filter(part => part !== '')
    .join('\n')
}

function annotation({ location, severity, code, message, excerpt, fix, related }: Problem): string {
  const { file, line, column, endColumn, pointer } = location
  const properties = Object.entries({
    file: file === '' ? undefined : file.replaceAll(OBEYED, control => safe(control)),
    line,
    col: line === undefined ? undefined : column,
    endColumn: line === undefined || column === undefined ? undefined : endColumn,
    title: code,
  }).filter(([, value]) => value !== undefined)
  const lines = [
    safe(message),
    ...(excerpt === undefined ? [] : excerptLines(excerpt, { color: false, terminal: false })),
    ...(pointer ? [`at ${safe(pointer)}`] : []),
    ...(related ?? []).map(place => `see ${placeText(place)}`),
    ...(fix === undefined ? [] : [`fix: ${safe(fix)}`]),
  ]
  const named = properties.map(([name, value]) => `${name}=${property(String(value))}`).join(',')
  return `::${levels[severity]} ${named}::${data(lines.join('\n'))}\n`
}

/** The rest of a path is left as it is: GitHub looks for the file. */
const OBEYED = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/gu

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' }

/** What follows `::` in a workflow command. */
export function data(text: string): string {
  return text.replaceAll(/[%\r\n]/g, encoded)
}

/** The value of a property of a workflow command. */
export function property(text: string): string {
  return text.replaceAll(/[%\r\n:,]/g, encoded)
}

const encoded = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
