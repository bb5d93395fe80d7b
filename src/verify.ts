import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type BagReport, checkBag, noBag } from './bags/check-bag.js'
import { UsageError } from './errors.js'
import { translateIoError } from './files/io-error.js'
import { temporaryFolder } from './files/temporary-folder.js'
import { checkPackage } from './packages/check-package.js'
import type { Problem } from './problem.js'
import { checkRebuilt, factsToRebuild } from './rebuild.js'
import { isRelease } from './release/is-release.js'
import { releaseFolder } from './release/opened.js'
import { recover } from './release/recovery.js'
import { releaseFile } from './release/release-file.js'
import { checkRelease } from './release/verification/check-release.js'
import type { Summary } from './reports/report-format.js'
import { startTally } from './shards/report.js'
import { openSpool } from './shards/spool.js'
import type { ThreadOption } from './shards/threads.js'
import { counted } from './text/sentence.js'

export interface VerifyOptions {
  /** The folder of a release, a bag or a Data Package. */
  readonly folder: string
  /** Export the sources again, and compare every file. */
  readonly rebuild?: boolean
  /** Where those sources are: the folder of the corpus, or its corpus.yaml. */
  readonly corpus?: string
  readonly strict?: boolean
  /** Threads that shards are worked on; one where this is left out. What is found is the same. */
  readonly threads?: ThreadOption
  /** Read every record in all formats, also where the bytes alone show that they are the same. What is found is the same. */
  readonly thorough?: boolean
  /** Of each severity, so many problems are kept at least; all are counted. Left out: all are kept. */
  readonly keep?: number
  readonly onProgress?: (progress: VerifyProgress) => void
  /** Ends the run. */
  readonly signal?: AbortSignal
}

export interface VerifyProgress {
  readonly records: number
  readonly problems: number
  /** Read so far. What holds records is read twice: to be hashed, and for its records. */
  readonly bytes: number
  readonly totalBytes: number
}

/** What a verification came to. Problems stand in a temporary folder until `close`. */
export interface Verification {
  readonly summary: Summary
  /** In the order in which things are checked: files, records, what describes them. May be asked for again. */
  problems(): Iterable<Problem>
  /** The same, each as a line of JSON (docs/reports.md) with its line feed; several come together. */
  problemLines(): Iterable<Uint8Array>
  close(): void
}

/**
 * Judges a release: complete, unchanged, its records valid and the same in all formats, and all that it says of itself
 * true. A bag or a Data Package that warraq did not write is judged by its standard. What an interrupted export left
 * beside the release is brought in order first; else nothing is changed. Throws UsageError where the folder is none of
 * these.
 */
export async function verifyRelease(options: VerifyOptions): Promise<Verification> {
  recover(options.folder)
  const folder = releaseFolder(options.folder)
  const work = temporaryFolder()
  const remove = () => rmSync(work, { recursive: true, force: true })
  try {
    const verification = await verifyIn(work, folder, options)
    return {
      ...verification,
      close: () => {
        verification.close()
        remove()
      },
    }
  } catch (error) {
    remove()
    const isPlaced = error instanceof Error && 'path' in error
    throw isPlaced ? error : translateIoError(error, { path: work, done: 'read or written' })
  }
}

