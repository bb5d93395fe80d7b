import { closeSync, openSync, readSync, rmSync } from 'node:fs'
import { translateIoError } from '../files/io-error.js'
import { writeFully } from '../files/write-fully.js'

/** Entries of `size` bytes that are sorted by their first `key` bytes; those begin with a hash. */
export interface Layout {
  readonly size: number
  readonly key: number
}

/** No more entries than this can be sorted at once. */
export const MAX_SORTED = 2 ** 18

/** So many files are open at once, whatever their number. */
const MAX_OPEN = 64
const READ_BYTES = 192 * 1024
const WRITE_BYTES = 1024 * 1024

/** A copy of the entries, sorted. 35 bits of the hash and the place decide; the rest is compared only where those are equal. */
export function sortEntries(entries: Buffer, layout: Layout): Buffer {
  const { size } = layout
  const count = entries.length / size
  if (count > MAX_SORTED) throw new RangeError(`${count} entries are too many to be sorted at once`)
  const ranks = new Float64Array(count)
  for (let i = 0, at = 0; i < count; i++, at += size) ranks[i] = prefixOf(entries, at) * MAX_SORTED + i
  ranks.sort()
  const order = Uint32Array.from(ranks, rank => (rank % MAX_SORTED) * size)
  for (let start = 0; start < count; ) {
    const prefix = Math.floor(ranks[start]! / MAX_SORTED)
    let end = start + 1
    while (end < count && Math.floor(ranks[end]! / MAX_SORTED) === prefix) end++
    if (end - start > 1)
      order.subarray(start, end).sort((a, b) => compareKeys(entries, a, entries, b, layout))
    start = end
  }
  const sorted = Buffer.allocUnsafe(entries.length)
  for (const [i, at] of order.entries()) entries.copy(sorted, i * size, at, at + size)
  return sorted
}

/** The first 35 bits. */
const prefixOf = (bytes: Buffer, at: number): number => bytes.readUInt32BE(at) * 8 + (bytes[at + 4]! >> 5)

function compareKeys(a: Buffer, atA: number, b: Buffer, atB: number, { key }: Layout): number {
  return a.compare(b, atB, atB + key, atA, atA + key)
}

/**
 * The entries of many sorted files in order, each valid until the next is asked for. However many files there are, 64 are
 * open: more are first merged into files beside them, which are removed at the end. Memory: one buffer for each open file.
 */
export function* mergeRuns(paths: readonly string[], layout: Layout): Generator<Buffer> {
  const made: string[] = []
  try {
    let runs = paths
    while (runs.length > MAX_OPEN) runs = mergeSome(runs, layout, made)
    yield* mergeOpen(runs, layout)
  } finally {
    for (const path of made) rmSync(path, { force: true })
  }
}

/** Merges the files by the 64; the names of new ones are added to `made`. */
function mergeSome(paths: readonly string[], layout: Layout, made: string[]): readonly string[] {
  const merged: string[] = []
  for (let i = 0; i < paths.length; i += MAX_OPEN) {
    const path = `${paths[i]}.merged`
    made.push(path)
    writeEntries(path, mergeOpen(paths.slice(i, i + MAX_OPEN), layout), layout)
    merged.push(path)
  }
  return merged
}

function writeEntries(path: string, entries: Iterable<Buffer>, { size }: Layout): void {
  const file = attempt(path, 'written', () => openSync(path, 'w'))
  try {
    const buffer = Buffer.allocUnsafe(Math.floor(WRITE_BYTES / size) * size)
    let used = 0
    const flush = () => {
      attempt(path, 'written', () => writeFully(file, buffer.subarray(0, used)))
      used = 0
    }
    for (const entry of entries) {
      used += entry.copy(buffer, used)
      if (used === buffer.length) flush()
    }
    flush()
  } finally {
    closeSync(file)
  }
}

/** A heap of open files, the one with the smallest entry at its root. */
function* mergeOpen(paths: readonly string[], layout: Layout): Generator<Buffer> {
  const opened: Run[] = []
  try {
    for (const path of paths) opened.push(openRun(path, layout))
    const heap = opened.filter(run => !run.ended())
    for (let i = heap.length >> 1; i >= 0; i--) siftDown(heap, i, layout)
    for (let least = heap[0]; least !== undefined; least = heap[0]) {
      yield least.bytes.subarray(least.at, least.at + layout.size)
      least.next()
      if (least.ended()) {
        const last = heap.pop()
        if (last !== undefined && heap.length > 0) heap[0] = last
      }
      siftDown(heap, 0, layout)
    }
  } finally {
    for (const run of opened) run.close()
  }
}

function siftDown(heap: Run[], start: number, layout: Layout): void {
  for (let at = start; ; ) {
    let least = at
    for (let child = 2 * at + 1; child <= 2 * at + 2 && child < heap.length; child++) {
      if (compareRuns(heap[child]!, heap[least]!, layout) < 0) least = child
    }
    if (least === at) return
    const moved = heap[at]!
    heap[at] = heap[least]!
    heap[least] = moved
    at = least
  }
}

function compareRuns(a: Run, b: Run, layout: Layout): number {
  return a.prefix - b.prefix || compareKeys(a.bytes, a.at, b.bytes, b.at, layout)
}

interface Run {
  readonly bytes: Buffer
  /** Of the current entry in `bytes`. */
  at: number
  prefix: number
  ended(): boolean
  next(): void
  close(): void
}

function openRun(path: string, { size }: Layout): Run {
  const file = attempt(path, 'read', () => openSync(path, 'r'))
  const bytes = Buffer.allocUnsafe(Math.floor(READ_BYTES / size) * size)
  let filled = 0
  const fill = () => {
    filled = 0
    for (let got = 1; got > 0 && filled < bytes.length; filled += got)
      got = readSync(file, bytes, filled, bytes.length - filled, null)
    if (filled % size !== 0) throw new Error(`"${path}" ends within an entry`)
  }
  const run: Run = {
    bytes,
    at: -size,
    prefix: 0,
    ended: () => run.at >= filled,
    next: () => {
      run.at += size
      if (run.at >= filled) {
        fill()
        run.at = 0
      }
      if (run.at < filled) run.prefix = prefixOf(bytes, run.at)
    },
    close: () => closeSync(file),
  }
  run.next()
  return run
}

function attempt<T>(path: string, done: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw translateIoError(error, { path, done })
  }
}
