import type { Location, Problem } from '../problem.js'
import { jsonText } from '../text/json-text.js'

/** A problem as one line of JSON, without its line feed; the keys in the order of docs/reports.md, whatever order they were made in. */
export const problemLine = (problem: Problem): string => jsonText(plain(problem))

function plain({ code, severity, message, location, record, excerpt, fix, related }: Problem): Problem {
  return {
    code,
    severity,
    message,
    location: plainPlace(location),
    record,
    ...(excerpt && {
      excerpt: { before: excerpt.before, marked: excerpt.marked, after: excerpt.after },
    }),
    fix,
    ...(related && { related: related.map(plainPlace) }),
  }
}

function plainPlace({ file, line, column, endColumn, byte, pointer }: Location): Location {
  return { file, line, column, endColumn, byte, pointer }
}

/** Whether such a line says all that is known of the problem. */
export const isWholeInLine = ({ location, related = [] }: Problem): boolean =>
  location.record === undefined && related.every(({ record }) => record === undefined)
