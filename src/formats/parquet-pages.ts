import type { ColumnMetaData, SchemaElement } from 'hyparquet'
import { checksumOf } from './parquet-checksum.js'
import { readThrift, readVarint, type ThriftStruct } from './thrift.js'

/** More in one page, or in one column of a row group, is no file that anyone wrote. */
const MAX_PAGE_BYTES = 2 ** 28
const MAX_GROUP_VALUES = 2 ** 26

export type Decompress = (bytes: Uint8Array, size: number) => Uint8Array

export interface PageCheck {
  readonly chunk: ColumnMetaData
  /** The elements from the top of the schema to the column, the root aside. */
  readonly path: readonly SchemaElement[]
  readonly rows: number
  /** Bytes of the column in the file: all pages. */
  readonly bytes: Uint8Array
  readonly decompress: Decompress
}

/**
 * Looks over the pages of a column before the library reads them: it believes every count in them, and one damaged byte
 * would have it write two thousand million values. Throws RangeError for counts that cannot be, and for bytes that a page's
 * checksum is not of.
 */
export function checkPages({ chunk, path, rows, bytes, decompress }: PageCheck): void {
  const definition = path.filter(({ repetition_type }) => repetition_type !== 'REQUIRED').length
  const repetition = path.filter(({ repetition_type }) => repetition_type === 'REPEATED').length
  const most = Number(chunk.num_values)
  if (!(most >= 0 && most <= MAX_GROUP_VALUES)) throw new RangeError(`a column of ${most} values`)
  if (repetition === 0 && most !== rows)
    throw new RangeError(`a column has ${most} values for ${rows} records`)
  const isCompressed = chunk.codec !== 'UNCOMPRESSED'
  let left = most
  for (let at = 0; at < bytes.length - 1; ) {
    const { value: header, end } = readThrift(bytes, at)
    const [size, length] = [numberIn(header, 2), numberIn(header, 3)]
    if (size < 0 || size > MAX_PAGE_BYTES || length < 0 || end + length > bytes.length) {
      throw new RangeError(`a page of ${length} bytes, ${size} unpacked`)
    }
    const raw = bytes.subarray(end, end + length)
    at = end + length
    const checksum = header.get(4)
    if (checksum !== undefined && checksum !== checksumOf(raw)) {
      throw new RangeError('a page has other bytes than its checksum is of')
    }
    const kind = numberIn(header, 1)
    if (kind === DICTIONARY) {
      const values = numberIn(structIn(header, 7), 1)
      // Every value of a dictionary takes a bit at least.
      if (values < 0 || values > size * 8) throw new RangeError(`a dictionary of ${values} values`)
      continue
    }
    const page = kind === DATA ? structIn(header, 5) : structIn(header, 8)
    const values = numberIn(page, 1)
    if (values < 0 || values > left) throw new RangeError(`a page of ${values} values where ${left} are left`)
    left -= values
    if (kind === DATA) {
      const unpacked = isCompressed ? decompress(raw, size) : raw
      let start = 0
      for (const level of [repetition, definition]) {
        if (level > 0) start = checkSized(unpacked, start, bitsOf(level), values)
      }
      checkIndices(unpacked.subarray(start), numberIn(page, 2), values)
    } else if (kind === DATA_V2) {
      const [defined, repeated, nulls] = [numberIn(page, 5), numberIn(page, 6), numberIn(page, 2)]
      if (defined < 0 || repeated < 0 || defined + repeated > length || nulls < 0 || nulls > values) {
        throw new RangeError('a page whose parts are longer than it')
      }
      if (repetition > 0) checkRuns(raw, 0, bitsOf(repetition), values)
      if (definition > 0) checkRuns(raw, repeated, bitsOf(definition), values)
      const packed = raw.subarray(repeated + defined)
      const unpackedSize = size - repeated - defined
      if (unpackedSize < 0) throw new RangeError('a page whose parts are longer than it')
      const isPlain = !isCompressed || page.get(7) === 0
      checkIndices(isPlain ? packed : decompress(packed, unpackedSize), numberIn(page, 4), values - nulls)
    }
  }
}

/** Numbers of parquet.thrift: types of pages, and encodings whose values are runs. */
const DATA = 0
const DICTIONARY = 2
const DATA_V2 = 3
const PLAIN_DICTIONARY = 2
const RLE = 3
const RLE_DICTIONARY = 8

const bitsOf = (level: number): number => 32 - Math.clz32(level)

function numberIn(struct: ThriftStruct, field: number): number {
  const value = struct.get(field)
  return typeof value === 'number' ? value : 0
}

function structIn(struct: ThriftStruct, field: number): ThriftStruct {
  const value = struct.get(field)
  if (typeof value === 'object') return value
  throw new RangeError('a page has no header of its own')
}

function checkIndices(bytes: Uint8Array, encoding: number, values: number): void {
  if (values === 0 || bytes.length === 0) return
  if (encoding === RLE) checkSized(bytes, 0, 1, values)
  if (encoding === PLAIN_DICTIONARY || encoding === RLE_DICTIONARY) checkRuns(bytes, 1, bytes[0] ?? 0, values)
}

/** Runs behind the 4 bytes of their length; where they end. */
function checkSized(bytes: Uint8Array, start: number, width: number, values: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getUint32(start, true)
  if (start + 4 + length > bytes.length) throw new RangeError('a run is longer than its page')
  checkRuns(bytes, start + 4, width, values)
  return start + 4 + length
}

/** Runs of one value, or of packed ones, that hold `values` together: none of them holds more than are left. */
function checkRuns(bytes: Uint8Array, start: number, width: number, values: number): void {
  if (width > 32) throw new RangeError(`values of ${width} bits`)
  let at = start
  // Nulls have no index, and so there may be fewer values.
  for (let left = values; left > 0 && at < bytes.length; ) {
    const { value: header, end } = readVarint(bytes, at)
    const isPacked = header % 2 === 1
    const count = isPacked ? Math.floor(header / 2) * 8 : header / 2
    const length = isPacked ? (count / 8) * width : (width + 7) >> 3
    // Packed values come in eights, and some writers fill whole blocks with them.
    const isSound = isPacked
      ? count <= left + 4096 || (width > 0 && end + length <= bytes.length)
      : count <= left
    if (!isSound || count === 0) throw new RangeError(`a run of ${count} values where ${left} are left`)
    at = end + length
    left -= count
  }
}
