import { codePointCount } from './unicode.js'

// Offsets in records are code points, as Python, pandas, polars and DuckDB count; JavaScript counts UTF-16 units.
// A surrogate without its half is one code point and one unit.

/**
 * Position in UTF-16 units of `index` (code points). `index` may be the text's length. Throws RangeError past the
 * end and for what is no natural number. O(n): for many offsets of one text see `indexOffsets`.
 */
export function toUtf16(text: string, index: number): number {
  checkIndex(index)
  let at = 0
  for (let left = index; left > 0; left--) {
    if (at >= text.length) throw pastEnd(index)
    at += isPair(text, at) ? 2 : 1
  }
  return at
}

/**
 * Position in code points of `index` (UTF-16 units). `index` may be the text's length. Throws RangeError past the
 * end, inside a surrogate pair, and for what is no natural number.
 */
export function toCodePoint(text: string, index: number): number {
  checkIndex(index)
  if (index > text.length) throw pastEnd(index)
  if (index > 0 && isPair(text, index - 1)) throw insidePair(index)
  return codePointCount(text, 0, index)
}

/** The text between two offsets in code points. Throws RangeError past the end or where `end` precedes `start`. */
export function sliceCodePoints(text: string, start: number, end: number): string {
  if (end < start) throw new RangeError(`The end ${end} precedes the start ${start}.`)
  const from = toUtf16(text, start)
  return text.slice(from, from + toUtf16(text.slice(from, from + 2 * (end - start)), end - start))
}

/** Both conversions for one text, each O(log n) after one pass. Same results and errors as the functions of that name. */
export interface Offsets {
  /** Length of the text in code points. */
  readonly length: number
  toUtf16(index: number): number
  toCodePoint(index: number): number
}

export function indexOffsets(text: string): Offsets {
  const pairs = pairsOf(text)
  const length = text.length - pairs.length
  return {
    length,
    toUtf16: index => {
      checkIndex(index)
      if (index > length) throw pastEnd(index)
      return index + countBelow(pairs, i => pairs[i]! - i < index)
    },
    toCodePoint: index => {
      checkIndex(index)
      if (index > text.length) throw pastEnd(index)
      const before = countBelow(pairs, i => pairs[i]! < index)
      if (before > 0 && pairs[before - 1] === index - 1) throw insidePair(index)
      return index - before
    },
  }
}

/** Positions of the surrogate pairs, in UTF-16 units. */
function pairsOf(text: string): readonly number[] {
  const pairs: number[] = []
  for (let i = 0; i < text.length - 1; i++) {
    if (isPair(text, i)) pairs.push(i++)
  }
  return pairs
}

function countBelow(pairs: readonly number[], isBelow: (i: number) => boolean): number {
  let low = 0
  let high = pairs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBelow(middle)) low = middle + 1
    else high = middle
  }
  return low
}

function isPair(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
}

function checkIndex(index: number): void {
  if (!Number.isSafeInteger(index) || index < 0)
    throw new RangeError(`The offset ${index} is no natural number.`)
}

const pastEnd = (index: number) => new RangeError(`The offset ${index} lies past the end of the text.`)
const insidePair = (index: number) => new RangeError(`The offset ${index} lies inside a surrogate pair.`)
