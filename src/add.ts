import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { conflictsIn, isPlanned, isThere, type Planned, type Present, planFor } from './add-plan.js'
import { convertersFor, formNamed } from './articles/converters.js'
import type { Corpus } from './corpus/corpus.js'
import { loadCorpus } from './corpus/load.js'
import { offerFor, saidInWords } from './corpus/offered.js'
import { type Origin, type Stated, stubFor } from './corpus/sidecar-stub.js'
import { type Claims, statedBy } from './corpus/stated.js'
import { UsageError } from './errors.js'
import { translateIoError } from './files/io-error.js'
import { writeWhole } from './files/write-whole.js'
import { type Problem, problem } from './problem.js'
import { isObject } from './schema/keywords.js'
import { formFor, nameOf, type Reading, readSupplied, type Supplied } from './sources/supplied.js'
import { type Listed, listSupplied, type Skipped } from './sources/supplied-files.js'
import { sidecarPath } from './sources/text.js'
import { textFolderOf } from './sources/text-folder.js'
import { decoderOf } from './text/decode.js'
import { readYaml } from './text/yaml.js'
import { withYamlMember } from './text/yaml-edit.js'

export interface AddOptions {
  /** The corpus: its folder, or its corpus.yaml. */
  readonly corpus?: string
  /** Files, and folders with all that is below them. */
  readonly files: readonly Supplied[]
  /** `text`, `html` or `markdown`; without it, the ending of a name tells, and anything else is a text. */
  readonly form?: string | undefined
  /** A folder of raw texts, relative to the corpus. */
  readonly into?: string | undefined
  /** The encoding that the files are in, where it is not UTF-8. */
  readonly from?: string | undefined
  /** The id, where there is one file. */
  readonly id?: string | undefined
  readonly claims?: Claims
  /** Nothing is written. */
  readonly dryRun?: boolean
  readonly onProgress?: ((progress: AddProgress) => void) | undefined
}

export interface AddProgress {
  readonly read: number
  readonly written: number
  readonly total: number
}

/** A text that was added, or would be. Paths are relative to the corpus. */
export interface Added {
  readonly file: string
  readonly id: string
  readonly path: string
  readonly sidecar: string
  readonly bytes: number
  readonly sha256: string
  /** Sidecar keys that have to be filled in. */
  readonly missing: readonly string[]
  readonly origin: Origin | null
  /** See NewText. */
  readonly exact: boolean
  /** Sidecar keys that the file itself gave a value for. */
  readonly stated: readonly string[]
  /** What the file says and the schema has no place for; the sidecar keeps it under `notes`. */
  readonly homeless: readonly string[]
}

export interface AddResult {
  readonly added: readonly Added[]
  /** Files that were refused, each with the reason; nothing was written for them. */
  readonly problems: readonly Problem[]
  /** What files that were added say in two ways, or in one that is not understood. */
  readonly warnings: readonly Problem[]
  /** Files of a folder whose text is in the corpus already, or is that of another file. */
  readonly present: readonly Present[]
  /** Files of a folder that are left out. */
  readonly skipped: readonly Skipped[]
}

/**
 * Adds raw texts to a corpus, each with a sidecar that says what the file says of itself, and asks for what is not known. A file is
 * taken whole or not at all; one that is refused leaves the others alone. Throws UsageError when the corpus cannot take texts, or
 * what is stated is wrong.
 */
export async function addTexts(options: AddOptions): Promise<AddResult> {
  const { into, from, id, claims = {}, dryRun = false, onProgress } = options
  const corpus = loadCorpus(options.corpus ?? '.')
  const { schema, folder } = corpus
  if (schema.textField === undefined || schema.keyField === undefined) {
    throw new UsageError(`The schema ${schema.path} has no place for raw texts.`, {
      fix: 'Mark the property that holds the text with "x-text": true and the id with "x-key": true.',
    })
  }
  const form = options.form === undefined ? undefined : formNamed(options.form)
  const { listed, skipped, problems: unlisted } = listSupplied(options.files, form)
  if (id !== undefined && listed.length !== 1)
    throw new UsageError('--id names one text, and so takes one file.')
  const target = textFolderOf(corpus, into)
  const person = statedBy(claims, schema)
  const decoder = from === undefined ? undefined : await decoderOf(from)
  const converters = await convertersFor(new Set(listed.map(({ supplied }) => formFor(supplied, form))))
  const reading: Reading = { decoder, form, converters }
  const total = listed.length
  const offerOf = offerFor(schema)
  const plan = planFor(corpus, {
    target,
    id,
    reading,
    offer: (told, text) => offerOf(told, text, person),
    shared: sharedStems(listed),
  })
  const plans = listed.map((one, i) => {
    onProgress?.({ read: i, written: 0, total })
    return plan(one)
  })
  const conflicts = await conflictsIn(plans.filter(isPlanned), corpus)
  const sidecarOf = sidecarsFor(corpus, person)
  const added: Added[] = []
  const [problems, warnings, present]: [Problem[], Problem[], Present[]] = [[...unlisted], [], []]
  for (const one of plans) {
    const conflict = isPlanned(one) ? conflicts.get(one) : one
    if (conflict !== undefined || !isPlanned(one)) {
      if (conflict !== undefined && 'code' in conflict) problems.push(conflict)
      else if (conflict !== undefined) present.push(conflict)
      continue
    }
    const sidecar = sidecarOf(one)
    if ('code' in sidecar) {
      problems.push(sidecar)
      continue
    }
    if (!dryRun) write(one, sidecar, { folder, reading, before: added.length })
    added.push(reported(one, sidecar))
    for (const doubt of doubtsOf(one)) warnings.push(doubt)
    onProgress?.({ read: total, written: added.length, total })
  }
  return { added, problems, warnings, present, skipped }
}

