import { lstatSync, realpathSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Corpus } from './corpus/corpus.js'
import { loadCorpus } from './corpus/load.js'
import { loadWithdrawn, WITHDRAWN_FILE, type Withdrawal, withdrawalLine } from './corpus/withdrawal.js'
import { UsageError } from './errors.js'
import { translateIoError } from './files/io-error.js'
import { syncFolder } from './files/sync-folder.js'
import { writeWhole } from './files/write-whole.js'
import { takeLock } from './release/lock.js'
import { ownFormats } from './schema/formats.js'
import { listInputs } from './sources/inputs.js'
import { type KeyPlace, keyPlaceText, keysOf } from './sources/keys.js'
import { sidecarPath } from './sources/text.js'
import { withoutLines } from './sources/without-lines.js'
import { nearest } from './text/nearest.js'

export interface WithdrawOptions {
  /** The corpus: its folder, or its corpus.yaml. */
  readonly corpus?: string
  readonly id: string
  readonly reason: string
  /** YYYY-MM-DD; else the day of release in corpus.yaml. */
  readonly date?: string | undefined
  /** Nothing is written. */
  readonly dryRun?: boolean
}

export interface WithdrawResult extends Withdrawal {
  /** Whether the date is the day of release in corpus.yaml. */
  readonly dateIsReleased: boolean
  /** Files that were removed, relative to the corpus. */
  readonly removed: readonly string[]
  /** Lines that were taken out of their files. */
  readonly lines: readonly { readonly path: string; readonly line: number }[]
  /** An earlier withdrawal of this id was interrupted and has been finished; its reason and date stand. */
  readonly resumed: boolean
}

/**
 * Takes an article out of a corpus: first its id is written into withdrawn.jsonl, then its files go, so that an interruption
 * leaves an id that cannot be used again, and the next call finishes. Throws UsageError, with nothing
 * touched, for an id that there is not, or that is withdrawn already.
 */
export async function withdraw(options: WithdrawOptions): Promise<WithdrawResult> {
  const { id, reason, dryRun = false } = options
  const corpus = loadCorpus(options.corpus ?? '.')
  checkSaid(options)
  const lock = dryRun ? undefined : takeLock(join(corpus.folder, WITHDRAWN_FILE))
  try {
    const { byId, text = '' } = loadWithdrawn(corpus)
    const places: KeyPlace[] = []
    for await (const place of keysOf(corpus)) if (place.id === id) places.push(place)
    checkPlaces(places)
    const removed = filesOf(id, places, corpus)
    const earlier = byId.get(id)
    if (places.length + removed.length === 0) await refuse(id, earlier, corpus)
    const date = options.date ?? corpus.statement.released
    const withdrawal = { id, reason: earlier?.reason ?? reason, date: earlier?.date ?? date }
    const lines = places.filter(({ line }) => line > 0).map(({ path, line }) => ({ path, line }))
    if (!dryRun) {
      if (earlier === undefined) append(withdrawal, text, corpus)
      takeOut(removed, lines, corpus)
    }
    const dateIsReleased = earlier === undefined && options.date === undefined
    return { ...withdrawal, dateIsReleased, removed, lines, resumed: earlier !== undefined }
  } finally {
    lock?.release()
  }
}

function checkSaid({ reason, date }: WithdrawOptions): void {
  if (reason.trim() === '') {
    throw new UsageError('The reason is empty.', { fix: 'Say why, for everybody to read.' })
  }
  if (!reason.isWellFormed()) throw new UsageError('The reason is not UTF-8.')
  if (date === undefined || ownFormats['date']?.(date) === true) return
  throw new UsageError(`--date ${date} is not a calendar date.`, { fix: 'Write it as YYYY-MM-DD.' })
}

/** Other forms than texts and lines cannot lose a record and keep the bytes of the others. */
function checkPlaces(places: readonly KeyPlace[]): void {
  const fixed = places.find(({ source, path }) => source !== 'text' && !/\.(jsonl|ndjson)$/.test(path))
  if (fixed === undefined) return
  throw new UsageError(`${keyPlaceText(fixed)} cannot be taken out of a file of this kind.`, {
    fix: `Write ${fixed.path} anew without it, or as JSON Lines.`,
  })
}

/** The raw text and its sidecar, or a sidecar that an interrupted withdrawal left. The text goes first. */
function filesOf(id: string, places: readonly KeyPlace[], corpus: Corpus): readonly string[] {
  const texts = places.filter(({ source }) => source === 'text').map(({ path }) => path)
  const { problems } = listInputs(corpus, { mayBeEmpty: true })
  const orphans = problems
    .filter(({ code, location }) => code === 'sidecar/orphan' && nameIn(location.file) === `${id}.meta.yaml`)
    .map(({ location }) => location.file)
  const sidecars = texts
    .map(sidecarPath)
    .filter(path => lstatSync(join(corpus.folder, path), { throwIfNoEntry: false }) !== undefined)
  return [...texts, ...sidecars, ...orphans]
}

const nameIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** More names than these are not compared with a misspelled one. */
const MAX_COMPARED = 100_000

async function refuse(id: string, earlier: Withdrawal | undefined, corpus: Corpus): Promise<never> {
  if (earlier !== undefined) {
    throw new UsageError(`"${id}" was withdrawn on ${earlier.date} already: ${earlier.reason}`)
  }
  const known: string[] = []
  for await (const place of keysOf(corpus)) {
    if (known.push(place.id) === MAX_COMPARED) break
  }
  const meant = nearest(id, known)
  throw new UsageError(
    `There is no record "${id}" in the corpus.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
    { fix: 'An id is the name of a raw text without .txt, or the key of a record.' },
  )
}

function append(withdrawal: Withdrawal, before: string, { folder }: Corpus): void {
  const ended = before === '' || before.endsWith('\n') ? before : `${before}\n`
  const bytes = Buffer.from(ended + withdrawalLine(withdrawal), 'utf8')
  attempt(WITHDRAWN_FILE, 'nothing was withdrawn', () =>
    writeWhole(join(folder, WITHDRAWN_FILE), bytes, { replace: true }),
  )
}

function takeOut(
  removed: WithdrawResult['removed'],
  lines: WithdrawResult['lines'],
  { folder }: Corpus,
): void {
  const unfinished = `the id stands in ${WITHDRAWN_FILE}, and the same command finishes what is left`
  for (const path of removed) {
    attempt(path, unfinished, () => {
      rmSync(join(folder, path), { force: true })
      syncFolder(dirname(join(folder, path)))
    })
  }
  for (const path of new Set(lines.map(({ path }) => path))) {
    const numbers = new Set(lines.filter(one => one.path === path).map(({ line }) => line))
    const file = realpathSync(join(folder, path))
    attempt(path, unfinished, () => writeWhole(file, withoutLines(file, numbers), { replace: true }))
  }
}

function attempt(path: string, aftermath: string, action: () => void): void {
  try {
    action()
  } catch (error) {
    throw translateIoError(error, { path, done: 'written or removed', aftermath })
  }
}
