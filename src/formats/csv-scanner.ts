import type { Place } from '../text/place.js'

/** Where a cell's text stands in the bytes of its line, without the quotes around it. */
interface CsvCell {
  readonly start: number
  readonly end: number
  readonly quoted: boolean
  /** Some quotes within are written twice. */
  readonly doubled: boolean
}

export type CsvFaultKind = 'open' | 'lone' | 'bare' | 'too-long'

interface CsvFault extends Place {
  readonly kind: CsvFaultKind
  /** Where the cell's quote was opened. */
  readonly opened?: Place | undefined
}

/** A line of CSV, which spans lines of text where its cells do. */
export interface CsvPiece {
  /** With its line end. Of a line that is too long the rest follows in pieces of no cells and no fault, `continued`. */
  readonly raw: Buffer
  /** Number of its first line of text. */
  readonly number: number
  /** Offset of the first byte in the file. */
  readonly start: number
  readonly cells: readonly CsvCell[]
  readonly fault?: CsvFault | undefined
  readonly continued?: true | undefined
}

export interface CsvDialect {
  /** Byte between cells. */
  readonly separator?: number
  /** A carriage return before the line feed belongs to the line end. */
  readonly crlf?: boolean
  /** An unclosed quote would otherwise take the whole file for one cell. */
  readonly limit?: number
  /** Offset and line of text at which the bytes begin. */
  readonly start?: number
  readonly number?: number
}

export interface CsvScanner {
  push(chunk: Buffer): Generator<CsvPiece>
  end(): Generator<CsvPiece>
}

const QUOTE = 0x22
const COMMA = 0x2c
const LINE_FEED = 0x0a
const RETURN = 0x0d

type State = 'cell' | 'bare' | 'quoted' | 'closed'

/**
 * Cuts bytes into lines of CSV (RFC 4180). After a fault it goes on behind the line of text on which the faulty line
 * began: most often that is where a quote is missing, and the next line is sound.
 */
