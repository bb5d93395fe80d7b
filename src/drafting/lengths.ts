/** Lengths of texts or lists: least, greatest, and how many there are of about each. */
export interface Lengths {
  count: number
  min: number
  max: number
  readonly bins: Uint32Array
}

/** Shorter lengths are counted one by one, others in eighths of each power of two. */
const EXACT = 256
const EIGHTHS = 8
const BINS = EXACT + 24 * EIGHTHS

export const startLengths = (): Lengths => ({
  count: 0,
  min: Number.POSITIVE_INFINITY,
  max: 0,
  bins: new Uint32Array(BINS),
})

export function addLength(lengths: Lengths, length: number): void {
  lengths.count++
  if (length < lengths.min) lengths.min = length
  if (length > lengths.max) lengths.max = length
  const bin = binOf(length)
  lengths.bins[bin] = (lengths.bins[bin] ?? 0) + 1
}

export function mergeLengths(into: Lengths, other: Lengths): void {
  into.count += other.count
  into.min = Math.min(into.min, other.min)
  into.max = Math.max(into.max, other.max)
  other.bins.forEach((count, bin) => {
    into.bins[bin] = (into.bins[bin] ?? 0) + count
  })
}

/** The length in the middle; exact below 256, else the least of its bin, at most an eighth too small. */
export function medianLength({ bins, count, min }: Lengths): number {
  let before = 0
  for (const [bin, there] of bins.entries()) {
    before += there
    if (2 * before >= count && there > 0) return Math.max(min, leastOf(bin))
  }
  return 0
}

function binOf(length: number): number {
  if (length < EXACT) return length
  const power = 31 - Math.clz32(length)
  const eighth = Math.floor((length / 2 ** power - 1) * EIGHTHS)
  return Math.min(BINS - 1, EXACT + (power - 8) * EIGHTHS + eighth)
}

function leastOf(bin: number): number {
  if (bin < EXACT) return bin
  const power = 8 + Math.floor((bin - EXACT) / EIGHTHS)
  return Math.ceil(2 ** power * (1 + ((bin - EXACT) % EIGHTHS) / EIGHTHS))
}
