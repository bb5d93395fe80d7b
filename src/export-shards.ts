import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Corpus } from './corpus/corpus.js'
import { WITHDRAWN_FILE, type Withdrawn } from './corpus/withdrawn.js'
import { digestOfPlan, type ExportPlan } from './export-plan.js'
import { markedShards, markPath, WORK } from './export-resume.js'
import type { LintOptions } from './records/lints/lint.js'
import type { Staging } from './release/staging.js'
import type { MarkedTask } from './shards/finish-shard.js'
import { locatorOf } from './shards/record-place.js'
import {
  emptyReport,
  mergeReports,
  type ProblemTally,
  type ShardFile,
  type ShardReport,
  startTally,
} from './shards/report.js'
import type { ShardProgress } from './shards/shard.js'
import { runShardTasks } from './shards/shard-tasks.js'
import { type ThreadOption, threadsFor } from './shards/threads.js'
import { findDuplicates, gatherUnique } from './shards/unique.js'
import { duplicateProblems } from './shards/verdict.js'
import type { Input } from './sources/inputs.js'
import type { Slice } from './sources/source.js'

export interface ExportProgress {
  readonly records: number
  readonly problems: number
  readonly bytes: number
  readonly totalBytes: number
  /** Of `bytes`, those of shards that an earlier run had finished. */
  readonly reusedBytes: number
}

const workFile = (kind: string, shard: number): string => `${WORK}/${kind}-${shard}`

/** What shards are made for. */
export interface ShardRun {
  readonly corpus: Corpus
  readonly lints: LintOptions
  readonly formats: readonly string[]
  readonly staging: Staging
  readonly inputs: readonly Input[]
  readonly plan: ExportPlan
  readonly options: {
    readonly threads?: ThreadOption
    readonly onProgress?: ((progress: ExportProgress) => void) | undefined
    readonly signal?: AbortSignal
  }
  /** Ordinals of records that are left out, by the path of their file. */
  readonly aside: Readonly<Record<string, readonly number[]>> | undefined
}

/** What shards came to, and how many of them an earlier run had finished. */
interface ShardsReport extends ShardReport {
  readonly reused: number
}

/** Works on all shards; what it leaves in the folder WORK is for the functions below. */
export async function runShards(tasks: readonly MarkedTask[], run: ShardRun): Promise<ShardsReport> {
  const { inputs, options } = run
  const totalBytes = inputs.reduce((sum, { bytes }) => sum + bytes, 0)
  /** How far each shard has come. */
  const reached = new Map<number, ShardProgress>()
  const onProgress = ({ shard }: MarkedTask, progress: ShardProgress) => {
    reached.set(shard, progress)
    const sums = { records: 0, problems: 0, bytes: 0, reusedBytes: 0 }
    for (const { records, problems, bytes, isReused } of reached.values()) {
      sums.records += records
      sums.problems += problems
      sums.bytes += bytes
      if (isReused) sums.reusedBytes += bytes
    }
    options.onProgress?.({ ...sums, totalBytes })
  }
  const threads = threadsFor(totalBytes, options.threads)
  let report = emptyReport
  let reused = 0
  /** Beside the report: merging thousands of lists one by one would copy them all each time. */
  const files: ShardFile[] = []
  for await (const done of runShardTasks(tasks, { threads, onProgress, signal: options.signal })) {
    files.push(...done.report.files)
    report = mergeReports(report, { ...done.report, files: [] })
    if (done.isReused) reused++
  }
  return { ...report, files, reused }
}

/** One task for each shard. A shard that is all there is leaves no mark: nothing would be left to do. */
export function shardTasks(shards: readonly (readonly Slice[])[], run: ShardRun): readonly MarkedTask[] {
  const { corpus, lints, formats, staging, plan, aside } = run
  const marked = markedShards(staging.folder)
  const digest = digestOfPlan(plan)
  let firstSlice = 0
  return shards.map((slices, shard) => {
    const task: MarkedTask = {
      shard,
      shards: shards.length,
      slices,
      firstSlice,
      folder: corpus.folder,
      corpus: corpus.statement.name,
      schema: { text: corpus.schema.text, path: corpus.schema.path },
      lints,
      formats,
      setAside: aside,
      out: staging.folder,
      unique: workFile('unique', shard),
      digests: workFile('digests', shard),
      ...(shards.length > 1 && {
        marking: { path: markPath(shard), plan: digest, mayBeThere: marked.has(shard) },
      }),
    }
    firstSlice += slices.length
    return task
  })
}

/** Compares what no two records may share; ids that were withdrawn come first. */
export function findAllDuplicates(
  shards: readonly (readonly Slice[])[],
  { byId: withdrawn }: Withdrawn,
  staging: Staging,
): ProblemTally {
  const paths = [...shards.flat().map(({ path }) => path), WITHDRAWN_FILE]
  const work = join(staging.folder, WORK)
  const unique = gatherUnique(run => join(work, `unique-withdrawn-${run}`))
  for (const { id, line } of withdrawn.values())
    unique.add('key', id, { origin: 'withdrawn', slice: paths.length - 1, line, id })
  unique.close()
  const files = readdirSync(work)
    .filter(name => name.startsWith('unique-'))
    .map(name => join(work, name))
  const naming = { locate: locatorOf(paths), withdrawn }
  const tally = startTally()
  for (const { problem } of duplicateProblems(findDuplicates(files), naming)) tally.add(problem)
  return tally.value()
}

/** Of all records in their order, lower-case hex. */
export function contentDigest(shards: number, staging: Staging): string {
  const hash = createHash('sha256')
  for (let shard = 0; shard < shards; shard++) {
    hash.update(readFileSync(join(staging.folder, workFile('digests', shard))))
  }
  return hash.digest('hex')
}
