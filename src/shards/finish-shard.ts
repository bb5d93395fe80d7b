import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.js'
import type { RecordSchema } from '../schema/field.js'
import { loadSchema } from '../schema/load.js'
import { enumerated } from '../text/sentence.js'
import { digestOfInput, stateOfInput } from './input-digest.js'
import { isUnchanged, type Mark, markedFile, readMark, writeMark } from './mark.js'
import type { ShardReport } from './report.js'
import { runShard, type ShardProgress, type ShardTask, type Watch } from './shard.js'
import { filesToWrite } from './shard-files.js'

/** A shard that leaves a mark once it is finished, and is not made again where a mark says that it is there. */
export interface MarkedTask extends ShardTask {
  readonly marking?: {
    /** Path of the mark, below `out`. */
    readonly path: string
    /** SHA-256 of the plan. */
    readonly plan: string
    /** Whether an earlier run may have finished this shard. */
    readonly mayBeThere: boolean
  }
}

export interface Finished {
  readonly report: ShardReport
  /** Whether an earlier run had made it. */
  readonly isReused: boolean
}

/**
 * Uses a shard that an earlier run finished, or makes it. Throws UsageError where what a finished shard was made from is not
 * what it was.
 */
export async function finishShard(task: MarkedTask, watch: Watch = {}): Promise<Finished> {
  const { marking, out } = task
  if (marking === undefined) return { report: await runShard(task, watch), isReused: false }
  const schema = schemaOf(task)
  const before = stateOfInput(task, schema)
  const input = await digestOfInput(task, schema, () => watch.onProgress?.(nothingYet))
  if (marking.mayBeThere) {
    const found = await findFinished(task, schema)
    if (found !== undefined && found.input !== input) throw changedInput(task)
    if (found !== undefined) {
      watch.onProgress?.({ ...progressOf(found.report, task), isReused: true })
      return { report: found.report, isReused: true }
    }
    await removeShard(task, schema)
  }
  const report = await runShard(task, watch)
  // What was read may be neither what was there before nor what is there now.
  if (stateOfInput(task, schema) !== before) return { report, isReused: false }
  const work = workFilesOf(task).map(path => markedFile(out, path))
  const mark = writeMark(out, marking.path, { shard: task.shard, plan: marking.plan, input, work, report })
  return { report: mark.report, isReused: false }
}

const nothingYet: ShardProgress = { records: 0, problems: 0, bytes: 0 }

/** The files that a shard's mark speaks of, below `out`: those that are written, and those of the merge that are there. */
export async function filesOfShard(task: MarkedTask, schema: RecordSchema): Promise<readonly string[]> {
  const formats = await filesToWrite(task, schema)
  return [...formats.flatMap(({ files }) => files.map(({ path }) => path)), ...workFilesOf(task)]
}

/** The mark of a shard whose files are all there, and as they were; of no other file, wherever a mark may point. */
async function findFinished(task: MarkedTask, schema: RecordSchema): Promise<Mark | undefined> {
  const { marking, out, shard } = task
  const mark = marking && readMark(out, marking.path)
  if (mark === undefined || mark.plan !== marking?.plan || mark.shard !== shard) return undefined
  const paths = await filesOfShard(task, schema)
  const marked = [...mark.report.files, ...mark.work]
  const isWhole =
    paths.length === marked.length &&
    paths.every((path, i) => marked[i]?.path === path) &&
    marked.every(file => isUnchanged(out, file))
  return isWhole ? mark : undefined
}

async function removeShard(task: MarkedTask, schema: RecordSchema): Promise<void> {
  // The mark goes first: without it nothing else is believed.
  if (task.marking !== undefined) rmSync(join(task.out, task.marking.path), { force: true })
  for (const path of await filesOfShard(task, schema)) rmSync(join(task.out, path), { force: true })
}

/** Sorted runs of unique values, whose number nobody knows before, and digests. */
function workFilesOf({ out, unique, digests }: ShardTask): readonly string[] {
  const runs: string[] = []
  while (existsSync(join(out, `${unique}-${runs.length}`))) runs.push(`${unique}-${runs.length}`)
  return [...runs, digests]
}

function progressOf({ records, rejected, problems }: ShardReport, { slices }: ShardTask): ShardProgress {
  const { error, warning, info } = problems.bySeverity
  return {
    records: records + rejected,
    problems: error + warning + info,
    bytes: slices.reduce((sum, { start, end }) => sum + end - start, 0),
  }
}

function changedInput({ slices }: ShardTask): UsageError {
  const paths = [...new Set(slices.map(({ path }) => path))]
  const [first = '', last = ''] = [paths[0], paths.at(-1)]
  const named =
    paths.length <= 3 ? enumerated(paths) : `one of the ${paths.length} files from ${first} to ${last}`
  const which = paths.length > 1 && paths.length <= 3 ? `one of ${named}` : named
  return new UsageError(
    `The interrupted export cannot be resumed: ${which} is not what it was when its shard was finished.`,
    { fix: 'Put it back, or export without --resume, which starts over.' },
  )
}

/** One run has many shards and one schema. */
let loaded: { readonly of: string; readonly schema: RecordSchema } | undefined

function schemaOf({ schema: { text, path } }: ShardTask): RecordSchema {
  const of = JSON.stringify([path, text])
  if (loaded?.of !== of) loaded = { of, schema: loadSchema(text, path) }
  return loaded.schema
}
