import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { linesOf } from './lines.js'

const CHUNK_BYTES = 4 * 1024 * 1024

/** The bytes of a file without the lines of these numbers (from 1) and their line feeds; all other bytes as they are. */
export function* withoutLines(path: string, numbers: ReadonlySet<number>): Generator<Uint8Array> {
  let kept = 0
  const size = statSync(path).size
  for (const { number, start, bytes } of linesOf(path, 0, size, 1)) {
    if (!numbers.has(number)) continue
    yield* bytesBetween(path, kept, start)
    kept = Math.min(start + bytes.length + 1, size)
  }
  yield* bytesBetween(path, kept, size)
}

function* bytesBetween(path: string, start: number, end: number): Generator<Uint8Array> {
  const file = openSync(path, 'r')
  try {
    if (fstatSync(file).size < end) throw new Error(`${path} became shorter while it was read`)
    for (let at = start; at < end; ) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - at))
      const got = readSync(file, chunk, 0, chunk.length, at)
      if (got === 0) throw new Error(`${path} became shorter while it was read`)
      yield chunk.subarray(0, got)
      at += got
    }
  } finally {
    closeSync(file)
  }
}
