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
  const steps: string[] = []
  for (const step of written.split('/')) {
    if (step === '..') {
      if (steps.pop() === undefined) return { outside: reasonOf(written) ?? 'parent' }
    } else if (step !== '.' && step !== '') steps.push(step)
  }
  const path = steps.join('/')
  const outside = reasonOf(written) ?? reasonOf(path)
  if (outside !== undefined) return { outside }
  const dotSlash = written === `./${path}`
  return { path, dotSlash, roundabout: !dotSlash && written !== path }
}

function reasonOf(path: string): OutsideReason | undefined {
  if (/^[/\\]/.test(path)) return 'absolute'
  if (path.startsWith('~')) return 'home'
  if (/^[A-Za-z]:/.test(path)) return 'drive'
  if (/^%\w+%/.test(path)) return 'variable'
  return path.includes('\\') && path.split(/[/\\]/).includes('..') ? 'parent' : undefined
}

export const isPayload = (path: string): boolean => path.startsWith('data/')