export function csvScanner({
  separator = COMMA,
  crlf = false,
  limit = 2 ** 26,
  start = 0,
  number = 1,
}: CsvDialect = {}): CsvScanner {
  let bytes: Buffer = Buffer.alloc(0)
  let filled = 0
  /** Begin of the current line. */
  let from = 0
  let at = 0
  let state: State = 'cell'
  let cells: CsvCell[] = []
  let cellStart = 0
  let doubled = false
  let fault: CsvFault | undefined
  let skipping = false

  /** Puts a chunk behind what is left of the last one. */
  const hold = (chunk: Buffer): void => {
    const left = filled - from
    if (left > 0 && filled + chunk.length <= bytes.length) {
      chunk.copy(bytes, filled)
      filled += chunk.length
      return
    }
    at -= from
    cellStart -= from
    if (left === 0) bytes = chunk
    else {
      const larger = Buffer.allocUnsafeSlow(left * 2 + chunk.length)
      bytes.copy(larger, 0, from, filled)
      chunk.copy(larger, left)
      bytes = larger
    }
    from = 0
    filled = left + chunk.length
  }

  const placeOf = (offset: number): Place => {
    let line = number
    let lineStart = from
    for (let feed = bytes.indexOf(LINE_FEED, from); feed !== -1 && feed < offset; ) {
      line++
      lineStart = feed + 1
      feed = bytes.indexOf(LINE_FEED, lineStart)
    }
    let column = 1
    for (let i = lineStart; i < offset; i++) if (((bytes[i] ?? 0) & 0xc0) !== 0x80) column++
    return { line, column }
  }

  const addCell = (end: number, quoted: boolean): void => {
    cells.push({ start: cellStart - from, end: end - from, quoted, doubled })
    doubled = false
  }

  /** Ends the current line before byte `end`, which begins the next. */
  const piece = (end: number, feeds: number): CsvPiece => {
    const raw = bytes.subarray(from, end)
    const taken: CsvPiece = {
      raw,
      number,
      start,
      cells: fault === undefined ? cells : [],
      ...(fault && { fault }),
    }
    start += raw.length
    number += feeds
    from = at = cellStart = end
    state = 'cell'
    cells = []
    doubled = false
    fault = undefined
    return taken
  }

  const fail = (kind: CsvFaultKind, offset: number, opened?: number): void => {
    fault = { kind, ...placeOf(offset), ...(opened !== undefined && { opened: placeOf(opened) }) }
  }

  /** Goes on where the line of text ends on which the faulty line began; undefined when that end has not come yet. */
  const recover = (): CsvPiece | undefined => {
    const feed = bytes.subarray(0, filled).indexOf(LINE_FEED, from)
    return feed === -1 ? undefined : piece(feed + 1, 1)
  }

  /** Number of line feeds that the current line has passed. */
  let feeds = 0
  function* lines(): Generator<CsvPiece> {
    for (;;) {
      if (skipping) {
        const feed = bytes.subarray(0, filled).indexOf(LINE_FEED, from)
        const end = feed === -1 ? filled : feed + 1
        if (end > from) yield { ...piece(end, feed === -1 ? 0 : 1), continued: true }
        if (feed === -1) return
        skipping = false
      }
      if (fault === undefined) {
        const end = scan()
        if (end !== undefined && end - from <= limit) {
          yield piece(end, feeds + 1)
          feeds = 0
          continue
        }
        if (end !== undefined || filled - from > limit)
          fail('too-long', state === 'quoted' ? cellStart - 1 : from)
      }
      if (fault === undefined) return
      feeds = 0
      const recovered = recover()
      if (recovered !== undefined) yield recovered
      else if (filled - from <= limit) return
      else {
        yield piece(filled, 0)
        skipping = true
      }
    }
  }

  /** Scans on; the end of the line when it is found. Sets `fault`. */
  function scan(): number | undefined {
    while (at < filled) {
      const byte = bytes[at] ?? 0
      if (state === 'quoted') {
        const quote = bytes.indexOf(QUOTE, at)
        const end = quote === -1 || quote >= filled ? filled : quote
        feeds += feedsIn(bytes.subarray(at, end))
        at = end
        if (end === filled) return undefined
        at++
        state = 'closed'
        continue
      }
      if (state === 'closed') {
        if (byte === QUOTE) {
          doubled = true
          state = 'quoted'
          at++
          continue
        }
        if (byte === RETURN && crlf && at + 1 >= filled) return undefined
        const isEnd = byte === LINE_FEED || (byte === RETURN && crlf && bytes[at + 1] === LINE_FEED)
        if (!isEnd && byte !== separator) {
          fail('lone', at - 1, cellStart - 1)
          return undefined
        }
        addCell(at - 1, true)
        if (byte === RETURN) at++
      } else if (state === 'cell' && byte === QUOTE) {
        state = 'quoted'
        cellStart = ++at
        continue
      } else if (byte === QUOTE) {
        fail('bare', at)
        return undefined
      } else if (byte !== separator && byte !== LINE_FEED) {
        state = 'bare'
        at++
        continue
      } else {
        const isReturn = crlf && byte === LINE_FEED && at > cellStart && bytes[at - 1] === RETURN
        addCell(isReturn ? at - 1 : at, false)
      }
      at++
      cellStart = at
      state = 'cell'
      if (bytes[at - 1] === LINE_FEED) return at
    }
    return undefined
  }

  return {
    *push(chunk) {
      hold(chunk)
      yield* lines()
    },
    *end() {
      while (from < filled) {
        if (skipping) return
        if (fault === undefined && state === 'quoted') fail('open', cellStart - 1)
        if (fault === undefined) {
          const isReturn = crlf && state !== 'cell' && bytes[filled - 1] === RETURN
          addCell(state === 'closed' ? at - 1 : isReturn ? filled - 1 : filled, state === 'closed')
          yield piece(filled, 0)
          return
        }
        feeds = 0
        const recovered = recover()
        yield recovered ?? piece(filled, 0)
        yield* lines()
      }
    },
  }
}

function feedsIn(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count++
  return count
}
