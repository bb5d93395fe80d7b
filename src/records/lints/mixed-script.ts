import { isWhiteSpace } from '../../text/unicode.js'
import { ARABIC, CYRILLIC, kindOf, kindsIn, LATIN, UNASSIGNED, ZERO_WIDTH } from './characters.js'
import { gathered, type Occurrence } from './gather.js'
import { textLint } from './lint.js'

/**
 * A Latin letter next to an Arabic or Cyrillic one: a letter of another keyboard, or a space that is missing. One
 * finding per word. Tatweel, a hyphen or a digit between them parts them (الـGPS); addresses and hashtags have their
 * own spelling.
 */
export const mixedScriptWord = textLint('text/mixed-script-word', text => {
  const kinds = kindsIn(text)
  if ((kinds & LATIN) === 0 || (kinds & OTHERS) === 0) return []
  return gathered(mixedWords(text))
})

const OTHERS = ARABIC | CYRILLIC
const LETTERS = LATIN | OTHERS

function* mixedWords(text: string): Generator<Occurrence> {
  let last = 0
  let isAddress = false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const kind = kindOf(unit) & LETTERS
    if (kind === 0) {
      if (last !== 0 && !isWithin(unit)) last = 0
      isAddress = isWhiteSpace(unit) ? false : isAddress || startsAddress(text, i)
      continue
    }
    const mixes = ((last | kind) & LATIN) !== 0 && ((last | kind) & OTHERS) !== 0
    last = kind
    if (!mixes || isAddress) continue
    let start = i
    while (start > 0 && i - start < MAX_SHOWN && isOfWord(text.charCodeAt(start - 1))) start--
    let end = i + 1
    while (end < text.length && isOfWord(text.charCodeAt(end))) end++
    // Where a whole text is one word, that is not what is shown.
    const shown = Math.min(end, i + MAX_SHOWN)
    yield { start, end: shown, kind: text.slice(start, shown), count: 1 }
    i = end - 1
    last = 0
  }
}

const MAX_SHOWN = 40
const ZWNJ = 0x200c

/** Whether the sign at an offset makes what follows, up to a space, part of a URL, a mail address or a hashtag. */
function startsAddress(text: string, at: number): boolean {
  const sign = text[at]
  if (sign === '#' || sign === '@') return true
  if (sign === ':') return text.startsWith('//', at + 1)
  return sign === '.' && at >= 3 && text.slice(at - 3, at).toLowerCase() === 'www'
}

/** Marks and characters of no width, which part no letters. ZWNJ does: Persian writes SMS, ZWNJ, ها. */
function isWithin(unit: number): boolean {
  const kind = kindOf(unit)
  if (unit < 0xad || unit === ZWNJ || (kind & UNASSIGNED) !== 0) return false
  return (kind & ZERO_WIDTH) !== 0 || /\p{M}/u.test(String.fromCharCode(unit))
}

function isOfWord(unit: number): boolean {
  const kind = kindOf(unit)
  if ((kind & LETTERS) !== 0) return true
  return (kind & UNASSIGNED) === 0 && (isWithin(unit) || /[\p{L}\p{N}]/u.test(String.fromCharCode(unit)))
}
