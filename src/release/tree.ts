import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  type Dirent,
  fsyncSync,
  openSync,
  readdirSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { systemCode } from '../files/io-error.js'
import { syncFolder } from '../files/sync-folder.js'
import { byCodePoint } from '../text/order.js'

export interface TreeEntry {
  /** Relative to the root of the walk, with slashes. */
  readonly path: string
  /** `other`: a symbolic link, a socket, a device. */
  readonly kind: 'file' | 'folder' | 'other'
}

/** All that is below a folder, in order of code points, a folder before its contents. Follows no links. */
export function* walkTree(root: string, below = ''): Generator<TreeEntry> {
  for (const entry of sorted(readdirSync(join(root, below), { withFileTypes: true }))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    const kind = entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other'
    yield { path, kind }
    if (kind === 'folder') yield* walkTree(root, path)
  }
}

/** Puts every file and then every folder of a tree on the disk, the root last. */
export function syncTree(root: string): void {
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    const path = join(root, entry.name)
    if (entry.isDirectory()) syncTree(path)
    else syncPath(path)
  }
  syncFolder(root)
}

/** Removes a tree; the file `last`, which tells what the tree was, goes after everything else. */
export function removeTree(root: string, last: string): void {
  removeContents(root, last)
  unlinkIfThere(join(root, last))
  rmdirSync(root)
}

/** Removes of a tree every file that is not kept, every link, and every folder in which nothing is left. */
export function pruneTree(root: string, isKept: (path: string) => boolean): void {
  const folders: string[] = []
  for (const { path, kind } of [...walkTree(root)]) {
    if (kind === 'folder') folders.push(path)
    else if (kind === 'other' || !isKept(path)) unlinkSync(join(root, path))
  }
  for (const path of folders.reverse()) {
    if (readdirSync(join(root, path)).length === 0) rmdirSync(join(root, path))
  }
}

function removeContents(folder: string, except: string | null): void {
  makeWritable(folder)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === except) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      removeContents(path, null)
      rmdirSync(path)
    } else unlinkSync(path)
  }
}

/** A release whose folders somebody made read-only can be replaced all the same: renaming it was allowed. */
function makeWritable(folder: string): void {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    if (systemCode(error) !== 'EACCES') throw error
    chmodSync(folder, 0o700)
  }
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }
}

function syncPath(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function sorted(entries: Dirent[]): Dirent[] {
  return entries.sort((a, b) => byCodePoint(a.name, b.name))
}
