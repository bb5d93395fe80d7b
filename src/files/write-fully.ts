import { writeSync } from 'node:fs'

/** Writes all of `bytes`: one call may write less than it was given, and does so on a disk that is nearly full. */
export function writeFully(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    const count = writeSync(file, bytes, written)
    if (count === 0) throw new Error('the system wrote 0 bytes of a file and named no error')
    written += count
  }
}
