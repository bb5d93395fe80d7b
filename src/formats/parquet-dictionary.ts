import { widthOf } from './parquet-runs.js'

/** The different texts of a column, numbered as they come, for as long as they are few. */
export interface Dictionary {
  /**
   * The numbers of a page's texts, each of which stands behind the four bytes of its length. Undefined where numbers
   * would take more than half of the bytes, or there are too many texts: then the pages that follow have none either.
   */
  numbersOf(plain: Buffer, count: number): Int32Array | undefined
  /** The texts that pages have numbers for, in the encoding PLAIN. */
  bytes(): Buffer
  readonly count: () => number
  clear(): void
}

const MAX_BYTES = 2 ** 16
/** Every text takes four bytes, so that the table is half full at most. */
const TABLE_SLOTS = 2 ** 15

export function startDictionary(): Dictionary {
  let bytes = Buffer.alloc(0)
  let starts: number[] = [0]
  /** By hash, one more than the number of a text; the next free slot where texts share a hash. */
  let table: Uint16Array | undefined
  let isClosed = false
  /** Adds a text; undefined where it has no room. */
  const numberOf = (plain: Buffer, start: number, end: number): number | undefined => {
    if (table === undefined || end - start > MAX_BYTES) return undefined
    for (let slot = hashOf(plain, start, end) % TABLE_SLOTS; ; slot = (slot + 1) % TABLE_SLOTS) {
      const number = table[slot]! - 1
      if (number === -1) {
        const length = starts.at(-1)!
        if (length + end - start > MAX_BYTES) return undefined
        plain.copy(bytes, length, start, end)
        table[slot] = starts.length
        starts.push(length + end - start)
        return starts.length - 2
      }
      if (isSame(bytes, starts[number]!, starts[number + 1]!, plain, start, end)) return number
    }
  }
  return {
    numbersOf: (plain, count) => {
      if (isClosed || count === 0) return undefined
      if (table === undefined) {
        table = new Uint16Array(TABLE_SLOTS)
        bytes = Buffer.allocUnsafeSlow(MAX_BYTES)
      }
      const known = starts.length
      const numbers = new Int32Array(count)
      let at = 0
      for (let i = 0; i < count; i++) {
        const end = at + 4 + plain.readUInt32LE(at)
        const number = numberOf(plain, at, end)
        if (number === undefined) {
          isClosed = true
          break
        }
        numbers[i] = number
        at = end
      }
      const isFirst = known === 1
      const size = starts.at(-1)! + (count * widthOf(starts.length - 2)) / 8
      if (isFirst && size * 2 > plain.length) isClosed = true
      if (!isClosed) return numbers
      starts.length = known
      return undefined
    },
    bytes: () => bytes.subarray(0, starts.at(-1)),
    count: () => starts.length - 1,
    clear: () => {
      starts = [0]
      table?.fill(0)
      isClosed = false
    },
  }
}

/** FNV-1a. */
function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193)
  return hash >>> 0
}

function isSame(a: Buffer, aStart: number, aEnd: number, b: Buffer, bStart: number, bEnd: number): boolean {
  if (aEnd - aStart !== bEnd - bStart) return false
  for (let i = 0; i < aEnd - aStart; i++) if (a[aStart + i] !== b[bStart + i]) return false
  return true
}
