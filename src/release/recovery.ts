import { renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { UsageError } from '../errors.js'
import { translateIoError } from '../files/io-error.js'
import { syncFolder } from '../files/sync-folder.js'
import { BAG_DECLARATION } from './bag.js'
import { refusal, tryLock } from './lock.js'
import { besides, type Found, inspect, locateTarget, some } from './target.js'
import { removeTree } from './tree.js'

/**
 * What was done about an interrupted swap. `undone`: the earlier release was put back; `finished`: it was removed, the
 * new one being in place; `cleaned`: the remains of such a removal were removed; `left`: the remains were left alone,
 * because another process holds the lock or they cannot be removed, and the target can be read.
 */
export type Recovery =
  | { readonly action: 'none' | 'undone' | 'finished' | 'cleaned' }
  | { readonly action: 'left'; readonly reason: string }

/**
 * Finishes or undoes an interrupted swap, for commands that read a release. Touches nothing when there is nothing to do
 * or the owner of the lock is alive. Throws UsageError when no whole release could be put at the target.
 */
export function recover(target: string): Recovery {
  const real = locateTarget(target)
  const { previous, trash } = besides(real)
  if (inspect(previous).kind === 'missing' && inspect(trash).kind === 'missing') return { action: 'none' }
  try {
    const attempt = tryLock(real)
    if ('holder' in attempt) throw refusal(real, attempt.holder)
    try {
      return recoverLocked(real)
    } finally {
      attempt.lock.release()
    }
  } catch (error) {
    if (!(error instanceof UsageError) || inspect(real).kind !== 'release') throw error
    return { action: 'left', reason: error.message }
  }
}

/** As recover, for the holder of the lock. */
export function recoverLocked(target: string): Recovery {
  const { previous, trash } = besides(target)
  const earlier = inspect(previous)
  if (earlier.kind === 'missing' || earlier.kind === 'empty') {
    return { action: removeLeftover(trash) ? 'cleaned' : 'none' }
  }
  const present = inspect(target)
  if (earlier.kind === 'release' && (present.kind === 'missing' || present.kind === 'empty')) {
    undo(target)
    removeLeftover(trash)
    return { action: 'undone' }
  }
  if (earlier.kind === 'release' && present.kind === 'release' && earlier.unlisted.length === 0) {
    removeLeftover(trash)
    retire(target)
    return { action: 'finished' }
  }
  throw inTheWay(target, earlier)
}

/** Puts the earlier release back. */
export function undo(target: string): void {
  const { previous } = besides(target)
  try {
    renameSync(previous, target)
    syncFolder(dirname(target))
  } catch (error) {
    const aftermath = `the release "${target}" is still at "${previous}"`
    throw translateIoError(error, { path: previous, done: 'renamed back', aftermath })
  }
}

/** Removes the earlier release, the new one being in place. */
export function retire(target: string): void {
  const { previous, trash } = besides(target)
  const earlier = inspect(previous)
  if (earlier.kind !== 'release' || earlier.unlisted.length > 0) throw inTheWay(target, earlier)
  try {
    // Under this name a half-removed release cannot be mistaken for a whole one.
    renameSync(previous, trash)
  } catch (error) {
    throw translateIoError(error, { path: previous, done: 'removed', aftermath: `"${target}" is complete` })
  }
  removeLeftover(trash)
}

/**
 * Removes a staging or trash folder that a dead process left, and says whether there was one. Such a folder is empty
 * or has bagit.txt, which is written first and removed last; throws UsageError for any other.
 */
export function removeLeftover(folder: string): boolean {
  const found = inspect(folder)
  if (found.kind === 'missing') return false
  const isOurs = found.kind === 'release' || found.kind === 'empty' || hasDeclaration(found)
  if (!isOurs) {
    throw new UsageError(
      `"${folder}" is in the way: it was not made by warraq, which needs the name for itself.`,
      {
        fix: 'Move it elsewhere, or choose another output folder.',
      },
    )
  }
  try {
    removeTree(folder, BAG_DECLARATION)
    syncFolder(dirname(folder))
  } catch (error) {
    throw translateIoError(error, { path: folder, done: 'removed', aftermath: 'releases are as they were' })
  }
  return true
}

function hasDeclaration(found: Found): boolean {
  return found.kind === 'other' && found.names.includes(BAG_DECLARATION)
}

function inTheWay(target: string, earlier: Found): UsageError {
  const { previous } = besides(target)
  if (earlier.kind === 'release' && earlier.unlisted.length > 0) {
    return new UsageError(`"${previous}" holds what its manifests do not list: ${some(earlier.unlisted)}.`, {
      fix: 'Move that elsewhere, and run again: the folder is an earlier release that is to be removed.',
    })
  }
  if (earlier.kind === 'release') {
    return new UsageError(
      `"${previous}" is an earlier release, and "${target}", which should have replaced it, is no release.`,
      { fix: `Move "${target}" elsewhere, and run again: the earlier release is then put back.` },
    )
  }
  return new UsageError(
    `"${previous}" is in the way: it is not a release, and warraq needs the name for itself.`,
    {
      fix: 'Move it elsewhere, or choose another output folder.',
    },
  )
}
