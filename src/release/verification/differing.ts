import { type Problem, problem } from '../../problem.js'
import { canonicalJson } from '../../records/canonical-json.js'
import { contrast, type Difference, differences } from '../../records/compare.js'
import type { Json } from '../../schema/field.js'
import { described } from '../../text/shown.js'
import type { Told } from './told.js'

/** Of one record so many fields are named. */
const MAX_FIELDS = 20

/** In what fields one format's record differs from that of the others: a problem for each, where it stands in that format. */
export function differingProblems(told: Told, other: Told, formats: readonly string[]): Problem[] {
  if (told.record === undefined || other.record === undefined) return []
  const ignored = new Set([...told.without, ...other.without])
  const found = differences({ pointer: '', value: told.record, corpus: other.record }, ignored)
  const problems: Problem[] = []
  for (const difference of found) {
    if (problems.length === MAX_FIELDS) break
    if (isSameNumber(difference.value, difference.corpus)) continue
    problems.push(worded(difference, told, formats))
  }
  return problems
}

function worded(
  { pointer, value, corpus: other, more }: Difference,
  told: Told,
  formats: readonly string[],
): Problem {
  const { draft, key } = told
  const location = { ...draft.locate({ pointer, part: 'value' }), pointer }
  const isText = typeof value === 'string' && typeof other === 'string'
  const { shown, at } = isText ? contrast(value, other) : { shown: undefined, at: undefined }
  const [a, b] = shown ?? [described(value), described(other)]
  return problem(
    'release/record-differs',
    location,
    { pointer, value: a, other: b, formats, at, more },
    key === undefined ? {} : { record: key },
  )
}

/** A float beyond ±(2⁵³−1) is read from JSON with all its digits, and from columns as the float. */
const isSameNumber = (a: Json | undefined, b: Json | undefined): boolean =>
  isNumber(a) && isNumber(b) && canonicalJson(a) === canonicalJson(b)

const isNumber = (value: Json | undefined): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint'
