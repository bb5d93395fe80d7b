import type { Location, Problem, Severity } from '../problem.js'
import { jsonText } from '../text/json-text.js'
import { tool } from '../tool.js'
import { headingOf, severityOf } from './codes.js'
import { describeSome, describeSummary } from './counts.js'
import { fingerprints } from './fingerprint.js'
import { leadOf, proseOf } from './help.js'
import type { ReportFormat, ReportOptions, Summary } from './report-format.js'
import { placeText, safe } from './safe.js'
import { leftOut, selected } from './selection.js'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'
/** GitHub refuses a run with more. */
const MAX_RESULTS = 25_000

/** SARIF 2.1.0 (OASIS), which code scanning and editors read. */
export const sarif: ReportFormat = {
  name: 'sarif',
  *render(summary, problems, options) {
    const codes = Object.keys(summary.byCode)
    const rest = describeSome(leftOut(summary, MAX_RESULTS))
    const driver = { name: tool.name, semanticVersion: tool.version, rules: codes.map(ruleFor(options)) }
    yield `{"$schema":"${SCHEMA}","version":"2.1.0","runs":[{\n`
    yield `"tool":${jsonText({ driver })},\n`
    yield `"automationDetails":${jsonText({ id: `${tool.name}/${summary.command}/` })},\n`
    yield `"columnKind":"unicodeCodePoints",\n`
    yield `"invocations":${jsonText([invocationOf(summary, rest)])},\n`
    yield `"results":[`
    const toResult = resultFor(summary, codes)
    let between = '\n'
    for (const problem of selected(summary, problems, MAX_RESULTS)) {
      yield `${between}${jsonText(toResult.result(problem))}`
      between = ',\n'
    }
    yield `\n],\n"artifacts":[`
    between = '\n'
    for (const file of toResult.files()) {
      yield `${between}${jsonText({ location: { uri: uriOf(file) } })}`
      between = ',\n'
    }
    yield '\n]}]}\n'
  },
}

const levels = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<
  Severity,
  string
>

function ruleFor({ help }: ReportOptions): (code: string) => unknown {
  return code => {
    const section = help?.(code)
    const text = section === undefined ? `See ${headingOf(code)}.` : leadOf(section)
    const [first = text] = /^.*?\.(?= |$)/.exec(text) ?? []
    const severity = severityOf(code)
    return {
      id: code,
      name: code.replaceAll(/(?:^|[/-])([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      shortDescription: { text: first },
      fullDescription: { text },
      help: { text: section === undefined ? text : proseOf(section), ...(section && { markdown: section }) },
      defaultConfiguration: { level: isLevel(severity) ? levels[severity] : 'warning' },
      properties: { tags: code.split('/').slice(0, 1) },
    }
  }
}

function isLevel(severity: string): severity is Severity {
  return Object.hasOwn(levels, severity)
}

function invocationOf(summary: Summary, rest: string): unknown {
  const { files, ...counts } = summary
  const said = [describeSummary(summary), ...summary.checked].map(sentence => ({ text: sentence }))
  const missing = {
    text: `${rest} not included: a run here has at most ${MAX_RESULTS} results; --format jsonl has all.`,
  }
  return {
    executionSuccessful: true,
    exitCode: summary.ok ? 0 : 1,
    toolExecutionNotifications: [
      ...said.map(({ text }) => ({ level: 'note', message: { text: safe(text) } })),
      ...(rest === '' ? [] : [{ level: 'warning', message: missing }]),
    ],
    properties: { ...counts, files: files.length },
  }
}

/** Results, and the files that they and the summary name: a file is called by its place in that list. */
function resultFor(summary: Summary, codes: readonly string[]) {
  const rules = new Map(codes.map((code, index) => [code, index]))
  const files = new Map<string, number>()
  const indexOf = (file: string): number => {
    const index = files.get(file) ?? files.size
    files.set(file, index)
    return index
  }
  for (const file of summary.files) indexOf(file)
  const fingerprintOf = fingerprints()

  const physical = (location: Location) => ({
    artifactLocation: { uri: uriOf(location.file), index: indexOf(location.file) },
    region: regionOf(location),
  })
  const result = (problem: Problem): unknown => {
    const { code, severity, location, record, related } = problem
    const logical = [
      ...(record === undefined ? [] : [{ name: record.toWellFormed(), kind: 'record' }]),
      ...(location.pointer ? [{ fullyQualifiedName: location.pointer.toWellFormed(), kind: 'value' }] : []),
    ]
    return {
      ruleId: code,
      ruleIndex: rules.get(code) ?? -1,
      level: levels[severity],
      message: { text: messageOf(problem) },
      locations: [
        {
          ...(location.file !== '' && { physicalLocation: physical(location) }),
          ...(logical.length > 0 && { logicalLocations: logical }),
        },
      ],
      ...(related?.length && {
        relatedLocations: related.map((place, id) => ({
          id,
          physicalLocation: physical(place),
          message: { text: `See ${placeText(place)}.` },
        })),
      }),
      partialFingerprints: { 'warraqProblem/v1': fingerprintOf(problem) },
      ...(location.line === undefined &&
        location.byte !== undefined && { properties: { byte: location.byte } }),
    }
  }
  return { result, files: () => files.keys() }
}

/** `](` would make a link of what an input says. */
function messageOf({ message, fix }: Problem): string {
  const text = fix === undefined ? safe(message) : `${safe(message)}\nFix: ${safe(fix)}`
  return text.replaceAll('](', '] (')
}

/** GitHub wants a line: a problem of a whole file stands on its first. Bytes may only stand beside the true line. */
function regionOf({ line, column, endColumn, byte }: Location): unknown {
  if (line === undefined) return { startLine: 1 }
  return {
    startLine: line,
    ...(column !== undefined && { startColumn: column }),
    ...(column !== undefined && endColumn !== undefined && { endLine: line, endColumn }),
    ...(byte !== undefined && { byteOffset: byte }),
  }
}

/** A path as a URI reference, relative where the path is. */
export function uriOf(path: string): string {
  const encoded = path.split('/').map(part => encodeURIComponent(part.toWellFormed()))
  return `${path.startsWith('/') ? 'file://' : ''}${encoded.join('/')}`
}
