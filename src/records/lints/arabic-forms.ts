import { type Edit, rewritten } from '../../text/rewrite.js'
import { kindOf, kindsIn, PRESENTATION_FORM } from './characters.js'
import { gathered, type Occurrence } from './gather.js'
import { textLint } from './lint.js'

/**
 * Letters written as the shape they take beside others, as old fonts and PDF files have them: a search finds none of
 * them. Ornate brackets and honorific ligatures are no such shapes, nor is what has no other spelling.
 */
export const presentationForm = textLint(
  'arabic/presentation-form',
  text => ((kindsIn(text) & PRESENTATION_FORM) === 0 ? [] : gathered(formsIn(text))),
  undefined,
  text => ((kindsIn(text) & PRESENTATION_FORM) === 0 ? text : rewritten(text, letters(text))),
)

function* letters(text: string): Generator<Edit> {
  for (const { start, end, kind } of formsIn(text)) yield { start, end, instead: kind.normalize('NFKC') }
}

function* formsIn(text: string): Generator<Occurrence> {
  for (let i = 0; i < text.length; i++) {
    if ((kindOf(text.charCodeAt(i)) & PRESENTATION_FORM) === 0) continue
    yield { start: i, end: i + 1, kind: text[i]!, count: 1 }
  }
}
