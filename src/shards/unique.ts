import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs'
import type { Location } from '../problem.js'
import { derivedFields } from '../records/ruled.js'
import type { Field, RecordSchema } from '../schema/field.js'

/** Values that no two records may share. */
export type UniqueKind = 'key' | 'exact' | 'folded'
const kinds: readonly UniqueKind[] = ['key', 'exact', 'folded']

/**
 * One value as 64 bytes: a 16-byte hash, the slice (4), the line (4), the kind (4), all big-endian so that sorting bytes
 * brings equal values together, the earlier place first; then the value's beginning, for messages.
 */
const ENTRY = 64
const HASH = 16
const SHOWN = HASH + 12

/** More values than this are sorted and written as a run of their own: 16 MB. */
const RUN_ENTRIES = 2 ** 18

/** Gathers the unique values of one shard into sorted files. Memory is that of one run. */
export interface UniqueValues {
  add(kind: UniqueKind, value: string, place: { slice: number; line: number }): void
  /** Writes what is left. */
  close(): void
}

/** `pathOf` names the file of each run, counted from 0. */
export function gatherUnique(pathOf: (run: number) => string): UniqueValues {
  let bytes = Buffer.alloc(ENTRY * 1024)
  let used = 0
  let run = 0
  const flush = () => {
    writeFileSync(pathOf(run++), sorted(bytes.subarray(0, used)))
    bytes.fill(0, 0, used)
    used = 0
  }
  return {
    add: (kind, value, { slice, line }) => {
      if (used === RUN_ENTRIES * ENTRY) flush()
      if (used === bytes.length) bytes = Buffer.concat([bytes], bytes.length * 2)
      createHash('sha256').update(`${kind}:${value}`, 'utf8').digest().copy(bytes, used, 0, HASH)
      bytes.writeUInt32BE(slice, used + HASH)
      bytes.writeUInt32BE(line, used + HASH + 4)
      bytes.writeUInt32BE(kinds.indexOf(kind), used + HASH + 8)
      // `write` of a Buffer never cuts a character in two; what stood there before is zeros.
      bytes.write(value, used + SHOWN, ENTRY - SHOWN, 'utf8')
      used += ENTRY
    },
    close: () => {
      if (used > 0) flush()
    },
  }
}

function sorted(entries: Buffer): Buffer {
  const order = Uint32Array.from({ length: entries.length / ENTRY }, (_, i) => i * ENTRY)
  order.sort((a, b) => entries.compare(entries, b, b + SHOWN, a, a + SHOWN))
  const result = Buffer.allocUnsafe(entries.length)
  for (const [i, start] of order.entries()) entries.copy(result, i * ENTRY, start, start + ENTRY)
  return result
}

export interface Duplicate {
  readonly kind: UniqueKind
  /** The value, or its beginning. */
  readonly value: string
  readonly first: { readonly slice: number; readonly line: number }
  readonly second: { readonly slice: number; readonly line: number }
}

/** Merges sorted files and names every value that stands twice, with the first place it stood at. Memory: one buffer a file. */
export function* findDuplicates(paths: readonly string[]): Generator<Duplicate> {
  const runs = paths.map(openRun)
  try {
    let first: Buffer | undefined
    for (;;) {
      const run = smallest(runs)
      if (run === undefined) return
      const entry = Buffer.from(run.current())
      run.next()
      if (first === undefined || first.compare(entry, 0, HASH, 0, HASH) !== 0) first = entry
      else yield { kind: kindOf(entry), value: shownOf(entry), first: placeOf(first), second: placeOf(entry) }
    }
  } finally {
    for (const run of runs) run.close()
  }
}

const kindOf = (entry: Buffer): UniqueKind => kinds[entry.readUInt32BE(HASH + 8)] ?? 'key'
const shownOf = (entry: Buffer): string => entry.toString('utf8', SHOWN).replace(/\0+$/, '')
const placeOf = (entry: Buffer) => ({ slice: entry.readUInt32BE(HASH), line: entry.readUInt32BE(HASH + 4) })

interface Run {
  readonly ended: () => boolean
  readonly current: () => Buffer
  readonly next: () => void
  readonly close: () => void
}

function smallest(runs: readonly Run[]): Run | undefined {
  let best: Run | undefined
  for (const run of runs) {
    if (run.ended()) continue
    if (best === undefined || run.current().compare(best.current()) < 0) best = run
  }
  return best
}

function openRun(path: string): Run {
  const file = openSync(path, 'r')
  const buffer = Buffer.alloc(ENTRY * 2048)
  let filled = 0
  let at = 0
  const fill = () => {
    at = 0
    filled = readSync(file, buffer, 0, buffer.length, null)
  }
  fill()
  return {
    ended: () => at >= filled,
    current: () => buffer.subarray(at, at + ENTRY),
    next: () => {
      at += ENTRY
      if (at >= filled) fill()
    },
    close: () => closeSync(file),
  }
}

/** The kinds of values that no two records of this schema may share, with the field that each is read from. */
export function uniqueFields(schema: RecordSchema): readonly (readonly [UniqueKind, Field])[] {
  const found: (readonly [UniqueKind, Field])[] = []
  if (schema.keyField) found.push(['key', schema.keyField])
  for (const { name, field } of derivedFields(schema)) {
    if (name.startsWith('sha256@')) found.push(['exact', field])
    if (name.startsWith('search-text@')) found.push(['folded', field])
  }
  return found
}

/** Where a value stood, for people. */
export function locationOf(place: { slice: number; line: number }, paths: readonly string[]): Location {
  const file = paths[place.slice] ?? ''
  return place.line === 0 ? { file } : { file, line: place.line }
}
