import { type Finding, finding } from '../problem.js'
import type { Failure } from './evaluate/check.js'
import { isObject } from './keywords.js'

/** More branches than this are not told one by one. */
const MAX_TOLD = 5

/**
 * Words a value that fits no branch of `anyOf` or `oneOf`, or too many. Where one branch was clearly meant (the others
 * are for values of another type, or for another value of the key that tells the forms apart) its own faults are told.
 */
export function choiceFindings(
  choice: Failure,
  word: (failures: readonly Failure[]) => readonly Finding[],
): Finding[] {
  const { pointer, value, branches, about } = choice
  if (branches === undefined) {
    return [finding('record/choice', pointer, { pointer, value, fits: String(about ?? ''), reasons: [] })]
  }
  const fitting = branches.filter(failures => !failures.some(failure => isOtherType(failure, pointer)))
  if (fitting.length === 0) {
    const expected = branches.flat().filter(failure => isOtherType(failure, pointer))
    const types = expected.flatMap(failure => [failure.expected].flat().map(String))
    return [finding('record/type', pointer, { pointer, value, expected: [...new Set(types)] })]
  }
  const meant = fitting.length === 1 ? fitting[0] : meantBranch(fitting, choice)
  if (meant !== undefined) return [...word(meant)]
  const reasons = fitting.slice(0, MAX_TOLD).map(failures => word(failures)[0]?.message ?? '')
  const more = fitting.length - reasons.length
  if (more > 0) reasons.push(`and ${more} more`)
  return [finding('record/choice', pointer, { pointer, value, fits: '', reasons })]
}

const isOtherType = ({ keyword, pointer }: Failure, at: string): boolean =>
  keyword === 'type' && pointer === at

/**
 * The only branch whose fixed values (`const`, `enum`) all hold; else the only one whose keys are all there; else the one
 * that knows most of the value's keys.
 */
function meantBranch(
  branches: readonly (readonly Failure[])[],
  { pointer, value }: Failure,
): readonly Failure[] | undefined {
  const isDirect = (failure: Failure) => failure.pointer.lastIndexOf('/') <= pointer.length
  const without = (...keywords: readonly string[]) =>
    branches.filter(
      failures => !failures.some(failure => isDirect(failure) && keywords.includes(failure.keyword)),
    )
  for (const candidates of [without('const', 'enum'), without('const', 'enum', 'required', 'false')]) {
    if (candidates.length === 1) return candidates[0]
  }
  const keys = isObject(value) ? Object.keys(value) : []
  const known = branches.map(failures => {
    const { schema } = failures.find(isDirect) ?? {}
    const properties = isObject(schema?.['properties']) ? schema['properties'] : {}
    return keys.filter(key => Object.hasOwn(properties, key)).length
  })
  const most = Math.max(...known)
  return known.filter(count => count === most).length === 1 ? branches[known.indexOf(most)] : undefined
}
