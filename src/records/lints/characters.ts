import { isAssigned } from '../../text/unicode.js'
import type { Occurrence } from './gather.js'

// Kinds of characters that lints look for, one bit each. Nearly every text has none of them but letters: one pass over
// a text tells which lints need not look at it.

/** C0 except TAB, LF and CR; DEL; C1 except U+0085. */
export const CONTROL = 1
export const TAB = 1 << 1
export const CARRIAGE_RETURN = 1 << 2
export const REPLACEMENT = 1 << 3
export const ZERO_WIDTH = 1 << 4
export const BIDI_CONTROL = 1 << 5
/** White_Space that is not SPACE, nor written with a control of ASCII; the mark of Ogham is seen, and none. */
export const ODD_SPACE = 1 << 6
/** In the ranges of ARTICLE.md §6, and spelled otherwise by NFKC. */
export const PRESENTATION_FORM = 1 << 7
/** Private use, unassigned or a noncharacter, up to U+FFFF. */
export const UNASSIGNED = 1 << 8
/** Half of a character past U+FFFF. */
export const SURROGATE = 1 << 9
/** A letter of this script, up to U+FFFF; tatweel is of none. */
export const LATIN = 1 << 10
export const CYRILLIC = 1 << 11
export const ARABIC = 1 << 12

/** The kinds in the text, together. The lints ask for one text in turn: the last answer is kept. */
export function kindsIn(text: string): number {
  if (last.text !== text) last = { text, kinds: readKinds(text) }
  return last.kinds
}
let last = { text: '', kinds: 0 }

function readKinds(text: string): number {
  const table = kindTable()
  let kinds = 0
  for (let i = 0; i < text.length; i++) kinds |= table[text.charCodeAt(i)]!
  return kinds
}

/** The kinds of a UTF-16 unit. */
export const kindOf = (unit: number): number => kindTable()[unit] ?? 0

/** Where characters of these kinds stand that are meant, the same one several times in a row together. */
export function* runsOf(
  text: string,
  kinds: number,
  isMeant: (at: number) => boolean = () => true,
): Generator<Occurrence> {
  for (let i = 0; i < text.length; ) {
    const unit = text.charCodeAt(i)
    if ((kindOf(unit) & kinds) === 0 || !isMeant(i)) {
      i++
      continue
    }
    const start = i++
    while (text.charCodeAt(i) === unit && isMeant(i)) i++
    yield { start, end: i, kind: text[start]!, count: i - start }
  }
}

let kinds: Uint16Array | undefined

function kindTable(): Uint16Array {
  kinds ??= makeTable()
  return kinds
}

// biome-ignore format: a table
const ranges: readonly (readonly [kind: number, bounds: readonly number[]])[] = [
  [CONTROL, [0, 8, 0xb, 0xc, 0xe, 0x1f, 0x7f, 0x84, 0x86, 0x9f]],
  [TAB, [9, 9]],
  [CARRIAGE_RETURN, [0xd, 0xd]],
  [REPLACEMENT, [0xfffd, 0xfffd]],
  [ZERO_WIDTH, [0xad, 0xad, 0x200b, 0x200d, 0x2060, 0x2060, 0xfeff, 0xfeff]],
  [BIDI_CONTROL, [0x202a, 0x202e, 0x2066, 0x2069]],
  [ODD_SPACE, [0x85, 0x85, 0xa0, 0xa0, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f, 0x205f, 0x3000, 0x3000]],
  [UNASSIGNED, [0xe000, 0xf8ff]],
  [SURROGATE, [0xd800, 0xdfff]],
  [PRESENTATION_FORM, [0xfb50, 0xfd3d, 0xfd50, 0xfdf9, 0xfe70, 0xfefc]],
  [LATIN, [0x41, 0x5a, 0x61, 0x7a, 0xc0, 0x2af, 0x1d00, 0x1dbf, 0x1e00, 0x1eff, 0x2c60, 0x2c7f, 0xa722, 0xa7ff,
    0xab30, 0xab6f, 0xfb00, 0xfb06, 0xff21, 0xff3a, 0xff41, 0xff5a]],
  [CYRILLIC, [0x400, 0x52f, 0x1c80, 0x1c8f, 0xa640, 0xa69f]],
  [ARABIC, [0x600, 0x6ff, 0x750, 0x77f, 0x870, 0x8ff, 0xfb50, 0xfdff, 0xfe70, 0xfefc]],
]

/** Where a range also holds others: which of its characters are meant. */
const isMeant: Readonly<Record<number, (character: string) => boolean>> = {
  [PRESENTATION_FORM]: character => character.normalize('NFKC') !== character,
  [LATIN]: character => /(?=\p{L})\p{Script=Latin}/u.test(character),
  [CYRILLIC]: character => /(?=\p{L})\p{Script=Cyrillic}/u.test(character),
  [ARABIC]: character => /(?=\p{L})\p{Script=Arabic}/u.test(character),
}

function makeTable(): Uint16Array {
  const table = new Uint16Array(0x10000)
  for (const [kind, bounds] of ranges) {
    for (let i = 0; i < bounds.length; i += 2) {
      for (let unit = bounds[i]!; unit <= bounds[i + 1]!; unit++) {
        if (isMeant[kind]?.(String.fromCharCode(unit)) ?? true) table[unit]! |= kind
      }
    }
  }
  for (let unit = 0; unit < 0x10000; unit++) if (!isAssigned(unit)) table[unit] = UNASSIGNED
  return table
}
