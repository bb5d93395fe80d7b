import type * as Arrow from 'apache-arrow'
import { loadZstdStreams, type ZstdStream } from '../files/zstd-stream.js'
import { lz4Frame } from './lz4.js'

/** Before the bytes of a buffer stands its length, unpacked. */
const PREFIX_BYTES = 8

let known: Promise<void> | undefined

/** Teaches the library to read batches that are compressed, as LZ4 or zstd. */
export function knowCompressions(library: typeof Arrow): Promise<void> {
  known ??= register(library)
  return known
}

async function register({ compressionRegistry, CompressionType }: typeof Arrow): Promise<void> {
  const startZstd = await loadZstdStreams()
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: packed => lz4Frame(packed, sizeOf(packed)) })
  compressionRegistry.set(CompressionType.ZSTD, {
    decode: packed => {
      const stream = startZstd()
      try {
        return unzstd(stream, packed, sizeOf(packed))
      } finally {
        stream.close()
      }
    },
  })
}

/** The library cuts the length off, and it stands before the bytes still. `arrow-messages.ts` has looked at it. */
function sizeOf({ buffer, byteOffset }: Uint8Array): number {
  if (byteOffset < PREFIX_BYTES) throw new RangeError('a compressed buffer does not say its length')
  return Number(new DataView(buffer).getBigInt64(byteOffset - PREFIX_BYTES, true))
}

function unzstd(stream: ZstdStream, packed: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size)
  let filled = 0
  for (const chunk of stream.push(packed)) {
    if (filled + chunk.length > size) throw new RangeError('it comes to more bytes than are said to be')
    output.set(chunk, filled)
    filled += chunk.length
  }
  if (filled !== size || !stream.isWhole()) {
    throw new RangeError(`it comes to ${filled} bytes where ${size} are said to be`)
  }
  return output
}
