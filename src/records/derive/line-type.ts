import {
  assigned,
  codePointCount,
  sentenceTerminal,
  unassignedClass,
  whiteSpace,
} from '../../text/unicode.js'
import { countWords } from './word-count.js'

/** Whether the line ends a sentence or announces something: in a full stop or its like, `…` or `:`, quotes and brackets aside. */
export function endsSentence(line: string): boolean {
  for (let at = line.length; at > 0; ) {
    const isPair = at >= 2 && line.codePointAt(at - 2)! > 0xffff
    const character = line.slice(at - (isPair ? 2 : 1), at)
    if (TERMINAL.test(character)) return true
    if (!CLOSING.test(character)) return false
    at -= character.length
  }
  return false
}

const TERMINAL = new RegExp(`^[${sentenceTerminal}…:]`, 'u')

/** Closing quotes and brackets (in Arabic text U+FD3F closes), and what a reader does not see beside them. */
const CLOSING = new RegExp(
  `^[[\\p{Pe}\\p{Pf}\\p{Pi}"'＂＇\\ufd3f\\p{Default_Ignorable_Code_Point}${whiteSpace}]--[${unassignedClass}]]`,
  'v',
)

const MAX_HEADING_WORDS = 12
const MAX_HEADING = 120
const MAX_UNSPACED_HEADING = 30

/** Whether the line is short enough for a heading. */
export function isShort(line: string): boolean {
  if (line.length > 2 * MAX_HEADING) return false
  const length = codePointCount(line)
  if (length > MAX_HEADING || countWords(line) > MAX_HEADING_WORDS) return false
  return length <= MAX_UNSPACED_HEADING || !isUnspaced(line)
}

const LETTER = new RegExp(assigned('\\p{L}'), 'v')

/** Scripts that put no spaces between words. */
const unspacedScripts =
  'Ahom Balinese Bopomofo Han Hiragana Javanese Katakana Khmer Lao Myanmar New_Tai_Lue Nushu Tai_Le Tai_Tham Tai_Viet ' +
  'Tangut Thai Tibetan Yi'

const UNSPACED_LETTER = new RegExp(
  `[\\p{L}&&${assigned(unspacedScripts.replace(/(\S+) ?/g, '\\p{Script=$1}'))}]`,
  'v',
)

/** Whether most letters belong to such scripts. */
export function isUnspaced(text: string): boolean {
  let balance = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    let weight = weights[unit]!
    if (weight === UNSEEN) {
      weight = weightOf(text.codePointAt(i)!)
      if ((unit & 0xf800) !== 0xd800) weights[unit] = weight
    }
    balance += weight
  }
  return balance > 0
}

const UNSEEN = 2
/** By UTF-16 unit, filled as they are met. The second half of a pair weighs nothing. */
const weights = new Int8Array(0x10000).fill(UNSEEN).fill(0, 0xdc00, 0xe000)

function weightOf(codePoint: number): number {
  const character = String.fromCodePoint(codePoint)
  if (UNSPACED_LETTER.test(character)) return 1
  return LETTER.test(character) ? -1 : 0
}
