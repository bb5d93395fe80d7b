import { type Args, type Code, type Location, type Problem, problem } from '../problem.js'

/** So many problems of one code are kept; the rest are counted. */
const MAX_OF_A_CODE = 1000

/** Problems as they are found: a hostile bag of millions of wrong lines costs no more memory than a thousand. */
export interface Findings {
  add<C extends Code>(code: C, location: Location, args: Args<C>, related?: readonly Location[]): void
  all(): readonly Problem[]
}

/** Gathers what is found of one bag. */
export function startFindings(): Findings {
  const kept: Problem[] = []
  const counts = new Map<string, { count: number; last: Problem }>()
  return {
    add(code, location, args, related) {
      const found = problem(code, location, args, related?.length ? { related } : {})
      const key = `${found.severity} ${code}`
      const known = counts.get(key)
      const count = (known?.count ?? 0) + 1
      if (count <= MAX_OF_A_CODE) kept.push(found)
      counts.set(key, { count, last: found })
    },
    all() {
      const more = [...counts.values()]
        .filter(({ count }) => count > MAX_OF_A_CODE)
        .map(({ count, last: { code, severity, location } }) =>
          problem(
            'bag/more',
            { file: location.file },
            {
              code,
              count: count - MAX_OF_A_CODE,
              severity: severity === 'error' ? 'error' : 'warning',
            },
          ),
        )
      return [...kept, ...more]
    },
  }
}
