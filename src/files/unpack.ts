import { statSync } from 'node:fs'
import { bytesAt, chunksOf } from './chunks.js'
import { gunzipped } from './gzip.js'
import { UnpackFault } from './unpack-fault.js'
import { loadZstdStreams } from './zstd-stream.js'

export type Packing = 'gzip' | 'zstd'

/** What the names of packed files end with. */
export const packedEndings: Readonly<Record<string, Packing>> = { '.gz': 'gzip', '.zst': 'zstd' }

/** Both must be passed. Deflate packs at most 1032 to 1, which only very empty data comes near. */
export interface UnpackLimits {
  readonly bytes: number
  readonly ratio: number
}

export const unpackLimits: UnpackLimits = { bytes: 2 ** 30, ratio: 1000 }

/** How a file is packed, by its first bytes. */
export function packingOf(path: string): Packing | undefined {
  const start = bytesAt(path, 0, 4)
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip'
  if (start.length < 4) return undefined
  const magic = start.readUInt32LE(0)
  // A file may begin with a frame that is to be skipped.
  return magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50 ? 'zstd' : undefined
}

/** The bytes that a packed file holds, of any size: no more than a few megabytes are in memory. Throws UnpackFault. */
export async function* unpacked(
  path: string,
  packing: Packing,
  limits: UnpackLimits = unpackLimits,
): AsyncGenerator<Buffer, undefined> {
  const packed = statSync(path).size
  let total = 0
  for await (const chunk of unpackers[packing](path)) {
    total += chunk.length
    if (total > limits.bytes && total > limits.ratio * packed) {
      throw new UnpackFault('bomb', `${packed} bytes become more than ${total}`)
    }
    yield chunk
  }
}

const unpackers: Readonly<Record<Packing, (path: string) => AsyncGenerator<Buffer>>> = {
  gzip: gunzipped,
  zstd: unzstd,
}

async function* unzstd(path: string): AsyncGenerator<Buffer> {
  const stream = (await loadZstdStreams())()
  try {
    for (const chunk of chunksOf(path, { passing: true })) yield* stream.push(chunk)
    if (!stream.isWhole()) throw new UnpackFault('damaged', 'it ends too early')
  } finally {
    stream.close()
  }
}
