import { runShard, type ShardTask } from './shard.js'
import type { ShardPart } from './shard-tasks.js'
import { serveTasks } from './thread.js'

/** A thread that turns shards of input into shards of every format. */
serveTasks<undefined, ShardTask, ShardPart>(() => async (task, tell) => {
  const report = await runShard(task, { onProgress: progress => tell({ progress }) })
  tell({ report })
})
