import { assigned } from './unicode.js'

/**
 * What stands around a place in a line, as it is in the input: a reader marks what is `marked`. `…` stands where
 * the line goes on.
 */
export interface Excerpt {
  readonly before: string
  readonly marked: string
  readonly after: string
}

/** Code points at most on either side, and of what is marked. */
const AROUND = 40
const MARKED = 80
/** What belongs together is kept together, unless it is longer than this. */
const TOGETHER = 32

/**
 * The excerpt around `start` to `end` of `text`, UTF-16 units, half-open; without `end` around the one character at
 * `start`. It never leaves the line of `start`, and no character is cut in two, nor torn from its marks. The cost
 * does not grow with the text.
 */
export function excerptOf(text: string, start: number, end = start): Excerpt {
  let first = Math.min(Math.max(start, 0), text.length)
  first = backToWhole(text, first, isTorn)
  let from = first
  for (let count = 0; count < AROUND && !isLineStart(text, from); count++) from = previous(text, from)
  from = backToWhole(text, from, isCut)

  const wanted = Math.min(Math.max(end, first), text.length)
  let last = first
  for (let count = 0; count < MARKED && (last < wanted || count === 0) && !isLineEnd(text, last); count++)
    last = next(text, last)
  last = onToWhole(text, last, last < wanted ? isCut : isTorn)

  const goesOn = last < wanted
  let to = last
  if (!goesOn) {
    for (let count = 0; count < AROUND && !isLineEnd(text, to); count++) to = next(text, to)
    to = onToWhole(text, to, isCut)
  }
  return {
    before: (isLineStart(text, from) ? '' : '…') + copied(text, from, first),
    marked: copied(text, first, last) + (goesOn ? '…' : ''),
    after: copied(text, last, to) + (goesOn || isLineEnd(text, to) ? '' : '…'),
  }
}

/** A slice of a longer text would keep all of it in memory. */
const LONG = 4096

function copied(text: string, from: number, to: number): string {
  if (text.length < LONG) return text.slice(from, to)
  return Array.from(text.slice(from, to)).join('')
}

const isLineStart = (text: string, at: number): boolean => at === 0 || text.charCodeAt(at - 1) === 0x0a
const isLineEnd = (text: string, at: number): boolean => at >= text.length || text.charCodeAt(at) === 0x0a

function previous(text: string, at: number): number {
  return at >= 2 && isPair(text, at - 2) ? at - 2 : at - 1
}

function next(text: string, at: number): number {
  return isPair(text, at) ? at + 2 : at + 1
}

function isPair(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
}

type Between = (text: string, at: number) => boolean

function backToWhole(text: string, at: number, isInside: Between): number {
  let whole = at > 0 && isPair(text, at - 1) ? at - 1 : at
  for (let left = TOGETHER; left > 0 && !isLineStart(text, whole) && isInside(text, whole); left--)
    whole = previous(text, whole)
  return whole
}

function onToWhole(text: string, at: number, isInside: Between): number {
  let whole = at > 0 && isPair(text, at - 1) ? at + 1 : at
  for (let left = TOGETHER; left > 0 && !isLineEnd(text, whole) && isInside(text, whole); left--)
    whole = next(text, whole)
  return whole
}

let marks: RegExp | undefined
let joined: RegExp | undefined

/** Whether the character at `at` is a mark, which is drawn on the one before it. */
function isTorn(text: string, at: number): boolean {
  if (text.charCodeAt(at) < 0x300) return false
  marks ??= new RegExp(assigned('\\p{M}'), 'vy')
  marks.lastIndex = at
  return marks.test(text)
}

/**
 * Whether a cut at `at` divides what is drawn together: marks, joiners and what they join, skin tones, tags, flags,
 * syllables in jamo, and the signs that stand under the digits after them. Coarser than UAX #29, and the same on
 * every version of Node.
 */
function isCut(text: string, at: number): boolean {
  if (isTorn(text, at)) return true
  joined ??= new RegExp(
    '[\\u200c\\u200d\\u{1f3fb}-\\u{1f3ff}\\u{e0020}-\\u{e007f}]|' +
      '(?<=[\\u200d\\u0600-\\u0605\\u06dd])|' +
      '(?<=[\\u{1f1e6}-\\u{1f1ff}])[\\u{1f1e6}-\\u{1f1ff}]|' +
      '(?<=[\\u1100-\\u11ff\\ua960-\\ua97f\\ud7b0-\\ud7fb])[\\u1100-\\u11ff\\ua960-\\ua97f\\ud7b0-\\ud7fb]',
    'vy',
  )
  joined.lastIndex = at
  return joined.test(text)
}
