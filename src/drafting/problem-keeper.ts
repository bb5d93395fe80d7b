import type { Problem } from '../problem.js'

/** Problems that were found: all are counted, the first are kept. */
export interface KeptProblems {
  readonly errors: number
  readonly count: number
  readonly first: readonly Problem[]
}

const MOST_KEPT = 1000

export function keepProblems() {
  const first: Problem[] = []
  let count = 0
  let errors = 0
  return {
    add: (one: Problem): void => {
      count++
      if (one.severity === 'error') errors++
      if (first.length < MOST_KEPT) first.push(one)
    },
    count: (): number => count,
    value: (): KeptProblems => ({ errors, count, first }),
  }
}
