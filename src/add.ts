import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { conflictsIn, isPlanned, isThere, type Planned, planFor } from './add-plan.js'
import type { Corpus } from './corpus/corpus.js'
import { loadCorpus } from './corpus/load.js'
import { type Origin, type Stated, stubFor } from './corpus/sidecar-stub.js'
import { type Claims, statedBy } from './corpus/stated.js'
import { UsageError } from './errors.js'
import { translateIoError } from './files/io-error.js'
import { writeWhole } from './files/write-whole.js'
import { type Problem, problem } from './problem.js'
import { isObject } from './schema/keywords.js'
import { nameOf, readSupplied, type Supplied } from './sources/supplied.js'
import { sidecarPath } from './sources/text.js'
import { textFolderOf } from './sources/text-folder.js'
import { type Decoder, decoderOf } from './text/decode.js'
import { readYaml } from './text/yaml.js'
import { withYamlMember } from './text/yaml-edit.js'

export interface AddOptions {
  /** The corpus: its folder, or its corpus.yaml. */
  readonly corpus?: string
  readonly files: readonly Supplied[]
  /** A folder of raw texts, relative to the corpus. */
  readonly into?: string | undefined
  /** The encoding that the files are in, where it is not UTF-8. */
  readonly from?: string | undefined
  /** The id, where there is one file. */
  readonly id?: string | undefined
  readonly claims?: Claims
  /** Nothing is written. */
  readonly dryRun?: boolean
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
}

export interface AddResult {
  readonly added: readonly Added[]
  /** Files that were refused, each with the reason; nothing was written for them. */
  readonly problems: readonly Problem[]
}

/**
 * Adds raw texts to a corpus, each with a sidecar that asks for what is not known. A file is taken whole or not at all; one
 * that is refused leaves the others alone. Throws UsageError when the corpus cannot take texts, or what is stated is wrong.
 */
export async function addTexts(options: AddOptions): Promise<AddResult> {
  const { files, into, from, id, claims = {}, dryRun = false } = options
  const corpus = loadCorpus(options.corpus ?? '.')
  const { schema, folder } = corpus
  if (schema.textField === undefined || schema.keyField === undefined) {
    throw new UsageError(`The schema ${schema.path} has no place for raw texts.`, {
      fix: 'Mark the property that holds the text with "x-text": true and the id with "x-key": true.',
    })
  }
  if (id !== undefined && files.length !== 1)
    throw new UsageError('--id names one text, and so takes one file.')
  const target = textFolderOf(corpus, into)
  const stated = statedBy(claims, schema)
  const decoder = from === undefined ? undefined : await decoderOf(from)
  const plan = planFor(corpus, { target, id, decoder })
  const plans = files.map(plan)
  const conflicts = await conflictsIn(plans.filter(isPlanned), corpus)
  const sidecarOf = sidecarsFor(corpus, stated)
  const added: Added[] = []
  const problems: Problem[] = []
  for (const one of plans) {
    const refusal = isPlanned(one) ? conflicts.get(one) : one
    if (refusal !== undefined || !isPlanned(one)) {
      if (refusal !== undefined) problems.push(refusal)
      continue
    }
    const sidecar = sidecarOf(one)
    if ('code' in sidecar) {
      problems.push(sidecar)
      continue
    }
    if (!dryRun) write(one, sidecar, { folder, decoder, before: added.length })
    added.push(reported(one, sidecar.missing))
  }
  return { added, problems }
}

interface NewSidecar {
  readonly text: string
  readonly missing: readonly string[]
  /** It stands there already, word for word. */
  readonly stands: boolean
}

function sidecarsFor(
  { schema, statement, folder }: Corpus,
  stated: Stated,
): (one: Planned) => NewSidecar | Problem {
  const stub = stubFor(schema, statement)
  const nothingStated = Object.keys(stated.values).length + Object.keys(stated.basis).length === 0
  return ({ path, text, inPlace }) => {
    const { origin } = text
    const made = stub(path, stated, origin)
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
    (text, [key, member]) => withYamlMember(text, ['origin', key], member),
    sidecar,
  )
}

/** The sidecar first: a text without one is an article of which nobody said anything. */
function write(
  { supplied, text, path, inPlace }: Planned,
  sidecar: NewSidecar,
  { folder, decoder, before }: { folder: string; decoder: Decoder | undefined; before: number },
): void {
  const again = readSupplied(supplied, decoder)
  if ('code' in again || again.sha256 !== text.sha256) {
    throw new UsageError(`${nameOf(supplied)} changed while it was read.`, { fix: 'Run this again.' })
  }
  const [target, meta] = [join(folder, path), join(folder, sidecarPath(path))]
  const isNew = !isThere(meta)
  try {
    mkdirSync(dirname(target), { recursive: true })
    if (!sidecar.stands) writeWhole(meta, Buffer.from(sidecar.text, 'utf8'), { replace: !isNew })
    if (inPlace && text.origin === undefined) return
    try {
      writeWhole(target, again.bytes, { replace: inPlace })
    } catch (error) {
      if (isNew) rmSync(meta, { force: true })
      throw error
    }
  } catch (error) {
    const aftermath = `${before === 0 ? 'no text was' : `${before} of the texts were`} added before it`
    throw translateIoError(error, { path, done: 'written', aftermath })
  }
}

const reported = ({ text, id, path, size }: Planned, missing: readonly string[]): Added => ({
  file: text.file,
  id,
  path,
  sidecar: sidecarPath(path),
  bytes: size,
  sha256: text.sha256,
  missing,
  origin: text.origin ?? null,
  exact: text.exact,
})
