import { rewritten } from '../../text/rewrite.js'
import { isAssigned } from '../../text/unicode.js'
import { BIDI_CONTROL, kindOf, kindsIn, REPLACEMENT, runsOf, SURROGATE, UNASSIGNED } from './characters.js'
import { gathered, type Occurrence, oneByOne, without } from './gather.js'
import { textLint } from './lint.js'

/** LRM, RLM and ALM: they are not seen, and steer the order of what stands beside them. Each is a finding. */
export const bidiMark = textLint('text/bidi-mark', text => oneByOne(bidiMarks(text)))

function* bidiMarks(text: string): Generator<Occurrence> {
  for (const { 0: kind, index } of text.matchAll(/[\u200e\u200f\u061c]/g)) {
    yield { start: index, end: index + 1, kind, count: 1 }
  }
}

/** Embeddings, overrides and isolates: they let people read another order than programs do. Each is a finding. */
export const bidiControl = textLint(
  'text/bidi-control',
  text => ((kindsIn(text) & BIDI_CONTROL) === 0 ? [] : oneByOne(runsOf(text, BIDI_CONTROL))),
  undefined,
  text =>
    (kindsIn(text) & BIDI_CONTROL) === 0 ? text : rewritten(text, without(runsOf(text, BIDI_CONTROL))),
)

/** U+FFFD, which a decoder leaves where it could read nothing. */
export const replacementCharacter = textLint('text/replacement-character', text =>
  (kindsIn(text) & REPLACEMENT) === 0 ? [] : gathered(runsOf(text, REPLACEMENT)),
)

/** Characters that Unicode 15.1 gives no meaning: private use, unassigned, noncharacters. */
export const unassigned = textLint('text/unassigned', text =>
  (kindsIn(text) & (UNASSIGNED | SURROGATE)) === 0 ? [] : gathered(meaningless(text)),
)

function* meaningless(text: string): Generator<Occurrence> {
  for (let i = 0; i < text.length; i++) {
    const kind = kindOf(text.charCodeAt(i))
    if ((kind & (UNASSIGNED | SURROGATE)) === 0) continue
    const codePoint = text.codePointAt(i)!
    const start = i
    if (codePoint > 0xffff) {
      i++
      if (codePoint < FIRST_PRIVATE_PLANE && isAssigned(codePoint)) continue
    } else if ((kind & SURROGATE) !== 0) continue
    yield { start, end: i + 1, kind: String.fromCodePoint(codePoint), count: 1 }
  }
}

const FIRST_PRIVATE_PLANE = 0xf0000
