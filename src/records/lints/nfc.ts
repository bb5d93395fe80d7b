import { unassignedClass } from '../../text/unicode.js'
import { kindsIn, SURROGATE, UNASSIGNED } from './characters.js'
import { textLint } from './lint.js'

/** The text is not in NFC, so that equal words may differ. One finding, at the first character that NFC changes. */
export const notNfc = textLint(
  'text/not-nfc',
  text => {
    const nfc = composed(text)
    if (nfc === text) return []
    let start = 0
    while (text.charCodeAt(start) === nfc.charCodeAt(start)) start++
    if ((text.charCodeAt(start) & 0xfc00) === 0xdc00) start--
    const end = endOfSequence(text, start)
    const found = text.slice(start, end)
    return [{ span: { start, end }, args: { found, composed: composed(found) } }]
  },
  undefined,
  composed,
)

/** NFC as of Unicode 15.1. */
function composed(text: string): string {
  if ((kindsIn(text) & (UNASSIGNED | SURROGATE)) === 0) return text.normalize('NFC')
  // What 15.1 does not know stands alone: it composes with nothing.
  known ??= new RegExp(`[^${unassignedClass}]+`, 'gv')
  return text.replace(known, run => run.normalize('NFC'))
}
let known: RegExp | undefined

const MAX_SEQUENCE = 16

/** The end of the shortest run from `start` that NFC changes. */
function endOfSequence(text: string, start: number): number {
  let end = start
  do end += text.codePointAt(end)! > 0xffff ? 2 : 1
  while (
    end < text.length &&
    end - start < MAX_SEQUENCE &&
    composed(text.slice(start, end)) === text.slice(start, end)
  )
  return end
}
