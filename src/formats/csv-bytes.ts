/** Bytes of CSV lines, as they are put together. */
export interface CsvBytes {
  /** Lines that were ended so far. */
  readonly lines: () => number
  /** Between two cells of one line. */
  comma(): void
  endLine(): void
  /** ASCII that needs no quotes: numbers, true, false. */
  plain(text: string): void
  /** Text in quotes, its own quotes doubled. */
  quoted(text: string): void
  /** The same from UTF-8. */
  quotedBytes(bytes: Uint8Array, start: number, end: number): void
  /** What was put together; there is nothing then. */
  take(): Uint8Array
}

const QUOTE = 0x22
const COMMA = 0x2c
const LINE_FEED = 0x0a

/** An empty buffer of CSV, which grows as it is written to. */
export function startCsvBytes(): CsvBytes {
  let buffer = Buffer.allocUnsafeSlow(64 * 1024)
  let length = 0
  let lines = 0
  const room = (more: number) => {
    if (length + more <= buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(length + more, buffer.length * 2))
    buffer.copy(larger, 0, 0, length)
    buffer = larger
  }
  /** Doubles the quotes of the text that stands from `start` to the end. */
  const doubleQuotes = (start: number) => {
    const first = buffer.subarray(0, length).indexOf(QUOTE, start)
    if (first === -1) return
    const text = Buffer.from(buffer.subarray(first, length))
    room(text.length)
    length = first
    for (const byte of text) {
      if (byte === QUOTE) buffer[length++] = QUOTE
      buffer[length++] = byte
    }
  }
  const quotedText = (most: number, write: () => number) => {
    room(most + 2)
    buffer[length++] = QUOTE
    const start = length
    length += write()
    doubleQuotes(start)
    room(1)
    buffer[length++] = QUOTE
  }
  return {
    lines: () => lines,
    comma: () => {
      room(1)
      buffer[length++] = COMMA
    },
    endLine: () => {
      room(1)
      buffer[length++] = LINE_FEED
      lines++
    },
    plain: text => {
      room(text.length)
      for (let i = 0; i < text.length; i++) buffer[length++] = text.charCodeAt(i)
    },
    // A UTF-16 unit takes three bytes at most.
    quoted: text => quotedText(text.length * 3, () => (text === '' ? 0 : buffer.write(text, length))),
    quotedBytes: (bytes, start, end) =>
      quotedText(end - start, () => {
        buffer.set(bytes.subarray(start, end), length)
        return end - start
      }),
    take: () => {
      const taken = buffer.subarray(0, length)
      buffer = Buffer.allocUnsafeSlow(Math.max(64 * 1024, length))
      length = 0
      lines = 0
      return taken
    },
  }
}
