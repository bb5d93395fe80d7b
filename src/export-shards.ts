import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Corpus } from './corpus/corpus.js'
import { WITHDRAWN_FILE, type Withdrawn } from './corpus/withdrawn.js'
import type { LintOptions } from './records/lints/lint.js'
import type { Staging } from './release/staging.js'
import { locatorOf } from './shards/record-place.js'
import {
  emptyReport,
  mergeReports,
  type ProblemTally,
  type ShardFile,
  type ShardReport,
  startTally,
} from './shards/report.js'
import type { ShardProgress, ShardTask } from './shards/shard.js'
import { runShardTasks } from './shards/shard-tasks.js'
import { type ThreadOption, threadsFor } from './shards/threads.js'
import { findDuplicates, gatherUnique } from './shards/unique.js'
import { duplicateProblems } from './shards/verdict.js'
import type { Input } from './sources/inputs.js'
import type { Slice } from './sources/source.js'

export interface ExportProgress extends ShardProgress {
  readonly totalBytes: number
}

/** Folder inside the staging folder for what the merge reads; removed before anything is published. */
export const WORK = 'work'

const workFile = (kind: string, shard: number): string => `${WORK}/${kind}-${shard}`

/** What shards are made for. */
export interface ShardRun {
  readonly corpus: Corpus
  readonly lints: LintOptions
  readonly formats: readonly string[]
  readonly staging: Staging
  readonly inputs: readonly Input[]
  readonly options: {
    readonly threads?: ThreadOption
    readonly onProgress?: (progress: ExportProgress) => void
    readonly signal?: AbortSignal
  }
  /** Ordinals of records that are left out, by the path of their file. */
  readonly aside: Readonly<Record<string, readonly number[]>> | undefined
}

/** Works on all shards; what it leaves in the folder WORK is for the functions below. */
export async function runShards(shards: readonly (readonly Slice[])[], run: ShardRun): Promise<ShardReport> {
  const { staging, inputs, options } = run
  mkdirSync(join(staging.folder, WORK))
  const totalBytes = inputs.reduce((sum, { bytes }) => sum + bytes, 0)
  const tasks = shardTasks(shards, run)
  /** How far each shard has come. */
  const reached = new Map<number, ShardProgress>()
  const onProgress = ({ shard }: ShardTask, progress: ShardProgress) => {
    reached.set(shard, progress)
    const all = [...reached.values()]
    const total = (name: keyof ShardProgress) => all.reduce((sum, one) => sum + one[name], 0)
    options.onProgress?.({
      records: total('records'),
      problems: total('problems'),
      bytes: total('bytes'),
      totalBytes,
    })
  }
  const threads = threadsFor(totalBytes, options.threads)
  let report = emptyReport
  /** Beside the report: merging thousands of lists one by one would copy them all each time. */
  const files: ShardFile[] = []
  for await (const done of runShardTasks(tasks, { threads, onProgress, signal: options.signal })) {
    files.push(...done.files)
    report = mergeReports(report, { ...done, files: [] })
  }
  return { ...report, files }
}

function shardTasks(shards: readonly (readonly Slice[])[], run: ShardRun): readonly ShardTask[] {
  const { corpus, lints, formats, staging, aside } = run
  let firstSlice = 0
  return shards.map((slices, shard) => {
    const task: ShardTask = {
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
