import { statSync } from 'node:fs'
import { createGunzip, type Gunzip } from 'node:zlib'
import { chunksOf } from './chunks.js'

/** Data that is no gzip, is damaged, or would never end. What was unpacked before has been handed on. */
export class GzipFault extends Error {
  override readonly name = 'GzipFault'
  constructor(
    readonly kind: 'damaged' | 'bomb',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** Both must be passed: deflate packs at most 1032 to 1, which only very empty data comes near. */
export interface GzipLimits {
  readonly bytes: number
  readonly ratio: number
}

export const gzipLimits: GzipLimits = { bytes: 2 ** 30, ratio: 1000 }

/** Unpacked, a piece may have a thousand times as many bytes, which are in memory together. */
const PIECE_BYTES = 16 * 1024

export const isGzip = (start: Uint8Array): boolean => start[0] === 0x1f && start[1] === 0x8b

/** Unpacks a gzip file, of one or several members. Throws GzipFault. */
export async function* gunzipped(path: string, limits: GzipLimits = gzipLimits): AsyncGenerator<Buffer> {
  const packed = statSync(path).size
  const gunzip = createGunzip({ chunkSize: 64 * 1024 })
  let unpacked: Buffer[] = []
  let total = 0
  gunzip.on('data', (chunk: Buffer) => {
    unpacked.push(chunk)
    total += chunk.length
  })
  const taken = function* (): Generator<Buffer> {
    const chunks = unpacked
    unpacked = []
    yield* chunks
  }
  try {
    for (const piece of chunksOf(path, { size: PIECE_BYTES })) {
      const fault = await settled(gunzip, done => gunzip.write(piece, done))
      yield* taken()
      if (fault !== undefined) throw new GzipFault('damaged', fault.message, { cause: fault })
      if (total > limits.bytes && total > limits.ratio * packed) {
        throw new GzipFault('bomb', `${packed} bytes become more than ${total}`)
      }
    }
    const fault = await settled(gunzip, done => gunzip.on('end', done).end())
    yield* taken()
    if (fault !== undefined) throw new GzipFault('damaged', fault.message, { cause: fault })
  } finally {
    gunzip.destroy()
  }
}

/** The library tells of some faults by its event alone, and of others by the callback as well. */
function settled(
  gunzip: Gunzip,
  start: (done: (fault?: Error | null) => void) => void,
): Promise<Error | undefined> {
  return new Promise(resolve => {
    const finish = (fault?: Error | null) => {
      gunzip.off('error', finish)
      resolve(fault ?? undefined)
    }
    gunzip.on('error', finish)
    start(finish)
  })
}
