import type { Place } from '../text/place.js'

/** How a text is cut into lines and cells. */
export interface Delimited {
  readonly delimiter: string
  /** Undefined for any line end. */
  readonly terminator: string | undefined
  /** Empty where nothing is quoted. */
  readonly quote: string
  readonly doubleQuote: boolean
  readonly escapeChar: string | undefined
  readonly skipInitialSpace: boolean
  readonly commentChar: string | undefined
}

type DelimitedFault = 'open' | 'after' | 'too-long' | 'inside'

export interface DelimitedLine {
  readonly cells: readonly string[]
  /** Counts lines of the table from 1, those that are comments too. */
  readonly number: number
  /** The line of text on which it begins. */
  readonly line: number
  /** Where a cell begins, by its number from 0. */
  placeOf(cell: number): Place
  /** `inside` is no fault of the line: its cells are there. */
  readonly fault?: { readonly kind: DelimitedFault; readonly place: Place } | undefined
}

/** A line of more characters is none: most likely a quote is not closed. */
export const MAX_CHARACTERS = 2 ** 24
/** Each quote that is never closed costs a walk to the end or the limit. */
const MAX_OPEN = 100

type Scan =
  | {
      readonly kind: 'line'
      readonly cells: readonly string[]
      readonly starts: readonly number[]
      readonly end: number
      readonly inside?: number | undefined
    }
  | { readonly kind: 'more' }
  | { readonly kind: 'fault'; readonly fault: 'open' | 'after'; readonly at: number }

/**
 * Cuts text, which comes in chunks, into lines of cells. After a fault it goes on behind the line of text on which the
 * faulty line began. Memory: a line, and what was read with it.
 */
export function* delimitedLines(chunks: Iterator<string>, dialect: Delimited): Generator<DelimitedLine> {
  let text = ''
  let from = 0
  let isLast = false
  let line = 1
  let number = 0
  let opened = 0
  const read = (): void => {
    const wanted = 2 * (text.length - from)
    const parts = [text.slice(from)]
    from = 0
    let length = 0
    do {
      const { value, done } = chunks.next()
      if (done === true) {
        isLast = true
        break
      }
      parts.push(value)
      length += value.length
    } while (length < wanted)
    text = parts.join('')
  }
  for (;;) {
    if (from >= text.length) {
      if (isLast) return
      read()
      continue
    }
    const isComment = dialect.commentChar !== undefined && text.startsWith(dialect.commentChar, from)
    const scan = isComment ? scanComment(text, from, isLast, dialect) : scanLine(text, from, isLast, dialect)
    const length = (scan.kind === 'line' ? scan.end : text.length) - from
    const tooLong = scan.kind !== 'fault' && length > MAX_CHARACTERS
    if (scan.kind === 'more' && !tooLong) {
      read()
      continue
    }
    number++
    const start = from
    const held = text
    const firstLine = line
    const placeAt = (at: number): Place => placeIn(held, start, at, firstLine)
    if (scan.kind === 'line' && !tooLong) {
      from = scan.end
      line += feedsIn(text.slice(start, from))
      if (isComment) continue
      const { cells, starts, inside } = scan
      yield {
        cells,
        number,
        line: firstLine,
        placeOf: cell => placeAt(startOf(cells, starts, cell, start, dialect)),
        ...(inside !== undefined && { fault: { kind: 'inside', place: placeAt(inside) } }),
      }
      continue
    }
    const kind = scan.kind === 'fault' ? scan.fault : 'too-long'
    const at = scan.kind === 'fault' ? scan.at : start
    if (kind !== 'after') opened++
    // The line of text ends at its feed, wherever the line of the table would.
    let feed = text.indexOf('\n', start)
    const place = placeAt(at)
    yield { cells: [], number, line: firstLine, placeOf: () => place, fault: { kind, place } }
    while (feed === -1 && !isLast) {
      from = text.length
      read()
      feed = text.indexOf('\n')
    }
    from = feed === -1 ? text.length : feed + 1
    line++
    if (opened >= MAX_OPEN) return
  }
}

function startOf(
  cells: readonly string[],
  starts: readonly number[],
  cell: number,
  start: number,
  { delimiter }: Delimited,
): number {
  if (starts.length > 0) return starts[Math.min(cell, starts.length - 1)] ?? start
  let at = start
  for (let i = 0; i < Math.min(cell, cells.length - 1); i++) at += (cells[i] ?? '').length + delimiter.length
  return at
}

function placeIn(text: string, start: number, at: number, first: number): Place {
  const before = text.slice(start, at)
  const feed = before.lastIndexOf('\n')
  let column = 1
  for (let i = feed + 1; i < before.length; i++) {
    const unit = before.charCodeAt(i)
    if (unit < 0xdc00 || unit > 0xdfff) column++
  }
  return { line: first + (feed === -1 ? 0 : feedsIn(before)), column }
}

/** Line ends in a text; a return that no feed follows is one. */
function feedsIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++
  for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 1))
    if (text[at + 1] !== '\n') count++
  return count
}

