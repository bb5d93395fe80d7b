import { hash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { translateIoError } from '../files/io-error.js'
import { getAt } from '../records/paths.js'
import { derivedFields } from '../records/ruled.js'
import type { Field, JsonObject, RecordSchema } from '../schema/field.js'
import { isOwnVersion, type Origin, origins, type RecordPlace } from './record-place.js'
import { MAX_SORTED, mergeRuns, sortEntries } from './sorted-runs.js'

/** Values that no two records may share. */
export type UniqueKind = 'key' | 'exact' | 'folded'
const kinds: readonly UniqueKind[] = ['key', 'exact', 'folded']

/**
 * One value of one record as 96 bytes: the kind (2 bits) and a hash of the value (126), the record's origin (1 byte), slice
 * (4) and line (4), all big-endian so that sorting bytes brings equal values together, the earlier record first; then a hash
 * of the record's id (7), and the id's first 64 bytes.
 */
const HASH = 16
const SLICE = 17
const LINE = 21
const ID_HASH = 25
const ID = 32
const layout = { size: 96, key: ID_HASH }

/** Gathers the unique values of one shard into sorted files. Memory is that of one run, 24 MB twice. */
export interface UniqueValues {
  add(kind: UniqueKind, value: string, place: RecordPlace): void
  /** Takes values of one slice; the lines of their places count on from `first`. */
  addAll(values: Uint8Array, place: { readonly slice: number; readonly first: number }): void
  /** Writes what is left. */
  close(): void
}

/** `pathOf` names the file of each run, counted from 0. */
export function gatherUnique(pathOf: (run: number) => string): UniqueValues {
  let bytes = Buffer.alloc(layout.size * 1024)
  let used = 0
  let run = 0
  const writeEntry = entryWriter()
  const flush = () => {
    const path = pathOf(run++)
    try {
      writeFileSync(path, sortEntries(bytes.subarray(0, used), layout))
    } catch (error) {
      throw translateIoError(error, { path, done: 'written' })
    }
    used = 0
  }
  const makeRoom = () => {
    if (used === MAX_SORTED * layout.size) flush()
    if (used === bytes.length) bytes = Buffer.concat([bytes], bytes.length * 2)
  }
  return {
    add: (kind, value, place) => {
      makeRoom()
      writeEntry(bytes, used, kind, value, place)
      used += layout.size
    },
    addAll: (values, { slice, first }) => {
      for (let at = 0; at < values.length; at += layout.size) {
        makeRoom()
        bytes.set(values.subarray(at, at + layout.size), used)
        bytes.writeUInt32BE(slice, used + SLICE)
        bytes.writeUInt32BE(first + bytes.readUInt32BE(used + LINE), used + LINE)
        used += layout.size
      }
    },
    close: () => {
      if (used > 0) flush()
    },
  }
}

/** The unique values of a run of records, as `addAll` takes them. */
export function listUnique(): Pick<UniqueValues, 'add'> & { take(): Uint8Array<ArrayBuffer> } {
  let bytes = Buffer.alloc(layout.size * 64)
  let used = 0
  const writeEntry = entryWriter()
  return {
    add: (kind, value, place) => {
      if (used === bytes.length) bytes = Buffer.concat([bytes], bytes.length * 2)
      writeEntry(bytes, used, kind, value, place)
      used += layout.size
    },
    take: () => {
      const taken = new Uint8Array(bytes.subarray(0, used))
      used = 0
      return taken
    },
  }
}

function entryWriter() {
  /** A record brings several values. */
  let last = { id: '', digest: digestOf('key:') }
  return (bytes: Buffer, at: number, kind: UniqueKind, value: string, place: RecordPlace): void => {
    const { origin, slice, line, id } = place
    if (id !== last.id) last = { id, digest: digestOf(`key:${id}`) }
    const digest = kind === 'key' && value === id ? last.digest : digestOf(`${kind}:${value}`)
    writeBytes(bytes, at, digest, HASH)
    bytes[at] = (bytes[at]! & 0x3f) | (kinds.indexOf(kind) << 6)
    bytes[at + HASH] = origins.indexOf(origin)
    bytes.writeUInt32BE(slice, at + SLICE)
    bytes.writeUInt32BE(line, at + LINE)
    writeBytes(bytes, at + ID_HASH, last.digest, ID - ID_HASH)
    // `write` of a Buffer never cuts a character in two.
    const end = at + ID + bytes.write(id, at + ID, layout.size - ID, 'utf8')
    bytes.fill(0, end, at + layout.size)
  }
}

/** A character for each byte. */
const digestOf = (text: string): string => hash('sha256', text, 'binary')

function writeBytes(bytes: Buffer, at: number, characters: string, count: number): void {
  for (let i = 0; i < count; i++) bytes[at + i] = characters.charCodeAt(i)
}

/** A value that stood before. */
export interface Duplicate {
  readonly kind: UniqueKind
  readonly first: RecordPlace
  readonly second: RecordPlace
  /** `first` is what the corpus has under the id of `second`, which is contributed. */
  readonly isOwnVersion: boolean
  /** Where `first` has another origin than `second`: the first of the origin of `second`. */
  readonly also: RecordPlace | undefined
}

export interface DuplicateOptions {
  /** Whether records of the corpus are reported, too. */
  readonly withinCorpus?: boolean
  /** Called for every contributed record whose id the corpus does not have. */
  readonly onNewKey?: (place: RecordPlace) => void
}

/** Merges sorted files and names every value that stands twice, with the first places it stood at; kind after kind. */
export function* findDuplicates(
  paths: readonly string[],
  { withinCorpus = true, onNewKey }: DuplicateOptions = {},
): Generator<Duplicate> {
  /** The first entry of each origin that has the current value; `first` is the first of all. */
  let firsts: (Buffer | undefined)[] = []
  let first: Buffer | undefined
  for (const entry of mergeRuns(paths, layout)) {
    if (first === undefined || first.compare(entry, 0, HASH, 0, HASH) !== 0) {
      firsts = []
      first = undefined
    }
    const origin = entry[HASH]!
    const also = firsts[origin]
    if (onNewKey !== undefined && isNewKey(entry, firsts)) onNewKey(placeOf(entry))
    if (first !== undefined && (withinCorpus || originOf(entry) === 'contributed')) {
      yield duplicateOf(first, entry, also)
    }
    if (also === undefined) firsts[origin] = Buffer.from(entry)
    first ??= firsts[origin]
  }
}

function isNewKey(entry: Buffer, firsts: readonly (Buffer | undefined)[]): boolean {
  return (
    kindOf(entry) === 'key' &&
    originOf(entry) === 'contributed' &&
    firsts[origins.indexOf('corpus')] === undefined
  )
}

function duplicateOf(first: Buffer, second: Buffer, also: Buffer | undefined): Duplicate {
  const places = { first: placeOf(first), second: placeOf(second) }
  const sameId = first.compare(second, ID_HASH, ID, ID_HASH, ID) === 0
  return {
    kind: kindOf(second),
    ...places,
    isOwnVersion: sameId && isOwnVersion(places.first, places.second),
    also: also === undefined || also[HASH] === first[HASH] ? undefined : placeOf(also),
  }
}

const kindOf = (entry: Buffer): UniqueKind => kinds[entry[0]! >> 6] ?? 'key'
const originOf = (entry: Buffer): Origin => origins[entry[HASH]!] ?? 'corpus'

function placeOf(entry: Buffer): RecordPlace {
  const end = entry.indexOf(0, ID)
  return {
    origin: originOf(entry),
    slice: entry.readUInt32BE(SLICE),
    line: entry.readUInt32BE(LINE),
    id: entry.toString('utf8', ID, end === -1 ? layout.size : end),
  }
}

/** The id of a record as text; `''` where the schema has no key. */
export function idIn(record: JsonObject, { keyField }: RecordSchema): string {
  return keyField === undefined ? '' : String(record[keyField.name])
}

/** What of a record no other record may share. */
export function uniqueValuesOf(schema: RecordSchema): (record: JsonObject) => [UniqueKind, string][] {
  const fields = uniqueFields(schema)
  return record =>
    fields.flatMap(([kind, { pointer }]): [UniqueKind, string][] => {
      const value = getAt(record, pointer)
      return value === undefined || value === null ? [] : [[kind, String(value)]]
    })
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
