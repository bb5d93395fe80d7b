import type { CorpusStatement } from '../../corpus/corpus.js'
import { UsageError } from '../../errors.js'
import { isDate } from '../time.js'
import type { LintOptions } from './lint.js'

/**
 * What corpus.yaml says of lints, as plain data. `asOf` (YYYY-MM-DD) is the day of the release unless another is given;
 * throws UsageError where it is no day.
 */
export function lintOptionsOf(
  { released, lints = {}, accept = [] }: CorpusStatement,
  asOf: string = released,
): LintOptions {
  checkDay(asOf)
  return { asOf, off: Object.keys(lints), accept }
}

/** Throws UsageError for what is no day, written as YYYY-MM-DD. */
export function checkDay(day: string): void {
  if (isDate(day)) return
  throw new UsageError(`"${day}" is no day of the calendar.`, { fix: 'Write it as YYYY-MM-DD.' })
}
