import { loadForChecking } from '../schema/for-checking.js'
import { type CheckTask, sliceChecker } from './check-slice.js'
import type { CheckStart } from './check-tasks.js'
import type { CheckedPart } from './part.js'
import { serveTasks } from './thread.js'

/** A thread that checks slices. */
serveTasks<CheckStart, CheckTask, CheckedPart>(({ path, text, options }) => {
  const check = sliceChecker(loadForChecking(text, path).schema, options)
  return async (task, tell) => {
    for await (const part of check(task)) tell(part, buffersOf(part))
  }
})

function buffersOf({ rejected, compared: { keys, unique, lines } }: CheckedPart): ArrayBufferLike[] {
  const { hashes, ordinals, ends, bytes } = keys
  return [rejected, unique, hashes, ordinals, ends, bytes, ...(lines ? [lines] : [])].map(
    ({ buffer }) => buffer,
  )
}
