import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Corpus } from './corpus/corpus.js'
import { sidecarReaderFor } from './corpus/sidecar.js'
import { UsageError } from './errors.js'
import { translateIoError } from './files/io-error.js'
import { writeWhole } from './files/write-whole.js'
import { type Problem, problem } from './problem.js'
import { releasedIds } from './release/released-ids.js'
import { isObject } from './schema/keywords.js'
import { sha256Of } from './sources/supplied.js'
import { MAX_TEXT_BYTES, sidecarPath } from './sources/text.js'
import { lineDiff } from './text/line-diff.js'
import { decodeUtf8 } from './text/utf8.js'
import { readYaml } from './text/yaml.js'
import { withYamlMember } from './text/yaml-edit.js'

/** A text without what may be mended, and the codes of what was. The same text when there is nothing. */
export type Mend = (
  text: string,
  language: string | undefined,
) => { readonly text: string; readonly codes: readonly string[] }

/** A raw text. `path` is what messages call it, relative to the corpus unless `at` says where it is. */
export interface RawText {
  readonly path: string
  readonly at?: string | undefined
}

export interface FixOptions {
  readonly mend: Mend
  /** Without it, nothing but the differences. */
  readonly write: boolean
  /** Folder of the release: a text whose id it holds is never changed. */
  readonly release?: string | undefined
  /** Changed lines that each difference shows. */
  readonly maxDiffLines?: number
}

interface Fixed {
  readonly path: string
  /** What was mended. */
  readonly codes: readonly string[]
  /** A unified diff for people, see lineDiff. */
  readonly diff: string
  /** Of the bytes before and after, hex. */
  readonly before: string
  readonly after: string
}

export interface FixResult {
  /** In the order of the files; those with nothing to mend are left out. */
  readonly fixed: readonly Fixed[]
  /** Paths of texts that have something to mend and are released, and so stay as they are. */
  readonly released: readonly string[]
  /** Why a text could not be mended: its sidecar, which has to keep the checksum of what was supplied, cannot be written. */
  readonly problems: readonly Problem[]
}

interface Change extends Fixed {
  readonly at: string
  readonly text: string
  /** Undefined where it says already what it has to. */
  readonly sidecar: { readonly at: string; readonly text: string } | undefined
}

/**
 * Mends raw texts that are not released yet. The sidecar of each keeps the SHA-256 of the bytes that were supplied; it is written
 * first, so that an interruption loses nothing. What is no UTF-8, empty or too large is left to the checks. Throws UsageError
 * for a release that cannot be read.
 */
export async function fixTexts(
  corpus: Corpus,
  files: readonly RawText[],
  { mend, write, release, maxDiffLines = 60 }: FixOptions,
): Promise<FixResult> {
  const idOf = ({ path }: RawText) => basename(path, '.txt')
  const ids = new Set(files.map(idOf))
  const out = release === undefined ? new Set<string>() : await releasedIds(release, ids)
  const change = changeFor(corpus, mend, maxDiffLines)
  const fixed: Fixed[] = []
  const released: string[] = []
  const problems: Problem[] = []
  for (const file of files) {
    const found = change(file, out.has(idOf(file)))
    if (found === undefined) continue
    if (found === 'released') released.push(file.path)
    else if (isProblems(found)) problems.push(...found)
    else {
      const { at, text, sidecar, ...about } = found
      if (write) put(found)
      fixed.push(about)
    }
  }
  return { fixed, released, problems }
}

type Outcome = Change | 'released' | readonly Problem[] | undefined

const isProblems = (found: Change | readonly Problem[]): found is readonly Problem[] => Array.isArray(found)

function changeFor(
  { folder, schema }: Corpus,
  mend: Mend,
  maxLines: number,
): (file: RawText, isReleased: boolean) => Outcome {
  const readSidecar = sidecarReaderFor(schema)
  const language = schema.roles.get('language')?.pointer
  return ({ path, at = join(folder, path) }, isReleased) => {
    const bytes = textBytes(at)
    const decoded = bytes && decodeUtf8(bytes)
    if (bytes === undefined || decoded === undefined || 'badByte' in decoded) return undefined
    const meta = sidecarPath(at)
    const shownMeta = sidecarPath(path)
    const said = isThere(meta) ? decodeUtf8(readFileSync(meta)) : undefined
    const sidecar = said !== undefined && 'text' in said ? readSidecar(said.text, shownMeta) : undefined
    const stated = language === undefined ? undefined : sidecar?.values.get(language)
    const { text, codes } = mend(decoded.text, typeof stated === 'string' ? stated : undefined)
    if (text === decoded.text || text === '') return undefined
    if (isReleased) return 'released'
    if (said === undefined) return [problem('sidecar/missing', { file: path }, { path: shownMeta })]
    if ('badByte' in said) {
      const byte = said.badByte
      return [
        problem('file/not-utf8', { file: shownMeta, byte }, { byte, value: readFileSync(meta)[byte] ?? 0 }),
      ]
    }
    const before = sha256Of(bytes)
    const edited = withSupplied(said.text, before)
    if (edited === undefined) return unwritable(sidecar?.problems ?? [], shownMeta)
    return {
      path,
      codes,
      diff: lineDiff(decoded.text, text, { name: path, maxLines }),
      before,
      after: sha256Of(Buffer.from(text, 'utf8')),
      at,
      text,
      sidecar: edited === said.text ? undefined : { at: meta, text: edited },
    }
  }
}

function textBytes(at: string): Buffer | undefined {
  const size = statSync(at).size
  return size === 0 || size > MAX_TEXT_BYTES ? undefined : readFileSync(at)
}

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() === true

/**
 * The sidecar with the checksum of the supplied bytes; as it is where it has one, which is that of the bytes that came first.
 * Undefined where there is no place for it.
 */
function withSupplied(sidecar: string, sha256: string): string | undefined {
  const { value, faults } = readYaml(sidecar, 'strings')
  if (faults.length > 0) return undefined
  if (!isObject(value))
    return value === null || value === '' ? withYamlMember(sidecar, ['origin', 'sha256'], sha256) : undefined
  const origin = value['origin']
  if (isObject(origin) && Object.hasOwn(origin, 'sha256')) return sidecar
  if (origin !== undefined && !isObject(origin)) return undefined
  return withYamlMember(sidecar, ['origin', 'sha256'], sha256)
}

/** What the reader of sidecars says of it; a key without a value, or another fault that it can live with, is enough here. */
function unwritable(found: readonly Problem[], file: string): readonly Problem[] {
  return found.length > 0 ? found : [problem('sidecar/no-mapping', { file, line: 1, column: 1 }, {})]
}

function put({ path, at, text, sidecar, before }: Change): void {
  if (sha256Of(readFileSync(at)) !== before) {
    throw new UsageError(`${path} changed while it was read.`, { fix: 'Run this again.' })
  }
  try {
    if (sidecar !== undefined)
      writeWhole(realpathSync(sidecar.at), Buffer.from(sidecar.text, 'utf8'), { replace: true })
    writeWhole(realpathSync(at), Buffer.from(text, 'utf8'), { replace: true })
  } catch (error) {
    throw translateIoError(error, { path, done: 'mended', aftermath: 'the text is as it was' })
  }
}
