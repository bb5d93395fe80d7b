import { availableParallelism, constants } from 'node:os'
import { UsageError } from '../errors.js'
import type { ThreadOption } from '../shards/threads.js'
import { type Progress, startProgress } from './progress.js'

/** A shell gives the exit code 128 and the number of the signal. */
const SIGNALED = 128
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

interface Run {
  readonly progress: Progress
  /** Is aborted when somebody ends the process. */
  readonly signal: AbortSignal
}

interface Interruptible {
  /** What to say of a run that was ended from outside. */
  readonly farewell: string | (() => string)
  /** Whether to say on a terminal how far it has come. */
  readonly showsProgress?: boolean
}

/**
 * Runs what may take long, and returns its exit code. Ended from outside, it says its farewell, with the exit code that a
 * shell gives; whoever does not want to wait for that sends a second signal.
 */
export async function untilInterrupted(
  { farewell, showsProgress = true }: Interruptible,
  run: (run: Run) => Promise<number>,
): Promise<number> {
  const abort = new AbortController()
  const progress = startProgress(process.stderr, { wanted: showsProgress })
  let code = 0
  const stop = (signal: NodeJS.Signals) => {
    progress.end()
    code = SIGNALED + (constants.signals[signal] ?? 0)
    if (abort.signal.aborted) process.exit(code)
    abort.abort()
  }
  for (const signal of signals) process.on(signal, stop)
  try {
    return await run({ progress, signal: abort.signal })
  } catch (error) {
    progress.end()
    if (!abort.signal.aborted) throw error
    process.stderr.write(`${typeof farewell === 'string' ? farewell : farewell()}\n`)
    return code
  } finally {
    for (const signal of signals) process.off(signal, stop)
  }
}

/** An option that is a whole number. Throws UsageError where it is none. */
export function countOf(text: string, option: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new UsageError(`${option} is "${text}", expected a whole number.`)
}

const MAX_THREADS = 64

/** `--threads`; without it one for each core, where the input is worth it. */
export function threadsOf(text: string | undefined): ThreadOption {
  if (text === undefined) return { atMost: Math.min(availableParallelism(), MAX_THREADS) }
  const threads = countOf(text, '--threads')
  if (threads >= 1 && threads <= MAX_THREADS) return threads
  throw new UsageError(`--threads is "${text}", expected a number from 1 to ${MAX_THREADS}.`)
}
