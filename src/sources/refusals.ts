import type { Location, Problem } from '../problem.js'
import type { Draft } from '../records/draft.js'

/** What is said of a file, and not of one of its records. */
export const ofFile = (...problems: readonly Problem[]): Draft => ({
  values: undefined,
  line: 0,
  ordinal: -1,
  problems,
  locate: () => problems[0]?.location ?? { file: '' },
})

/** A piece of a file that cannot be a record. */
export function refused(refusal: Problem, ordinal: number, location: Location = refusal.location): Draft {
  return {
    values: undefined,
    line: location.line ?? 0,
    ordinal,
    problems: [refusal],
    locate: () => location,
  }
}
