import { availableParallelism } from 'node:os'
import { UsageError } from '../errors.js'
import type { ThreadOption } from '../shards/threads.js'
import { type Progress, startProgress } from './progress.js'

/** Exit code of a run that was ended from outside. */
const INTERRUPTED = 130
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

interface Run {
  readonly progress: Progress
  /** Is aborted when somebody ends the process. */
  readonly signal: AbortSignal
}

/** Runs what may take long, and returns its exit code. Ended from outside, it says `farewell` and that exit code is 130. */
export async function untilInterrupted(
  farewell: string,
  run: (run: Run) => Promise<number>,
): Promise<number> {
  const abort = new AbortController()
  const stop = () => abort.abort()
  for (const signal of signals) process.on(signal, stop)
  const progress = startProgress(process.stderr)
  try {
    return await run({ progress, signal: abort.signal })
  } catch (error) {
    progress.end()
    if (!abort.signal.aborted) throw error
    process.stderr.write(`${farewell}\n`)
    return INTERRUPTED
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
