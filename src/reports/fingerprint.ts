import { createHash } from 'node:crypto'
import type { Problem } from '../problem.js'

/**
 * What tells a problem from others and stays the same when lines move: code, file, record, pointer, and the words
 * around it, or else the message without its numbers. Equal ones are numbered in the order they come.
 */
export function fingerprints(): (problem: Problem) => string {
  const seen = new Map<string, number>()
  return ({ code, location, record, excerpt, message }) => {
    const words = excerpt
      ? [excerpt.before, excerpt.marked, excerpt.after]
      : [message.replaceAll(/\d+/g, '0')]
    const identity = JSON.stringify([code, location.file, record ?? null, location.pointer ?? null, ...words])
    const digest = createHash('sha256').update(identity).digest('hex').slice(0, 32)
    const count = (seen.get(digest) ?? 0) + 1
    seen.set(digest, count)
    return `${digest}:${count}`
  }
}
