import { isUnspaced } from '../records/derive/line-type.js'
import { FACTOR_A, FACTOR_B, join53, mix32, START_A, START_B } from './hash.js'

/** What the runs of a text are made of. */
export type Unit = 'words' | 'characters'

/** Units in a run. Ten characters of Chinese or Japanese are about five words. */
const RUN: Readonly<Record<Unit, number>> = { words: 5, characters: 10 }

/** Texts of more runs are not compared: these take 32 MB. */
const MAX_RUNS = 2 ** 22 - 1

/** The set of a text's runs: sorted integers of 53 bits, valid until the next text. */
export interface Shingles {
  readonly unit: Unit
  readonly values: Float64Array
}

/**
 * The runs of five words of a text that was folded by `search-text@1`, in which words stand between single spaces; where most
 * letters are of scripts that put no spaces between words, the runs of ten code points, spaces left out. Why folded: what
 * `duplicate/folded` takes for the same must not differ here, or a copy with other marks, tatweel or punctuation would have
 * no run in common with its original.
 */
export function shinglesOf(folded: string): Shingles | 'too short' | 'too long' {
  const unit = isUnspaced(folded) ? 'characters' : 'words'
  const count = unit === 'words' ? wordRuns(folded) : characterRuns(folded)
  if (count === 0) return 'too short'
  return count > MAX_RUNS ? 'too long' : { unit, values: distinct(scratch.subarray(0, count)) }
}

let scratch = new Float64Array(4096)

/** Writes a hash of every run of words into `scratch`, and says how many there are. Stops above MAX_RUNS. */
function wordRuns(folded: string): number {
  const roll = startRolling(RUN.words)
  let [a, b] = [START_A, START_B]
  for (let i = 0; i < folded.length; i++) {
    const unit = folded.charCodeAt(i)
    if (unit !== SPACE) {
      a = Math.imul(a ^ unit, FACTOR_A)
      b = Math.imul(b ^ unit, FACTOR_B)
      continue
    }
    if (roll(mix32(a), mix32(b)) > MAX_RUNS) break
    a = START_A
    b = START_B
  }
  return folded === '' ? 0 : roll(mix32(a), mix32(b))
}

function characterRuns(folded: string): number {
  const roll = startRolling(RUN.characters)
  let count = 0
  for (let i = 0; i < folded.length && count <= MAX_RUNS; i++) {
    const codePoint = folded.codePointAt(i)!
    if (codePoint === SPACE) continue
    if (codePoint > 0xffff) i++
    count = roll(mix32(codePoint ^ START_A), mix32(codePoint ^ START_B))
  }
  return count
}

const SPACE = 0x20

/**
 * A hash of the last `length` units, told by two hashes each: two polynomials, from which the oldest unit is taken as the
 * newest comes. The function gives the number of runs so far.
 */
function startRolling(length: number): (a: number, b: number) => number {
  const olderA = new Int32Array(length)
  const olderB = new Int32Array(length)
  const outA = power(FACTOR_A, length)
  const outB = power(FACTOR_B, length)
  let [runA, runB, at, units, count] = [0, 0, 0, 0, 0]
  return (a, b) => {
    runA = (Math.imul(runA, FACTOR_A) + a - Math.imul(olderA[at]!, outA)) | 0
    runB = (Math.imul(runB, FACTOR_B) + b - Math.imul(olderB[at]!, outB)) | 0
    olderA[at] = a
    olderB[at] = b
    at = at + 1 === length ? 0 : at + 1
    if (++units < length) return 0
    if (count === scratch.length) scratch = grown(scratch)
    scratch[count++] = join53(mix32(runB), mix32(runA))
    return count
  }
}

function power(factor: number, exponent: number): number {
  let result = 1
  for (let i = 0; i < exponent; i++) result = Math.imul(result, factor)
  return result
}

function grown(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2)
  larger.set(values)
  return larger
}

/** Sorts, and leaves repetitions out. */
function distinct(values: Float64Array): Float64Array {
  values.sort()
  let kept = 1
  for (let i = 1; i < values.length; i++) if (values[i] !== values[i - 1]) values[kept++] = values[i]!
  return values.subarray(0, kept)
}

// Two texts are near to one another from a Jaccard index of 0.8 on, which is checked in integers: c / (a + b - c) >= 4 / 5 is
// 9 c >= 4 (a + b).

/** Whether sets of these sizes can be near to one another at all. */
export const canBeNear = (a: number, b: number): boolean => 5 * Math.min(a, b) >= 4 * Math.max(a, b)

/** Jaccard index of two sets, or 0 where it is below 0.8. */
export function similarityOf(a: Float64Array, b: Float64Array): number {
  const needed = Math.ceil((4 * (a.length + b.length)) / 9)
  let [i, j, common] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    const x = a[i]!
    const y = b[j]!
    if (x === y) common++
    else if (common + Math.min(a.length - i, b.length - j) < needed) return 0
    if (x <= y) i++
    if (y <= x) j++
  }
  return common >= needed ? common / (a.length + b.length - common) : 0
}
