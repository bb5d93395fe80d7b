import type { Corpus } from '../corpus/corpus.js'
import { placesInCorpus } from '../corpus/load.js'
import type { Problem } from '../problem.js'
import {
  type Judged,
  type PlacedAcceptance,
  type UsedAcceptance,
  unusedAcceptance,
} from '../records/lints/choice.js'
import { pointerOf } from '../text/pointer.js'

/** Warnings of a run that people accepted. Plain data that can be merged. */
export interface AcceptedTally {
  /** How often each acceptance of corpus.yaml was used, by its index. */
  readonly byCorpus: Readonly<Record<string, number>>
  /** The first acceptances of sidecars that were used, in the order of their records. */
  readonly bySidecar: readonly UsedAcceptance[]
  /** Warnings that further ones took out. */
  readonly more: number
  /** Acceptances of sidecars that only a comparison of records can use. */
  readonly pending: readonly PlacedAcceptance[]
}

/** More acceptances of sidecars than this are counted, and not listed. */
const MAX_LISTED = 1000

export const noneAccepted: AcceptedTally = { byCorpus: {}, bySidecar: [], more: 0, pending: [] }

/** Counts what was accepted, record by record. */
export function startAccepted(): {
  add(accepted: Omit<Judged, 'problems'>): void
  value(): AcceptedTally
} {
  const byCorpus: Record<string, number> = {}
  const bySidecar: UsedAcceptance[] = []
  const pending: PlacedAcceptance[] = []
  let more = 0
  return {
    add: accepted => {
      for (const index of accepted.byCorpus) byCorpus[index] = (byCorpus[index] ?? 0) + 1
      for (const one of accepted.bySidecar) {
        if (bySidecar.length < MAX_LISTED) bySidecar.push(one)
        else more += one.times
      }
      pending.push(...accepted.pending)
    },
    value: () => ({ byCorpus, bySidecar, more, pending }),
  }
}

/** Merges the tallies of two neighbours, in input order. */
export function mergeAccepted(a: AcceptedTally, b: AcceptedTally): AcceptedTally {
  const byCorpus = { ...a.byCorpus }
  for (const [index, times] of Object.entries(b.byCorpus)) byCorpus[index] = (byCorpus[index] ?? 0) + times
  const listed = [...a.bySidecar, ...b.bySidecar]
  const unlisted = listed.slice(MAX_LISTED).reduce((sum, { times }) => sum + times, 0)
  return {
    byCorpus,
    bySidecar: listed.slice(0, MAX_LISTED),
    more: a.more + b.more + unlisted,
    pending: [...a.pending, ...b.pending],
  }
}

/** How many warnings were accepted. */
export function countAccepted({ byCorpus, bySidecar, more }: AcceptedTally): number {
  const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0)
  return sum(Object.values(byCorpus)) + sum(bySidecar.map(({ times }) => times)) + more
}

/** Acceptances that were used: those of corpus.yaml, then those of sidecars. */
export function listAccepted(
  { statement }: Corpus,
  { byCorpus, bySidecar }: AcceptedTally,
): readonly UsedAcceptance[] {
  const ofCorpus = (statement.accept ?? []).flatMap((one, i) => {
    const times = byCorpus[i]
    return times === undefined ? [] : [{ ...one, times }]
  })
  return [...ofCorpus, ...bySidecar]
}

/** Notes of the acceptances of corpus.yaml, and of sidecars that speak of several records, that no warning was found for. */
export function unusedAcceptances(corpus: Corpus, { byCorpus, pending }: AcceptedTally): Problem[] {
  const unused = [...(corpus.statement.accept ?? []).entries()].filter(([i]) => byCorpus[i] === undefined)
  const placeOf = unused.length === 0 ? undefined : placesInCorpus(corpus)
  return [
    ...unused.flatMap(([i, one]) =>
      placeOf === undefined ? [] : [unusedAcceptance(one, placeOf(pointerOf(['accept', i, 'code'])))],
    ),
    ...pending.map(one => unusedAcceptance(one, one.location)),
  ]
}
