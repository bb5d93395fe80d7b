import { hashBytes53 } from './hash.js'

/** The ids of a run of records, with hashes of 53 bits. Plain data: it crosses threads. */
export interface KeyRun {
  readonly hashes: Float64Array
  /** Of the records in their file, from 0. */
  readonly ordinals: Uint32Array
  /** Where each id ends in `bytes`, which are UTF-8. */
  readonly ends: Uint32Array
  readonly bytes: Uint8Array
}

/** Gathers ids. */
export interface KeyGatherer {
  /** Takes an id that stands in UTF-8 in `bytes`. */
  add(bytes: Uint8Array, start: number, end: number, ordinal: number): void
  addText(id: string, ordinal: number): void
  /** What was added since the last time. */
  take(): KeyRun
}

const FIRST_KEYS = 16
const FIRST_BYTES = 256

export function gatherKeys(): KeyGatherer {
  let hashes = new Float64Array(FIRST_KEYS)
  let ordinals = new Uint32Array(FIRST_KEYS)
  let ends = new Uint32Array(FIRST_KEYS)
  let held = new Uint8Array(FIRST_BYTES)
  let count = 0
  let used = 0
  let spelled = Buffer.alloc(FIRST_BYTES)
  const gatherer: KeyGatherer = {
    addText: (id, ordinal) => {
      if (3 * id.length > spelled.length) spelled = Buffer.alloc(3 * id.length)
      gatherer.add(spelled, 0, spelled.write(id, 'utf8'), ordinal)
    },
    add: (bytes, start, end, ordinal) => {
      if (count === hashes.length) {
        hashes = enlarged(hashes, new Float64Array(2 * count))
        ordinals = enlarged(ordinals, new Uint32Array(2 * count))
        ends = enlarged(ends, new Uint32Array(2 * count))
      }
      const behind = used + end - start
      if (behind > held.length) held = enlarged(held, new Uint8Array(Math.max(2 * held.length, behind)))
      for (let at = start; at < end; at++) held[used++] = bytes[at]!
      hashes[count] = hashBytes53(bytes, start, end)
      ordinals[count] = ordinal
      ends[count] = used
      count++
    },
    take: () => {
      const run = {
        hashes: hashes.slice(0, count),
        ordinals: ordinals.slice(0, count),
        ends: ends.slice(0, count),
        bytes: held.slice(0, used),
      }
      count = 0
      used = 0
      return run
    },
  }
  return gatherer
}

function enlarged<T extends Float64Array | Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from)
  return to
}
