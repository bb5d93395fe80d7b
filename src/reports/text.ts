import type { Problem } from '../problem.js'
import { grouped } from '../text/sentence.js'
import { isolatePath, isolateQuoted } from './bidi.js'
import { headingOf, severityOf } from './codes.js'
import { describeSome, describeSummary, severities } from './counts.js'
import { excerptLines } from './excerpt-lines.js'
import { paintFor } from './paint.js'
import type { ReportFormat, ReportOptions, Summary } from './report-format.js'
import { placeText, safe } from './safe.js'
import { leftOut, selected } from './selection.js'

type Display = Pick<ReportOptions, 'color' | 'terminal'>

/** For people: the problems, a table of their codes, and what the run came to. */
export const text: ReportFormat = {
  name: 'text',
  *render(summary, problems, options) {
    let some = false
    for (const problem of selected(summary, problems, options.maxShown)) {
      yield `${describeProblem(problem, options)}\n`
      some = true
    }
    const rest = describeSome(leftOut(summary, options.maxShown))
    if (rest !== '') yield `… ${rest} not shown: --max-shown shows more, --format jsonl all.\n`
    if (some || rest !== '') yield '\n'
    yield* table(summary, options)
    const { error, warning } = summary.bySeverity
    const tone = !summary.ok ? 'error' : error + warning === 0 ? 'good' : 'warning'
    yield `${paintFor(options.color)(tone, safe(describeSummary(summary)))}\n`
    for (const sentence of summary.checked) yield `${safe(sentence)}\n`
  },
}

/**
 * `seeds/a.txt:3:17: error text/bidi-control: …`, the excerpt, then where in the record and what mends it. No line
 * feed ends it.
 */
export function describeProblem(
  { location, severity, code, message, excerpt, fix, related }: Problem,
  { color, terminal }: Display = { color: false, terminal: false },
): string {
  const paint = paintFor(color)
  const words = (said: string): string => (terminal ? isolateQuoted(safe(said)) : safe(said))
  const path = terminal ? isolatePath : (shown: string) => shown
  const at = location.pointer ? `at ${path(safe(location.pointer))}` : ''
  const see = related?.length ? `see ${related.map(place => placeText(place, path)).join(', ')}` : ''
  const more = [at, see, fix === undefined ? '' : `fix: ${words(fix)}`].filter(part => part !== '')
  const lines = [
    ...(excerpt === undefined ? [] : excerptLines(excerpt, { color, terminal })),
    ...(more.length === 0 ? [] : [more.join('   ')]),
  ]
  const head = `${placeText(location, path)}: ${paint(severity, severity)} ${code}: ${words(message)}`
  return [head, ...lines.map(line => `    ${line}`)].join('\n')
}

/** Every code that occurs: the worst and most frequent first. */
function* table({ byCode }: Summary, { color }: Display): Generator<string, void> {
  const codes = Object.entries(byCode)
    .map(([code, count]) => ({ code, severity: severityOf(code), count }))
    .sort((a, b) => rank(a.severity) - rank(b.severity) || b.count - a.count || (a.code < b.code ? -1 : 1))
  if (codes.length === 0) return
  const lines = [
    ['count', 'severity', 'code', 'read more'],
    ...codes.map(({ code, severity, count }) => [grouped(count), severity, safe(code), headingOf(code)]),
  ]
  const [counts = 0, kinds = 0, names = 0] = [0, 1, 2].map(column =>
    Math.max(...lines.map(line => line[column]?.length ?? 0)),
  )
  for (const [index, [count = '', severity = '', code = '', more = '']] of lines.entries()) {
    const line = `${count.padStart(counts)}  ${severity.padEnd(kinds)}  ${code.padEnd(names)}  ${more}`
    yield `${index === 0 ? paintFor(color)('faint', line) : line}\n`
  }
  yield '\n'
}

const rank = (severity: string): number => severities.findIndex(name => severity.startsWith(name))
