import { hash } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../files/temporary-folder.js'
import { MAX_SORTED, mergeRuns, sortEntries } from '../shards/sorted-runs.js'

/** Where a value of a key stands. */
export interface KeyPlace {
  /** Number of the file, or of the inline data, among all of the package. */
  readonly source: number
  readonly line: number
  /** Number of the line in its table. */
  readonly ordinal: number
}

interface KeyValue extends KeyPlace {
  /** The first of the value, to be shown. */
  readonly shown: string
}

/** A value that stands twice, or that refers to nothing. */
interface KeyFault {
  readonly key: number
  readonly at: KeyValue
  /** Where it stood first; undefined for a reference. */
  readonly first: KeyValue | undefined
}

/**
 * Gathers the values of all keys of a package. Of each 96 bytes are kept: a hash of key and value, and the place. More
 * than 262 144 of them go to sorted files, so that memory does not grow with the tables.
 */
export interface Keys {
  /** A value that stands in the key, which is `unique`, or what references are looked up among. */
  add(key: number, value: string, place: KeyPlace, shown: string): void
  /** A value that must stand among those of the key. */
  refer(key: number, value: string, place: KeyPlace, shown: string): void
  /** `isUnique` says of which keys no value may stand twice. In the order of hashes. */
  faults(isUnique: (key: number) => boolean): Generator<KeyFault>
  close(): void
}

const HASH = 16
const SIDE = 16
const ORDINAL = 17
const KEY = 23
const SOURCE = 27
const LINE = 31
const SHOWN = 37
const layout = { size: 96, key: KEY }

/** Gathers the values of keys of all tables, on disk where they are many. */
export function gatherKeys(): Keys {
  let bytes = Buffer.alloc(layout.size * 1024)
  let used = 0
  let folder: string | undefined
  const runs: string[] = []
  const flush = (): void => {
    folder ??= temporaryFolder()
    const path = join(folder, String(runs.length))
    writeFileSync(path, sortEntries(bytes.subarray(0, used), layout))
    runs.push(path)
    used = 0
  }
  const write = (side: number, key: number, value: string, place: KeyPlace, shown: string): void => {
    if (used === MAX_SORTED * layout.size) flush()
    if (used === bytes.length) bytes = Buffer.concat([bytes], bytes.length * 2)
    bytes.write(hash('sha256', `${key}\0${value}`, 'hex'), used, HASH, 'hex')
    bytes[used + SIDE] = side
    bytes.writeUIntBE(place.ordinal, used + ORDINAL, 6)
    bytes.writeUInt32BE(key, used + KEY)
    bytes.writeUInt32BE(place.source, used + SOURCE)
    bytes.writeUIntBE(place.line, used + LINE, 6)
    const end = used + SHOWN + bytes.write(shown, used + SHOWN, layout.size - SHOWN, 'utf8')
    bytes.fill(0, end, used + layout.size)
    used += layout.size
  }
  function* sorted(): Generator<Buffer> {
    if (runs.length > 0) {
      if (used > 0) flush()
      yield* mergeRuns(runs, layout)
      return
    }
    const entries = sortEntries(bytes.subarray(0, used), layout)
    for (let at = 0; at < entries.length; at += layout.size) yield entries.subarray(at, at + layout.size)
  }
  return {
    add: (key, value, place, shown) => write(0, key, value, place, shown),
    refer: (key, value, place, shown) => write(1, key, value, place, shown),
    *faults(isUnique) {
      let first: Buffer | undefined
      for (const entry of sorted()) {
        if (first === undefined || first.compare(entry, 0, HASH, 0, HASH) !== 0) first = Buffer.from(entry)
        else if (entry[SIDE] === 0) {
          const key = entry.readUInt32BE(KEY)
          if (isUnique(key)) yield { key, at: keyValueIn(entry), first: keyValueIn(first) }
        }
        if (entry[SIDE] === 1 && first[SIDE] === 1)
          yield { key: entry.readUInt32BE(KEY), at: keyValueIn(entry), first: undefined }
      }
    },
    close: () => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

function keyValueIn(entry: Buffer): KeyValue {
  const end = entry.indexOf(0, SHOWN)
  return {
    ordinal: entry.readUIntBE(ORDINAL, 6),
    source: entry.readUInt32BE(SOURCE),
    line: entry.readUIntBE(LINE, 6),
    shown: entry.toString('utf8', SHOWN, end === -1 ? layout.size : end),
  }
}
