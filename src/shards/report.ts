import type { Problem, Severity } from '../problem.js'
import { emptyStatistics, mergeStatistics, type Statistics } from '../records/statistics.js'
import { byCodePoint } from '../text/order.js'
import { type AcceptedTally, mergeAccepted, noneAccepted } from './accepted.js'

/** A data file that a shard wrote. */
export interface ShardFile {
  readonly path: string
  readonly format: string
  readonly mediaType: string
  readonly table: string
  readonly shard: number
  readonly bytes: number
  readonly sha256: string
  /** Records, or lines of a child table. */
  readonly records: number
}

/** Problems of a run: all are counted, the first are kept. */
export interface ProblemTally {
  readonly bySeverity: Readonly<Record<Severity, number>>
  readonly byCode: Readonly<Record<string, number>>
  /** The first of each severity, so that notes do not hide what must be mended. */
  readonly first: readonly Problem[]
}

/** What became of one shard. Plain data that can be merged: it crosses threads. */
export interface ShardReport {
  readonly records: number
  readonly rejected: number
  readonly statistics: Statistics
  readonly problems: ProblemTally
  readonly accepted: AcceptedTally
  readonly files: readonly ShardFile[]
}

/** More problems of one severity than this are counted, but neither kept nor shown. */
const MAX_KEPT = 1000

const noProblems: ProblemTally = {
  bySeverity: { error: 0, warning: 0, info: 0 },
  byCode: {},
  first: [],
}

export const emptyReport: ShardReport = {
  records: 0,
  rejected: 0,
  statistics: emptyStatistics(),
  problems: noProblems,
  accepted: noneAccepted,
  files: [],
}

/** Merges the reports of two neighbours, in input order. */
export function mergeReports(a: ShardReport, b: ShardReport): ShardReport {
  return {
    records: a.records + b.records,
    rejected: a.rejected + b.rejected,
    statistics: mergeStatistics(a.statistics, b.statistics),
    problems: mergeTallies(a.problems, b.problems),
    accepted: mergeAccepted(a.accepted, b.accepted),
    files: [...a.files, ...b.files],
  }
}

const severities: readonly Severity[] = ['error', 'warning', 'info']

export function mergeTallies(a: ProblemTally, b: ProblemTally): ProblemTally {
  return {
    bySeverity: {
      error: a.bySeverity.error + b.bySeverity.error,
      warning: a.bySeverity.warning + b.bySeverity.warning,
      info: a.bySeverity.info + b.bySeverity.info,
    },
    byCode: sumCounts(a.byCode, b.byCode),
    first: severities.flatMap(severity =>
      [...a.first, ...b.first].filter(of => of.severity === severity).slice(0, MAX_KEPT),
    ),
  }
}

/** The problems that were kept, sorted by file, line and column. */
export function inInputOrder(tally: ProblemTally): ProblemTally {
  const at = (place: number | undefined): number => place ?? 0
  const first = [...tally.first].sort(
    ({ location: a }, { location: b }) =>
      byCodePoint(a.file, b.file) || at(a.line) - at(b.line) || at(a.column) - at(b.column),
  )
  return { ...tally, first }
}

export function tallyOf(problems: Iterable<Problem>): ProblemTally {
  const tally = startTally()
  for (const problem of problems) tally.add(problem)
  return tally.value()
}

/** Counts problems as they come. */
export function startTally(): {
  add(problem: Problem): void
  /** Takes what was counted elsewhere; none of it is kept. */
  addAll(counts: Omit<ProblemTally, 'first'>): void
  count(): number
  value(): ProblemTally
} {
  const bySeverity = { error: 0, warning: 0, info: 0 }
  const byCode = new Map<string, number>()
  const first: Problem[] = []
  return {
    add: problem => {
      bySeverity[problem.severity]++
      byCode.set(problem.code, (byCode.get(problem.code) ?? 0) + 1)
      if (bySeverity[problem.severity] <= MAX_KEPT) first.push(problem)
    },
    addAll: counts => {
      for (const severity of severities) bySeverity[severity] += counts.bySeverity[severity]
      for (const [code, count] of Object.entries(counts.byCode)) {
        byCode.set(code, (byCode.get(code) ?? 0) + count)
      }
    },
    count: () => bySeverity.error + bySeverity.warning + bySeverity.info,
    value: () => ({ bySeverity: { ...bySeverity }, byCode: sortedCounts([...byCode]), first: [...first] }),
  }
}

function sumCounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const sums = new Map(Object.entries(a))
  for (const [code, count] of Object.entries(b)) sums.set(code, (sums.get(code) ?? 0) + count)
  return sortedCounts([...sums])
}

const sortedCounts = (counts: [string, number][]): Record<string, number> =>
  Object.fromEntries(counts.sort(([a], [b]) => (a < b ? -1 : 1)))
