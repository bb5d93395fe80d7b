import type { OutsideReason } from '../catalogue/bags.js'

/** A path of a manifest or of fetch.txt: inside the bag, in its shortest spelling, or not. */
export type BagPath =
  | { readonly path: string; readonly roundabout: boolean; readonly dotSlash: boolean }
  | { readonly outside: OutsideReason }

/**
 * Where a path leads, by its characters alone: nothing is opened. Refuses whatever some system takes for a place outside
 * the bag (RFC 8493 §5.1.3), on whichever system we are.
 */
export function bagPath(written: string): BagPath {
  if (/^[/]|^\\/.test(written)) return { outside: 'absolute' }
  if (written.startsWith('~')) return { outside: 'home' }
  if (/^[A-Za-z]:/.test(written)) return { outside: 'drive' }
  if (/^%\w+%/.test(written)) return { outside: 'variable' }
  if (written.includes('\\') && written.split(/[/\\]/).includes('..')) return { outside: 'parent' }
  const steps: string[] = []
  for (const step of written.split('/')) {
    if (step === '..') {
      if (steps.pop() === undefined) return { outside: 'parent' }
    } else if (step !== '.' && step !== '') steps.push(step)
  }
  const path = steps.join('/')
  const dotSlash = written === `./${path}`
  return { path, dotSlash, roundabout: !dotSlash && written !== path }
}

export const isPayload = (path: string): boolean => path.startsWith('data/')
