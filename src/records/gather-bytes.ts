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
  finish(): TextBytes
}

export function gatherBytes(maxBytes = MAX_BYTES): ByteGatherer {
  let buffer = Buffer.allocUnsafeSlow(1024)
  let length = 0
  let offsets = new Int32Array(64)
  let count = 0
  const room = (more: number) => {
    if (length + more <= buffer.length) return
    const size = Math.max(length + more, Math.min(buffer.length * 2, MAX_BYTES))
    const larger = Buffer.allocUnsafeSlow(size)
    buffer.copy(larger, 0, 0, length)
    buffer = larger
  }
  const end = () => {
    if (length > maxBytes) {
      throw new RangeError(
        `one batch holds more than ${maxBytes} bytes of text here, the most that a column can.`,
      )
    }
    if (++count === offsets.length) {
      const larger = new Int32Array(count * 2)
      larger.set(offsets)
      offsets = larger
    }
    offsets[count] = length
  }
  return {
    addText: text => {
      // A UTF-16 unit takes three bytes at most.
      room(text.length * 3)
      if (text.length > 0) length += buffer.write(text, length)
      end()
    },
    addBytes: (bytes, start, stop) => {
      room(stop - start)
      if (stop - start > SHORT) buffer.set(bytes.subarray(start, stop), length)
      else for (let i = start, at = length; i < stop; i++) buffer[at++] = bytes[i]!
      length += stop - start
      end()
    },
    finish: () => ({
      offsets: offsets.slice(0, count + 1),
      bytes: new Uint8Array(buffer.buffer, buffer.byteOffset, length),
    }),
  }
}

/** Up to so many bytes a loop is faster than a call. */
const SHORT = 24
