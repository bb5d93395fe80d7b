import { join } from 'node:path'
import { foldText } from '../records/derive/search-text.js'
import { hash53 } from './hash.js'
import { BANDS, writeBands } from './minhash.js'
import { candidatesIn } from './near-candidates.js'
import { openSets } from './near-sets.js'
import type { RecordPlace } from './record-place.js'
import { canBeNear, shinglesOf, similarityOf, type Unit } from './shingles.js'

/** Of more records than this, texts are not compared unless that is asked for. */
const NEAR_LIMIT = 250_000

/** So many earlier texts are compared with one, those first that are most likely near to it. */
const MAX_COMPARED = 32

/** A text that is nearly that of an earlier record. */
export interface NearDuplicate {
  /** The earliest record that was found to be near. */
  readonly first: RecordPlace
  readonly second: RecordPlace
  /** Jaccard index of the two sets of runs: 0.8 to 1. */
  readonly similarity: number
  /** What the runs of `second` are made of. */
  readonly unit: Unit
  /** Other earlier records that were found to be near to `second`. */
  readonly more: number
  /** Not all that may be near were compared: there may be more. */
  readonly atLeast: boolean
}

export interface NearOptions {
  /** Whether records of the corpus are reported, too; others are compared with them in any case. */
  readonly withinCorpus?: boolean
  /** Whether texts are reported that are the same once folded: for schemas where `duplicate/folded` does not look. */
  readonly same?: boolean
}

/** What was compared. */
export interface NearReport {
  /** Records that were added. */
  readonly records: number
  /** There were more than the limit: nothing was compared. */
  readonly off: boolean
  readonly limit: number
  /** Texts that were not compared, having not even one run, or too many. */
  readonly tooShort: number
  readonly tooLong: number
  /** Records found to be near to none, though not all candidates were compared, since they were very many. Known after find. */
  readonly cut: number
}

/** A search for texts that are nearly the same. */
export interface NearSearch {
  /** Takes a text in the order of reading; records of the corpus come before contributed ones. */
  add(text: string, place: RecordPlace): void
  /** Every record that is near to an earlier one, once, in the order of reading. Ends the search. */
  find(options?: NearOptions): Generator<NearDuplicate>
  compared(): NearReport
  /** Gives the search up. Does nothing after find. */
  close(): void
}

/** Numbers kept of each record: where its set stands, how large it is, hashes of the folded text and of the id. */
const KEPT = 4
const START = 0
const SIZE = 1
const TEXT = 2
const NAME = 3

/**
 * Starts a search. Candidates are found by MinHash (see minhash.ts) and compared exactly, so nothing is reported that is not
 * near; of what is near, 0.07 % at most is missed at the limit of 0.8, unless very many texts resemble each other (`cut`).
 * The sets of runs are kept in a file in `folder` (about as many bytes as the texts have); memory is 140 bytes a record.
 */
