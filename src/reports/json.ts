import type { Location, Problem } from '../problem.js'
import type { ReportFormat, Summary } from './report-format.js'

/** For programs: `{"summary": …, "problems": […]}`, one problem on a line. */
export const json: ReportFormat = {
  name: 'json',
  *render(summary, problems) {
    yield `{"summary":${jsonText(plainSummary(summary))},"problems":[`
    let between = '\n'
    for (const problem of problems) {
      yield `${between}${jsonText(plain(problem))}`
      between = ',\n'
    }
    yield '\n]}\n'
  },
}

/** For programs: each problem on a line of its own, and nothing else. */
export const jsonl: ReportFormat = {
  name: 'jsonl',
  *render(_, problems) {
    for (const problem of problems) yield `${jsonText(plain(problem))}\n`
  },
}

/** JSON on one line of every program, with nothing in it that a terminal or a build server would obey. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|#(?=#(?:\[|vso\[|teamcity\[))/gi,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The keys in the order of docs/reports.md, whatever order they were made in. */
function plain({ code, severity, message, location, record, excerpt, fix, related }: Problem): Problem {
  return {
    code,
    severity,
    message,
    location: plainPlace(location),
    record,
    ...(excerpt && {
      excerpt: { before: excerpt.before, marked: excerpt.marked, after: excerpt.after },
    }),
    fix,
    ...(related && { related: related.map(plainPlace) }),
  }
}

function plainPlace({ file, line, column, endColumn, byte, pointer }: Location): Location {
  return { file, line, column, endColumn, byte, pointer }
}

function plainSummary(summary: Summary): Summary {
  const { command, files, records, rejected, bySeverity, byCode, checked, strict, ok } = summary
  const { error, warning, info } = bySeverity
  return {
    command,
    ok,
    strict,
    records,
    rejected,
    bySeverity: { error, warning, info },
    byCode,
    checked,
    files,
  }
}
