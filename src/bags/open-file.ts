import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

const CHUNK_BYTES = 1024 * 1024

/**
 * The bytes of an ordinary file, in order; a chunk is overwritten by the next. Follows no link, and does not wait for
 * the other end of a pipe that has taken the file's place. Throws the system's error.
 */
export function* bytesOf(path: string, size = CHUNK_BYTES): Generator<Buffer> {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    if (!fstatSync(file).isFile()) return
    const chunk = Buffer.allocUnsafeSlow(size)
    for (;;) {
      const got = readSync(file, chunk, 0, chunk.length, null)
      if (got === 0) return
      yield chunk.subarray(0, got)
    }
  } finally {
    closeSync(file)
  }
}
