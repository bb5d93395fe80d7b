import { anythingWalk } from './anything.js'
import { keysOf } from './keys.js'
import type { Member } from './objects.js'
import {
  BACKSLASH,
  COLON,
  COMMA,
  LINE_FEED,
  lookAt,
  OPEN_BRACE,
  QUOTE,
  type Scan,
  skipSpace,
  UNKNOWN,
} from './scan.js'
import { escapeEnd, stringEnd } from './strings.js'
import { wordsOf } from './words.js'

/** The text of a line of which the middles of long strings are left out. */
export interface ShortText {
  readonly text: string
  readonly cuts: readonly Cut[]
}

/** What was left out at an offset into the bytes that are left. */
export interface Cut {
  readonly at: number
  readonly bytes: number
  /** Code points. */
  readonly characters: number
}

/**
 * Of a string so many characters are left at its beginning and its end: more than an excerpt around what stands before or
 * behind it shows.
 */
const HEAD = 200
const TAIL = 120
/** So long are strings of which it is worth it, in bytes. */
const LONG = 2048
/** Enough for one record: its other strings are left whole. */
const MAX_CUTS = 16

/** A member whose value may be shorter: any string that begins and ends like it is as good. */
export type FreeMember = Member & { readonly isFree: boolean }

/**
 * Makes the function that shortens a line which has no line feed and is UTF-8; undefined where nothing is left out. Only
 * strings that `members` say are sound are shortened, and only where all that stands before them is JSON: whatever is wrong
 * with the line is wrong with what is left of it.
 */
export function shortener(
  members: readonly FreeMember[],
  scan: Scan,
): (line: Uint8Array) => ShortText | undefined {
  const keys = keysOf(members.map(({ name }) => name))
  const anything = anythingWalk(wordsOf([]))
  return line => {
    if (line.length < LONG) return undefined
    const { buffer, byteOffset: base } = line
    lookAt(scan, line)
    const end = base + line.length
    // A walk ends at a line feed: without one it could leave the line.
    if (scan.bytes[end] !== LINE_FEED) return undefined
    const pieces: { from: number; to: number }[] = []
    let kept = base
    for (const { from, to } of stretchesIn(scan, base)) {
      pieces.push({ from: kept, to: from })
      kept = to
      if (pieces.length === MAX_CUTS) break
    }
    if (pieces.length === 0) return undefined
    pieces.push({ from: kept, to: end })
    const cuts: Cut[] = []
    let at = 0
    for (const [i, { from, to }] of pieces.entries()) {
      at += to - from
      const next = pieces[i + 1]
      if (next === undefined) break
      cuts.push({ at, bytes: next.from - to, characters: charactersIn(scan, to, next.from) })
    }
    const parts = pieces.map(({ from, to }) => new Uint8Array(buffer, from, to - from))
    return { text: Buffer.concat(parts, at).toString('utf8'), cuts }
  }

  /** The middles of strings that may be left out, in order. */
  function* stretchesIn(
    scan: Scan,
    start: number,
  ): Generator<{ readonly from: number; readonly to: number }> {
    const { bytes } = scan
    let at = skipSpace(bytes, start)
    if (bytes[at] !== OPEN_BRACE) return
    do {
      at = skipSpace(bytes, at + 1)
      const key = keys.find(scan, at)
      const value = keyBehind(scan, at)
      if (value === UNKNOWN) return
      const member = members[key]
      let end = member === undefined ? UNKNOWN : member.walk(scan, value)
      if (end !== UNKNOWN && member?.isFree && bytes[value] === QUOTE && end - value >= LONG) {
        const from = charactersOn(bytes, value + 1, HEAD)
        const to = charactersBack(bytes, value + 1, end - 1, TAIL)
        if (from < to) yield { from, to }
      }
      if (end === UNKNOWN) end = anything(scan, value)
      if (end === UNKNOWN) return
      at = skipSpace(bytes, end)
    } while (bytes[at] === COMMA)
  }
}

/** Where the value of the key at `at` begins. */
function keyBehind(scan: Scan, at: number): number {
  if (scan.bytes[at] !== QUOTE) return UNKNOWN
  const end = stringEnd(scan, at + 1)
  if (end === UNKNOWN) return UNKNOWN
  const colon = skipSpace(scan.bytes, end + 1)
  return scan.bytes[colon] === COLON ? skipSpace(scan.bytes, colon + 1) : UNKNOWN
}

/** The offset `count` characters on in a string, or a little more: no escape is cut in two, nor a pair of them. */
function charactersOn(bytes: Uint8Array, start: number, count: number): number {
  let at = start
  for (let left = count; left > 0; left--) {
    if (bytes[at] === BACKSLASH) {
      const end = escapeEnd(bytes, at)
      left -= end - at - 1
      at = end
    } else {
      do at++
      while ((bytes[at]! & 0xc0) === 0x80)
    }
  }
  return at
}

/** The same towards the beginning of the string that starts at `start`, or a little less. */
function charactersBack(bytes: Uint8Array, start: number, end: number, count: number): number {
  let at = end
  for (let left = count; left > 0; left--) {
    do at--
    while ((bytes[at]! & 0xc0) === 0x80)
  }
  let last = at - 1
  while (last >= at - MOST_ESCAPED && bytes[last] !== BACKSLASH) last--
  if (last < at - MOST_ESCAPED || last < start) return at
  // Of a run of backslashes every second one belongs to the one before it.
  let first = last
  while (bytes[first - 1] === BACKSLASH) first--
  const opening = last - ((last - first) % 2)
  const behind = escapeEnd(bytes, opening)
  return Math.max(at, behind === UNKNOWN ? opening + HALF_PAIR : behind)
}

/** A character as two escapes, and one of them. */
const MOST_ESCAPED = 12
const HALF_PAIR = 6

/** Characters of UTF-8: bytes that go on with one are not counted. */
function charactersIn({ bytes, view }: Scan, from: number, to: number): number {
  let count = 0
  let at = from
  for (; at + 4 <= to; at += 4) {
    const four = view.getInt32(at, true)
    const following = (four >>> 7) & ~(four >>> 6) & 0x01010101
    count += 4 - (Math.imul(following, 0x01010101) >>> 24)
  }
  for (; at < to; at++) if ((bytes[at]! & 0xc0) !== 0x80) count++
  return count
}
