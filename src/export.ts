import { mkdirSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { CHANGELOG_FILE, type CorpusChangelog, loadChangelog } from './corpus/changelog.js'
import type { Corpus } from './corpus/corpus.js'
import { loadCorpus } from './corpus/load.js'
import { loadWithdrawn, WITHDRAWN_FILE, type Withdrawn } from './corpus/withdrawn.js'
import { UsageError } from './errors.js'
import { digestOfAside, type ExportPlan, planOf } from './export-plan.js'
import {
  countFinished,
  type Marking,
  refusalToResume,
  startMarking,
  suspendFinished,
  WORK,
} from './export-resume.js'
import {
  contentDigest,
  type ExportProgress,
  findAllDuplicates,
  runShards,
  shardTasks,
} from './export-shards.js'
import { compareWithEarlier } from './export-version.js'
import { translateIoError } from './files/io-error.js'
import { truePath } from './files/replaceable.js'
import { writeWhole } from './files/write-whole.js'
import { formatNames } from './formats/index.js'
import { lintOptionsOf } from './records/lints/options.js'
import { PAYLOAD_MANIFEST, payloadManifest, renderBagInfo, TAG_MANIFEST, tagManifest } from './release/bag.js'
import { withVersion } from './release/changes/changelog.js'
import type { ReleaseChanges } from './release/changes/release-changes.js'
import { dataFilesIn } from './release/data-files.js'
import { renderDatasheet } from './release/datasheet/datasheet.js'
import { bagInfo } from './release/metadata/bag-info.js'
import { renderMetadata } from './release/metadata/index.js'
import type { Recovery } from './release/recovery.js'
import type { Release, Resource } from './release/release.js'
import { openStaging, type Staging } from './release/staging.js'
import type { RecordSchema } from './schema/field.js'
import { countAccepted, listAccepted, unusedAcceptances } from './shards/accepted.js'
import { planShards, SHARD_BYTES } from './shards/plan.js'
import { inInputOrder, mergeTallies, type ProblemTally, type ShardReport, tallyOf } from './shards/report.js'
import type { ThreadOption } from './shards/threads.js'
import { type UniqueKind, uniqueFields } from './shards/unique.js'
import { listInputs } from './sources/inputs.js'
import type { Slice } from './sources/source.js'
import { byCodePoint } from './text/order.js'
import { UNICODE_VERSION } from './text/unicode.js'
import { tool } from './tool.js'
import { type ValidateOptions, type ValidateProgress, validateRecords } from './validate.js'

export interface ExportOptions {
  /** The corpus: its folder, or its corpus.yaml. */
  readonly corpus?: string
  /** Folder of the release; replaced as a whole. Relative paths start at the working directory. */
  readonly out?: string
  readonly formats?: readonly string[]
  /** About how many bytes of input make one shard. */
  readonly shardBytes?: number
  /** YYYY-MM-DD: nothing in the corpus is later; the day of the release where it is left out. */
  readonly asOf?: string
  /** Records with an error go to this file (a folder, where the corpus has several), and all others are published. */
  readonly rejected?: string
  /** With more records to set aside than this, nothing is published. */
  readonly maxRejected?: number
  /** Warnings stop the export as errors do; corpus.yaml may say so too. */
  readonly strict?: boolean
  /** An earlier release that the version is judged against as well. */
  readonly since?: string
  /** The release at the target was never given out: it may be replaced by another one of the same version. */
  readonly unpublished?: boolean
  /** Text of the release's changelog: then that of the corpus is neither continued nor written. */
  readonly changelog?: string | undefined
  /** Threads that shards are worked on; or at most so many, where the input is large. One, unless it is said. */
  readonly threads?: ThreadOption
  /** Goes on from the shards that an interrupted export finished. They are removed where this is not set. */
  readonly resume?: boolean
  /** Told first of all how many shards an interrupted export had finished, if it is to be resumed or there are some. */
  readonly onLeftover?: (finished: number) => void
  /** Told how many of all shards are finished and kept, so that an export that fails can be resumed. */
  readonly onKept?: (kept: { readonly finished: number; readonly shards: number }) => void
  readonly onProgress?: (progress: ExportProgress) => void
  /** Ends the export; what was published stays, and shards that are finished are kept. */
  readonly signal?: AbortSignal
}

export interface ExportResult {
  readonly target: string
  /** Undefined when problems stopped the export: what was published before is still there. */
  readonly release: Release | undefined
  readonly datasheet: string | undefined
  readonly problems: ProblemTally
  /** Warnings that people accepted; they are not among the problems. */
  readonly accepted: number
  readonly records: number
  readonly recovered: Recovery
  /** Shards that an interrupted export had finished, and that were used again. */
  readonly reused: number
  /** What has changed since the earlier release; undefined where none of another version was compared with. */
  readonly changes?: ReleaseChanges | undefined
  /** Undefined where nothing was published. */
  readonly changelog?: WrittenChangelog
  /** Why a folder that nobody needs could not be removed. */
  readonly leftover: string | null
}

/** What became of the changelog of the corpus. */
interface WrittenChangelog {
  /** Relative to the corpus. */
  readonly path: string
  /** Whether a section was added; it is not where there was one for this version. */
  readonly written: boolean
  /** Why it could not be written; the release has the section all the same. */
  readonly unwritten: string | null
}

/**
 * Exports a corpus: all its records in every format, and everything a release says of itself, published at once or
 * not at all. Problems of the data are in the result; throws UsageError when the corpus, its schema or the target
 * cannot be used. What ends it, other than errors of the data, leaves the shards that are finished to be resumed.
 */
export async function exportCorpus(options: ExportOptions = {}): Promise<ExportResult> {
  const formats = checkFormats(options.formats ?? formatNames)
  const corpus = loadCorpus(options.corpus ?? '.')
  const withdrawn = loadWithdrawn(corpus)
  const changelog = loadChangelog(corpus)
  const lints = lintOptionsOf(corpus.statement, options.asOf)
  const target = resolve(options.out ?? 'dist-data')
  refuseInsideSources(target, corpus)
  const { inputs, problems } = listInputs(corpus)
  const { resume = false, onLeftover } = options
  const staging = openStaging(target, {
    protect: [corpus.folder, changelog.file, ...inputs.map(({ path }) => join(corpus.folder, path))],
    resume,
    onLeftover: folder => {
      const finished = countFinished(folder)
      if (finished > 0 && !resume) onLeftover?.(finished)
    },
  })
  let shards: readonly (readonly Slice[])[] = []
  let marking: Marking | undefined
  let refusal: UsageError | undefined
  const resumeAs = (plan: ExportPlan) => {
    refusal = resume ? refusalToResume(staging.folder, plan) : undefined
    if (refusal !== undefined) throw refusal
  }
  try {
    const shardBytes = options.shardBytes ?? SHARD_BYTES
    shards = planShards(inputs, shardBytes, corpus)
    const rejected = options.rejected !== undefined
    const planned = planOf({ corpus, lints, formats, shardBytes, inputs, shards, rejected })
    resumeAs(planned)
    if (resume) onLeftover?.(countFinished(staging.folder))
    // Finding the records that are left out reads all inputs once more.
    const [first, second] = inTwoPasses(options.onProgress)
    const watched = { ...options, onProgress: rejected ? second : options.onProgress }
    const aside = await setAside({ ...options, onProgress: first })
    const plan = rejected ? { ...planned, aside: digestOfAside(aside?.ordinals) } : planned
    resumeAs(plan)
    const run = { corpus, lints, formats, staging, inputs, plan, options: watched, aside: aside?.ordinals }
    const tasks = shardTasks(shards, run)
    await startMarking(staging, plan, { tasks, schema: corpus.schema })
    marking = { tasks, schema: corpus.schema }
    const { reused, ...report } = await runShards(tasks, run)
    await heed(options.signal)
    const duplicates = findAllDuplicates(shards, withdrawn, staging)
    await heed(options.signal)
    const found = [tallyOf(problems), report.problems, duplicates].reduce(mergeTallies)
    const unused = found.bySeverity.error > 0 ? [] : unusedAcceptances(corpus, report.accepted)
    const all = inInputOrder(mergeTallies(found, tallyOf(unused)))
    const result = {
      target: staging.target,
      problems: all,
      accepted: countAccepted(report.accepted),
      records: report.records,
      recovered: staging.recovered,
      reused,
    }
    const strict = options.strict ?? corpus.statement.strict ?? false
    if (all.bySeverity.error > 0 || (strict && all.bySeverity.warning > 0)) {
      return { ...result, release: undefined, datasheet: undefined, leftover: staging.discard().leftover }
    }
    const digest = contentDigest(shards.length, staging)
    const release = {
      ...describe(corpus, shards.length, report, all, digest),
      ...(withdrawn.text !== undefined && { withdrawn: true }),
      shardBytes,
      ...(lints.asOf !== corpus.statement.released && { asOf: lints.asOf }),
      ...(aside !== undefined && { rejections: aside.byCode }),
    }
    const { changes, text } =
      options.changelog === undefined
        ? await renderChangelog(release, { corpus, withdrawn, changelog, staging, options })
        : { changes: undefined, text: options.changelog }
    writeTagFiles(release, { corpus, withdrawn, staging, changelog: text })
    await heed(options.signal)
    rmSync(join(staging.folder, WORK), { recursive: true })
    const { leftover } = staging.publish()
    const datasheet = renderDatasheet(release)
    const written = options.changelog === undefined ? writeChangelog(changelog, text) : undefined
    return { ...result, release, datasheet, leftover, changes, ...(written && { changelog: written }) }
  } catch (error) {
    const finished = await suspendFinished(staging, marking)
    if (finished > 0 && error !== refusal) options.onKept?.({ finished, shards: shards.length })
    throw error
  } finally {
    staging.discard()
  }
}

/** Tells of two passes over the same bytes as of one run. */
function inTwoPasses(onProgress: ExportOptions['onProgress']) {
  const pass =
    (before: number) =>
    (progress: ValidateProgress & Partial<ExportProgress>): void =>
      onProgress?.({
        reusedBytes: 0,
        ...progress,
        bytes: before * progress.totalBytes + progress.bytes,
        totalBytes: 2 * progress.totalBytes,
      })
  return [pass(0), pass(1)] as const
}

/** Lets signals arrive, and ends the export where one did. */
async function heed(signal: AbortSignal | undefined): Promise<void> {
  await new Promise(setImmediate)
  signal?.throwIfAborted()
}

interface SetAside {
  readonly ordinals: Readonly<Record<string, readonly number[]>>
  /** Why: how many errors there were of each code. */
  readonly byCode: Readonly<Record<string, number>>
}

/** Finds the records that cannot be published, and copies them to where they go; undefined where none may be left out. */
async function setAside(
  options: Omit<ExportOptions, 'onProgress'> & Pick<ValidateOptions, 'onProgress'>,
): Promise<SetAside | undefined> {
  const { corpus, strict, asOf, rejected, maxRejected = Number.POSITIVE_INFINITY } = options
  if (rejected === undefined) return undefined
  const validation = await validateRecords({
    ...(corpus !== undefined && { corpus }),
    ...(strict !== undefined && { strict }),
    ...(asOf !== undefined && { asOf }),
    ...(options.signal !== undefined && { signal: options.signal }),
    ...(options.threads !== undefined && { threads: options.threads }),
    ...(options.onProgress !== undefined && { onProgress: options.onProgress }),
    rejected,
  })
  try {
    if (validation.summary.rejected > maxRejected) return undefined
    const byCode = new Map<string, number>()
    for (const { code, severity } of validation.problems()) {
      const fails = severity === 'error' || (validation.summary.strict && severity === 'warning')
      if (fails) byCode.set(code, (byCode.get(code) ?? 0) + 1)
    }
    const sorted = [...byCode].sort(([a], [b]) => byCodePoint(a, b))
    return { ordinals: validation.rejected(), byCode: Object.fromEntries(sorted) }
  } finally {
    validation.close()
  }
}

function checkFormats(names: readonly string[]): readonly string[] {
  const unknown = names.find(name => !formatNames.some(known => known === name))
  if (unknown === undefined && names.length > 0) return formatNames.filter(name => names.includes(name))
  throw new UsageError(`There is no format "${unknown ?? ''}".`, {
    fix: `Choose from ${formatNames.join(', ')}.`,
  })
}

/** A release among the inputs would be read by the next export. */
function refuseInsideSources(target: string, { folder, statement }: Corpus): void {
  for (const { path } of statement.sources) {
    const source = resolve(folder, path.includes('*') ? dirname(path) : path)
    if (target !== source && !target.startsWith(`${source}${sep}`)) continue
    throw new UsageError(`${target} lies inside the source ${path}, which the next export would read.`, {
      fix: 'Choose a folder beside the sources.',
    })
  }
}

function describe(
  corpus: Corpus,
  shards: number,
  report: ShardReport,
  problems: ProblemTally,
  digest: string,
): Release {
  return {
    tool,
    unicode: UNICODE_VERSION,
    corpus: corpus.statement,
    schema: corpus.schema,
    resources: report.files.map((file): Resource => ({ ...file, shards })),
    statistics: report.statistics,
    contentDigest: digest,
    notes: problems.byCode,
    checks: checkCodes(corpus.schema),
    rejected: report.rejected,
    accepted: listAccepted(corpus, report.accepted),
    acceptedMore: report.accepted.more,
  }
}

/** Codes of the checks that compared all records. Lints are not among them: which of them look depends on each record. */
function checkCodes(schema: RecordSchema): readonly string[] {
  return uniqueFields(schema).map(([kind]) => checkedBy[kind])
}

const checkedBy = {
  key: 'record/duplicate-key',
  exact: 'duplicate/exact',
  folded: 'duplicate/folded',
} as const satisfies Record<UniqueKind, string>

interface Staged {
  readonly corpus: Corpus
  readonly withdrawn: Withdrawn
  readonly changelog: CorpusChangelog
  readonly staging: Staging
  readonly options: ExportOptions
}

/** The changelog that the release will hold. Throws UsageError where the version promises less than has changed. */
async function renderChangelog(
  { contentDigest, statistics: { records } }: Release,
  { corpus, withdrawn, changelog, staging, options }: Staged,
): Promise<{ readonly text: string; readonly changes: ReleaseChanges | undefined }> {
  const data = await dataFilesIn(staging.folder, corpus.statement.name, corpus.schema)
  const after = { folder: staging.folder, corpus, data, contentDigest, records }
  const earlier = await compareWithEarlier(
    { ...after, withdrawn: [...withdrawn.byId.keys()] },
    {
      target: staging.target,
      unpublished: options.unpublished ?? false,
      since: options.since,
      folder: join(staging.folder, WORK),
      signal: options.signal,
    },
  )
  const { changes, unread, changelog: known } = earlier
  const text = withVersion(changelog.text ?? known, {
    corpus: corpus.statement,
    records,
    changes,
    unread,
    known,
  })
  return { text, changes }
}

/** A corpus that cannot be written is no reason to fail: the release stands, and has the changelog. */
function writeChangelog({ path, file, text: before }: CorpusChangelog, text: string): WrittenChangelog {
  if (text === before) return { path, written: false, unwritten: null }
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeWhole(truePath(file), Buffer.from(text, 'utf8'), { replace: true })
    return { path, written: true, unwritten: null }
  } catch (error) {
    const translated = translateIoError(error, { path: file, done: 'written' })
    if (!(translated instanceof UsageError)) throw error
    return { path, written: false, unwritten: translated.message }
  }
}

/** Metadata hashes the data only, the manifest the data, the tag manifest everything else: written in that order. */
function writeTagFiles(
  release: Release,
  { corpus, withdrawn, staging, changelog }: Omit<Staged, 'changelog' | 'options'> & { changelog: string },
): void {
  const write = (path: string, text: string) => {
    const sink = staging.createFile(path)
    sink.write(Buffer.from(text, 'utf8'))
    sink.close()
  }
  write('corpus.yaml', corpus.text)
  if (withdrawn.text !== undefined) write(WITHDRAWN_FILE, withdrawn.text)
  write(CHANGELOG_FILE, changelog)
  write(`schema/${basename(corpus.schema.path)}`, corpus.schema.text)
  for (const { path, text } of renderMetadata(release)) write(path, text)
  write('bag-info.txt', renderBagInfo(bagInfo(release), release.resources))
  write(PAYLOAD_MANIFEST, payloadManifest(release.resources))
  write(TAG_MANIFEST, tagManifest(staging.files()))
}
