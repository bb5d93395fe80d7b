import { indexOffsets } from '../text/offsets.js'
import { assigned } from '../text/unicode.js'
import { assignedOnly, foldText, foldUnits, lowerCase } from './derive/search-text.js'

/** Half-open, in code points. */
export interface Span {
  readonly start: number
  readonly end: number
}

/**
 * Where `query` occurs in `text` once both are folded by `search-text@1`: spans of the text as it is, in order and
 * without overlap. Marks on the last letter belong to a span. A query of which folding leaves nothing occurs nowhere.
 */
export function find(text: string, query: string): Span[] {
  const sought = foldText(query)
  if (sought === '') return []
  const folded = foldWithOrigins(text)
  const offsets = indexOffsets(text)
  const spans: Span[] = []
  let last = 0
  for (
    let at = folded.text.indexOf(sought);
    at !== -1;
    at = folded.text.indexOf(sought, at + sought.length)
  ) {
    const start = folded.startOf(at)
    // One character may fold to several letters (U+FDF2 does) and hold several hits.
    if (start < last) continue
    last = endOfMarks(text, folded.endOf(at + sought.length - 1))
    spans.push({ start: offsets.toCodePoint(start), end: offsets.toCodePoint(last) })
  }
  return spans
}

/** `search-text@1` of a text; each of its UTF-16 units stands for a part of the text, in UTF-16 units. */
export interface Folded {
  readonly text: string
  startOf(unit: number): number
  endOf(unit: number): number
}

export function foldWithOrigins(text: string): Folded {
  const { normal, changes } = normalize(text)
  const origins = new Int32Array(normal.length)
  const folded = foldUnits(lowerCase(normal), origins)
  const partOf = (unit: number) => originOf(changes, origins[unit]!)
  return { text: folded, startOf: unit => partOf(unit).start, endOf: unit => partOf(unit).end }
}

/** `start` to `end` in the text became `to` to `toEnd`; between changes all is as it was. */
interface Change {
  readonly start: number
  readonly end: number
  readonly to: number
  readonly toEnd: number
}

/** NFKC, and small letters for İ, which is the one letter whose lower case is longer than itself. */
function normalize(text: string): { normal: string; changes: readonly Change[] } {
  const changes: Change[] = []
  const pieces: string[] = []
  let copied = 0
  let length = 0
  for (const [start, end, changed] of changedSegments(text)) {
    pieces.push(text.slice(copied, start), changed)
    const to = length + start - copied
    length = to + changed.length
    copied = end
    changes.push({ start, end, to, toEnd: length })
  }
  pieces.push(text.slice(copied))
  return { normal: pieces.join(''), changes }
}

/** Segments that normalization changes: start, end, what they become. Looks closer only where something changes. */
function* changedSegments(text: string, start = 0, level = 0): Generator<readonly [number, number, string]> {
  const changed = normalized(text)
  if (changed === text) return
  const finer = LEVELS[level]
  if (finer === undefined) {
    yield [start, start + text.length, changed]
    return
  }
  for (const { 0: part, index } of text.matchAll(finer))
    yield* changedSegments(part, start + index, level + 1)
}

function normalized(text: string): string {
  if (!MAY_CHANGE.test(text)) return text
  return assignedOnly(text).normalize('NFKC').replaceAll('İ', 'i\u0307')
}

/** Anything but ASCII and what Arabic newspapers write. */
const MAY_CHANGE = /[^\n -~\xab\xbb\u060c\u061b\u061f\u0621-\u064a\u0660-\u0669\u2013\u2014\u201c\u201d]/

/**
 * A character and what normalization may combine with it: marks, Jamo of any width, the voicing marks of Katakana.
 * test/find.test.ts proves that nothing else combines with what stands before it.
 */
const SEGMENT = new RegExp(
  `[\\s\\S]${assigned('\\p{M}\\u1100-\\u11ff\\u3131-\\u318e\\uff9e-\\uffdc')}*`,
  'gv',
)

/** Lines, words, segments. */
const LEVELS = [/[^\n]*\n|[^\n]+/g, / *[^ ]+| +/g, SEGMENT]

/** The part of the text that offset `at` of its normal form comes from. */
function originOf(changes: readonly Change[], at: number): Span {
  let low = 0
  let high = changes.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (changes[middle]!.to <= at) low = middle + 1
    else high = middle
  }
  const change = changes[low - 1]
  if (change === undefined) return { start: at, end: at + 1 }
  if (at < change.toEnd) return change
  const start = change.end + at - change.toEnd
  return { start, end: start + 1 }
}

function endOfMarks(text: string, end: number): number {
  MARKS.lastIndex = end
  return MARKS.test(text) ? MARKS.lastIndex : end
}

const MARKS = /[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]+/y
