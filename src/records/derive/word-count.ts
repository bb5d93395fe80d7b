import { isWhiteSpace } from '../../text/unicode.js'
import { textRule } from './input.js'

/** Runs of characters that are not White_Space. */
export const wordCount = textRule('word-count', 1, text => countWords(text))

/** Runs of non-White_Space between two UTF-16 offsets. */
export function countWords(text: string, start = 0, end = text.length): number {
  let words = 0
  let inWord = false
  for (let i = start; i < end; i++) {
    if (isWhiteSpace(text.charCodeAt(i))) {
      inWord = false
    } else if (!inWord) {
      inWord = true
      words++
    }
  }
  return words
}
