import { closeSync, openSync, readSync } from 'node:fs'
import { systemCode, translateIoError } from '../files/io-error.js'
import { writeFully } from '../files/write-fully.js'

const CHUNK_BYTES = 1 << 20

/** What comes on standard input, chunk by chunk; each is valid until the next is asked for. */
export function* standardInputChunks(): Generator<Buffer> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  for (let got = readSome(chunk); got > 0; got = readSome(chunk)) yield chunk.subarray(0, got)
}

/** Keeps standard input in a new file, for what has to read it more than once. */
export function spoolStandardInput(path: string): string {
  const file = openSync(path, 'wx', 0o600)
  try {
    for (const chunk of standardInputChunks()) writeFully(file, chunk)
  } finally {
    closeSync(file)
  }
  return path
}

function readSome(chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(0, chunk)
    } catch (error) {
      const code = systemCode(error)
      if (code === 'EOF') return 0
      if (code !== 'EAGAIN') throw translateIoError(error, { path: 'standard input', done: 'read' })
      // A pipe without data yet, set not to wait.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}
