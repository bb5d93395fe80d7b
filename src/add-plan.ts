import { lstatSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join, posix, relative, resolve, sep } from 'node:path'
import type { Corpus } from './corpus/corpus.js'
import { loadWithdrawn } from './corpus/withdrawn.js'
import { UsageError } from './errors.js'
import { type Problem, problem } from './problem.js'
import { legalKeyFor } from './schema/legal-key.js'
import { type Input, listInputs } from './sources/inputs.js'
import { type KeyPlace, keyPlaceText, keysOf } from './sources/keys.js'
import { type NewText, readSupplied, type Supplied, sha256Of } from './sources/supplied.js'
import { sidecarPath } from './sources/text.js'
import type { Decoder } from './text/decode.js'

/** A text with its place in the corpus. Its bytes are read again when they are written. */
export interface Planned {
  readonly supplied: Supplied
  readonly text: Omit<NewText, 'bytes'>
  readonly size: number
  readonly id: string
  readonly path: string
  /** It stands there already, and is given a sidecar or another encoding. */
  readonly inPlace: boolean
}

export const isPlanned = (one: Planned | Problem): one is Planned => 'supplied' in one

/** Makes the function that reads a text and finds its id and place. What cannot be added is a problem. */
export function planFor(
  corpus: Corpus,
  { target, id, decoder }: { target: string; id: string | undefined; decoder: Decoder | undefined },
): (supplied: Supplied) => Planned | Problem {
  const isLegal = legalKeyFor(corpus.schema)
  const texts = new Set(textsOf(corpus).map(({ path }) => path))
  return supplied => {
    const read = readSupplied(supplied, decoder)
    if ('code' in read) return read
    const { bytes, ...text } = read
    const { file, stem, sha256, wasUtf8 } = text
    const present = 'path' in supplied ? pathIn(corpus.folder, supplied.path) : undefined
    const inPlace = present !== undefined && texts.has(present)
    if (inPlace && id !== undefined && id !== stem) {
      throw new UsageError(`${file} is in the corpus already, and its id is "${stem}".`, {
        fix: 'Leave --id out, or rename the file.',
      })
    }
    const own = stem === undefined ? [] : [stem]
    const tried = inPlace ? own : id === undefined ? [...own, `a${sha256.slice(0, 16)}`] : [id]
    const chosen = tried.find(isLegal)
    if (chosen === undefined) return problem('add/no-id', { file }, { tried })
    // What is UTF-8 may have been released.
    if (inPlace && decoder !== undefined && decoder.encoding !== 'utf-8' && wasUtf8)
      return problem('add/utf8-already', { file }, { encoding: decoder.encoding })
    const path = inPlace ? present : posix.join(target, `${chosen}.txt`)
    return { supplied, text, size: bytes.length, id: chosen, path, inPlace }
  }
}

const textsOf = (corpus: Corpus): readonly Input[] =>
  listInputs(corpus, { mayBeEmpty: true }).inputs.filter(({ source }) => source === 'text')

/** Where in the corpus a file is, with slashes; a path that leads out begins with `..`. */
const pathIn = (folder: string, path: string): string =>
  relative(folder, join(realpathSync(dirname(resolve(path))), basename(path)))
    .split(sep)
    .join('/')

/** Why a text cannot be added to what is there, or beside the others. */
export async function conflictsIn(
  planned: readonly Planned[],
  corpus: Corpus,
): Promise<ReadonlyMap<Planned, Problem>> {
  const { byId: withdrawn } = loadWithdrawn(corpus)
  const used = await usedIds(planned, corpus)
  const known = textsLike(planned, corpus)
  const byId = new Map<string, Planned[]>()
  for (const one of planned) byId.set(one.id, [...(byId.get(one.id) ?? []), one])
  const firsts = new Map([...planned].reverse().map(one => [one.text.sha256, one]))
  const conflicts = new Map<Planned, Problem>()
  for (const one of planned) {
    const { id, path, inPlace, text } = one
    const at = { file: text.file }
    const gone = withdrawn.get(id)
    const same = known.get(text.sha256)?.find(other => !(inPlace && other === path))
    const user = used.get(id)?.find(place => !(inPlace && place.path === path))
    const double = byId.get(id)?.find(other => other !== one)
    const twin = firsts.get(text.sha256)
    const isDone = inPlace && text.origin === undefined && isThere(join(corpus.folder, sidecarPath(path)))
    if (same !== undefined || isDone)
      conflicts.set(one, problem('add/present', at, { place: same ?? path, given: false }))
    else if (gone !== undefined) conflicts.set(one, problem('add/withdrawn', at, gone))
    else if (user !== undefined)
      conflicts.set(one, problem('record/duplicate-key', at, { id, place: keyPlaceText(user) }))
    else if (double !== undefined)
      conflicts.set(one, problem('record/duplicate-key', at, { id, place: double.text.file }))
    else if (twin !== undefined && twin !== one)
      conflicts.set(one, problem('add/present', at, { place: twin.text.file, given: true }))
  }
  return conflicts
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
