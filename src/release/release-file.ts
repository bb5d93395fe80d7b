import { lstatSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.js'

/**
 * The absolute path of a file of a release, whose folder is a real path. Undefined where no file stands there: nothing
 * that a link leads to is read, and no device.
 */
export function releaseFile(folder: string, path: string): string | undefined {
  const absolute = join(folder, path)
  const isThere = lstatSync(absolute, { throwIfNoEntry: false })?.isFile() ?? false
  return isThere && realpathSync(absolute) === absolute ? absolute : undefined
}

/** The same. Throws UsageError where there is none. */
export function neededFile(folder: string, path: string): string {
  const found = releaseFile(folder, path)
  if (found !== undefined) return found
  throw new UsageError(`There is no file ${path} in ${folder}, which every release has.`, {
    fix: 'Name the folder of a release that warraq wrote.',
  })
}
