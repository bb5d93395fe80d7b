import { createHash } from 'node:crypto'
import { chunksOf } from './chunks.js'

/** The SHA-256 of a file, lower-case hex, a chunk in memory at a time. */
export function sha256OfFile(path: string): string {
  const hash = createHash('sha256')
  for (const chunk of chunksOf(path)) hash.update(chunk)
  return hash.digest('hex')
}
