import { extname, join, resolve } from 'node:path'
import { type FileBelow, filesBelow } from './drafting/files-below.js'
import { type Form, formOfFile } from './drafting/form.js'
import { addLength, medianLength, startLengths } from './drafting/lengths.js'
import { type TextSeen, textSeen } from './drafting/text-seen.js'
import { type Inspection, type InspectOptions, inspectFile } from './inspect.js'
import { isRelease } from './release/is-release.js'
import { openRelease } from './release/opened.js'
import { byCodePoint } from './text/order.js'

/** What is in a folder. */
export interface FolderInspection {
  readonly folder: string
  readonly files: number
  readonly bytes: number
  /** How many files there are of each ending, the most first. */
  readonly endings: readonly { readonly ending: string; readonly files: number; readonly bytes: number }[]
  /** Set where warraq wrote it. */
  readonly release:
    | {
        readonly title: string
        readonly version: string
        readonly records: number | undefined
        readonly contentDigest: string | undefined
      }
    | undefined
  /** What texts have in common, of those that were looked at; lengths in code points. */
  readonly texts: TextsSeen | undefined
  /** The data that was looked at: one file of those that hold records. */
  readonly data: Inspection | undefined
}

interface TextsSeen {
  readonly looked: number
  readonly lengths: { readonly min: number; readonly median: number; readonly max: number }
  /** Texts that are not UTF-8, by the encoding that is likely. */
  readonly encodings: Readonly<Record<string, number>>
  readonly scripts: Readonly<Record<string, number>>
  readonly languages: Readonly<Record<string, number>>
  readonly first: TextSeen & { readonly file: string }
}

const MOST_TEXTS = 60
const MOST_TEXT_BYTES = 64 * 1024

/** Tells what is in a folder: a release, texts, or files of records, of which one is looked at. */
export async function inspectFolder(path: string, options: InspectOptions = {}): Promise<FolderInspection> {
  const folder = resolve(path)
  const files = filesBelow(folder)
  const data = await dataIn(files)
  const texts = files.filter(({ inside }) => /\.(txt|md|html?)$/i.test(inside))
  const isOurs = isRelease(folder)
  return {
    folder: path,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    endings: endingsOf(files),
    release: isOurs ? await releaseAt(folder) : undefined,
    texts: isOurs || texts.length === 0 || data !== undefined ? undefined : await textsIn(texts, options),
    data: data === undefined ? undefined : await inspectFile(join(path, data.inside), options),
  }
}

async function releaseAt(folder: string): Promise<FolderInspection['release']> {
  const { corpus, description } = await openRelease(folder)
  const { title, version } = corpus.statement
  return { title, version, records: description.recordCount, contentDigest: description.contentDigest }
}

/** The first file of records, those that are quickest to look at before the others. */
async function dataIn(files: readonly FileBelow[]): Promise<FileBelow | undefined> {
  const order: readonly RegExp[] = [
    /\.(jsonl|ndjson)(\.gz|\.zst)?$/i,
    /\.parquet$/i,
    /\.arrow$/i,
    /\.(csv|tsv)$/i,
  ]
  const first = order
    .map(end => files.find(({ inside }) => end.test(inside)))
    .find(file => file !== undefined)
  const isRecords = (form: Form): boolean => form !== 'text' && form !== 'unknown'
  return first !== undefined && isRecords((await formOfFile(first.path)).form) ? first : undefined
}

function endingsOf(files: readonly FileBelow[]): FolderInspection['endings'] {
  const counts = new Map<string, { files: number; bytes: number }>()
  for (const { inside, bytes } of files) {
    const ending = extname(inside).toLowerCase() || 'none'
    const known = counts.get(ending) ?? { files: 0, bytes: 0 }
    counts.set(ending, { files: known.files + 1, bytes: known.bytes + bytes })
  }
  return [...counts]
    .map(([ending, count]) => ({ ending, ...count }))
    .sort((a, b) => b.files - a.files || byCodePoint(a.ending, b.ending))
}

/** Texts that stand at equal distances among all of them. */
async function textsIn(
  files: readonly FileBelow[],
  { all, encoding }: InspectOptions,
): Promise<TextsSeen | undefined> {
  const step = all === true ? 1 : Math.max(1, files.length / MOST_TEXTS)
  const chosen = files.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step))
  const lengths = startLengths()
  const counts = { encodings: {}, scripts: {}, languages: {} }
  let first: TextsSeen['first'] | undefined
  for (const { path, inside } of chosen) {
    const form = await formOfFile(path)
    const assumed = encoding ?? form.encoding
    const maxBytes = all === true ? undefined : MOST_TEXT_BYTES
    const seen = await textSeen({ path, file: inside }, { encoding: assumed, maxBytes })
    addLength(lengths, seen.characters)
    if (assumed !== 'utf-8') count(counts.encodings, assumed ?? 'not known')
    for (const { script } of seen.scripts.slice(0, 1)) count(counts.scripts, script)
    for (const language of seen.languages) count(counts.languages, language)
    first ??= { ...seen, file: inside }
  }
  if (first === undefined) return undefined
  const { min, max } = lengths
  return { looked: chosen.length, lengths: { min, median: medianLength(lengths), max }, ...counts, first }
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}
