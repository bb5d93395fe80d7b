import { type Edit, rewritten } from '../../text/rewrite.js'
import { scriptOf } from '../derive/script.js'
import { kindsIn, ODD_SPACE, runsOf } from './characters.js'
import { gathered } from './gather.js'
import { statedLanguage, textLint } from './lint.js'
import { codePointBefore, isIn } from './neighbours.js'

/** White_Space that looks like a space or a line end and is neither to a program that splits words or lines. */
export const oddSpace = textLint(
  'text/odd-space',
  (text, language) =>
    (kindsIn(text) & ODD_SPACE) === 0 ? [] : gathered(runsOf(text, ODD_SPACE, oddIn(text, language))),
  undefined,
  (text, language) =>
    (kindsIn(text) & ODD_SPACE) === 0 ? text : rewritten(text, usualSpaces(text, language)),
)

function* usualSpaces(text: string, language: string | undefined): Generator<Edit> {
  for (const { start, end, kind, count } of runsOf(text, ODD_SPACE, oddIn(text, language))) {
    yield { start, end, instead: (lineEnds.includes(kind) ? '\n' : ' ').repeat(count) }
  }
}

const lineEnds = '\x85\u2028\u2029'

/** Whether the space at an offset is not what typography in this language, or beside these characters, asks for. */
function oddIn(text: string, language: string | undefined): (at: number) => boolean {
  const stated = statedLanguage(language)
  const isFrench = stated?.toLowerCase().split('-', 1)[0] === 'fr'
  const isCjk = stated !== undefined && cjkScripts.has(scriptOf(stated))
  return at => {
    const unit = text.charCodeAt(at)
    if (unit === NO_BREAK || unit === NARROW_NO_BREAK) {
      if (isFrench) return false
      const before = codePointBefore(text, at)
      const after = text.codePointAt(at + 1) ?? 0
      if (stated === undefined && (before === 0xab || frenchMarks.has(after))) return false
      return unit === NO_BREAK || !(isIn(mongolian, before) || isIn(mongolian, after))
    }
    if (unit !== IDEOGRAPHIC) return true
    if (stated !== undefined) return !isCjk
    return !isIn(cjk, codePointBefore(text, at)) && !isIn(cjk, text.codePointAt(at + 1) ?? 0)
  }
}

const NO_BREAK = 0xa0
const NARROW_NO_BREAK = 0x202f
const IDEOGRAPHIC = 0x3000

/** French puts a space that does not break before these, and after «. */
const frenchMarks = new Set([...'?!:;»'].map(mark => mark.charCodeAt(0)))

/** Mongolian parts suffixes by NARROW NO-BREAK SPACE. */
const mongolian = [0x1800, 0x18af]

/** ISO 15924: scripts that indent and part words by IDEOGRAPHIC SPACE, and their blocks. */
const cjkScripts = new Set('Hans Hant Hani Jpan Hrkt Hira Kana Bopo'.split(' '))
const cjk = [0x2e80, 0x9fff, 0xf900, 0xfaff, 0xfe30, 0xfe4f, 0xff00, 0xffef, 0x20000, 0x323af]
