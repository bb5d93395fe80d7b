import { growingBytes } from '../records/growing-bytes.js'

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
  /** What was put together, until more is. */
  view(): Uint8Array
  clear(): void
}

const QUOTE = 0x22
const COMMA = 0x2c
const LINE_FEED = 0x0a

/** An empty buffer of CSV, which grows as it is written to. */
export function startCsvBytes(): CsvBytes {
  const out = growingBytes(64 * 1024)
  let lines = 0
  /** Doubles the quotes of the text that stands from `start` to the end. */
  const doubleQuotes = (start: number) => {
    const view = out.view()
    const first = view.indexOf(QUOTE, start)
    if (first === -1) return
    const text = Buffer.from(view.subarray(first))
    out.cut(first)
    for (let from = 0; from < text.length; ) {
      const quote = text.indexOf(QUOTE, from)
      const end = quote === -1 ? text.length : quote + 1
      out.addBytes(text, from, end)
      if (quote !== -1) out.addByte(QUOTE)
      from = end
    }
  }
  const inQuotes = (add: () => void) => {
    out.addByte(QUOTE)
    const start = out.length()
    add()
    doubleQuotes(start)
    out.addByte(QUOTE)
  }
  return {
    lines: () => lines,
    comma: () => out.addByte(COMMA),
    endLine: () => {
      out.addByte(LINE_FEED)
      lines++
    },
    plain: out.addLatin1,
    quoted: text => inQuotes(() => out.addText(text)),
    quotedBytes: (bytes, start, end) => inQuotes(() => out.addBytes(bytes, start, end)),
    view: out.view,
    clear: () => {
      lines = 0
      out.clear()
    },
  }
}
