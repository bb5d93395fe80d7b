import { rewritten } from '../../text/rewrite.js'
import { assigned } from '../../text/unicode.js'
import { scriptOf } from '../derive/script.js'
import { isArabicTag } from './arabic-tags.js'
import { kindsIn, runsOf, ZERO_WIDTH } from './characters.js'
import { gathered, without } from './gather.js'
import { statedLanguage, textLint } from './lint.js'
import { codePointBefore, isIn } from './neighbours.js'

/** Characters of no width that no spelling needs where they stand. */
export const zeroWidth = textLint(
  'text/zero-width',
  (text, language) =>
    (kindsIn(text) & ZERO_WIDTH) === 0 ? [] : gathered(runsOf(text, ZERO_WIDTH, strayIn(text, language))),
  undefined,
  (text, language) =>
    (kindsIn(text) & ZERO_WIDTH) === 0
      ? text
      : rewritten(text, without(runsOf(text, ZERO_WIDTH, strayIn(text, language)))),
)

/** Whether the character of no width at an offset has no use there. */
function strayIn(text: string, language: string | undefined): (at: number) => boolean {
  const stated = statedLanguage(language)
  const isArabic = stated !== undefined && isArabicTag(stated)
  const usesJoiners = stated !== undefined && !isArabic && joiningScripts.has(scriptOf(stated))
  return at => {
    const unit = text.charCodeAt(at)
    const before = codePointBefore(text, at)
    const after = text.codePointAt(at + 1) ?? 0
    if (unit === 0xfeff) return at > 0
    if (unit === 0x200b) return !isIn(unspaced, before) && !isIn(unspaced, after)
    if (unit !== ZWNJ && unit !== ZWJ) return true
    if (usesJoiners) return false
    if (unit === ZWJ && joinsEmoji(before, after)) return false
    const [left, right] = [isJoining(before), isJoining(after)]
    if (!left && !right) return true
    if (!isArabic || isIndic(before) || isIndic(after)) return false
    // At the edge of an Arabic word ZWJ shows the joining form, as tatweel does: 1441 ه‍.
    return unit === ZWNJ || left === right
  }
}

const ZWNJ = 0x200c
const ZWJ = 0x200d

/** The parts of an emoji that is one of several: family, flag, profession. */
function joinsEmoji(before: number, after: number): boolean {
  const ends = before === 0xfe0f || (before >= 0x1f3fb && before <= 0x1f3ff) || isEmoji(before)
  return ends && isEmoji(after)
}

let emoji: RegExp | undefined
function isEmoji(codePoint: number): boolean {
  // Digits and # have the property too, since keycaps are made of them.
  emoji ??= new RegExp(assigned('\\p{Emoji}--[\\0-\\x7f]'), 'v')
  return emoji.test(String.fromCodePoint(codePoint))
}

let letter: RegExp | undefined
/** A letter or mark that ZWJ and ZWNJ join or part. */
function isJoining(codePoint: number): boolean {
  if (!isIn(joining, codePoint)) return false
  letter ??= new RegExp(assigned('\\p{L}\\p{M}'), 'v')
  return letter.test(String.fromCodePoint(codePoint))
}

const isIndic = (codePoint: number): boolean => isIn(joining, codePoint) && !isIn(arabic, codePoint)

/** ISO 15924: scripts whose letters join, or whose conjuncts are asked for and prevented. */
const joiningScripts = new Set(
  (
    'Arab Aran Syrc Syre Syrj Syrn Mand Mani Nkoo Adlm Rohg Sogd Sogo Phlp Chrs Ougr Mong Phag ' +
    'Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Mymr Khmr Limb Bali Java Sund Cham Lana Batk Saur Sylo Mtei ' +
    'Kthi Takr Tirh Modi Gran Sidd Shrd Khoj Sind Bhks Dogr Gonm Gong Nand Newa Ahom Lepc Rjng Bugi Cakm Mahj Mult Diak'
  ).split(' '),
)

/** Blocks of those scripts. */
// biome-ignore format: a table
const joining = [
  0x600, 0x7ff, 0x840, 0xdff, 0x1000, 0x109f, 0x1780, 0x18af, 0x1900, 0x194f, 0x1a00, 0x1aaf, 0x1b00, 0x1c4f, 0xa800, 0xa9ff,
  0xaa00, 0xaa7f, 0xaae0, 0xaaff, 0xabc0, 0xabff, 0xfb50, 0xfdff, 0xfe70, 0xfefe, 0x10ac0, 0x10aff, 0x10b80, 0x10baf,
  0x10d00, 0x10d3f, 0x10f30, 0x10fdf, 0x11000, 0x11bff, 0x1e900, 0x1e95f,
]
const arabic = [0x600, 0x6ff, 0x750, 0x77f, 0x870, 0x8ff, 0xfb50, 0xfdff, 0xfe70, 0xfefe]

/** Blocks of scripts that put no spaces between words, and may mark their ends by ZERO WIDTH SPACE. */
// biome-ignore format: a table
const unspaced = [
  0xe00, 0xeff, 0x1000, 0x109f, 0x1780, 0x17ff, 0x1950, 0x19ff, 0x1a20, 0x1aaf, 0xa9e0, 0xa9ff, 0xaa60, 0xaadf,
]
