import { hash } from 'node:crypto'
import { lstatSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { geteuid } from 'node:process'
import { UsageError } from '../errors.js'
import { type FileSink, openFileSink, type WrittenFile } from '../files/file-sink.js'
import { NOTHING_PUBLISHED, systemCode, translateIoError } from '../files/io-error.js'
import { syncFolder } from '../files/sync-folder.js'
import { byCodePoint } from '../text/order.js'
import { BAG_DECLARATION, bagitTxt } from './bag.js'
import { takeLock } from './lock.js'
import { type Recovery, recoverLocked, removeLeftover, retire, undo } from './recovery.js'
import { besides, checkReplaceable, inspect, locateTarget, some } from './target.js'
import { pruneTree, syncTree } from './tree.js'

/** A release in the making, beside the folder that it will become. */
export interface Staging {
  /** Where the release will be: a real path. */
  readonly target: string
  /** Where it is until then. Worker threads write here with openFileSink. */
  readonly folder: string
  /** What was done about an earlier run that was interrupted. */
  readonly recovered: Recovery
  /** Whether what an interrupted run left in the folder is still there. */
  readonly isResumed: boolean
  /** Starts a file. `bagit.txt` is there already. */
  createFile(path: string): FileSink
  /** The files closed so far that were started with createFile, and bagit.txt; by code point of their paths. */
  files(): readonly WrittenFile[]
  /**
   * Makes this the release at `target`, durably and all at once. Throws UsageError, with the earlier release as it was,
   * when the disk or something that has come into the target does not let it.
   */
  publish(): Outcome
  /** Removes what the folder holds, save bagit.txt and the files that `isKept` is true of; links are never kept. */
  keepOnly(isKept: (path: string) => boolean): void
  /** Gives up the lock, and leaves the folder for a later run to resume. Does nothing after publish or discard. */
  suspend(): Outcome
  /** Removes what was written and gives up the lock. Does nothing after publish, nor when called again. */
  discard(): Outcome
}

/** `leftover`: why a folder that nobody needs could not be removed; the next run tries again. */
interface Outcome {
  readonly leftover: string | null
}

interface StagingOptions {
  /** Paths that must not be replaced. */
  readonly protect?: readonly string[]
  /** Whether to go on with what an interrupted run left; else that is removed. */
  readonly resume?: boolean
  /** Looks at what an interrupted run left, before it is removed. */
  readonly onLeftover?: (folder: string) => void
}

/**
 * Locks a target, recovers it from an interrupted run and starts an empty staging folder. Throws UsageError, with
 * nothing touched, when the target is not to be replaced: see locateTarget, takeLock and checkReplaceable. All is
 * synchronous, so a signal handler finds either everything to discard or nothing. Use:
 * `const staging = openStaging(…); try { …; staging.publish() } finally { staging.discard() }`
 */
export function openStaging(path: string, options: StagingOptions = {}): Staging {
  const { protect = [], resume = false, onLeftover } = options
  const target = locateTarget(path, protect)
  const folder = besides(target).staging
  const lock = takeLock(target)
  const sinks = new Set<FileSink>()
  const written: WrittenFile[] = []
  let state: 'opening' | 'open' | 'ended' = 'opening'

  const createFile = (path: string): FileSink => {
    if (state === 'ended') throw new Error(`"${folder}" is published or discarded`)
    const sink = openFileSink(folder, path)
    sinks.add(sink)
    const close = () => {
      const file = sink.close()
      sinks.delete(sink)
      written.push(file)
      return file
    }
    const abort = () => {
      sink.abort()
      sinks.delete(sink)
    }
    return { ...sink, close, abort }
  }
  const end = (...steps: (() => void)[]): Outcome => {
    state = 'ended'
    const reasons = [...steps, lock.release].map(reasonOf)
    return { leftover: reasons.find(reason => reason !== null) ?? null }
  }
  const aborts = () => [...sinks].map(sink => sink.abort)
  const suspend = (): Outcome => (state === 'ended' ? { leftover: null } : end(...aborts()))
  const discard = (): Outcome => {
    if (state === 'ended') return { leftover: null }
    return end(...aborts(), ...(state === 'open' ? [() => scrap(target)] : []))
  }
  const publish = (): Outcome => {
    if (state === 'ended' || sinks.size > 0) throw new Error(`"${folder}" is not ready to be published`)
    try {
      checkWhole(folder)
      return swap(folder, target) ? end(() => retire(target)) : end()
    } catch (error) {
      discard()
      throw error
    }
  }

  try {
    const recovered = recoverLocked(target)
    checkReplaceable(target)
    const leftover = leftoverIn(folder)
    const isResumed = resume && leftover === 'whole'
    if (isResumed) {
      refuseForeign(folder)
      written.push(declarationFile())
    } else {
      if (leftover !== 'none') onLeftover?.(folder)
      removeLeftover(folder)
      attempt({ path: folder, done: 'created' }, () => mkdirSync(folder))
      state = 'open'
      const declaration = createFile(BAG_DECLARATION)
      declaration.write(Buffer.from(bagitTxt()))
      declaration.close()
    }
    state = 'open'
    const files = () => [...written].sort((a, b) => byCodePoint(a.path, b.path))
    const keepOnly = (isKept: (path: string) => boolean) =>
      attempt({ path: folder, done: 'cleared' }, () =>
        pruneTree(folder, path => path === BAG_DECLARATION || isKept(path)),
      )
    return {
      target,
      folder,
      recovered,
      isResumed,
      createFile,
      files,
      publish,
      keepOnly,
      suspend,
      discard,
    }
  } catch (error) {
    discard()
    throw error
  }
}

/** `whole`: a folder that a run of ours had begun properly. */
function leftoverIn(folder: string): 'none' | 'broken' | 'whole' {
  const { kind } = inspect(folder)
  if (kind === 'missing' || kind === 'empty' || kind === 'file') return 'none'
  const path = join(folder, BAG_DECLARATION)
  const isWhole =
    lstatSync(path, { throwIfNoEntry: false })?.isFile() === true && readFileSync(path, 'utf8') === bagitTxt()
  return isWhole ? 'whole' : 'broken'
}

/** What stands in the folder becomes a release: somebody else may have put it there. */
function refuseForeign(folder: string): void {
  if (lstatSync(folder).uid === geteuid?.()) return
  throw new UsageError(`"${folder}" belongs to another user, whose work is not resumed.`, {
    fix: 'Remove it, or choose another output folder.',
  })
}

function declarationFile(): WrittenFile {
  const bytes = Buffer.from(bagitTxt())
  return { path: BAG_DECLARATION, bytes: bytes.length, sha256: hash('sha256', bytes) }
}

/** Renamed first, so that a thread that is still writing cannot put new files into what is being removed. */
function scrap(target: string): void {
  const { staging, trash } = besides(target)
  if (inspect(staging).kind === 'missing') return
  attempt({ path: staging, done: 'removed' }, () => renameSync(staging, trash))
  removeLeftover(trash)
}

/** A release that its own manifests do not cover would be refused as a target by the next export. */
function checkWhole(folder: string): void {
  const found = inspect(folder)
  if (found.kind !== 'release') throw new Error(`"${folder}" has no manifests`)
  const amiss = [...found.unlisted, ...found.absent]
  if (amiss.length > 0) throw new Error(`the manifests of "${folder}" and its files differ: ${some(amiss)}`)
}

/** Returns whether an earlier release was moved to `<target>.previous`. */
function swap(folder: string, target: string): boolean {
  const { previous } = besides(target)
  const replaces = attempt({ path: folder, done: 'put on the disk' }, () => {
    syncTree(folder)
    // Again, because an export takes its time and somebody may have put something into the target.
    return checkReplaceable(target).kind === 'release'
  })
  attempt({ path: target, done: 'replaced' }, () => {
    if (replaces) renameSync(target, previous)
    try {
      renameSync(folder, target)
    } catch (error) {
      if (replaces) undo(target)
      throw error
    }
  })
  const aftermath = `"${target}" is the new release, but a power cut might still undo that`
  attempt({ path: dirname(target), done: 'put on the disk', aftermath }, () => syncFolder(dirname(target)))
  return replaces
}

function attempt<T>(context: { path: string; done: string; aftermath?: string }, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw translateIoError(error, { aftermath: NOTHING_PUBLISHED, ...context })
  }
}

function reasonOf(action: () => void): string | null {
  try {
    action()
    return null
  } catch (error) {
    if (error instanceof UsageError) return error.message
    if (error instanceof Error && systemCode(error) !== null) return error.message
    throw error
  }
}
