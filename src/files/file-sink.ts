import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UsageError } from '../errors.js'
import { startEarlySync } from './early-sync.js'
import { NOTHING_PUBLISHED, systemCode, translateIoError } from './io-error.js'
import { writeFully } from './write-fully.js'

/** A file of a release, as its manifests and metadata name it. */
export interface WrittenFile {
  /** Relative to the release, with slashes. */
  readonly path: string
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
}

/** A `Sink` of formats/format.ts. */
export interface FileSink {
  readonly path: string
  write(bytes: Uint8Array): void
  /** Ends the file and says what it came to. */
  close(): WrittenFile
  /** Gives the file up, for when something went wrong. Does nothing once the sink is closed. */
  abort(): void
  /** Of a sink that is closed or given up: waits until nothing is done any more. Throws UsageError when the disk refuses. */
  settled(): Promise<void>
}

/**
 * Small writes are gathered up to this many bytes, since a write per record costs more than the copy; large ones are cut to
 * pieces of it, which are still in the cache when they are written: as a whole they cost three times as much.
 */
const BUFFER_BYTES = 1 << 18
/** Thousands of small shards have thousands of small files: a buffer grows only as it is filled. */
const FIRST_BUFFER_BYTES = 1 << 13

/**
 * Starts a new file at `path` below `root`, with the folders it needs; `root` itself must exist. Throws UsageError for
 * a path that leaves `root` or that not every system can have, and when the disk refuses. Needs no Staging, so worker threads use it.
 * A file that may be large is put on the disk while it is written.
 */
export function openFileSink(root: string, path: string, { isLarge = false } = {}): FileSink {
  checkRelativePath(path)
  const location = join(root, path)
  const translated = (error: unknown) =>
    translateIoError(error, { path: location, done: 'written', aftermath: NOTHING_PUBLISHED })
  const attempt = <T>(action: () => T): T => {
    try {
      return action()
    } catch (error) {
      throw translated(error)
    }
  }
  const file = attempt(() => {
    makeFolders(root, dirname(path))
    return openSync(location, 'wx')
  })
  const early = isLarge ? startEarlySync(location) : undefined
  const hash = createHash('sha256')
  let buffer = Buffer.alloc(0)
  let buffered = 0
  let bytes = 0
  let open = true

  const emit = (chunk: Uint8Array) => {
    for (let from = 0; from < chunk.length; from += BUFFER_BYTES) {
      const piece = chunk.subarray(from, from + BUFFER_BYTES)
      hash.update(piece)
      attempt(() => writeFully(file, piece))
    }
    bytes += chunk.length
    if (early !== undefined) attempt(() => early.wrote(chunk.length))
  }
  const flush = () => {
    if (buffered > 0) emit(buffer.subarray(0, buffered))
    buffered = 0
  }
  const makeRoom = (length: number) => {
    if (length <= buffer.length) return
    const larger = Buffer.allocUnsafe(
      Math.min(BUFFER_BYTES, Math.max(length, buffer.length * 4, FIRST_BUFFER_BYTES)),
    )
    buffer.copy(larger, 0, 0, buffered)
    buffer = larger
  }
  const abort = () => {
    if (open) closeSync(file)
    open = false
  }
  return {
    path,
    write: chunk => {
      if (!open) throw new Error(`"${location}" is written after it was closed`)
      if (buffered + chunk.length > BUFFER_BYTES) flush()
      if (chunk.length >= BUFFER_BYTES) return emit(chunk)
      makeRoom(buffered + chunk.length)
      buffer.set(chunk, buffered)
      buffered += chunk.length
    },
    close: () => {
      if (!open) throw new Error(`"${location}" is closed twice`)
      flush()
      // Network file systems report a full disk only now.
      attempt(abort)
      return { path, bytes, sha256: hash.digest('hex') }
    },
    abort,
    settled: async () => {
      try {
        await early?.end()
      } catch (error) {
        throw translated(error)
      }
    },
  }
}

function checkRelativePath(path: string): void {
  const safe = path.split('/').every(name => /^[\x20-\x7E]+$/.test(name) && !/[<>:"|?*\\]|[. ]$/.test(name))
  if (safe) return
  throw new UsageError(`${JSON.stringify(path)} cannot be the name of a file of a release.`, {
    fix: 'Use names of ASCII characters other than \\ < > : " | ? *, which do not end with a full stop or a space.',
  })
}

/** Not `mkdir -p`: a thread that outlives its run must not bring a removed staging folder back. */
function makeFolders(root: string, path: string): void {
  if (path === '.') return
  makeFolders(root, dirname(path))
  try {
    mkdirSync(join(root, path))
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
  }
}
