import { lstatSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join, posix, relative, resolve, sep } from 'node:path'
import type { Corpus } from './corpus/corpus.js'
import type { Offered, Told } from './corpus/offered.js'
import { loadWithdrawn } from './corpus/withdrawn.js'
import { UsageError } from './errors.js'
import { type Problem, problem } from './problem.js'
import { legalKeyFor } from './schema/legal-key.js'
import { type Input, listInputs } from './sources/inputs.js'
import { type KeyPlace, keyPlaceText, keysOf } from './sources/keys.js'
import {
  contentOf,
  formFor,
  type NewText,
  nameOf,
  type Reading,
  readSupplied,
  type Supplied,
  sha256Of,
  statsOf,
} from './sources/supplied.js'
import type { Listed } from './sources/supplied-files.js'
import { MAX_TEXT_BYTES, sidecarPath } from './sources/text.js'

/** A text with its place in the corpus. */
export interface Planned {
  readonly supplied: Supplied
  /** See Listed. */
  readonly isFound: boolean
  /** Undefined where they are read again when they are written: not all texts are held in memory. */
  readonly bytes: Buffer | undefined
  readonly text: Omit<NewText, 'bytes' | 'told'>
  /** What the file says of its text; undefined for plain text. */
  readonly offered: (Offered & Pick<Told, 'doubts' | 'sample'>) | undefined
  readonly size: number
  readonly id: string
  readonly path: string
  /** It stands there already, and is given a sidecar or another encoding. */
  readonly inPlace: boolean
}

/** A text that there is already, and where. */
export interface Present {
  readonly file: string
  readonly place: string
}

export const isPlanned = (one: Planned | Present | Problem): one is Planned => 'supplied' in one

/** Bytes of texts that are held until they are written. */
const HELD_BYTES = 64 * 1024 * 1024

interface Plan {
  readonly target: string
  readonly id: string | undefined
  readonly reading: Reading
  readonly offer: (told: Told, text: string) => Offered
  /** Stems that several of the files in folders have: none of them is an id. */
  readonly shared: ReadonlySet<string>
}

/** Makes the function that reads a text and finds its id and place. What cannot be added is a problem. */
export function planFor(
  corpus: Corpus,
  { target, id, reading, offer, shared }: Plan,
): (listed: Listed) => Planned | Present | Problem {
  const { decoder } = reading
  const isLegal = legalKeyFor(corpus.schema)
  const texts = new Set(textsOf(corpus).map(({ path }) => path))
  const converted = originsOf(texts, corpus)
  let held = 0
  return ({ supplied, isFound }) => {
    const place = converted.size === 0 ? undefined : converted.get(originOf(supplied, reading) ?? '')
    if (place !== undefined)
      return isFound
        ? { file: nameOf(supplied), place }
        : problem('add/present', { file: nameOf(supplied) }, { place, given: false })
    const read = readSupplied(supplied, reading)
    if ('code' in read) return read
    const { bytes, told, ...text } = read
    const { file, stem, sha256, wasUtf8 } = text
    const present = 'path' in supplied ? pathIn(corpus.folder, supplied.path) : undefined
    const inPlace = present !== undefined && texts.has(present)
    if (inPlace && id !== undefined && id !== stem) {
      throw new UsageError(`${file} is in the corpus already, and its id is "${stem}".`, {
        fix: 'Leave --id out, or rename the file.',
      })
    }
    const own = stem === undefined || (isFound && !inPlace && shared.has(stem)) ? [] : [stem]
    const tried = inPlace ? own : id === undefined ? [...own, `a${sha256.slice(0, 16)}`] : [id]
    const chosen = tried.find(isLegal)
    if (chosen === undefined) return problem('add/no-id', { file }, { tried })
    // What is UTF-8 may have been released.
    if (inPlace && decoder !== undefined && decoder.encoding !== 'utf-8' && wasUtf8)
      return problem('add/utf8-already', { file }, { encoding: decoder.encoding })
    const path = inPlace ? present : posix.join(target, `${chosen}.txt`)
    const isHeld = held + bytes.length <= HELD_BYTES
    if (isHeld) held += bytes.length
    const offered = told && { ...offer(told, bytes.toString()), doubts: told.doubts, sample: told.sample }
    return {
      supplied,
      isFound,
      bytes: isHeld ? bytes : undefined,
      text,
      offered,
      size: bytes.length,
      id: chosen,
      path,
      inPlace,
    }
  }
}

