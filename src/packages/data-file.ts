import { createHash } from 'node:crypto'
import { realpathSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { chunksOf } from '../files/chunks.js'
import { systemCode } from '../files/io-error.js'
import { type Problem, problem } from '../problem.js'

/** A file of the package, which may be read. */
export interface DataFile {
  /** As the descriptor names it. */
  readonly path: string
  readonly absolute: string
  readonly bytes: number
}

/** Finds a file below the folder of the package. A link that leads out of it is not followed, nor a pipe opened. */
export function findFile(folder: string, path: string): DataFile | Problem {
  const absolute = join(folder, path)
  try {
    const inside = relative(realpathSync(folder), realpathSync(absolute))
    if (inside === '..' || inside.startsWith(`..${sep}`))
      return problem('package/unsafe-file', { file: path }, { why: 'is a link that leads out of the folder' })
    const found = statSync(absolute)
    if (!found.isFile())
      return problem(
        'package/unsafe-file',
        { file: path },
        { why: `is ${found.isDirectory() ? 'a folder' : 'a device or a pipe'}` },
      )
    return { path, absolute, bytes: found.size }
  } catch (error) {
    const code = systemCode(error)
    if (code === null) throw error
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG')
      return problem('package/missing-file', { file: path }, { path })
    return problem('file/unreadable', { file: path }, { reason: code })
  }
}

/** Algorithms whose hashes can be computed, by the name without hyphens. */
const algorithms: ReadonlySet<string> = new Set(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'])

export interface StatedHash {
  readonly algorithm: string
  readonly digits: string
  readonly isKnown: boolean
}

/** `sha256:…`, or the digits of an MD5 hash alone. */
export function statedHash(stated: string): StatedHash {
  const colon = stated.indexOf(':')
  const named = colon === -1 ? 'md5' : stated.slice(0, colon)
  const algorithm = named.toLowerCase().replace(/^(sha)-/, '$1')
  const digits = stated.slice(colon + 1).toLowerCase()
  return { algorithm, digits, isKnown: algorithms.has(algorithm) }
}

/** The hash of files, one after the other, in lower-case hex. */
export function hashOf(files: readonly DataFile[], algorithm: string): string {
  const hash = createHash(algorithm)
  for (const { absolute } of files) for (const chunk of chunksOf(absolute)) hash.update(chunk)
  return hash.digest('hex')
}
