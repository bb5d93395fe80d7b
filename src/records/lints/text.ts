import { textLint } from './lint.js'

/** LRM, RLM and ALM: they are not seen, and steer the order of what stands beside them. Each is a finding. */
export const bidiMark = textLint('text/bidi-mark', function* (text) {
  for (const { 0: mark, index } of text.matchAll(/[\u200e\u200f\u061c]/g)) {
    yield { span: { start: index, end: index + 1 }, args: { mark } }
  }
})