async function verifyIn(work: string, folder: string, options: VerifyOptions): Promise<Verification> {
  const { rebuild = false, corpus = '.', strict = false, signal } = options
  const spool = openSpool(join(work, 'problems'), options.keep)
  try {
    const tally = startTally()
    let order = 0
    const onProblem = (one: Problem): void => {
      tally.add(one)
      spool.add({ input: order++, ordinal: 0 }, [one])
    }
    const times = releaseFile(folder, PACKAGE) === undefined ? 1 : 2
    const progress = startCounting(options, { times, problems: () => tally.count() })
    const bag = await checkAsBag(folder, { onProblem, onProgress: progress.bytes, signal })
    const isOwn = isRelease(folder, bag?.tags)
    if (rebuild && !isOwn)
      throw new UsageError(`${folder} is no release of warraq: there is nothing to export again.`)
    const checked = bag?.isBag ? [sentenceOnBag(bag)] : []
    const counts = { records: 0, rejected: 0 }
    const common = { folder, onProblem, ...(signal && { signal }) }
    if (isOwn) {
      const report = await checkRelease({
        ...common,
        bag: bag ?? noBag,
        thorough: options.thorough,
        threads: options.threads,
        work: made(work, 'records'),
        onProgress: progress.records,
      })
      Object.assign(counts, { records: report.records, rejected: report.rejected })
      checked.push(...report.checked)
      if (rebuild && report.data !== undefined) {
        const facts = factsToRebuild(report.facts)
        const same = await checkRebuilt({
          ...common,
          corpus,
          facts,
          data: report.data,
          work: made(work, 'rebuilt'),
        })
        checked.push(`The sources were exported again: ${counted(same, 'file')} the same.`)
      }
    } else if (releaseFile(folder, PACKAGE) !== undefined) {
      const { problems, resources } = await checkPackage(folder, {
        onProgress: progress.records,
        ...(signal && { signal }),
      })
      for (const one of problems.first) onProblem(one)
      counts.records = resources.reduce((sum, { records = 0 }) => sum + records, 0)
      checked.push(
        `It was judged as a Data Package: its descriptor, and ${counted(resources.length, 'resource')}.`,
      )
    } else if (bag === undefined) {
      throw new UsageError(`${folder} is neither a release, nor a bag, nor a Data Package.`, {
        fix: 'Name the folder that holds bagit.txt or datapackage.json.',
      })
    }
    const { bySeverity, byCode } = tally.value()
    const summary: Summary = {
      command: 'verify',
      files: [...(bag?.files.keys() ?? [])],
      ...counts,
      bySeverity,
      byCode,
      checked,
      strict,
      ok: bySeverity.error === 0 && !(strict && bySeverity.warning > 0),
    }
    return {
      summary,
      problems: () => spool.inOrder(),
      problemLines: () => spool.linesInOrder(),
      close: spool.close,
    }
  } catch (error) {
    spool.close()
    throw error
  }
}

const PACKAGE = 'datapackage.json'

interface BagContext {
  readonly onProblem: (problem: Problem) => void
  readonly onProgress: (progress: { bytes: number; totalBytes: number }) => void
  readonly signal: AbortSignal | undefined
}

/** Undefined where a folder is no bag, and has nothing of one. */
async function checkAsBag(
  folder: string,
  { onProblem, onProgress, signal }: BagContext,
): Promise<BagReport | undefined> {
  const bag = await checkBag(folder, { onProgress, ...(signal && { signal }) })
  if (!bag.isBag && !bag.hasManifest && !isRelease(folder, bag.tags)) return undefined
  for (const one of bag.problems) onProblem(one)
  return bag
}

function sentenceOnBag({ files, version }: BagReport): string {
  const sealed = [...files.values()].filter(({ digests }) => Object.keys(digests).length > 0).length
  return `The checksums of ${counted(sealed, 'file')} were computed and compared with the manifests (BagIt ${version ?? 'of no known version'}).`
}

function made(work: string, name: string): string {
  const folder = join(work, name)
  mkdirSync(folder)
  return folder
}

function startCounting({ onProgress }: VerifyOptions, { times, problems }: Counting) {
  let hashed = 0
  let total = 0
  const show = (records: number, bytes: number) =>
    onProgress?.({ records, problems: problems(), bytes, totalBytes: times * total })
  return {
    bytes: (progress: { bytes: number; totalBytes: number }) => {
      hashed = progress.bytes
      total = progress.totalBytes
      show(0, hashed)
    },
    /** `of`: how many records there should be, where that is known. */
    records: ({ records, of }: { records: number; of?: number | undefined }) => {
      const share = of === undefined || of === 0 ? 0 : Math.min(records / of, 1)
      show(records, Math.round(hashed + share * (times - 1) * total))
    },
  }
}

interface Counting {
  /** How often each byte is read. */
  readonly times: number
  problems(): number
}