function sharedStems(listed: readonly Listed[]): ReadonlySet<string> {
  const [seen, shared] = [new Set<string>(), new Set<string>()]
  for (const { supplied, isFound } of listed) {
    if (!isFound || !('path' in supplied)) continue
    const stem = basename(supplied.path, extname(supplied.path))
    if (seen.has(stem)) shared.add(stem)
    seen.add(stem)
  }
  return shared
}

const doubtsOf = ({ text: { file }, offered }: Planned): readonly Problem[] =>
  (offered?.doubts ?? []).map(({ subject, kind, said }) =>
    problem(`add/${kind}`, { file }, { subject, said: saidInWords(said) }),
  )

interface NewSidecar {
  readonly text: string
  readonly missing: readonly string[]
  /** It stands there already, word for word. */
  readonly stands: boolean
  readonly stated?: readonly string[]
  readonly homeless?: readonly string[]
}

function sidecarsFor(
  { schema, statement, folder }: Corpus,
  stated: Stated,
): (one: Planned) => NewSidecar | Problem {
  const stub = stubFor(schema, statement)
  const nothingStated = Object.keys(stated.values).length + Object.keys(stated.basis).length === 0
  return ({ path, text, offered, inPlace }) => {
    const { origin } = text
    const made = {
      ...stub(path, offered?.stated ?? stated, origin, offered?.sample),
      stated: offered?.given ?? [],
      homeless: offered?.homeless ?? [],
    }
    const file = sidecarPath(path)
    if (!isThere(join(folder, file))) return { ...made, stands: false }
    const present = readFileSync(join(folder, file), 'utf8')
    if (present === made.text) return { ...made, stands: true }
    const edited = inPlace && origin !== undefined && nothingStated ? withOrigin(present, origin) : undefined
    return edited === undefined
      ? problem('add/sidecar-present', { file: text.file }, { path: file })
      : { text: edited, missing: [], stands: false }
  }
}

/** Undefined where the sidecar speaks of an origin already, or cannot be read. */
function withOrigin(sidecar: string, origin: Origin): string | undefined {
  const { value, faults } = readYaml(sidecar, 'strings')
  if (faults.length > 0 || (isObject(value) && Object.hasOwn(value, 'origin'))) return undefined
  if (!isObject(value) && value !== null && value !== '') return undefined
  return Object.entries(origin).reduce(
    (text, [key, member]) => withYamlMember(text, ['origin', key], String(member)),
    sidecar,
  )
}

/** The sidecar first: a text without one is an article of which nobody said anything. */
function write(
  planned: Planned,
  sidecar: NewSidecar,
  { folder, reading, before }: { folder: string; reading: Reading; before: number },
): void {
  const { text, path, inPlace } = planned
  const bytes = bytesOf(planned, reading)
  const [target, meta] = [join(folder, path), join(folder, sidecarPath(path))]
  const isNew = !isThere(meta)
  try {
    mkdirSync(dirname(target), { recursive: true })
    if (!sidecar.stands) writeWhole(meta, Buffer.from(sidecar.text, 'utf8'), { replace: !isNew })
    if (inPlace && text.origin === undefined) return
    try {
      writeWhole(target, bytes, { replace: inPlace })
    } catch (error) {
      if (isNew) rmSync(meta, { force: true })
      throw error
    }
  } catch (error) {
    const aftermath = `${before === 0 ? 'no text was' : `${before} of the texts were`} added before it`
    throw translateIoError(error, { path, done: 'written', aftermath })
  }
}

function bytesOf({ supplied, bytes, text }: Planned, reading: Reading): Buffer {
  if (bytes !== undefined) return bytes
  const again = readSupplied(supplied, reading)
  if (!('code' in again) && again.sha256 === text.sha256) return again.bytes
  throw new UsageError(`${nameOf(supplied)} changed while it was read.`, { fix: 'Run this again.' })
}

const reported = (
  { text, id, path, size }: Planned,
  { missing, stated = [], homeless = [] }: NewSidecar,
): Added => ({
  file: text.file,
  id,
  path,
  sidecar: sidecarPath(path),
  bytes: size,
  sha256: text.sha256,
  missing,
  origin: text.origin ?? null,
  exact: text.exact,
  stated,
  homeless,
})
