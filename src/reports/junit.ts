import type { Problem, Severity } from '../problem.js'
import { counted } from '../text/sentence.js'
import { describeSome, describeSummary } from './counts.js'
import type { ReportFormat, Summary } from './report-format.js'
import { safe } from './safe.js'
import { describeProblem } from './text.js'

/** Problems of one code in one file that are written out. */
const MAX_LISTED = 100

/**
 * JUnit XML, which build servers read: a suite for each file, in it a case for each code that occurs. Errors fail
 * their case, warnings do under --strict; what fails nothing stands in the output of a case that passed.
 */
export const junit: ReportFormat = {
  name: 'junit',
  *render(summary, problems) {
    const { command, files, strict } = summary
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield `<testsuites name="${attribute(`warraq ${command}`)}">\n`
    yield runSuite(summary)
    const told = new Set<string>()
    let suite: Suite | undefined
    for (const problem of problems) {
      const { file } = problem.location
      if (suite !== undefined && suite.file !== file) {
        yield fileSuite(suite, strict)
        suite = undefined
      }
      told.add(file)
      suite ??= { file, cases: new Map() }
      add(suite, problem)
    }
    if (suite !== undefined) yield fileSuite(suite, strict)
    for (const file of files) if (!told.has(file)) yield fileSuite({ file, cases: new Map() }, strict)
    yield '</testsuites>\n'
  },
}

interface Suite {
  readonly file: string
  readonly cases: Map<string, Case>
}

interface Case {
  readonly counts: Record<Severity, number>
  readonly lines: string[]
  /** Of the worst severity. */
  first: Problem
}

function add({ cases }: Suite, problem: Problem): void {
  const known = cases.get(problem.code)
  const of = known ?? { counts: { error: 0, warning: 0, info: 0 }, lines: [], first: problem }
  if (known === undefined) cases.set(problem.code, of)
  if (weights[problem.severity] > weights[of.first.severity]) of.first = problem
  of.counts[problem.severity]++
  if (of.lines.length < MAX_LISTED) of.lines.push(describeProblem(problem))
}

const weights: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 }

/** What the run came to. Its one case fails only where no file is to blame. */
function runSuite(summary: Summary): string {
  const { command, records, rejected, bySeverity, checked, strict, ok } = summary
  const { error, warning, info } = bySeverity
  const failed = !ok && error === 0 && !(strict && warning > 0)
  const values = { records, rejected, errors: error, warnings: warning, notes: info }
  const properties = Object.entries(values).map(
    ([name, value]) => `<property name="${name}" value="${value}"/>`,
  )
  const said = [describeSummary(summary), ...checked].map(sentence => safe(sentence)).join('\n')
  const inner = failed ? '<failure type="run" message="The run failed."/>' : ''
  return [
    `<testsuite name="${attribute(`warraq ${command}`)}" tests="1" failures="${Number(failed)}" errors="0" skipped="0">`,
    `<properties>${properties.join('')}</properties>`,
    `<testcase classname="warraq" name="${attribute(command)}">${inner}</testcase>`,
    `<system-out>${escaped(said)}</system-out>`,
    '</testsuite>\n',
  ].join('\n')
}

function fileSuite({ file, cases }: Suite, strict: boolean): string {
  const name = attribute(file === '' ? 'no file' : file)
  const written = [...cases].map(([code, of]) => caseOf(name, code, of, strict))
  if (written.length === 0)
    written.push({ text: `<testcase classname="${name}" name="no problems"/>`, failed: false })
  const failures = written.filter(({ failed }) => failed).length
  return [
    `<testsuite name="${name}" tests="${written.length}" failures="${failures}" errors="0" skipped="0">`,
    ...written.map(({ text }) => text),
    '</testsuite>\n',
  ].join('\n')
}

function caseOf(file: string, code: string, { counts, lines, first }: Case, strict: boolean) {
  const failed = counts.error > 0 || (strict && counts.warning > 0)
  const total = counts.error + counts.warning + counts.info
  const rest = total > lines.length ? [`… and ${counted(total - lines.length, 'more problem')}`] : []
  const body = escaped([...lines, ...rest].join('\n'))
  const message = total === 1 ? first.message : `${describeSome(counts)}, the first: ${first.message}`
  const inner = failed
    ? `<failure type="${attribute(code)}" message="${attribute(message)}">${body}</failure>`
    : `<system-out>${body}</system-out>`
  return { text: `<testcase classname="${file}" name="${attribute(code)}">${inner}</testcase>`, failed }
}

/** Text of an input as the value of an attribute. What XML 1.0 cannot hold is not drawn, and so named by `safe`. */
const attribute = (text: string): string => escaped(safe(text))

/** Text that is safe already, which may have several lines. */
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, sign => entities[sign] ?? sign)

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
