import type { FileHandle } from 'node:fs/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { Compressors, FileMetaData } from 'hyparquet'
import { UsageError } from '../errors.js'
import { lz4Block, lz4OfParquet } from './lz4.js'
import { type ParquetFile, readParquet } from './parquet-file.js'
import { loadZstd } from './parquet-zstd.js'

/** `readParquet` of a file on this machine, whatever it is packed with. */
export async function openParquet(
  handle: FileHandle,
  changed?: (metadata: FileMetaData) => FileMetaData,
): Promise<ParquetFile> {
  const { snappyUncompress } = await import('hyparquet')
  const zstd = await loadZstd()
  const compressors: Compressors = {
    ZSTD: (bytes, size) => zstd.decompress(bytes, size),
    GZIP: (bytes, size) => gunzipSync(bytes, { maxOutputLength: Math.max(size, 1) }),
    BROTLI: (bytes, size) => brotliDecompressSync(bytes, { maxOutputLength: Math.max(size, 1) }),
    LZ4: lz4OfParquet,
    LZ4_RAW: lz4Block,
    SNAPPY: (bytes, size) => {
      const page = new Uint8Array(size)
      snappyUncompress(bytes, page)
      return page
    },
  }
  const file = { byteLength: (await handle.stat()).size, slice: sliceOf(handle) }
  return readParquet(file, compressors, changed)
}

function sliceOf(handle: FileHandle): (start: number, end?: number) => Promise<ArrayBuffer> {
  return async (start, end) => {
    const { size } = await handle.stat()
    const last = end ?? size
    if (!(start >= 0 && last >= start && last <= size)) throw new UsageError('a part lies outside the file.')
    const bytes = new Uint8Array(last - start)
    for (let filled = 0; filled < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled)
      if (bytesRead === 0) throw new UsageError('it ends too early.')
      filled += bytesRead
    }
    return bytes.buffer
  }
}
