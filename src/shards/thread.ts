import { parentPort, workerData } from 'node:worker_threads'
import { UsageError } from '../errors.js'
import { systemCode, translateIoError } from '../files/io-error.js'
import type { Failure, ThreadReport } from './pool.js'

/** Gives back a part of the work; `handed` are buffers that are handed over, and not copied. */
export type Tell<Part> = (part: Part, handed?: readonly ArrayBufferLike[]) => void

/**
 * On a thread of a pool: does the tasks that are sent, one after the other. `open` is called once, with what the pool was started
 * with, when the first task comes.
 */
export function serveTasks<Start, Task, Part>(
  open: (start: Start) => (task: Task, tell: Tell<Part>) => Promise<void>,
): void {
  const port = parentPort
  if (port === null) return
  const report = (said: ThreadReport<Part>, handed: readonly ArrayBufferLike[] = []) =>
    port.postMessage(
      said,
      handed.filter(buffer => buffer instanceof ArrayBuffer),
    )
  const tell: Tell<Part> = (part, handed) => report({ part }, handed)
  let work: ReturnType<typeof open> | undefined
  let last = Promise.resolve()
  port.on('message', (task: Task) => {
    last = last.then(async () => {
      try {
        work ??= open(workerData)
        await work(task, tell)
        report({})
      } catch (error) {
        report({ failure: failureOf(error) })
      }
    })
  })
  report({ isReady: true })
}

/** An error's own fields do not cross threads by themselves. */
function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { kind: 'bug', message: String(error), stack: undefined }
  const path = 'path' in error ? String(error.path) : 'a file'
  const known =
    systemCode(error) === null ? error : translateIoError(error, { path, done: 'read or written' })
  if (!(known instanceof UsageError)) return { kind: 'bug', message: error.message, stack: error.stack }
  return { kind: 'usage', message: known.message, fix: known.fix, problems: known.problems }
}
