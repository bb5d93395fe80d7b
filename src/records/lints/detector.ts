import { isWhiteSpace } from '../../text/unicode.js'
import { detectLanguage } from './ngrams.js'

/** UTF-16 units of a part of a text; the detector reads about 350 bytes of UTF-8. */
const PART = 400
const MAX_PARTS = 5
/** How far the beginning of a part is moved to the beginning of a word. */
const MAX_MOVE = 40

/**
 * The language that `text` is in by the detector's reckoning, as its code; undefined where it is one of `expected`, or
 * the detector is not sure. It is sure where it names the same one for every part of the text that it looks at, all but one
 * of five; it begins with the middle and looks no further once it agrees.
 */
export function otherLanguageOf(text: string, expected: ReadonlySet<string>): string | undefined {
  const starts = partsOf(text)
  const named = new Map<string, number>()
  let doubts = 0
  for (const start of starts) {
    const { language, isSure } = detectLanguage(text.slice(start, start + PART))
    if (expected.has(language)) return undefined
    if (isSure) named.set(language, (named.get(language) ?? 0) + 1)
    else doubts++
    if (doubts + Math.max(0, named.size - 1) > (starts.length === MAX_PARTS ? 1 : 0)) return undefined
  }
  const needed = starts.length === MAX_PARTS ? MAX_PARTS - 1 : starts.length
  return [...named].find(([, count]) => count >= needed)?.[0]
}

/** Where the parts of a text start: the middle one first. */
function partsOf(text: string): readonly number[] {
  const count = Math.min(MAX_PARTS, Math.max(1, Math.floor(text.length / PART)))
  const free = Math.max(0, text.length - PART)
  const starts = Array.from({ length: count }, (_, i) =>
    wordStart(text, count === 1 ? 0 : Math.floor((free * i) / (count - 1))),
  )
  const middle = starts.splice(count >> 1, 1)
  return [...middle, ...starts]
}

function wordStart(text: string, at: number): number {
  if (at === 0) return 0
  for (let i = at; i < at + MAX_MOVE; i++) if (isWhiteSpace(text.charCodeAt(i))) return i + 1
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00 ? at + 1 : at
}
