import { hasLetters } from '../../text/letters.js'
import { codePointCount } from '../../text/unicode.js'
import { textLint } from './lint.js'

/** Of a whole article. Fewer letters are a heading or a caption, more code points a book or several texts. */
const MIN_LETTERS = 200
const MAX_CODE_POINTS = 100_000

/** A text that is too short or too long to be one article. */
export const length = textLint('text/length', function* (text) {
  if (text === '') return
  if (!hasLetters(text, MIN_LETTERS)) yield { args: { few: true, limit: MIN_LETTERS } }
  else if (text.length > MAX_CODE_POINTS && codePointCount(text) > MAX_CODE_POINTS) {
    yield { args: { few: false, limit: MAX_CODE_POINTS } }
  }
})
