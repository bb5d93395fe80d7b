import { writeFileSync } from 'node:fs'
import { translateIoError } from '../files/io-error.js'
import { type Layout, MAX_SORTED, sortEntries } from './sorted-runs.js'

/** Gathers entries of one length into sorted files. */
export interface RunWriter {
  /** Room for one entry more, to be filled before the next is asked for. */
  next(): Buffer
  /** Writes what is left, and names the files. */
  close(): readonly string[]
}

/** About what is sorted at once. */
const RUN_BYTES = 16 * 1024 * 1024
const FIRST_ENTRIES = 256

/** The files are called `<path>-0`, `<path>-1` and so on. Memory is that of one of them, twice. */
export function startRuns(path: string, layout: Layout): RunWriter {
  const { size } = layout
  const capacity = Math.max(1, Math.min(MAX_SORTED, Math.floor(RUN_BYTES / size))) * size
  const paths: string[] = []
  let entries = Buffer.alloc(Math.min(capacity, FIRST_ENTRIES * size))
  let used = 0
  const flush = () => {
    const file = `${path}-${paths.length}`
    try {
      writeFileSync(file, sortEntries(entries.subarray(0, used), layout))
    } catch (error) {
      throw translateIoError(error, { path: file, done: 'written' })
    }
    paths.push(file)
    used = 0
  }
  return {
    next: () => {
      if (used === capacity) flush()
      if (used === entries.length) entries = Buffer.concat([entries], Math.min(entries.length * 4, capacity))
      used += size
      return entries.subarray(used - size, used)
    },
    close: () => {
      if (used > 0) flush()
      entries = Buffer.alloc(0)
      return paths
    },
  }
}
