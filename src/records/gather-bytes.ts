import { type GrowingBytes, growingBytes } from './growing-bytes.js'
import { growingInts } from './growing-numbers.js'

/** The largest offset that fits a column: Arrow's Utf8 counts bytes in 32 bits. */
const MAX_BYTES = 2 ** 31 - 1

/** UTF-8 of texts, one after the other: text `i` is `bytes[offsets[i]]` to `bytes[offsets[i + 1]]`. */
export interface TextBytes {
  readonly offsets: Int32Array
  readonly bytes: Uint8Array
}

/** Gathers texts. RangeError when they take more than `maxBytes` together. */
export interface ByteGatherer {
  addText(text: string): void
  /** UTF-8. */
  addBytes(bytes: Uint8Array, start: number, end: number): void
  /** What stands between the quotes of a JSON string. */
  addEscaped(bytes: Buffer, start: number, end: number): void
  /** What was gathered, until more is. */
  view(): TextBytes
  clear(): void
}

export function gatherBytes(maxBytes = MAX_BYTES): ByteGatherer {
  const gathered = growingBytes()
  const offsets = growingInts()
  offsets.add(0)
  const end = () => {
    const length = gathered.length()
    if (length > maxBytes) {
      throw new RangeError(
        `one batch holds more than ${maxBytes} bytes of text here, the most that a column can.`,
      )
    }
    offsets.add(length)
  }
  return {
    addText: text => {
      gathered.addText(text)
      end()
    },
    addBytes: (bytes, start, stop) => {
      gathered.addBytes(bytes, start, stop)
      end()
    },
    addEscaped: (bytes, start, stop) => {
      const length = gathered.length()
      if (!addUnescaped(gathered, bytes, start, stop)) {
        gathered.cut(length)
        gathered.addText(JSON.parse(bytes.toString('utf8', start - 1, stop + 1)))
      }
      end()
    },
    view: () => {
      const { buffer, byteOffset, length } = gathered.view()
      return { offsets: offsets.view(), bytes: new Uint8Array(buffer, byteOffset, length) }
    },
    clear: () => {
      gathered.clear()
      offsets.clear()
      offsets.add(0)
    },
  }
}

const BACKSLASH = 0x5c

/** Bytes by the letters that stand for them behind a backslash; 0 for others. */
const unescaped = Uint8Array.from({ length: 256 }, (_, letter) => {
  const character = String.fromCharCode(letter)
  return '"\\/bfnrt'.includes(character) ? JSON.parse(`"\\${character}"`).charCodeAt(0) : 0
})

/** False where there is an escape by number. */
function addUnescaped(out: GrowingBytes, bytes: Buffer, start: number, end: number): boolean {
  let from = start
  for (let at = bytes.indexOf(BACKSLASH, from); at !== -1 && at < end; at = bytes.indexOf(BACKSLASH, from)) {
    out.addBytes(bytes, from, at)
    const byte = unescaped[bytes[at + 1]!]!
    if (byte === 0) return false
    out.addByte(byte)
    from = at + 2
  }
  out.addBytes(bytes, from, end)
  return true
}
