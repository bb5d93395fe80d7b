import { isUtf8 } from 'node:buffer'
import { type Dirent, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { systemCode } from '../files/io-error.js'
import { byCodePoint } from '../text/order.js'

/** What stands in a bag's folder, and was not opened. */
export interface Contents {
  /** Ordinary files, by code point of their paths: their bytes. */
  readonly files: ReadonlyMap<string, number>
  /** The bag itself is ''. */
  readonly folders: ReadonlySet<string>
  readonly emptyFolders: readonly string[]
  readonly others: ReadonlyMap<string, 'link' | 'special'>
  /** Paths, with U+FFFD for what is no UTF-8. */
  readonly notUtf8: readonly string[]
  /** Paths and the system's words. */
  readonly unreadable: ReadonlyMap<string, string>
}

/** Walks a folder, and follows no links below it. Throws the system's error for the folder itself. */
export function contentsOf(root: string): Contents {
  const files = new Map<string, number>()
  const folders = new Set<string>()
  const emptyFolders: string[] = []
  const others = new Map<string, 'link' | 'special'>()
  const notUtf8: string[] = []
  const unreadable = new Map<string, string>()

  const look = (path: string, found: Dirent<Buffer>): void => {
    if (!isUtf8(found.name)) notUtf8.push(path)
    else if (found.isDirectory()) waiting.push(path)
    else if (found.isFile()) files.set(path, lstatSync(join(root, path)).size)
    else others.set(path, found.isSymbolicLink() ? 'link' : 'special')
  }
  const waiting = ['']
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    folders.add(folder)
    try {
      const found = readdirSync(join(root, folder), { withFileTypes: true, encoding: 'buffer' })
      if (found.length === 0 && folder !== '') emptyFolders.push(folder)
      for (const one of found) attempt(pathOf(folder, one.name), path => look(path, one), unreadable)
    } catch (error) {
      if (folder === '' || systemCode(error) === null) throw error
      unreadable.set(folder, systemCode(error) ?? '')
    }
  }
  const sorted = [...files].sort(([a], [b]) => byCodePoint(a, b))
  return {
    files: new Map(sorted),
    folders,
    emptyFolders: emptyFolders.sort(byCodePoint),
    others: new Map([...others].sort(([a], [b]) => byCodePoint(a, b))),
    notUtf8: notUtf8.sort(byCodePoint),
    unreadable: new Map([...unreadable].sort(([a], [b]) => byCodePoint(a, b))),
  }
}

const pathOf = (folder: string, name: Buffer): string =>
  `${folder === '' ? '' : `${folder}/`}${name.toString('utf8')}`

function attempt(path: string, action: (path: string) => void, unreadable: Map<string, string>): void {
  try {
    action(path)
  } catch (error) {
    const code = systemCode(error)
    if (code === null) throw error
    unreadable.set(path, code)
  }
}