/** Texts that were converted, by the checksum of what they were converted from. */
function originsOf(texts: ReadonlySet<string>, { folder }: Corpus): ReadonlyMap<string, string> {
  const origins = new Map<string, string>()
  for (const path of texts) {
    const sidecar = join(folder, sidecarPath(path))
    if (!isThere(sidecar)) continue
    // The only key of this name that a sidecar has is in `origin`.
    const [, sha256] = /\bsha256["']?\s*:\s*["']?([0-9a-f]{64})\b/.exec(readFileSync(sidecar, 'utf8')) ?? []
    if (sha256 !== undefined && !origins.has(sha256)) origins.set(sha256, path)
  }
  return origins
}

/** The checksum of a file that would be converted. */
function originOf(supplied: Supplied, { decoder, form }: Reading): string | undefined {
  if (decoder === undefined && formFor(supplied, form) === 'text') return undefined
  if (!('path' in supplied)) return sha256Of(supplied.bytes)
  const stats = statsOf(supplied.path)
  const isTakable = stats?.isFile() === true && stats.size <= MAX_TEXT_BYTES
  const bytes = isTakable ? contentOf(supplied.path) : undefined
  return bytes && sha256Of(bytes)
}

const textsOf = (corpus: Corpus): readonly Input[] =>
  listInputs(corpus, { mayBeEmpty: true }).inputs.filter(({ source }) => source === 'text')

/** Where in the corpus a file is, with slashes; a path that leads out begins with `..`. */
const pathIn = (folder: string, path: string): string =>
  relative(folder, join(realpathSync(dirname(resolve(path))), basename(path)))
    .split(sep)
    .join('/')

/** Why a text cannot be added to what is there, or beside the others; of one that was only found, that it is there. */
export async function conflictsIn(
  planned: readonly Planned[],
  corpus: Corpus,
): Promise<ReadonlyMap<Planned, Problem | Present>> {
  const { byId: withdrawn } = loadWithdrawn(corpus)
  const used = await usedIds(planned, corpus)
  const known = textsLike(planned, corpus)
  const byId = groupedById(planned)
  const firsts = new Map([...planned].reverse().map(one => [one.text.sha256, one]))
  const conflicts = new Map<Planned, Problem | Present>()
  const isCopy = (one: Planned) => one.isFound && firsts.get(one.text.sha256) !== one
  for (const one of planned) {
    const { id, path, inPlace, text } = one
    const at = { file: text.file }
    const gone = withdrawn.get(id)
    const same = known.get(text.sha256)?.find(other => !(inPlace && other === path))
    const user = used.get(id)?.find(place => !(inPlace && place.path === path))
    const twin = firsts.get(text.sha256)
    const isTwin = twin !== undefined && twin !== one
    const double =
      isTwin && one.isFound ? undefined : byId.get(id)?.find(other => other !== one && !isCopy(other))
    const isDone = inPlace && text.origin === undefined && isThere(join(corpus.folder, sidecarPath(path)))
    if (same !== undefined || isDone) conflicts.set(one, presentAt(one, same ?? path, false))
    else if (gone !== undefined) conflicts.set(one, problem('add/withdrawn', at, gone))
    else if (user !== undefined)
      conflicts.set(one, problem('record/duplicate-key', at, { id, place: keyPlaceText(user) }))
    else if (double !== undefined)
      conflicts.set(one, problem('record/duplicate-key', at, { id, place: double.text.file }))
    else if (isTwin) conflicts.set(one, presentAt(one, twin.text.file, true))
  }
  return conflicts
}

const presentAt = ({ isFound, text: { file } }: Planned, place: string, given: boolean): Problem | Present =>
  isFound ? { file, place } : problem('add/present', { file }, { place, given })

function groupedById(planned: readonly Planned[]): ReadonlyMap<string, readonly Planned[]> {
  const byId = new Map<string, Planned[]>()
  for (const one of planned) {
    const group = byId.get(one.id)
    if (group === undefined) byId.set(one.id, [one])
    else group.push(one)
  }
  return byId
}

async function usedIds(
  planned: readonly Planned[],
  corpus: Corpus,
): Promise<ReadonlyMap<string, readonly KeyPlace[]>> {
  const wanted = new Set(planned.map(({ id }) => id))
  const used = new Map<string, KeyPlace[]>()
  if (wanted.size === 0) return used
  for await (const place of keysOf(corpus)) {
    if (wanted.has(place.id)) used.set(place.id, [...(used.get(place.id) ?? []), place])
  }
  return used
}

/** Paths of the corpus's texts by checksum; only those are read that have the size of a new one. */
function textsLike(planned: readonly Planned[], corpus: Corpus): ReadonlyMap<string, readonly string[]> {
  const sizes = new Set(planned.map(({ size }) => size))
  const known = new Map<string, string[]>()
  for (const { path, bytes } of textsOf(corpus)) {
    if (!sizes.has(bytes)) continue
    const sha256 = sha256Of(readFileSync(join(corpus.folder, path)))
    known.set(sha256, [...(known.get(sha256) ?? []), path])
  }
  return known
}

export const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined
