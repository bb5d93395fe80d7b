import type { ShardTask } from '../../shards/shard.js'
import { serveTasks } from '../../shards/thread.js'
import { sameShard } from './same-shard.js'
import type { SamePart } from './same-shards.js'

/** A thread that makes shards again, and compares them. */
serveTasks<undefined, ShardTask, SamePart>(() => async (task, tell) => {
  const same = await sameShard(task, records => tell({ records }))
  tell({ same })
})
