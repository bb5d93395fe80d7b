import { closeSync, openSync, readSync } from 'node:fs'

const CHUNK_BYTES = 1024 * 1024

/**
 * The bytes of a file from `start` to `end`, in order. A chunk stays as it is, since later ones have memory of their own,
 * unless `passing` is set: then it is there until the next is asked for.
 */
export function* chunksOf(
  path: string,
  { start = 0, end = Number.POSITIVE_INFINITY, size = CHUNK_BYTES, passing = false } = {},
): Generator<Buffer> {
  const file = openSync(path, 'r')
  let memory = Buffer.alloc(0)
  try {
    for (let position = start; position < end; ) {
      const length = Math.min(size, end - position)
      if (!passing || memory.length < length) memory = Buffer.allocUnsafeSlow(length)
      const chunk = memory.subarray(0, length)
      const got = readSync(file, chunk, 0, chunk.length, position)
      if (got === 0) return
      position += got
      yield chunk.subarray(0, got)
    }
  } finally {
    closeSync(file)
  }
}

/** Up to `length` bytes of a file, from `start`. */
export function bytesAt(path: string, start: number, length: number): Buffer {
  const [chunk] = chunksOf(path, { start, end: start + length, size: length })
  return chunk ?? Buffer.alloc(0)
}
