import { Worker } from 'node:worker_threads'
import { UsageError } from '../errors.js'
import type { Problem } from '../problem.js'
import type { RecordSchema } from '../schema/field.js'
import type { CheckOptions, CheckTask } from './check-slice.js'
import type { CheckedPart } from './part.js'

/** What a worker is started with. */
export interface WorkerStart {
  readonly path: string
  readonly text: string
  readonly options: CheckOptions
}

/** What a worker says of the first task that it has not finished: a part of it, what went wrong, or that it is finished. */
export interface WorkerReport {
  readonly part?: CheckedPart
  readonly failure?: Failure
}

export type Failure =
  | {
      readonly kind: 'usage'
      readonly message: string
      readonly fix: string | undefined
      readonly problems: readonly Problem[]
    }
  | { readonly kind: 'bug'; readonly message: string; readonly stack: string | undefined }

interface PoolOptions {
  readonly threads: number
  readonly signal?: AbortSignal | undefined
}

/** A task that was sent, and what came back for it. */
interface Job {
  readonly parts: CheckedPart[]
  isDone: boolean
}

/** While a worker is at one task, the next waits for it. */
const TASKS_EACH = 2

/**
 * Checks slices on threads. The parts come in the order of the tasks, whatever thread is ready first; no more tasks are
 * asked for than two for each thread. Whoever stops asking ends the threads.
 */
export async function* checkOnThreads<T extends CheckTask>(
  tasks: Iterable<T>,
  { schema, options }: { readonly schema: RecordSchema; readonly options: CheckOptions },
  { threads, signal }: PoolOptions,
): AsyncGenerator<{ readonly task: T; readonly part: CheckedPart }> {
  let wake = () => {}
  let failed: Error | undefined
  const fail = (error: Error) => {
    failed ??= error
    wake()
  }
  const abort = () => fail(new Error('The check was ended.', { cause: signal?.reason }))
  signal?.addEventListener('abort', abort)
  const start: WorkerStart = { path: schema.path, text: schema.text, options }
  const workers = Array.from({ length: threads }, () => startWorker(start, fail, () => wake()))
  const waiting: { readonly task: T; readonly job: Job }[] = []
  try {
    const source = tasks[Symbol.iterator]()
    for (let isMore = true; isMore || waiting.length > 0; ) {
      while (isMore && waiting.length < threads * TASKS_EACH) {
        const next = source.next()
        if (next.done) isMore = false
        else {
          const idlest = workers.reduce((a, b) => (b.jobs.length < a.jobs.length ? b : a))
          waiting.push({ task: next.value, job: idlest.send(next.value) })
        }
      }
      const [head] = waiting
      if (head === undefined) return
      const { task, job } = head
      while (failed === undefined && job.parts.length === 0 && !job.isDone) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
      if (failed !== undefined) throw failed
      for (const part of job.parts.splice(0)) yield { task, part }
      if (job.isDone && job.parts.length === 0) waiting.shift()
    }
  } finally {
    signal?.removeEventListener('abort', abort)
    await Promise.all(workers.map(({ stop }) => stop()))
  }
}

/** Garbage is swept sooner, so that memory does not grow with the number of threads. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 }

function startWorker(workerData: WorkerStart, fail: (error: Error) => void, wake: () => void) {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData, resourceLimits })
  const jobs: Job[] = []
  let isStopped = false
  worker.on('message', ({ part, failure }: WorkerReport) => {
    const [job] = jobs
    if (failure !== undefined) fail(errorOf(failure))
    else if (part !== undefined) job?.parts.push(part)
    else if (job !== undefined) {
      job.isDone = true
      jobs.shift()
    }
    wake()
  })
  worker.on('error', fail)
  worker.on('exit', code => {
    if (!isStopped) fail(new Error(`A thread ended before its work did (${code}).`))
  })
  return {
    jobs,
    send: (task: CheckTask): Job => {
      const job: Job = { parts: [], isDone: false }
      jobs.push(job)
      worker.postMessage(task)
      return job
    },
    stop: async () => {
      isStopped = true
      await worker.terminate()
    },
  }
}

function errorOf(failure: Failure): Error {
  if (failure.kind === 'usage') {
    const { message, fix, problems } = failure
    return new UsageError(message, { ...(fix !== undefined && { fix }), problems })
  }
  const error = new Error(failure.message)
  if (failure.stack !== undefined) error.stack = failure.stack
  return error
}
