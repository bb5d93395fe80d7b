import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LintOptions } from '../../records/lints/lint.js'
import type { RecordSchema } from '../../schema/field.js'
import { workOnThreads } from '../../shards/pool.js'
import type { ShardTask } from '../../shards/shard.js'
import { type ThreadOption, threadsFor } from '../../shards/threads.js'
import { sources } from '../../sources/index.js'
import type { FormatFiles } from '../data-files.js'
import { type SameShard, sameShard } from './same-shard.js'

/** What is heard of a shard: how many records were read so far, and in the end whether its files are the same. */
export type SamePart = { readonly records: number } | { readonly same: SameShard | undefined }

interface SameOptions {
  readonly folder: string
  /** The name that data files begin with. */
  readonly corpus: string
  readonly schema: RecordSchema
  /** The first is read, the others are made again from it. */
  readonly formats: readonly FormatFiles[]
  readonly shards: number
  readonly lints: LintOptions
  /** A folder for digests and unique values. */
  readonly work: string
  readonly threads?: ThreadOption | undefined
  /** How many records of all shards were read so far. */
  readonly onProgress: (records: number) => void
  readonly signal?: AbortSignal | undefined
}

interface SameShards {
  /** Those whose formats are the same, by their numbers. */
  readonly byShard: ReadonlyMap<number, SameShard>
  /** The digests of the records of such a shard, one after the other; undefined for others. */
  digestsOf(shard: number): Uint8Array | undefined
}

/** Makes all shards again that have a file in each format, and finds those that are the same; on threads where there are several. */
export async function findSameShards(options: SameOptions): Promise<SameShards> {
  const { work, signal } = options
  const tasks = tasksFor(options)
  const byShard = new Map<number, SameShard>()
  const progress = startProgress(options.onProgress)
  const threads = Math.min(threadsFor(bytesOf(tasks), options.threads), tasks.length)
  if (threads < 2) {
    for (const task of tasks) {
      const same = await sameShard(task, records => {
        signal?.throwIfAborted()
        progress(task, records)
      })
      signal?.throwIfAborted()
      if (same !== undefined) byShard.set(task.shard, same)
    }
  } else {
    const file = new URL('./same-shard-thread.js', import.meta.url)
    const onPart = (task: ShardTask, part: SamePart) => {
      if ('records' in part) progress(task, part.records)
    }
    const start = undefined
    const parts = workOnThreads<ShardTask, SamePart>(tasks, { file, start, threads, onPart, signal })
    for await (const { task, part } of parts)
      if ('same' in part && part.same !== undefined) byShard.set(task.shard, part.same)
  }
  const digestsOf = (shard: number) =>
    byShard.has(shard) ? readFileSync(join(work, digestsFile(shard))) : undefined
  return { byShard, digestsOf }
}

const digestsFile = (shard: number): string => `same-digests-${shard}`

function tasksFor({ folder, corpus, schema, formats, shards, lints, work }: SameOptions): ShardTask[] {
  const leader = formats[0]?.format.name
  const source = leader === undefined ? undefined : sources[leader]
  if (source === undefined) return []
  return Array.from({ length: shards }, (_, shard) => shard).flatMap(shard => {
    const files = formats.map(format => format.shards[shard])
    const path = files[0]?.tables['']
    const isWhole = files.every(one => one !== undefined && one.absent.length === 0)
    if (path === undefined || !isWhole) return []
    const input = { path, bytes: lstatSync(join(folder, path)).size }
    const slices = [...source.split(input, Number.POSITIVE_INFINITY, { folder, schema })]
    if (slices.length > 1) return []
    const task: ShardTask = {
      shard,
      shards,
      slices,
      firstSlice: shard * formats.length,
      folder,
      corpus,
      schema: { text: schema.text, path: schema.path },
      lints,
      formats: formats.map(({ format }) => format.name),
      out: work,
      unique: `same-unique-${shard}`,
      digests: digestsFile(shard),
    }
    return [task]
  })
}

const bytesOf = (tasks: readonly ShardTask[]): number =>
  tasks.reduce((sum, { slices }) => sum + (slices[0]?.end ?? 0), 0)

function startProgress(onProgress: (records: number) => void) {
  const reached = new Map<number, number>()
  let sum = 0
  return ({ shard }: ShardTask, records: number): void => {
    sum += records - (reached.get(shard) ?? 0)
    reached.set(shard, records)
    onProgress(sum)
  }
}
