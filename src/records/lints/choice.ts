import type { Acceptance } from '../../corpus/corpus.js'
import { type Code, catalogue, type Location, type Problem, problem, type Severity } from '../../problem.js'
import { nearest } from '../../text/nearest.js'
import { lintCodes } from './index.js'
import type { LintOptions } from './lint.js'

/** An acceptance, and where it is said. */
export interface PlacedAcceptance extends Acceptance {
  readonly location: Location
}

/** An acceptance, and how many warnings it took out. */
export interface UsedAcceptance extends Acceptance {
  readonly times: number
}

/** What is left of a record's problems once the warnings that people accepted are taken out. */
export interface Judged {
  readonly problems: readonly Problem[]
  /** For each warning that corpus.yaml accepts, the index of the acceptance. */
  readonly byCorpus: readonly number[]
  /** The acceptances of the sidecar that were used. */
  readonly bySidecar: readonly UsedAcceptance[]
  /** Those of the sidecar that only a comparison with other records can use. */
  readonly pending: readonly PlacedAcceptance[]
}

export const nothingJudged = { byCorpus: [], bySidecar: [], pending: [] } as const

/**
 * Takes out the warnings of one record that its sidecar (`stated`) or corpus.yaml (`accept`) accepts; errors and notes
 * stay. An acceptance of the sidecar that nothing was found for is a note itself, unless an error kept lints from looking.
 */
export function judge(
  problems: readonly Problem[],
  stated: readonly Omit<PlacedAcceptance, 'id'>[] = [],
  id: string | undefined,
  { accept }: LintOptions,
): Judged {
  const isEasy = stated.length === 0 && (accept.length === 0 || !problems.some(isWarning))
  if (isEasy) return { problems, ...nothingJudged }
  const own = silence(problems, stated, id)
  const common = silence(own.problems, accept, id)
  const used = stated.map((_, i) => own.used.filter(index => index === i).length)
  const unused = stated.filter((_, i) => used[i] === 0)
  const hasError = problems.some(({ severity }) => severity === 'error')
  const idle = hasError ? [] : unused.filter(isOfOneRecord)
  return {
    problems: [...common.problems, ...idle.map(one => unusedAcceptance({ ...one, id }, one.location))],
    byCorpus: common.used,
    bySidecar: stated.flatMap(({ code, reason }, i) => {
      const times = used[i] ?? 0
      return times === 0 ? [] : [{ id, code, reason, times }]
    }),
    pending: unused.filter(one => !isOfOneRecord(one)).map(one => ({ ...one, id })),
  }
}

export interface Silenced {
  readonly problems: readonly Problem[]
  /** For each warning that was taken out, the index of its acceptance. */
  readonly used: readonly number[]
}

/** Takes out the warnings of the record `id` that are accepted; where nothing is said of the record, what is said of all counts. */
export function silence(
  problems: readonly Problem[],
  accept: readonly Acceptance[],
  id: string | undefined,
): Silenced {
  const index = indexOf(accept)
  const used: number[] = []
  const left = problems.filter(one => {
    if (!isWarning(one)) return true
    const at = (id === undefined ? undefined : index.get(keyOf(one.code, id))) ?? index.get(keyOf(one.code))
    if (at !== undefined) used.push(at)
    return at === undefined
  })
  return { problems: left, used }
}

const isWarning = ({ severity }: Problem): boolean => severity === 'warning'
const keyOf = (code: string, id?: string): string => (id === undefined ? code : `${code} ${id}`)

/** A corpus may have many acceptances and many records: they are looked up, not searched. */
function indexOf(accept: readonly Acceptance[]): ReadonlyMap<string, number> {
  const known = indexes.get(accept)
  if (known !== undefined) return known
  const index = new Map<string, number>()
  for (const [i, { code, id }] of accept.entries()) {
    if (!index.has(keyOf(code, id))) index.set(keyOf(code, id), i)
  }
  indexes.set(accept, index)
  return index
}

const indexes = new WeakMap<readonly Acceptance[], ReadonlyMap<string, number>>()

/** Whether warnings of that code are found in a record alone, and not by comparing records. */
const isOfOneRecord = ({ code }: Acceptance): boolean => !code.startsWith('duplicate/')

export function unusedAcceptance({ code, id }: Acceptance, location: Location): Problem {
  return problem('lint/unused-acceptance', location, { code, id })
}

/** What is wrong with codes that are turned off: they are those of lints. */
export function checkChosen(codes: readonly string[], placeOf: (code: string) => Location): Problem[] {
  return codes
    .filter(code => !lintCodes.has(code))
    .map(code =>
      problem('lint/unknown', placeOf(code), { code, meant: nearest(code, lintCodes), isAccepted: false }),
    )
}

/** What is wrong with acceptances: their codes are those of warnings. `placeOf` takes their index. */
export function checkAccepted(
  accept: readonly Acceptance[],
  placeOf: (index: number) => Location,
): Problem[] {
  return accept.flatMap(({ code }, i) => {
    const severity = isCode(code) ? severityOf(code) : undefined
    if (severity === 'warning') return []
    return severity === undefined
      ? [problem('lint/unknown', placeOf(i), { code, meant: nearest(code, warnings()), isAccepted: true })]
      : [problem('lint/not-acceptable', placeOf(i), { code, severity })]
  })
}

const isCode = (code: string): code is Code => Object.hasOwn(catalogue, code)

/** A code that may be either counts as a warning; where it is an error, it is not taken out. */
function severityOf(code: Code): Severity {
  const { severity } = catalogue[code]
  return typeof severity === 'string' ? severity : 'warning'
}

const warnings = (): readonly string[] =>
  Object.keys(catalogue).filter(code => isCode(code) && severityOf(code) === 'warning')
