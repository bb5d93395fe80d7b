import { workOnThreads } from './pool.js'
import type { ShardReport } from './report.js'
import { runShard, type ShardProgress, type ShardTask } from './shard.js'

/** What is heard of a shard while it is worked on: how far it has come, and in the end what became of it. */
export type ShardPart = { readonly progress: ShardProgress } | { readonly report: ShardReport }

interface ShardOptions {
  readonly threads: number
  readonly onProgress: (task: ShardTask, progress: ShardProgress) => void
  readonly signal?: AbortSignal | undefined
}

/** The reports of shards, in their order, whatever the number of threads. */
export async function* runShardTasks(
  tasks: readonly ShardTask[],
  { threads, onProgress, signal }: ShardOptions,
): AsyncGenerator<ShardReport> {
  if (Math.min(threads, tasks.length) < 2) {
    for (const task of tasks) {
      yield await runShard(task, {
        onProgress: progress => {
          signal?.throwIfAborted()
          onProgress(task, progress)
        },
      })
    }
    return
  }
  const file = new URL('./shard-thread.js', import.meta.url)
  const parts = workOnThreads<ShardTask, ShardPart>(tasks, {
    file,
    start: undefined,
    threads: Math.min(threads, tasks.length),
    onPart: (task, part) => {
      if ('progress' in part) onProgress(task, part.progress)
    },
    signal,
  })
  for await (const { part } of parts) if ('report' in part) yield part.report
}
