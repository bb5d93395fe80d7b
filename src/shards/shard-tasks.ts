import { type Finished, finishShard, type MarkedTask } from './finish-shard.js'
import { workOnThreads } from './pool.js'
import type { ShardProgress } from './shard.js'

/** What is heard of a shard while it is worked on: how far it has come, and in the end what became of it. */
export type ShardPart = { readonly progress: ShardProgress } | { readonly finished: Finished }

interface ShardOptions {
  readonly threads: number
  readonly onProgress: (task: MarkedTask, progress: ShardProgress) => void
  readonly signal?: AbortSignal | undefined
}

/** Shards and their reports, in their order, whatever the number of threads. */
export async function* runShardTasks(
  tasks: readonly MarkedTask[],
  { threads, onProgress, signal }: ShardOptions,
): AsyncGenerator<Finished> {
  if (Math.min(threads, tasks.length) < 2) {
    for (const task of tasks) {
      // The event loop turns, so that signals arrive.
      await new Promise(setImmediate)
      signal?.throwIfAborted()
      yield await finishShard(task, {
        onProgress: progress => {
          signal?.throwIfAborted()
          onProgress(task, progress)
        },
      })
    }
    return
  }
  const file = new URL('./shard-thread.js', import.meta.url)
  const parts = workOnThreads<MarkedTask, ShardPart>(tasks, {
    file,
    start: undefined,
    threads: Math.min(threads, tasks.length),
    onPart: (task, part) => {
      if ('progress' in part) onProgress(task, part.progress)
    },
    signal,
  })
  for await (const { part } of parts) if ('finished' in part) yield part.finished
}
