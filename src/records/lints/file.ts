import { type Edit, rewritten } from '../../text/rewrite.js'
import { CARRIAGE_RETURN, CONTROL, kindsIn, runsOf, TAB } from './characters.js'
import { gathered, oneByOne } from './gather.js'
import { textLint } from './lint.js'

/** U+FEFF at the start of the text; inside, it is `text/zero-width`. */
export const byteOrderMark = textLint(
  'file/bom',
  text => (text.startsWith('\ufeff') ? [{ span: { start: 0, end: 1 }, args: undefined }] : []),
  undefined,
  text => (text.startsWith('\ufeff') ? text.slice(1) : text),
)

/** CR, alone or before LF. One finding, at the first. */
export const lineEnds = textLint(
  'file/line-ends',
  text => {
    if ((kindsIn(text) & CARRIAGE_RETURN) === 0) return []
    const first = text.indexOf('\r')
    let crlf = 0
    let cr = 0
    let lf = 0
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (unit === 0x0a) {
        if (i > 0 && text.charCodeAt(i - 1) === 0x0d) crlf++
        else lf++
      } else if (unit === 0x0d && text.charCodeAt(i + 1) !== 0x0a) cr++
    }
    const end = text.startsWith('\r\n', first) ? first + 2 : first + 1
    return [{ span: { start: first, end }, args: { crlf, cr, lf } }]
  },
  undefined,
  text => ((kindsIn(text) & CARRIAGE_RETURN) === 0 ? text : rewritten(text, lineFeeds(text))),
)

function* lineFeeds(text: string): Generator<Edit> {
  for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 1)) {
    yield { start: at, end: at + 1, instead: text[at + 1] === '\n' ? '' : '\n' }
  }
}

/** Controls other than LF, CR and U+0085, which stand for line ends; TAB is a warning. */
export const controlCharacter = textLint('file/control-character', text => {
  const kinds = kindsIn(text)
  const tabs = (kinds & TAB) === 0 ? [] : gathered(runsOf(text, TAB))
  const controls = (kinds & CONTROL) === 0 ? [] : oneByOne(runsOf(text, CONTROL))
  return [...tabs, ...controls].sort((a, b) => a.span.start - b.span.start)
})

/** The text does not end with a line feed. Lines of a file do; what was supplied stays as it is. */
export const noFinalNewline = textLint('file/no-final-newline', text =>
  text === '' || text.endsWith('\n') ? [] : [{ args: undefined }],
)
