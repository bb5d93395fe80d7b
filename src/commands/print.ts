import { styleText } from 'node:util'
import type { UsageError } from '../errors.js'
import type { Location, Problem } from '../problem.js'
import type { ProblemTally } from '../shards/report.js'
import { visible } from '../text/visible.js'

type Stream = NodeJS.WriteStream

/** `seeds/a.txt:3:17: error text/bidi-control: …`, then where in the record and what mends it. */
function describeProblem(
  { location, severity, code, message, fix, related }: Problem,
  color = false,
): string {
  const paint = (format: Parameters<typeof styleText>[0], text: string): string =>
    color ? styleText(format, text, { validateStream: false }) : text
  const tone = { error: 'red', warning: 'yellow', info: 'cyan' } as const
  const at = location.pointer ? `at ${visible(location.pointer)}` : ''
  const see = related?.map(place => `see ${placeText(place)}`).join('   ') ?? ''
  const more = [at, see, fix === undefined ? '' : `fix: ${visible(fix)}`].filter(part => part !== '')
  const head = `${placeText(location)}: ${paint(tone[severity], severity)} ${code}: ${visible(message)}`
  return more.length === 0 ? head : `${head}\n    ${more.join('   ')}`
}

function placeText({ file, line, column, record }: Location): string {
  const place = [visible(file), line, column].filter(part => part !== undefined).join(':')
  return record === undefined ? place : `${place} (record ${record})`
}

/** `12 errors, 1 warning, 10 notes` */
export function describeCounts({ bySeverity }: ProblemTally): string {
  const { error, warning, info } = bySeverity
  return [counted(error, 'error'), counted(warning, 'warning'), counted(info, 'note')].join(', ')
}

export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** 1234567 as `1 234 567`. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ' ')
}

/** Prints errors and warnings, and notes only when asked: in a release's report they are counted. */
export function printProblems(
  problems: readonly Problem[],
  { max, total, stream }: { max: number; total: number; stream: Stream },
): void {
  const color = stream.isTTY === true && process.env['NO_COLOR'] === undefined
  const shown = problems.slice(0, max)
  for (const problem of shown) stream.write(`${describeProblem(problem, color)}\n`)
  if (total > shown.length) stream.write(`… and ${counted(total - shown.length, 'problem')} more.\n`)
}

export function printUsageError(error: UsageError): void {
  const color = process.stderr.isTTY === true && process.env['NO_COLOR'] === undefined
  process.stderr.write(`${visible(error.message)}\n`)
  for (const problem of error.problems) process.stderr.write(`${describeProblem(problem, color)}\n`)
  if (error.fix !== undefined) process.stderr.write(`    fix: ${visible(error.fix)}\n`)
}
