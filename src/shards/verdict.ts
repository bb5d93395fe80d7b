import type { Withdrawal } from '../corpus/withdrawn.js'
import { type Problem, problem } from '../problem.js'
import type { NearDuplicate } from './near.js'
import { type LocateRecord, nameOf, type RecordPlace } from './record-place.js'
import type { Duplicate, UniqueKind } from './unique.js'

/** What a duplicate is to whoever has to mend it, and which earlier record it is about. */
export interface Verdict {
  readonly code:
    | 'record/withdrawn'
    | 'record/id-taken'
    | 'record/duplicate-key'
    | 'duplicate/exact'
    | 'duplicate/folded'
  readonly against: RecordPlace
}

/**
 * Decides whether a duplicate is a problem. A record's own version in the corpus is no duplicate of its text (others that
 * have it are told so); under its id stands `record/id-taken`, and with `update` nothing. What is said of an id that was withdrawn is said alone.
 */
export function verdictsOn(duplicate: Duplicate, { update = false }: { update?: boolean } = {}): Verdict[] {
  const { kind, first, second, also, isOwnVersion } = duplicate
  if (kind !== 'key') return isOwnVersion ? [] : [{ code: textCodes[kind], against: first }]
  if (first.origin === 'withdrawn') return [{ code: 'record/withdrawn', against: first }]
  const verdicts: Verdict[] = []
  if (first.origin === second.origin) verdicts.push({ code: 'record/duplicate-key', against: first })
  else if (!update) verdicts.push({ code: 'record/id-taken', against: first })
  if (also !== undefined) verdicts.push({ code: 'record/duplicate-key', against: also })
  return verdicts
}

const textCodes = {
  exact: 'duplicate/exact',
  folded: 'duplicate/folded',
} as const satisfies Record<Exclude<UniqueKind, 'key'>, Verdict['code']>

export interface Naming {
  readonly locate: LocateRecord
  readonly withdrawn: ReadonlyMap<string, Withdrawal>
  readonly update?: boolean
}

/**
 * The problems of all duplicates, which come kind after kind as findDuplicates gives them. Texts that are the same folded are
 * not reported again where they are the same altogether. Memory: a number for each exact duplicate.
 */
export function* duplicateProblems(
  duplicates: Iterable<Duplicate>,
  naming: Naming,
): Generator<{ readonly problem: Problem; readonly place: RecordPlace }> {
  const exact = new Set<number>()
  for (const duplicate of duplicates) {
    const { kind, second } = duplicate
    const place = second.slice * 2 ** 32 + second.line
    for (const { code, against } of verdictsOn(duplicate, naming)) {
      if (kind === 'exact') exact.add(place)
      if (kind === 'folded' && exact.has(place)) continue
      yield { problem: worded(code, against, second, naming), place: second }
    }
  }
}

/** The note on a contributed record that was to correct one of the corpus, which has none of its id. */
export function newIdProblem(place: RecordPlace, locate: LocateRecord): Problem {
  return problem('record/new-id', locate(place), { id: place.id }, { record: place.id })
}

/** The problem of a text that is nearly that of another record. */
export function nearProblem(found: NearDuplicate, locate: LocateRecord): Problem {
  const { first, second, similarity, unit, more, atLeast } = found
  const of = unit === 'words' ? 'five words' : 'ten characters'
  // What is 0.94 may be held as a little less.
  const percent = Math.floor(100 * similarity + 1e-9)
  return problem(
    'duplicate/near',
    locate(second),
    { ...nameOf(first, locate), percent, of, more, atLeast },
    { ...(second.id !== '' && { record: second.id }), related: [locate(first)] },
  )
}

function worded(code: Verdict['code'], against: RecordPlace, second: RecordPlace, naming: Naming): Problem {
  const { locate, withdrawn } = naming
  const location = locate(second)
  const more = {
    ...(second.id !== '' && { record: second.id }),
    related: [locate(against)],
  }
  if (code !== 'record/withdrawn') return problem(code, location, nameOf(against, locate), more)
  const { id } = second
  const { date, reason } = withdrawn.get(id) ?? { date: 'an earlier day', reason: 'no reason is known' }
  return problem(code, location, { id, date, reason }, more)
}
