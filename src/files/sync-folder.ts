import { closeSync, fsyncSync, openSync } from 'node:fs'
import { systemCode } from './io-error.js'

/** Puts on the disk what was created in, renamed in or removed from a folder. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } catch (error) {
    // Some network file systems cannot sync a folder; their renames are as durable as they get.
    const code = systemCode(error)
    if (code !== 'EINVAL' && code !== 'ENOTSUP') throw error
  } finally {
    closeSync(folder)
  }
}
