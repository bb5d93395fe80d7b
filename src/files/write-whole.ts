import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { systemCode } from './io-error.js'
import { checkFolderOf, checkReplaceable } from './replaceable.js'
import { syncFolder } from './sync-folder.js'
import { writeFully } from './write-fully.js'

/**
 * Writes a file under a temporary name and puts it in its place when it is on the disk: whoever reads it sees what was there
 * before or all of the new one. Without `replace` a file that stands there already is left alone, and the error is EEXIST.
 */
export function writeWhole(
  path: string,
  content: Uint8Array | Iterable<Uint8Array>,
  { replace }: { replace: boolean },
): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`)
  checkFolderOf(path)
  if (replace) checkReplaceable(path)
  rmSync(temporary, { force: true })
  try {
    writeSynced(temporary, content instanceof Uint8Array ? [content] : content)
    if (replace) takePlace(temporary, path)
    else putNew(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
  syncFolder(dirname(path))
}

function writeSynced(path: string, chunks: Iterable<Uint8Array>): void {
  const file = openSync(path, 'wx')
  try {
    for (const chunk of chunks) writeFully(file, chunk)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function takePlace(temporary: string, path: string): void {
  const present = statSync(path, { throwIfNoEntry: false })
  if (present !== undefined) chmodSync(temporary, present.mode & 0o7777)
  renameSync(temporary, path)
}

/** A link, unlike a rename, never takes the place of a file that came in between. */
function putNew(temporary: string, path: string): void {
  try {
    linkSync(temporary, path)
  } catch (error) {
    const code = systemCode(error)
    if (code === null || !WITHOUT_HARD_LINKS.has(code)) throw error
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) {
      throw Object.assign(new Error(`${path} exists`), { code: 'EEXIST', syscall: 'rename', path })
    }
    renameSync(temporary, path)
  }
}

const WITHOUT_HARD_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])
