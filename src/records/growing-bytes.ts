/** Bytes that are put together piece by piece. */
export interface GrowingBytes {
  readonly length: () => number
  addByte(byte: number): void
  /** Characters up to U+00FF, a byte each. */
  addLatin1(text: string): void
  /** In UTF-8. */
  addText(text: string): void
  /** The same, and a line feed. */
  addLine(text: string): void
  addBytes(bytes: Uint8Array, start: number, end: number): void
  /** What was added, until more is. */
  view(): Buffer
  /** Leaves the first `length` bytes. */
  cut(length: number): void
  /** Leaves none; memory that something unusual took is given back. */
  clear(): void
}

/** More than this is not held for what may come. */
const MAX_KEPT = 2 ** 25
/** Up to so many bytes a loop is faster than a call. */
const SHORT = 48
const LINE_FEED = 0x0a

export function growingBytes(first = 1024): GrowingBytes {
  let buffer = Buffer.allocUnsafeSlow(first)
  let length = 0
  const room = (more: number) => {
    if (length + more <= buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(length + more, buffer.length * 2))
    buffer.copy(larger, 0, 0, length)
    buffer = larger
  }
  const addByte = (byte: number) => {
    room(1)
    buffer[length++] = byte
  }
  const addText = (text: string) => {
    // A UTF-16 unit takes three bytes at most.
    room(text.length * 3)
    if (text !== '') length += buffer.write(text, length)
  }
  return {
    length: () => length,
    addByte,
    addText,
    addLine: text => {
      addText(text)
      addByte(LINE_FEED)
    },
    addLatin1: text => {
      room(text.length)
      for (let i = 0; i < text.length; i++) buffer[length++] = text.charCodeAt(i)
    },
    addBytes: (bytes, start, end) => {
      room(end - start)
      if (end - start > SHORT) buffer.set(bytes.subarray(start, end), length)
      else for (let i = start, at = length; i < end; i++) buffer[at++] = bytes[i]!
      length += end - start
    },
    view: () => buffer.subarray(0, length),
    cut: to => {
      length = to
    },
    clear: () => {
      if (buffer.length > MAX_KEPT) buffer = Buffer.allocUnsafeSlow(first)
      length = 0
    },
  }
}
