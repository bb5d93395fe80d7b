import { type Edit, rewritten } from '../../text/rewrite.js'
import { kindsIn, ODD_SPACE, TAB } from './characters.js'
import { gathered, type Occurrence } from './gather.js'
import { textLint } from './lint.js'

/** White space that is there for nothing: around the text, behind a line, or twice between two words. */
type Gap = Occurrence<'leading' | 'trailing' | 'doubled'> & Edit

/**
 * White space at the start and the end of the text and at the ends of its lines, and two spaces where one is meant.
 * Not: indentation, blank lines, one line end at the end; wide gaps on several lines, which are columns or the halves
 * of verses. A text of nothing but white space is left to others.
 */
export const strayWhiteSpace = textLint(
  'text/whitespace',
  text => gathered(gapsIn(text)),
  undefined,
  text => rewritten(text, gapsIn(text)),
)

/** In the order of the text. */
function* gapsIn(text: string): Generator<Gap> {
  const hasOthers = (kindsIn(text) & (TAB | ODD_SPACE)) !== 0
  if (!hasOthers && !/ [ \n\r]|^[ \n\r]| $|[\n\r][\n\r]$/.test(text)) return
  let first = 0
  while (first < text.length && isBlank(text.charCodeAt(first))) first++
  if (first === text.length) return
  let last = text.length
  while (isBlank(text.charCodeAt(last - 1))) last--

  const leading = endOfLeading(text, first)
  if (leading > 0) yield { start: 0, end: leading, kind: 'leading', count: 1, instead: '' }
  let columns: boolean | undefined
  for (const { start, end, isInner } of spacesIn(text, first, last)) {
    if (isLineEnd(text.charCodeAt(end))) yield { start, end, kind: 'trailing', count: 1, instead: '' }
    if (!isInner) continue
    if (end - start > 2) columns ??= hasColumns(text, start, last)
    if (end - start === 2 || columns !== true) yield { start, end, kind: 'doubled', count: 1, instead: ' ' }
  }
  const tail = text.slice(last)
  const lineEnd = LINE_END.exec(tail)?.[0] ?? ''
  if (tail !== lineEnd) yield { start: last, end: text.length, kind: 'trailing', count: 1, instead: lineEnd }
}

interface Spaces {
  readonly start: number
  readonly end: number
  /** Nothing but SPACE, two or more, between two words of a line. */
  readonly isInner: boolean
}

/** Runs of white space within lines. */
function* spacesIn(text: string, from: number, to: number): Generator<Spaces> {
  for (let i = from; i < to; i++) {
    if (!isSpace(text.charCodeAt(i))) continue
    const start = i
    let isPlain = true
    for (; isSpace(text.charCodeAt(i)); i++) isPlain &&= text.charCodeAt(i) === SPACE
    if (i - start === 1 && !isLineEnd(text.charCodeAt(i))) continue
    const isInner =
      isPlain && i - start > 1 && !isLineEnd(text.charCodeAt(start - 1)) && !isLineEnd(text.charCodeAt(i))
    yield { start, end: i, isInner }
    i--
  }
}

/** Whether gaps of three spaces or more stand on several lines; `first` is the first such gap. */
function hasColumns(text: string, first: number, last: number): boolean {
  let nextLine = first
  while (nextLine < last && !isLineEnd(text.charCodeAt(nextLine))) nextLine++
  for (const { start, end, isInner } of spacesIn(text, nextLine, last)) {
    if (isInner && end - start > 2) return true
  }
  return false
}

/** Where the white space before the text ends: blank lines, and the first line's indentation unless others have it too. */
function endOfLeading(text: string, first: number): number {
  let line = first
  while (line > 0 && !isLineEnd(text.charCodeAt(line - 1))) line--
  if (line === first) return line
  // Chinese and Japanese paragraphs begin with this space.
  if (text.charCodeAt(line) === IDEOGRAPHIC_SPACE) return line
  return /[\n\r\x85\u2028\u2029][\t \xa0\u2000-\u200a\u202f\u205f\u3000]+(?![\s\x85])/.test(text.slice(first))
    ? line
    : first
}

const SPACE = 0x20
const IDEOGRAPHIC_SPACE = 0x3000
const LINE_END = /\r\n|[\n\r\x85\u2028\u2029]/

const isLineEnd = (unit: number): boolean =>
  unit === 0x0a || unit === 0x0d || unit === 0x85 || unit === 0x2028 || unit === 0x2029

/** White_Space within a line. */
function isSpace(unit: number): boolean {
  if (unit <= SPACE) return unit === SPACE || unit === 0x09
  if (unit < 0x2000) return unit === 0xa0
  return unit <= 0x200a || unit === 0x202f || unit === 0x205f || unit === IDEOGRAPHIC_SPACE
}

const isBlank = (unit: number): boolean => isSpace(unit) || isLineEnd(unit)
