import { SENTENCE_TERMINAL, UNASSIGNED } from './unicode-15.1.js'

/**
 * The version of Unicode that text rules see. Characters assigned later are to them what unassigned ones are, so
 * that every Node gives the same bytes whatever its ICU; properties of characters that 15.1 knows are taken from
 * the runtime where no version has changed them (test/unicode.test.ts compares them all), from a table where one has.
 */
export const UNICODE_VERSION = '15.1.0'

const unassigned = decode(UNASSIGNED)

/** Whether Unicode 15.1 assigns the code point; surrogates and private use count as assigned, noncharacters do not. */
export function isAssigned(codePoint: number): boolean {
  return !isInside(unassigned, codePoint)
}

/** Length of `text.slice(start, end)` in code points; a surrogate without its half counts as one. */
export function codePointCount(text: string, start = 0, end = text.length): number {
  let count = end - start
  for (let i = start; i < end - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--
      i++
    }
  }
  return count
}

/** Whether the UTF-16 unit is White_Space, which is not what `\s` means: U+0085 is, U+FEFF is not. */
export function isWhiteSpace(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)
  if (unit < 0x85) return false
  return (
    unit === 0x85 ||
    unit === 0xa0 ||
    (unit >= 0x1680 &&
      (unit === 0x1680 ||
        (unit >= 0x2000 && unit <= 0x200a) ||
        unit === 0x2028 ||
        unit === 0x2029 ||
        unit === 0x202f ||
        unit === 0x205f ||
        unit === 0x3000))
  )
}

/** Inside of a character class: White_Space. */
export const whiteSpace = '\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'

/** Inside of a character class (flag `u` or `v`): Sentence_Terminal as of 15.1. */
export const sentenceTerminal = classOf(decode(SENTENCE_TERMINAL))

/** Inside of a character class (flag `u` or `v`): what 15.1 leaves unassigned. */
export const unassignedClass = classOf(unassigned)

/** A character class (flag `v`) of the characters in `inside` that 15.1 assigns: `assigned('\\p{L}\\p{M}')`. */
export function assigned(inside: string): string {
  return `[[${inside}]--[${unassignedClass}]]`
}

/** Boundaries of a set: in from the first, out from the second, in from the third. */
function decode(distances: string): Uint32Array {
  let at = 0
  return Uint32Array.from(distances.split(' '), distance => (at += Number.parseInt(distance, 36)))
}

function isInside(boundaries: Uint32Array, codePoint: number): boolean {
  let low = 0
  let high = boundaries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (boundaries[middle]! <= codePoint) low = middle + 1
    else high = middle
  }
  return low % 2 === 1
}

function classOf(boundaries: Uint32Array): string {
  let inside = ''
  for (let i = 0; i < boundaries.length; i += 2) {
    inside += `\\u{${boundaries[i]!.toString(16)}}-\\u{${(boundaries[i + 1]! - 1).toString(16)}}`
  }
  return inside
}
