import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { systemCode } from '../files/io-error.js'
import type { Algorithm } from './algorithms.js'
import type { Contents } from './contents.js'
import type { Findings } from './findings.js'
import { type Listed, sortedPaths } from './manifests.js'
import { bytesOf } from './open-file.js'

export interface BagProgress {
  readonly files: number
  readonly bytes: number
  readonly totalBytes: number
}

export interface BagFile {
  readonly bytes: number
  /** Lower-case hex by the name of the algorithm; of those that a manifest asks for. */
  readonly digests: Readonly<Record<string, string>>
}

interface ChecksumContext {
  readonly root: string
  readonly contents: Contents
  readonly listed: Listed
  readonly findings: Findings
  readonly onProgress?: ((progress: BagProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** After so many bytes others have their turn: a signal is heard, progress is shown. */
const TURN_BYTES = 16 * 1024 * 1024

/** Reads every file that is listed, once, for all algorithms, and says which checksums are wrong. */
export async function checkChecksums(context: ChecksumContext): Promise<ReadonlyMap<string, BagFile>> {
  const { root, contents, listed, findings, onProgress, signal } = context
  const files = new Map<string, BagFile>()
  const totalBytes = [...contents.files].reduce(
    (sum, [path, size]) => sum + (listed.files.has(path) ? size : 0),
    0,
  )
  let bytes = 0
  let turn = 0
  for (const path of sortedPaths(contents.files)) {
    const listings = listed.files.get(path) ?? []
    const algorithms = new Map<string, Algorithm>(
      listings.flatMap(({ manifest: { algorithm } }) =>
        algorithm.hash === null ? [] : [[algorithm.name, algorithm]],
      ),
    )
    const hashes = [...algorithms.values()].map(({ name, hash }) => ({ name, hash: createHash(hash ?? '') }))
    let size = 0
    if (hashes.length > 0) {
      try {
        for (const chunk of bytesOf(join(root, path))) {
          for (const { hash } of hashes) hash.update(chunk)
          size += chunk.length
          bytes += chunk.length
          turn += chunk.length
          if (turn >= TURN_BYTES) await rest()
        }
      } catch (error) {
        const reason = systemCode(error)
        if (reason === null) throw error
        findings.add('bag/unreadable', { file: path }, { reason })
        continue
      }
    } else size = contents.files.get(path) ?? 0
    const digests = new Map(hashes.map(({ name, hash }) => [name, hash.digest('hex')]))
    files.set(path, { bytes: size, digests: Object.fromEntries(digests) })
    for (const { manifest, line, checksum } of listings) {
      const { name: algorithm } = manifest.algorithm
      const found = digests.get(algorithm)
      if (found === undefined || checksum === null || found === checksum) continue
      const place = { file: manifest.file, line }
      findings.add('bag/checksum', { file: path }, { algorithm, found, expected: checksum }, [place])
    }
    turn += 64 * 1024
    if (turn >= TURN_BYTES) await rest()
  }
  onProgress?.({ files: files.size, bytes, totalBytes })
  return files

  async function rest(): Promise<void> {
    turn = 0
    onProgress?.({ files: files.size, bytes, totalBytes })
    await setImmediate()
    signal?.throwIfAborted()
  }
}