/** Length of the line end at `at`, 0 where there is none, −1 where more text would tell. */
function endAt(text: string, at: number, isLast: boolean, { terminator }: Delimited): number {
  if (terminator !== undefined) return text.startsWith(terminator, at) ? terminator.length : 0
  const unit = text.charCodeAt(at)
  if (unit === 0x0a) return 1
  if (unit !== 0x0d) return 0
  if (at + 1 >= text.length && !isLast) return -1
  return text.charCodeAt(at + 1) === 0x0a ? 2 : 1
}

function scanComment(text: string, from: number, isLast: boolean, dialect: Delimited): Scan {
  for (let at = from; at < text.length; at++) {
    const end = endAt(text, at, isLast, dialect)
    if (end === -1) return { kind: 'more' }
    if (end > 0) return { kind: 'line', cells: [], starts: [], end: at + end }
  }
  return isLast ? { kind: 'line', cells: [], starts: [], end: text.length } : { kind: 'more' }
}

/** Where no line feed comes for so long, there may be none at all. */
const PLAIN = 4096

/** Most lines have no quote: they are cut at once. */
function scanPlain(text: string, from: number, dialect: Delimited): Scan | undefined {
  const { terminator, quote, escapeChar, skipInitialSpace, delimiter } = dialect
  if (terminator !== undefined || escapeChar !== undefined || skipInitialSpace) return undefined
  const length = text.slice(from, from + PLAIN).indexOf('\n')
  if (length === -1) return undefined
  const feed = from + length
  const line = text.slice(from, text.charCodeAt(feed - 1) === 0x0d && length > 0 ? feed - 1 : feed)
  if ((quote !== '' && line.includes(quote)) || line.includes('\r')) return undefined
  return { kind: 'line', cells: line.split(delimiter), starts: [], end: feed + 1 }
}

function scanLine(text: string, from: number, isLast: boolean, dialect: Delimited): Scan {
  const plain = scanPlain(text, from, dialect)
  if (plain !== undefined) return plain
  const { delimiter, quote, escapeChar, skipInitialSpace } = dialect
  const cells: string[] = []
  const starts: number[] = []
  let inside: number | undefined
  for (let at = from; ; ) {
    if (skipInitialSpace) while (text[at] === ' ') at++
    starts.push(at)
    let value: string
    if (quote !== '' && text.startsWith(quote, at)) {
      const closed = scanQuoted(text, at, isLast, dialect)
      if (closed === undefined) return isLast ? { kind: 'fault', fault: 'open', at } : { kind: 'more' }
      value = closed.value
      at = closed.end
      if (at >= text.length) {
        if (!isLast) return { kind: 'more' }
        cells.push(value)
        return { kind: 'line', cells, starts, end: at, inside }
      }
      const end = endAt(text, at, isLast, dialect)
      if (end === -1) return { kind: 'more' }
      if (end === 0 && !text.startsWith(delimiter, at)) {
        // Part of a delimiter or line end may be all that has come yet.
        return text.length - at < Math.max(delimiter.length, dialect.terminator?.length ?? 0) && !isLast
          ? { kind: 'more' }
          : { kind: 'fault', fault: 'after', at: at - quote.length }
      }
    } else {
      value = ''
      let piece = at
      for (; at < text.length; at++) {
        if (text.startsWith(delimiter, at)) break
        const end = endAt(text, at, isLast, dialect)
        if (end === -1) return { kind: 'more' }
        if (end > 0) break
        if (escapeChar !== undefined && text[at] === escapeChar && at + 1 < text.length) {
          value += text.slice(piece, at) + text[at + 1]
          piece = at + 2
          at++
        } else if (quote !== '' && text.startsWith(quote, at)) inside ??= at
      }
      if (at >= text.length && !isLast) return { kind: 'more' }
      value += text.slice(piece, at)
    }
    cells.push(value)
    if (at < text.length && text.startsWith(delimiter, at)) {
      at += delimiter.length
      if (at >= text.length && !isLast) return { kind: 'more' }
      continue
    }
    return {
      kind: 'line',
      cells,
      starts,
      end: Math.min(text.length, at + Math.max(endAt(text, at, true, dialect), 0)),
      inside,
    }
  }
}

function scanQuoted(
  text: string,
  from: number,
  isLast: boolean,
  { quote, doubleQuote, escapeChar }: Delimited,
): { readonly value: string; readonly end: number } | undefined {
  let value = ''
  let piece = from + quote.length
  for (let at = piece; ; ) {
    const closing = text.indexOf(quote, at)
    const escaped =
      escapeChar === undefined || escapeChar === quote
        ? -1
        : text.slice(0, closing === -1 ? text.length : closing).indexOf(escapeChar, at)
    if (escaped !== -1) {
      if (escaped + 1 >= text.length) return undefined
      value += text.slice(piece, escaped) + text[escaped + 1]
      piece = at = escaped + 2
      continue
    }
    if (closing === -1) return undefined
    const next = closing + quote.length
    if (next >= text.length && !isLast) return undefined
    if ((doubleQuote || escapeChar === quote) && text.startsWith(quote, next)) {
      value += text.slice(piece, next)
      piece = at = next + quote.length
      continue
    }
    return { value: value + text.slice(piece, closing), end: next }
  }
}
