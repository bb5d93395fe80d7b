import { statSync } from 'node:fs'
import { bytesAt } from '../files/chunks.js'
import { readStructs } from './thrift.js'

/** What the end of a Parquet file says of a row group. */
interface GroupSize {
  readonly records: number
  /** About how many, unpacked. */
  readonly bytes: number
}

const MAGIC = 'PAR1'
const MAX_FOOTER_BYTES = 2 ** 26
/** Numbers of fields in parquet.thrift. */
const ROW_GROUPS = 4
const BYTES = 2
const RECORDS = 3

/** The sizes of the row groups of a file; undefined where its end is not that of a Parquet file, or is very long. */
export function groupSizes(path: string): readonly GroupSize[] | undefined {
  const { size } = statSync(path)
  const end = bytesAt(path, Math.max(0, size - 8), 8)
  if (end.length < 8 || end.toString('latin1', 4) !== MAGIC) return undefined
  const length = end.readUInt32LE(0)
  if (length > MAX_FOOTER_BYTES || length + 12 > size) return undefined
  try {
    const groups = readStructs(bytesAt(path, size - 8 - length, length), 0, ROW_GROUPS)
    return groups.map(group => {
      const [records, bytes] = [group.get(RECORDS), group.get(BYTES)]
      return { records: countOf(records), bytes: countOf(bytes) }
    })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function countOf(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new RangeError('a row group does not say its size')
}
