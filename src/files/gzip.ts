import { statSync } from 'node:fs'
import { createGunzip, type Gunzip } from 'node:zlib'
import { chunksOf } from './chunks.js'
import { UnpackFault } from './unpack-fault.js'

/** Unpacked, a piece may have a thousand times as many bytes, which are in memory together. */
const PIECE_BYTES = 16 * 1024

/** Unpacks a gzip file, of one or several members. Throws UnpackFault. */
export async function* gunzipped(path: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 })
  let unpacked: Buffer[] = []
  gunzip.on('data', (chunk: Buffer) => unpacked.push(chunk))
  const taken = function* (): Generator<Buffer> {
    const chunks = unpacked
    unpacked = []
    yield* chunks
  }
  const check = (fault: Error | undefined) => {
    if (fault !== undefined) throw new UnpackFault('damaged', fault.message, { cause: fault })
  }
  try {
    for (const piece of chunksOf(path, { size: PIECE_BYTES })) {
      const fault = await settled(gunzip, done => gunzip.write(piece, done))
      yield* taken()
      check(fault)
      if (gunzip.readableEnded) break
    }
    const fault = gunzip.readableEnded ? undefined : await settled(gunzip, () => gunzip.end())
    yield* taken()
    check(fault)
    checkPadding(path, gunzip.bytesWritten)
  } finally {
    gunzip.destroy()
  }
}

/** The library ends at a zero byte after a member: what follows may only be more of them. */
function checkPadding(path: string, start: number): void {
  if (start >= statSync(path).size) return
  for (const chunk of chunksOf(path, { start })) {
    if (chunk.some(byte => byte !== 0)) throw new UnpackFault('damaged', 'other bytes follow the end')
  }
}

/**
 * The library tells of some faults by its event alone, and of others by the callback as well; behind padding it ends
 * whatever else is written.
 */
function settled(
  gunzip: Gunzip,
  start: (done: (fault?: Error | null) => void) => void,
): Promise<Error | undefined> {
  return new Promise(resolve => {
    const finish = (fault?: Error | null) => {
      gunzip.off('error', finish)
      gunzip.off('end', finish)
      resolve(fault ?? undefined)
    }
    gunzip.on('error', finish)
    gunzip.on('end', finish)
    start(finish)
  })
}
