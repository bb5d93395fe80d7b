import { existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { UsageError } from './errors.js'
import { type ExportPlan, otherPlan, readPlan, writePlan } from './export-plan.js'
import { syncFolder } from './files/sync-folder.js'
import type { Staging } from './release/staging.js'
import type { RecordSchema } from './schema/field.js'
import { filesOfShard, type MarkedTask } from './shards/finish-shard.js'

/** Folder inside the staging folder for what the merge reads, the plan and the marks; removed before anything is published. */
export const WORK = 'work'

const PLAN = `${WORK}/plan.json`

export const markPath = (shard: number): string => `${WORK}/shard-${shard}.json`

/** Numbers of the shards that have a mark; whether it is a good one is not looked at. */
export function markedShards(folder: string): ReadonlySet<number> {
  const work = join(folder, WORK)
  if (lstatSync(work, { throwIfNoEntry: false })?.isDirectory() !== true) return new Set()
  const numbers = readdirSync(work).map(name => /^shard-(\d+)\.json$/.exec(name)?.[1])
  return new Set(numbers.flatMap(number => (number === undefined ? [] : [Number(number)])))
}

/** How many shards an interrupted run left to be used again; none where its plan cannot be read. */
export const countFinished = (folder: string): number =>
  readPlan(folder, PLAN) === undefined ? 0 : markedShards(folder).size

/** Why this run cannot use the shards that an interrupted one finished; undefined where it can, or there are none. */
export function refusalToResume(folder: string, plan: ExportPlan): UsageError | undefined {
  const before = readPlan(folder, PLAN)
  return before === undefined || markedShards(folder).size === 0 ? undefined : otherPlan(before, plan)
}

export interface Marking {
  readonly tasks: readonly MarkedTask[]
  readonly schema: RecordSchema
}

/** Clears away what an interrupted run left, but for finished shards, which are of this plan, and lets shards be marked as they are finished. */
export async function startMarking(staging: Staging, plan: ExportPlan, marking: Marking): Promise<void> {
  const { folder, isResumed } = staging
  if (isResumed && countFinished(folder) > 0) await clearUnfinished(staging, marking)
  else if (isResumed) staging.keepOnly(() => false)
  const work = join(folder, WORK)
  if (!existsSync(work)) mkdirSync(work)
  if (!marking.tasks.some(task => task.marking)) return
  writePlan(folder, PLAN, plan)
  syncFolder(folder)
  syncFolder(dirname(folder))
}

/**
 * Leaves finished shards for a later run, and gives up the lock; returns how many there are. Where there are none it does nothing.
 * `marking` is left out where it did not start.
 */
export async function suspendFinished(staging: Staging, marking: Marking | undefined): Promise<number> {
  const finished = countFinished(staging.folder)
  if (finished === 0) return 0
  try {
    if (marking !== undefined) await clearUnfinished(staging, marking)
  } finally {
    staging.suspend()
  }
  return finished
}

async function clearUnfinished(staging: Staging, { tasks, schema }: Marking): Promise<void> {
  const marked = markedShards(staging.folder)
  const kept = new Set([PLAN])
  for (const task of tasks) {
    if (task.marking === undefined || !marked.has(task.shard)) continue
    for (const path of [task.marking.path, ...(await filesOfShard(task, schema))]) kept.add(path)
  }
  staging.keepOnly(path => kept.has(path))
}
