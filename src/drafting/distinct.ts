import { hash53, mix32 } from '../shards/hash.js'

/** How many different values there are: counted one by one while they are few, estimated from their hashes after that. */
export interface Distinct {
  /** Each value with how often it stands; undefined once there were too many, or one that is too long. */
  counts: Map<string | number, number> | undefined
  /** A HyperLogLog: the highest rank among the hashes of each class. */
  ranks: Uint8Array | undefined
}

/** More different values are not kept. */
const MAX_KEPT = 100
/** A longer text is not kept. */
const MAX_LENGTH = 64
/** Classes of hashes: the estimate is off by about 3 %. */
const CLASSES = 1024

export const startDistinct = (): Distinct => ({ counts: new Map(), ranks: undefined })

export function addDistinct(distinct: Distinct, value: string | number): void {
  const { counts } = distinct
  if (counts !== undefined) {
    const known = counts.get(value)
    const isKept = known !== undefined || (counts.size < MAX_KEPT && isShort(value))
    if (isKept) {
      counts.set(value, (known ?? 0) + 1)
      return
    }
    giveUp(distinct)
  }
  if (distinct.ranks !== undefined) rank(distinct.ranks, value)
}

/** The number of different values among `all`, and whether it is exact. */
export function countDistinct(
  { counts, ranks }: Distinct,
  all: number,
): {
  readonly count: number
  readonly exact: boolean
} {
  if (counts !== undefined || ranks === undefined) return { count: counts?.size ?? 0, exact: true }
  if (all === 1) return { count: 1, exact: true }
  let sum = 0
  let empty = 0
  for (const highest of ranks) {
    sum += 2 ** -highest
    if (highest === 0) empty++
  }
  const raw = ((0.7213 / (1 + 1.079 / CLASSES)) * CLASSES * CLASSES) / sum
  const few = raw <= 2.5 * CLASSES && empty > 0
  const estimate = Math.round(few ? CLASSES * Math.log(CLASSES / empty) : raw)
  return { count: Math.min(all, estimate), exact: false }
}

/** Adds what another has seen. */
export function mergeDistinct(into: Distinct, other: Distinct): void {
  if (other.counts === undefined) {
    giveUp(into)
    const { ranks } = into
    if (ranks === undefined) return
    other.ranks?.forEach((highest, i) => {
      if (highest > (ranks[i] ?? 0)) ranks[i] = highest
    })
    return
  }
  for (const [value, count] of other.counts) {
    addDistinct(into, value)
    const known = into.counts?.get(value)
    if (known !== undefined) into.counts?.set(value, known + count - 1)
  }
}

const isShort = (value: string | number): boolean => typeof value === 'number' || value.length <= MAX_LENGTH

function giveUp(distinct: Distinct): void {
  const { counts } = distinct
  if (counts === undefined) return
  const ranks = new Uint8Array(CLASSES)
  for (const value of counts.keys()) rank(ranks, value)
  distinct.counts = undefined
  distinct.ranks = ranks
}

function rank(ranks: Uint8Array, value: string | number): void {
  const hash = hashOf(value)
  const low = hash >>> 0
  const place = low & (CLASSES - 1)
  const spread = mix32(low ^ Math.imul((hash / 2 ** 32) | 0, 0x9e3779b1))
  const zeros = Math.clz32(spread) + 1
  if (zeros > (ranks[place] ?? 0)) ranks[place] = zeros
}

const bits = new DataView(new ArrayBuffer(8))
/** Of a long text its ends and its length tell it apart well enough for an estimate. */
const HASHED = 256

/** 53 bits. */
function hashOf(value: string | number): number {
  if (typeof value === 'number') {
    bits.setFloat64(0, value)
    return mix32(bits.getUint32(0) ^ 0x5bd1e995) * 2 ** 20 + mix32(bits.getUint32(4) ^ bits.getUint32(0))
  }
  if (value.length <= 2 * HASHED) return hash53(value)
  return hash53(`${value.slice(0, HASHED)}${value.slice(-HASHED)}${value.length}`)
}
