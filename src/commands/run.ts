import { UsageError } from '../errors.js'

/** Exit code of a run that was ended from outside. */
export const INTERRUPTED = 130
export const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** An option that is a whole number. */
export function countOf(text: string, option: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new UsageError(`${option} ${text} is no number.`)
}
