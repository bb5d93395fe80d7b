import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { parseManifest } from '../../src/release/bag.js'

/** Path → kind, rights and content's hash of everything in a folder: equal exactly when nothing was touched. */
export function snapshot(folder: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const stats = lstatSync(join(folder, path))
    const content = stats.isFile()
      ? createHash('sha256')
          .update(readFileSync(join(folder, path)))
          .digest('hex')
      : stats.isSymbolicLink()
        ? readlinkSync(join(folder, path))
        : ''
    found[path] = `${stats.mode.toString(8)} ${content}`
  }
  return found
}

/**
 * The label of the release in a folder (see publishRelease); null when there is no such folder. Throws when a file is
 * missing, not listed or changed. Does not use the code under test to find the files.
 */
export function labelOf(folder: string): string | null {
  if (!existsSync(folder)) return null
  const listed = ['manifest-sha256.txt', 'tagmanifest-sha256.txt'].flatMap(
    name => parseManifest(readFileSync(join(folder, name), 'utf8')).entries,
  )
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    path => lstatSync(join(folder, path)).isFile() && path !== 'tagmanifest-sha256.txt',
  )
  if (
    files.sort().join() !==
    listed
      .map(entry => entry.path)
      .sort()
      .join()
  )
    throw new Error(`${folder}: ${files}`)
  for (const { path, sha256 } of listed) {
    const hash = createHash('sha256')
      .update(readFileSync(join(folder, path)))
      .digest('hex')
    if (hash !== sha256) throw new Error(`${folder}/${path} has changed`)
  }
  return readFileSync(join(folder, 'README.md'), 'utf8')
}
