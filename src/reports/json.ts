import { problemLine } from '../shards/problem-line.js'
import { jsonText } from '../text/json-text.js'
import type { ReportFormat, Summary } from './report-format.js'

/** For programs: `{"summary": …, "problems": […]}`, one problem on a line. */
export const json: ReportFormat = {
  name: 'json',
  *render(summary, problems) {
    yield `{"summary":${jsonText(plainSummary(summary))},"problems":[`
    let between = '\n'
    for (const problem of problems) {
      yield `${between}${problemLine(problem)}`
      between = ',\n'
    }
    yield '\n]}\n'
  },
}

/** For programs: each problem on a line of its own, and nothing else. */
export const jsonl: ReportFormat = {
  name: 'jsonl',
  *render(_, problems) {
    for (const problem of problems) yield `${problemLine(problem)}\n`
  },
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
