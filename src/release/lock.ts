import { createHash } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { UsageError } from '../errors.js'
import { systemCode, translateIoError } from '../files/io-error.js'
import { writeFully } from '../files/write-fully.js'
import { fateOf, type Owner, parseOwner, thisProcess } from './owner.js'

export interface Lock {
  readonly path: string
  /** Removes the lock file if it is still our own. */
  release(): void
}

/** Why a lock could not be had. `owner` is null when the file at `path` is not a lock. */
export interface Holder {
  readonly path: string
  readonly owner: Owner | null
  readonly fate: 'alive' | 'elsewhere'
}

/** Takes the lock `<target>.lock`, or throws a UsageError that says who has it. */
export function takeLock(target: string): Lock {
  const attempt = tryLock(target)
  if ('lock' in attempt) return attempt.lock
  throw refusal(target, attempt.holder)
}

/**
 * Takes the lock `<target>.lock`, a file with the owner's process id, or says who has it. The lock of a process
 * that has ended is taken over. Throws UsageError where the lock file cannot be written.
 */
export function tryLock(target: string): { readonly lock: Lock } | { readonly holder: Holder } {
  const path = `${target}.lock`
  const text = JSON.stringify(thisProcess()) + '\n'
  // The draft is linked into place when it is complete, so that nobody ever reads half a lock.
  const draft = { path: `${path}.${fingerprint(`${text}${threadId}`)}`, text }
  try {
    const holder = seizeWith(draft, path)
    if (holder !== null) return { holder }
    sweep(path)
  } catch (error) {
    throw translateIoError(error, { path, done: 'written', aftermath: 'nothing was touched' })
  }
  const release = () => {
    if (readIfThere(path) === text) removeIfThere(path)
  }
  return { lock: { path, release } }
}

export function refusal(target: string, { path, owner, fate }: Holder): UsageError {
  if (owner === null) {
    return new UsageError(`"${path}" stands where the lock of "${target}" belongs, and is no lock.`, {
      fix: `If no other warraq is writing "${target}", delete "${path}".`,
    })
  }
  if (fate === 'elsewhere') {
    return new UsageError(
      `"${target}" is locked by process ${owner.pid} of another machine or container ("${owner.host}").`,
      { fix: `Wait until it is done. If it has ended there, delete "${path}".` },
    )
  }
  const sure = owner.started !== null
  return new UsageError(`"${target}" is locked by process ${owner.pid}, which is still running.`, {
    fix: sure
      ? `Wait until it is done, or stop it (kill ${owner.pid}), and run again.`
      : `Wait until it is done, or stop it (kill ${owner.pid}). If it is no warraq, delete "${path}".`,
  })
}

interface Draft {
  readonly path: string
  readonly text: string
}

function seizeWith(draft: Draft, path: string): Holder | null {
  try {
    return seize(path, draft)
  } finally {
    removeIfThere(draft.path)
  }
}

/**
 * Puts our lock at `path`; returns null, or who is there. A dead owner's lock D may be replaced only by whoever holds
 * the claim on it, a lock named after D: so two that both found D dead cannot remove each other's lock. A
 * claim left by a process killed at that moment is itself a lock with a dead owner, and goes the same way.
 */
function seize(path: string, draft: Draft): Holder | null {
  for (;;) {
    if (linked(draft, path)) return null
    const found = readIfThere(path)
    if (found === null) continue
    const holder = holderOf(path, found)
    if (holder !== null) return holder
    const claim = `${path}.${fingerprint(found)}`
    const rival = seize(claim, draft)
    if (rival !== null) return rival
    // Between the first look and the claim another may have replaced the dead lock.
    if (readIfThere(path) === found && holderOf(path, found) === null && renamed(claim, path)) return null
    removeIfThere(claim)
  }
}

/** Null when the lock's owner is dead. */
function holderOf(path: string, text: string): Holder | null {
  const owner = parseOwner(text)
  const fate = owner === null ? 'alive' : fateOf(owner)
  return fate === 'dead' ? null : { path, owner, fate }
}

function linked(draft: Draft, path: string): boolean {
  for (;;) {
    try {
      linkSync(draft.path, path)
      return true
    } catch (error) {
      const code = systemCode(error)
      if (code === 'EEXIST') return false
      // Not written yet, or swept away by the present owner.
      if (code === 'ENOENT') writeDraft(draft)
      else if (code !== null && WITHOUT_HARD_LINKS.has(code)) {
        throw new UsageError(`The file system of "${path}" has no hard links, which a lock needs.`, {
          fix: 'Choose an output folder on another file system.',
          cause: error,
        })
      } else throw error
    }
  }
}

const WITHOUT_HARD_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/** Synced, because after a power cut a file that was linked but not synced may be there and empty. */
function writeDraft({ path, text }: Draft): void {
  const file = openSync(path, 'w')
  try {
    writeFully(file, Buffer.from(text))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Removes drafts and claims that killed processes left. While we hold the lock nobody else's are of any use. */
function sweep(path: string): void {
  const folder = dirname(path)
  const ours = `${basename(path)}.`
  for (const name of readdirSync(folder)) {
    const isOurs = name.startsWith(ours) && /^[0-9a-f]{16}(\.[0-9a-f]{16})*$/.test(name.slice(ours.length))
    if (isOurs) removeIfThere(join(folder, name))
  }
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    // A folder is not a lock either: its text is none that JSON knows.
    if (systemCode(error) === 'EISDIR') return ''
    throw error
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }
}

function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}
