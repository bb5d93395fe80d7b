import { Worker } from 'node:worker_threads'
import { UsageError } from '../errors.js'
import type { Problem } from '../problem.js'

/** What a thread says: that it is there; of the first task that it has not finished a part, or what went wrong; or that it is finished. */
export interface ThreadReport<Part> {
  readonly isReady?: boolean
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
  /** Does a task on the thread that asks, which is then one of them. */
  readonly here?: (task: Task) => AsyncIterable<Part>
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

/** While a thread is at one task, the next waits for it. */
const TASKS_EACH = 2

/**
 * Does tasks on threads. The parts of what they give come in the order of the tasks, whatever thread is ready first; no more
 * tasks are asked for than two for each thread. Whoever stops asking ends the threads.
 */
export async function* workOnThreads<Task, Part>(
  tasks: Iterable<Task>,
  { file, start, threads, here, onPart = () => {}, signal }: PoolOptions<Task, Part>,
): AsyncGenerator<{ readonly task: Task; readonly part: Part }> {
  let wake = () => {}
  let failed: Error | undefined
  const fail = (error: Error) => {
    failed ??= error
    wake()
  }
  const abort = () => fail(new Error('The work was ended.', { cause: signal?.reason }))
  signal?.addEventListener('abort', abort)
  const hooks = { fail, wake: () => wake(), onPart }
  const count = here === undefined ? threads : threads - 1
  const workers = Array.from({ length: count }, () => startThread<Task, Part>(file, start, hooks))
  // What is done here need not wait for a thread that has not started yet.
  const isFree = ({ jobs, isReady }: (typeof workers)[number]): boolean =>
    jobs.length < TASKS_EACH && (isReady() || here === undefined)
  const waiting: Job<Task, Part>[] = []
  const source = tasks[Symbol.iterator]()
  let isMore = true
  const nextTask = (): Task | undefined => {
    const next = source.next()
    if (next.done) isMore = false
    return next.done ? undefined : next.value
  }
  try {
    for (;;) {
      for (const worker of workers.toSorted((a, b) => a.jobs.length - b.jobs.length)) {
        const task = isMore && isFree(worker) ? nextTask() : undefined
        if (task !== undefined) waiting.push(worker.send(task))
      }
      const [job] = waiting
      if (failed !== undefined) throw failed
      if (job !== undefined && (job.parts.length > 0 || job.isDone)) {
        for (const part of job.parts.splice(0)) yield { task: job.task, part }
        if (job.isDone && job.parts.length === 0) waiting.shift()
        continue
      }
      if (!isMore && job === undefined) return
      if (isMore && workers.some(isFree)) continue
      const task =
        here !== undefined && isMore && waiting.length < threads * TASKS_EACH ? nextTask() : undefined
      if (here !== undefined && task !== undefined) await workHere(task, here)
      else if (waiting.length > 0) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    }
  } finally {
    signal?.removeEventListener('abort', abort)
    await Promise.all(workers.map(({ stop }) => stop()))
  }

  async function workHere(task: Task, work: (task: Task) => AsyncIterable<Part>): Promise<void> {
    const job: Job<Task, Part> = { task, parts: [], isDone: false }
    waiting.push(job)
    for await (const part of work(task)) {
      job.parts.push(part)
      onPart(task, part)
      if (failed !== undefined) return
    }
    job.isDone = true
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
  let isReady = false
  let isStopped = false
  worker.on('message', ({ isReady: isThere, part, failure }: ThreadReport<Part>) => {
    const [job] = jobs
    if (isThere) isReady = true
    else if (failure !== undefined) fail(errorOf(failure))
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
    isReady: () => isReady,
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
