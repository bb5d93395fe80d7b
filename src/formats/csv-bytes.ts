import { growingBytes } from '../records/growing-bytes.js'
import { dateOf } from '../records/time.js'
import type { Sink } from './format.js'

/** Lines of CSV, which go to a sink many together. */
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
  /** The same from UTF-8 that has no quotes. */
  quotedPlain(bytes: Uint8Array, start: number, end: number): void
  /** Between the quotes of a cell: text, its own quotes doubled; and UTF-8 as a string of JSON. */
  doubled(text: string): void
  jsonString(bytes: Uint8Array, start: number, end: number): void
  /** Before and behind what is in quotes. */
  quote(): void
  /** A day, as days since 1970-01-01, in quotes. */
  day(days: number): void
  /** Hands on what was put together. */
  flush(): void
}

const QUOTE = 0x22
const COMMA = 0x2c
const LINE_FEED = 0x0a
/** Enough for one write; more would leave the cache before it is written. */
const FLUSH_BYTES = 256 * 1024
/** Days come again and again. */
const MAX_REMEMBERED = 4096

/** For each byte what stands for it in JSON, quotes doubled; nothing where that is the byte. */
const escapes = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  const spelled = byte < 0x80 ? JSON.stringify(character).slice(1, -1) : character
  return spelled === character ? '' : spelled.replaceAll('"', '""')
})

export function startCsvBytes(sink: Sink): CsvBytes {
  const out = growingBytes(FLUSH_BYTES)
  const days = new Map<number, string>()
  let lines = 0
  const flush = () => {
    if (out.length() > 0) sink.write(out.view())
    out.clear()
  }
  const doubled = (text: string) => out.addText(text.includes('"') ? text.replaceAll('"', '""') : text)
  const quotedPlain = (bytes: Uint8Array, start: number, end: number) => {
    out.addByte(QUOTE)
    out.addBytes(bytes, start, end)
    out.addByte(QUOTE)
  }
  const quotedBytes = ({ buffer, byteOffset }: Uint8Array, start: number, end: number) => {
    const text = Buffer.from(buffer, byteOffset + start, end - start)
    let from = 0
    out.addByte(QUOTE)
    for (let quote = text.indexOf(QUOTE); quote !== -1; quote = text.indexOf(QUOTE, from)) {
      out.addBytes(text, from, quote + 1)
      out.addByte(QUOTE)
      from = quote + 1
    }
    out.addBytes(text, from, text.length)
    out.addByte(QUOTE)
  }
  return {
    lines: () => lines,
    comma: () => out.addByte(COMMA),
    endLine: () => {
      out.addByte(LINE_FEED)
      lines++
      if (out.length() >= FLUSH_BYTES) flush()
    },
    plain: out.addLatin1,
    quoted: text => {
      out.addByte(QUOTE)
      doubled(text)
      out.addByte(QUOTE)
    },
    quote: () => out.addByte(QUOTE),
    doubled,
    jsonString: (bytes, start, end) => {
      out.addLatin1('""')
      let from = start
      for (let at = start; at < end; at++) {
        const escaped = escapes[bytes[at]!]!
        if (escaped === '') continue
        out.addBytes(bytes, from, at)
        out.addLatin1(escaped)
        from = at + 1
      }
      out.addBytes(bytes, from, end)
      out.addLatin1('""')
    },
    quotedBytes,
    quotedPlain,
    day: day => {
      let text = days.get(day)
      if (text === undefined) {
        text = `"${dateOf(day)}"`
        if (days.size < MAX_REMEMBERED) days.set(day, text)
      }
      out.addLatin1(text)
    },
    flush,
  }
}
