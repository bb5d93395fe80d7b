import { Worker } from 'node:worker_threads'
import { UsageError } from '../errors.js'
import type { Problem } from '../problem.js'

/** What a thread says of the first task that it has not finished: a part of it, what went wrong, or that it is finished. */
export interface ThreadReport<Part> {
  readonly part?: Part
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

interface PoolOptions<Task, Part> {
  /** The program of a thread; it calls `serveTasks`. */
  readonly file: URL
  /** What each thread is started with: plain data. */
  readonly start: unknown
  readonly threads: number
  /** Told of each part at once, while those of earlier tasks may still be missing. */
  readonly onPart?: (task: Task, part: Part) => void
  readonly signal?: AbortSignal | undefined
}

/** A task that was sent, and what came back for it. */
interface Job<Task, Part> {
  readonly task: Task
  readonly parts: Part[]
  isDone: boolean
}

/** While a worker is at one task, the next waits for it. */
const TASKS_EACH = 2

/**
 * Does tasks on threads. The parts of what they give come in the order of the tasks, whatever thread is ready first; no more
 * tasks are asked for than two for each thread. Whoever stops asking ends the threads.
 */
export async function* workOnThreads<Task, Part>(
  tasks: Iterable<Task>,
  { file, start, threads, onPart, signal }: PoolOptions<Task, Part>,
): AsyncGenerator<{ readonly task: Task; readonly part: Part }> {
  let wake = () => {}
  let failed: Error | undefined
  const fail = (error: Error) => {
    failed ??= error
    wake()
  }
  const abort = () => fail(new Error('The work was ended.', { cause: signal?.reason }))
  signal?.addEventListener('abort', abort)
  const hooks = { fail, wake: () => wake(), onPart: onPart ?? (() => {}) }
  const workers = Array.from({ length: threads }, () => startThread<Task, Part>(file, start, hooks))
  const waiting: Job<Task, Part>[] = []
  try {
    const source = tasks[Symbol.iterator]()
    for (let isMore = true; isMore || waiting.length > 0; ) {
      while (isMore && waiting.length < threads * TASKS_EACH) {
        const next = source.next()
        if (next.done) isMore = false
        else {
          const idlest = workers.reduce((a, b) => (b.jobs.length < a.jobs.length ? b : a))
          waiting.push(idlest.send(next.value))
        }
      }
      const [job] = waiting
      if (job === undefined) return
      while (failed === undefined && job.parts.length === 0 && !job.isDone) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
      if (failed !== undefined) throw failed
      for (const part of job.parts.splice(0)) yield { task: job.task, part }
      if (job.isDone && job.parts.length === 0) waiting.shift()
    }
  } finally {
    signal?.removeEventListener('abort', abort)
    await Promise.all(workers.map(({ stop }) => stop()))
  }
}

/** Garbage is swept sooner, so that memory does not grow with the number of threads. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 }

interface Hooks<Task, Part> {
  fail(error: Error): void
  wake(): void
  onPart(task: Task, part: Part): void
}

function startThread<Task, Part>(file: URL, start: unknown, { fail, wake, onPart }: Hooks<Task, Part>) {
  const worker = new Worker(file, { workerData: start, resourceLimits })
  const jobs: Job<Task, Part>[] = []
  let isStopped = false
  worker.on('message', ({ part, failure }: ThreadReport<Part>) => {
    const [job] = jobs
    if (failure !== undefined) fail(errorOf(failure))
    else if (job !== undefined && part !== undefined) {
      job.parts.push(part)
      onPart(job.task, part)
    } else if (job !== undefined) {
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
    send: (task: Task): Job<Task, Part> => {
      const job: Job<Task, Part> = { task, parts: [], isDone: false }
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
