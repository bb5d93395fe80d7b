import { type Edit, rewritten } from '../../text/rewrite.js'
import { isAssigned } from '../../text/unicode.js'
import { kindOf, kindsIn, SURROGATE, UNASSIGNED } from './characters.js'
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
  if ((kindsIn(text) & UNKNOWN) === 0) return text.normalize('NFC')
  return rewritten(text, compositions(text))
}

/** What 15.1 does not know stands alone, it composes with nothing: what is between is normalised. */
function* compositions(text: string): Generator<Edit> {
  let start = 0
  for (let i = 0; i <= text.length; i++) {
    const codePoint = text.codePointAt(i)
    if (codePoint !== undefined && (kindOf(text.charCodeAt(i)) & UNKNOWN) === 0) continue
    const width = codePoint !== undefined && codePoint > 0xffff ? 2 : 1
    if (codePoint !== undefined && isAssigned(codePoint)) {
      i += width - 1
      continue
    }
    const known = text.slice(start, i)
    const instead = known.normalize('NFC')
    if (instead !== known) yield { start, end: i, instead }
    start = i + width
    i = start - 1
  }
}

const UNKNOWN = UNASSIGNED | SURROGATE
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
