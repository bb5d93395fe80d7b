import { realpathSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { UsageError } from '../errors.js'

/** Throws UsageError where something stands that a file may not replace: a folder, a device, a pipe. */
export function checkReplaceable(path: string): void {
  const present: Stats | undefined = statSync(path, { throwIfNoEntry: false })
  if (present === undefined || present.isFile()) return
  throw new UsageError(
    present.isDirectory()
      ? `${path} is a folder, expected a file.`
      : `${path} is a device or a pipe, and is not replaced by a file.`,
    { fix: 'Name another file.' },
  )
}

/** Throws UsageError where there is no folder to put a file into. */
export function checkFolderOf(path: string): void {
  const folder = dirname(path)
  if (statSync(folder, { throwIfNoEntry: false }) !== undefined) return
  throw new UsageError(`There is no folder ${folder} to put ${basename(path)} into.`, {
    fix: 'Make the folder, or name another file.',
  })
}

/** The path of a file by which two names of it are seen to be one, also where there is none yet. */
export function truePath(path: string): string {
  const absolute = resolve(path)
  try {
    return realpathSync(absolute)
  } catch {
    const folder = dirname(absolute)
    return folder === absolute ? absolute : join(truePath(folder), basename(absolute))
  }
}
