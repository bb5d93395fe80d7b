import type { Field, JsonObject } from '../schema/field.js'
import { readParquet } from './parquet-file.js'
import { parquetRecords } from './parquet-records.js'

interface Bytes {
  readonly byteLength: number
  /** Half-open. */
  part(start: number, end: number): Promise<ArrayBuffer>
}

/** The records of a Parquet file, read without Node: unpacked, uncompressed, or with Zstandard or Snappy. */
export async function* webParquet(
  { byteLength, part }: Bytes,
  fields: readonly Field[],
): AsyncGenerator<readonly JsonObject[]> {
  const { snappyUncompress } = await import('hyparquet')
  const { ZSTDDecoder } = await import('zstddec')
  const zstd = new ZSTDDecoder()
  await zstd.init()
  const file = { byteLength, slice: (start: number, end = byteLength) => part(start, end) }
  const opened = await readParquet(file, {
    ZSTD: (bytes, size) => zstd.decode(bytes, size),
    SNAPPY: (bytes, size) => {
      const page = new Uint8Array(size)
      snappyUncompress(bytes, page)
      return page
    },
  })
  yield* parquetRecords(opened, fields)
}
