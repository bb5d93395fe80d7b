import { assigned, codePointCount, isWhiteSpace } from '../../text/unicode.js'
import { countWords } from './word-count.js'

export interface Byline {
  readonly line: string
  readonly author?: string
  readonly outlet?: string
}

const MIN_AUTHOR_WORDS = 2
const MAX_AUTHOR_WORDS = 5
/** In code points: what is longer is no name, whatever stands before it. */
const MAX_NAME = 200

const DIGIT = new RegExp(assigned('\\p{Nd}'), 'v')

/** `X – Y`: the author is X and the outlet is Y. Neither, where the line does not read so. */
export function readByline(line: string): Byline {
  const dash = dashOf(line)
  if (dash === undefined) return { line }
  const author = trim(line.slice(0, dash))
  const outlet = trim(line.slice(dash + 1))
  const words = countWords(author)
  const isName = words >= MIN_AUTHOR_WORDS && words <= MAX_AUTHOR_WORDS && !DIGIT.test(author)
  return isName && codePointCount(author) <= MAX_NAME && codePointCount(outlet) <= MAX_NAME
    ? { line, author, outlet }
    : { line }
}

/** The first hyphen, en or em dash with a space on each side; there is more text on either side, the line being trimmed. */
function dashOf(line: string): number | undefined {
  for (let i = 1; i < line.length - 1; i++) {
    if (
      /[-‐‑–—]/.test(line[i]!) &&
      isWhiteSpace(line.charCodeAt(i - 1)) &&
      isWhiteSpace(line.charCodeAt(i + 1))
    ) {
      return i
    }
  }
  return undefined
}

function trim(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}
