import { closeSync, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'

/** Has a file put on the disk while it is written, so that little is left to wait for when it is whole. */
export interface EarlySync {
  /** Tells of bytes that were written. */
  wrote(bytes: number): void
  /** Waits for what is under way. Rejects with the system's error where bytes could not be put on the disk. */
  end(): Promise<void>
}

/** So many bytes are put on the disk together. */
const SYNC_BYTES = 64 * 1024 * 1024

const sync = promisify(fdatasync)

/** The file is open a second time: its writer may close it while it is being put on the disk. */
export function startEarlySync(path: string): EarlySync {
  let file: number | undefined
  let unsynced = 0
  let underWay: Promise<void> | undefined
  let failure: { readonly error: unknown } | undefined
  const start = async (opened: number): Promise<void> => {
    try {
      await sync(opened)
    } catch (error) {
      // The system tells of it once only.
      failure ??= { error }
    }
    underWay = undefined
  }
  return {
    wrote: bytes => {
      unsynced += bytes
      if (unsynced < SYNC_BYTES || underWay !== undefined) return
      unsynced = 0
      file ??= openSync(path, 'r+')
      underWay = start(file)
    },
    end: async () => {
      await underWay
      if (file !== undefined) closeSync(file)
      file = undefined
      if (failure !== undefined) throw failure.error
    },
  }
}
