import type * as Writing from 'hyparquet-writer'
import type { Sink } from './format.js'
import { loadZstd } from './parquet-zstd.js'

/** How every Parquet file is written. */
export async function parquetOptions() {
  const zstd = await loadZstd()
  return {
    codec: 'ZSTD',
    compressors: { ZSTD: zstd.compress },
    createdBy: 'warraq',
  } as const
}

/** Hands on what has been written, so that memory does not grow with the file. */
export function sinkWriter(
  { ByteWriter }: typeof Writing,
  sink: Sink,
  { pageBytes, isEmpty }: { readonly pageBytes: number; readonly isEmpty: () => boolean },
): Writing.ByteWriter {
  class SinkWriter extends ByteWriter {
    override ensure(size: number): void {
      if (this.index >= pageBytes) this.flush()
      super.ensure(size)
    }
    flush(): void {
      sink.write(this.getBytes())
      this.index = 0
    }
    override finish(): void {
      if (isEmpty()) typeNoRowGroups(this.getBytes())
      this.flush()
    }
  }
  return new SinkWriter()
}

/** Number of rows 0 and no row groups, in Thrift's compact protocol; then come the file's own keys, or who made it. */
const NO_ROW_GROUPS = [Uint8Array.of(0x16, 0, 0x19, 0, 0x28), Uint8Array.of(0x16, 0, 0x19, 0, 0x19)]
const LIST_OF_STRUCTS = 0x0c

/** The writer gives an empty list no type of its elements, and arrow-rs refuses that. */
function typeNoRowGroups(bytes: Uint8Array): void {
  const footer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = Math.max(...NO_ROW_GROUPS.map(pattern => footer.lastIndexOf(pattern)))
  if (start !== -1) bytes[start + 3] = LIST_OF_STRUCTS
}