export function startNear({
  folder,
  limit = NEAR_LIMIT,
}: {
  readonly folder: string
  readonly limit?: number
}): NearSearch {
  const sets = openSets(join(folder, 'near'))
  let bands = new Int32Array(1024 * BANDS)
  let kept = new Float64Array(1024 * KEPT)
  let [records, count, corpusCount, tooShort, tooLong, cut] = [0, 0, 0, 0, 0, 0]
  let state: 'open' | 'off' | 'ended' = 'open'

  const close = () => {
    if (state === 'open') sets.close()
    state = state === 'off' ? 'off' : 'ended'
    bands = new Int32Array(0)
    kept = new Float64Array(0)
  }
  const add = (text: string, place: RecordPlace) => {
    if (state === 'ended') throw new Error('a text is added after the search has ended')
    records++
    if (records > limit) {
      close()
      state = 'off'
    }
    if (state === 'off') return
    const folded = foldText(text)
    const shingles = shinglesOf(folded)
    if (shingles === 'too short') tooShort++
    else if (shingles === 'too long') tooLong++
    else {
      if ((count + 1) * BANDS > bands.length) bands = enlarged(bands, new Int32Array(2 * bands.length))
      if ((count + 1) * KEPT > kept.length) kept = enlarged(kept, new Float64Array(2 * kept.length))
      if (place.origin === 'corpus') {
        if (corpusCount < count) throw new Error('a record of the corpus is added after a contributed one')
        corpusCount++
      }
      writeBands(shingles.values, bands, count * BANDS)
      kept[count * KEPT + START] = sets.add(shingles.values, { place, unit: shingles.unit })
      kept[count * KEPT + SIZE] = shingles.values.length
      kept[count * KEPT + TEXT] = hash53(folded)
      kept[count * KEPT + NAME] = place.id === '' ? -1 : hash53(place.id)
      count++
    }
  }

  function* find({ withinCorpus = true, same = false }: NearOptions = {}): Generator<NearDuplicate> {
    if (state === 'off') return
    if (state === 'ended') throw new Error('the search has ended')
    try {
      const candidatesOf = candidatesIn(bands, count)
      /** The earliest record that is near to each. */
      const firsts = new Int32Array(count).fill(NONE)
      for (let record = withinCorpus ? 0 : corpusCount; record < count; record++) {
        const candidates = candidatesOf(record)
        if (candidates.records.length === 0) continue
        const found = compare(record, { candidates: candidates.records, firsts, same })
        firsts[record] = found.first
        const atLeast = candidates.cut || found.cut
        if (found.first === NONE && atLeast) cut++
        if (found.first === NONE || (found.isSame && !same)) continue
        const { place, unit } = aboutOf(record)
        yield {
          first: aboutOf(found.first).place,
          second: place,
          similarity: found.similarity,
          unit,
          more: found.near - 1,
          atLeast,
        }
      }
    } finally {
      close()
    }
  }

  const numberOf = (record: number, of: number): number => kept[record * KEPT + of]!
  const valuesOf = (record: number, slot: 0 | 1) =>
    sets.read(numberOf(record, START), numberOf(record, SIZE), slot)
  const aboutOf = (record: number) => sets.readAbout(numberOf(record, START), numberOf(record, SIZE))
  /** What the corpus has under the id of a contributed record is its own old version. */
  const isOwnVersion = (earlier: number, record: number): boolean =>
    earlier < corpusCount &&
    record >= corpusCount &&
    numberOf(record, NAME) !== -1 &&
    numberOf(earlier, NAME) === numberOf(record, NAME)

  /** Compares a record with earlier ones. */
  const compare = (record: number, { candidates, firsts, same }: Comparison): Compared => {
    const found: Compared = { first: NONE, similarity: 0, near: 0, isSame: false, cut: false }
    const compared = new Set<number>()
    let values: Float64Array | undefined
    const look = (earlier: number): boolean => {
      compared.add(earlier)
      values ??= valuesOf(record, 0)
      const similarity = similarityOf(values, valuesOf(earlier, 1))
      if (similarity === 0) return false
      found.near++
      if (similarity === 1 && numberOf(earlier, TEXT) === numberOf(record, TEXT)) found.isSame = true
      if (found.first === NONE || earlier < found.first) {
        found.first = earlier
        found.similarity = similarity
      }
      return true
    }
    const mayBeNear = (earlier: number): boolean =>
      canBeNear(numberOf(earlier, SIZE), numberOf(record, SIZE)) && !isOwnVersion(earlier, record)

    for (const candidate of candidates) {
      if (!mayBeNear(candidate)) continue
      found.cut = compared.size === MAX_COMPARED
      if (found.cut) break
      look(candidate)
      if (found.isSame && !same) return found
    }
    // Where many are alike, what is near to a near one is likely the first of them all.
    for (let step = 0; step < MAX_COMPARED && found.first !== NONE; step++) {
      const earlier = firsts[found.first]!
      if (earlier === NONE || compared.has(earlier) || !mayBeNear(earlier) || !look(earlier)) break
    }
    return found
  }

  return {
    add,
    find,
    close,
    compared: () => ({ records, off: state === 'off', limit, tooShort, tooLong, cut }),
  }
}

const NONE = -1

interface Comparison {
  readonly candidates: Uint32Array
  readonly firsts: Int32Array
  readonly same: boolean
}

interface Compared {
  first: number
  similarity: number
  near: number
  /** The folded text is that of an earlier record. */
  isSame: boolean
  /** Some candidates were not compared. */
  cut: boolean
}

function enlarged<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from)
  return to
}
