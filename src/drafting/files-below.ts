import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { byCodePoint } from '../text/order.js'

/** A file of a folder; `inside` is its path from there, with slashes. */
export interface FileBelow {
  readonly path: string
  readonly inside: string
  readonly bytes: number
}

/** All files of a folder and below it, by code point. Hidden ones are left out, and so is what a link leads to outside. */
export function filesBelow(folder: string): readonly FileBelow[] {
  const home = realpathSync(folder)
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({
      path,
      inside: path
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
    }))
    .filter(({ inside }) => !/(^|\/)\./.test(inside))
    .flatMap(file => {
      const stat = statSync(file.path, { throwIfNoEntry: false })
      return stat?.isFile() === true && isBelow(realpathSync(file.path), home)
        ? [{ ...file, bytes: stat.size }]
        : []
    })
    .sort((a, b) => byCodePoint(a.inside, b.inside))
}

export const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)
