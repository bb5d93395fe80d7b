import { closeSync, openSync, readSync } from 'node:fs'
import { writeFully } from '../files/write-fully.js'

/** Finds the numbers that were added more than once. */
export interface Sieve {
  /** Takes integers from 0 to 2^53 − 1, evenly spread. */
  add(numbers: Iterable<number>): void
  /** Undefined where they are more than can be held. Ends the sieve. */
  repeated(): ReadonlySet<number> | undefined
  close(): void
}

const BUCKETS = 256
const SPREAD = 2 ** 53 / BUCKETS
/** Numbers of one bucket that are held before they go to the disk. */
const HELD = 1024
const MAX_REPEATED = 2 ** 20
const EMPTY = -1

/** `path` names a new file. Memory: 2 MB, and at the end that of 1/256 of the numbers. */
export function openSieve(path: string): Sieve {
  let file: number | undefined
  let written = 0
  const blocks: number[][] = Array.from({ length: BUCKETS }, () => [])
  const held = new Float64Array(BUCKETS * HELD)
  const counts = new Uint32Array(BUCKETS)
  const flush = (bucket: number) => {
    file ??= openSync(path, 'wx+', 0o600)
    writeFully(file, Buffer.from(held.buffer, bucket * HELD * 8, HELD * 8))
    blocks[bucket]?.push(written)
    written += HELD * 8
    counts[bucket] = 0
  }
  const close = () => {
    if (file !== undefined) closeSync(file)
    file = undefined
  }
  return {
    add: numbers => {
      for (const number of numbers) {
        const bucket = Math.floor(number / SPREAD)
        held[bucket * HELD + counts[bucket]!++] = number
        if (counts[bucket] === HELD) flush(bucket)
      }
    },
    repeated: () => {
      const found = new Set<number>()
      const block = new Float64Array(HELD)
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        const seen = tableFor(blocks[bucket]!.length * HELD + counts[bucket]!)
        for (const position of blocks[bucket]!) {
          readSync(file!, new Uint8Array(block.buffer), 0, HELD * 8, position)
          for (const number of block) if (seen(number)) found.add(number)
        }
        for (let i = 0; i < counts[bucket]!; i++) {
          const number = held[bucket * HELD + i]!
          if (seen(number)) found.add(number)
        }
        if (found.size > MAX_REPEATED) return undefined
      }
      return found
    },
    close,
  }
}

/** Says of each number whether it was asked for before. */
function tableFor(count: number): (number: number) => boolean {
  const size = 2 ** Math.ceil(Math.log2(2 * count + 2))
  const table = new Float64Array(size).fill(EMPTY)
  return number => {
    let at = number % size
    for (; table[at] !== EMPTY; at = at + 1 === size ? 0 : at + 1) if (table[at] === number) return true
    table[at] = number
    return false
  }
}
