import { finishShard, type MarkedTask } from './finish-shard.js'
import type { ShardPart } from './shard-tasks.js'
import { serveTasks } from './thread.js'

/** A thread that turns shards of input into shards of every format. */
serveTasks<undefined, MarkedTask, ShardPart>(() => async (task, tell) => {
  const finished = await finishShard(task, { onProgress: progress => tell({ progress }) })
  tell({ finished })
})
