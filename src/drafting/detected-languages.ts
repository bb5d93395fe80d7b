import { otherLanguageOf } from '../records/lints/detector.js'
import { hasLetters } from '../text/letters.js'

/** A shorter text says little of its language. */
const ENOUGH_LETTERS = 60
const NONE: ReadonlySet<string> = new Set()

/** The languages that texts are in by the detector's reckoning, the most frequent first; it is no more than a guess. */
export function detectedLanguages(texts: readonly string[]): readonly string[] {
  const long = texts.filter(text => hasLetters(text, ENOUGH_LETTERS))
  if (long.length === 0) return []
  const counts = new Map<string, number>()
  for (const text of long) {
    const language = otherLanguageOf(text, NONE)
    if (language !== undefined) counts.set(language, (counts.get(language) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([language]) => language)
}
