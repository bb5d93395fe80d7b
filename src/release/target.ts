import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { UsageError } from '../errors.js'
import { systemCode, translateIoError } from '../files/io-error.js'
import { byCodePoint } from '../text/order.js'
import { BAG_DECLARATION, PAYLOAD_MANIFEST, parseManifest, TAG_MANIFEST } from './bag.js'
import { walkTree } from './tree.js'

/** What stands at a path. */
export type Found =
  | { readonly kind: 'missing' | 'empty' | 'file' }
  /** A bag with SHA-256 manifests. `unlisted`: what it holds and does not list; `absent`: the reverse. */
  | { readonly kind: 'release'; readonly unlisted: readonly string[]; readonly absent: readonly string[] }
  | { readonly kind: 'other'; readonly names: readonly string[] }

/** The folders beside a target that belong to it while it is being replaced. */
export function besides(target: string): { staging: string; previous: string; trash: string } {
  return { staging: `${target}.staging`, previous: `${target}.previous`, trash: `${target}.trash` }
}

/**
 * The real path of a target, links followed, so that every way to it leads to the same lock. Throws UsageError when the
 * folder above it is missing, or when a path of `protect` is or lies in what would be replaced.
 */
export function locateTarget(target: string, protect: readonly string[] = []): string {
  const given = resolve(target)
  const parent = realFolder(dirname(given))
  if (parent === null) {
    throw new UsageError(`There is no folder "${dirname(given)}" to put "${basename(given)}" into.`, {
      fix: `Create it (mkdir -p "${dirname(given)}"), or choose another output folder.`,
    })
  }
  if (parent === given) throw new UsageError(`"${given}" cannot be an output folder: nothing is beside it.`)
  const real = followLink(join(parent, basename(given)))
  const own = [real, ...Object.values(besides(real))]
  for (const path of protect) {
    const kept = realPath(resolve(path)) ?? resolve(path)
    if (own.some(folder => kept === folder || kept.startsWith(folder + sep))) {
      throw new UsageError(
        `The output folder "${real}" would replace "${kept}", which the release is made from.`,
        {
          fix: 'Choose an output folder of its own, such as dist-data.',
        },
      )
    }
  }
  return real
}

/** Throws UsageError unless the target may be replaced without losing anything but an earlier release. */
export function checkReplaceable(target: string): Found {
  const found = inspect(target)
  if (found.kind === 'file') {
    throw new UsageError(`"${target}" is a file; a release is a folder.`, {
      fix: 'Choose another output folder.',
    })
  }
  if (found.kind === 'other') {
    throw new UsageError(`"${target}" is neither empty nor a release: it holds ${some(found.names)}.`, {
      fix: 'Choose another output folder, or empty this one.',
    })
  }
  if (found.kind === 'release' && found.unlisted.length > 0) {
    throw new UsageError(`"${target}" holds what its manifests do not list: ${some(found.unlisted)}.`, {
      fix: 'Move it elsewhere: the folder is replaced as a whole.',
    })
  }
  if (found.kind !== 'missing' && lstatSync(target).dev !== lstatSync(dirname(target)).dev) {
    throw new UsageError(`"${target}" is a mount point, which cannot be replaced as a whole.`, {
      fix: `Choose a folder inside it, such as "${join(target, 'dist-data')}".`,
    })
  }
  return found
}

/** Looks, and touches nothing. A link counts as a file. */
export function inspect(path: string): Found {
  try {
    const stats = statsOf(path)
    if (stats === null) return { kind: 'missing' }
    if (!stats.isDirectory()) return { kind: 'file' }
    const names = readdirSync(path).sort(byCodePoint)
    if (names.length === 0) return { kind: 'empty' }
    if (![BAG_DECLARATION, PAYLOAD_MANIFEST, TAG_MANIFEST].every(name => isFile(join(path, name)))) {
      return { kind: 'other', names }
    }
    return { kind: 'release', ...compareWithManifests(path) }
  } catch (error) {
    throw translateIoError(error, { path, done: 'read', aftermath: 'nothing was touched' })
  }
}

/** `a.txt, b/ and 5 more` */
export function some(names: readonly string[]): string {
  const shown = names.slice(0, 5).map(name => JSON.stringify(name))
  if (names.length > shown.length) return `${shown.join(', ')} and ${names.length - shown.length} more`
  return shown.length < 2 ? shown.join() : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

function compareWithManifests(release: string): { unlisted: string[]; absent: string[] } {
  const listed = new Set([TAG_MANIFEST])
  for (const name of [PAYLOAD_MANIFEST, TAG_MANIFEST]) {
    for (const { path } of parseManifest(readFileSync(join(release, name), 'utf8')).entries) listed.add(path)
  }
  const folders = new Set<string>()
  for (const path of listed) {
    for (let folder = dirname(path); folder !== '.' && folder !== '/'; folder = dirname(folder))
      folders.add(folder)
  }
  const unlisted: string[] = []
  for (const { path, kind } of walkTree(release)) {
    if (kind === 'file' && listed.delete(path)) continue
    if (kind === 'folder' && folders.has(path)) continue
    unlisted.push(kind === 'folder' ? `${path}/` : path)
  }
  return { unlisted, absent: [...listed].sort(byCodePoint) }
}

function followLink(path: string): string {
  if (!(statsOf(path)?.isSymbolicLink() ?? false)) return path
  try {
    return realpathSync.native(path)
  } catch (cause) {
    throw new UsageError(`"${path}" is a link that leads nowhere.`, {
      fix: 'Choose another output folder.',
      cause,
    })
  }
}

function realFolder(path: string): string | null {
  const real = realPath(path)
  return real !== null && statSync(real).isDirectory() ? real : null
}

function realPath(path: string): string | null {
  try {
    return realpathSync.native(path)
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw translateIoError(error, { path, done: 'read', aftermath: 'nothing was touched' })
  }
}

function isFile(path: string): boolean {
  return statsOf(path)?.isFile() ?? false
}

function statsOf(path: string): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null
}
