import { availableParallelism } from 'node:os'
import { UsageError } from '../errors.js'
import type { ThreadOption } from '../shards/threads.js'

/** Exit code of a run that was ended from outside. */
export const INTERRUPTED = 130
export const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** An option that is a whole number. */
export function countOf(text: string, option: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new UsageError(`${option} ${text} is no number.`)
}

const MAX_THREADS = 64

/** `--threads`; without it one for each core, where the input is worth it. */
export function threadsOf(text: string | undefined): ThreadOption {
  if (text === undefined) return { atMost: Math.min(availableParallelism(), MAX_THREADS) }
  const threads = countOf(text, '--threads')
  if (threads >= 1 && threads <= MAX_THREADS) return threads
  throw new UsageError(`--threads ${text} is no number from 1 to ${MAX_THREADS}.`)
}
