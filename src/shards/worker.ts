import { parentPort, workerData } from 'node:worker_threads'
import { UsageError } from '../errors.js'
import { loadForChecking } from '../schema/for-checking.js'
import { type CheckSlice, type CheckTask, sliceChecker } from './check-slice.js'
import type { CheckedPart } from './part.js'
import type { Failure, WorkerReport, WorkerStart } from './pool.js'

/** A thread that checks slices, one after the other, as they are sent; see pool.ts. */

const port = parentPort
if (port !== null) {
  const { path, text, options }: WorkerStart = workerData
  let check: CheckSlice | undefined
  let last = Promise.resolve()
  port.on('message', (task: CheckTask) => {
    last = last.then(async () => {
      try {
        check ??= sliceChecker(loadForChecking(text, path).schema, options)
        for await (const part of check(task)) report({ part }, buffersOf(part))
        report({})
      } catch (error) {
        report({ failure: failureOf(error) })
      }
    })
  })
}

function report(said: WorkerReport, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(said, transfer)
}

/** What is handed over, and not copied. */
function buffersOf({ rejected, compared: { keys, unique, lines } }: CheckedPart): ArrayBuffer[] {
  const { hashes, ordinals, ends, bytes } = keys
  return [rejected, unique, hashes, ordinals, ends, bytes, ...(lines ? [lines] : [])]
    .map(({ buffer }) => buffer)
    .filter(buffer => buffer instanceof ArrayBuffer)
}

/** An error's own fields do not cross threads by themselves. */
function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { kind: 'bug', message: String(error), stack: undefined }
  const { message, stack } = error
  if (!(error instanceof UsageError)) return { kind: 'bug', message, stack }
  return { kind: 'usage', message, fix: error.fix, problems: error.problems }
}
