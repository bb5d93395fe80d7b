import { countLetters, letterUnits, scriptNamed } from '../../text/letters.js'
import {
  as1252,
  as1256,
  decodeAgain,
  decodeAs1256,
  findSequences,
  type Misreading,
} from '../../text/misread.js'
import { textLint } from './lint.js'

/** Fewer letters than this have no shares that mean anything. */
const FEW_LETTERS = 40
/** Share of `ط` and `ظ` among the letters: 0.7 % in clean Arabic, 81 % where UTF-8 was read as windows-1256. */
const MAX_TAH = 0.25
/** Share of À to ÿ among the letters: 24 % in dense French, 81 % and more where Arabic was read as windows-1252. */
const MAX_LATIN1 = 0.5
/** Of the characters beyond ASCII, what sequences of UTF-8 make up where the whole text was misread. */
const MIN_COVERED = 0.8
const MIN_SEQUENCES = 3
/** Share of Arabic letters that says that a text is windows-1256. */
const MIN_ARABIC = 0.9

/** How quotation marks and dashes begin that were misread; nobody writes this. */
const BROKEN_QUOTE = /â[€\u0080]/

/** What was misread, and how. */
interface Damage {
  /** The encoding that the bytes are in. */
  readonly is: 'UTF-8' | 'windows-1256' | undefined
  readonly readAs: Misreading['name']
  /** Set where a whole text shows it by its letters: which ones, and their share. */
  readonly letters?: { readonly named: string; readonly share: number }
  /** Otherwise what is seen in the text, where it first stands, and how many characters are like it. */
  readonly seen?: { readonly start: number; readonly end: number; readonly count: number }
  readonly mended: string | undefined
}

/**
 * Text whose bytes were read as windows-1252 or windows-1256 and are in another encoding. The finding is that of the
 * whole text, or where only some characters are beyond ASCII, of the first that was misread.
 */
export const mojibake = {
  ...textLint('text/mojibake', function* (text) {
    const damage = damageOf(text)
    if (damage === undefined) return
    const { is, readAs, letters, seen, mended } = damage
    const span = seen ?? { start: 0, end: text.length }
    const words = { is, readAs, letters, begins: mended?.slice(0, 40) }
    yield {
      span,
      args: seen ? { ...words, seen: text.slice(seen.start, seen.end), count: seen.count } : words,
    }
  }),
  mend: (text: string): string => damageOf(text)?.mended ?? text,
}

function damageOf(text: string): Damage | undefined {
  // What was misread has characters that lead bytes of UTF-8, or Arabic letters of windows-1256, are read as.
  if (!/[\u00c0-\u00f4\u0621-\u064a]/.test(text)) return undefined
  const { letters, tah, latin1 } = countKinds(text)
  const isMany = letters >= FEW_LETTERS
  const isTah = isMany && tah > MAX_TAH * letters
  const isLatin1 = isMany && latin1 > MAX_LATIN1 * letters
  const quote = text.search(BROKEN_QUOTE)
  const least = quote === -1 ? MIN_COVERED : 0
  const in1252 = findSequences(text, as1252, least)
  const in1256 = findSequences(text, as1256, least)
  const is1256 = (isWhole(in1256) || quote !== -1) && shareOf(in1256) > shareOf(in1252)
  if (isTah || is1256) {
    const said = shown(isTah, { named: '`ط` or `ظ`', share: tah / letters }, in1256)
    return { is: 'UTF-8', readAs: as1256.name, ...said, mended: mendedBy(text, as1256) }
  }
  const accented = { named: 'accented Latin ones', share: latin1 / letters }
  if (isWhole(in1252) || quote !== -1) {
    const first = in1252.first ?? { start: quote, end: quote + 2 }
    const said = shown(isLatin1, accented, { ...in1252, first })
    return { is: 'UTF-8', readAs: as1252.name, ...said, mended: mendedBy(text, as1252) }
  }
  if (!isLatin1) return undefined
  const decoded = decodeAs1256(text)
  const isArabic = decoded !== undefined && shareOfArabic(decoded) >= MIN_ARABIC
  return {
    is: isArabic ? 'windows-1256' : undefined,
    readAs: as1252.name,
    letters: accented,
    mended: isArabic ? decoded : undefined,
  }
}

function countKinds(text: string): { letters: number; tah: number; latin1: number } {
  let letters = 0
  let tah = 0
  let latin1 = 0
  const isLetter = letterUnits()
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (isLetter[unit] === 0) continue
    letters++
    if (unit === 0x637 || unit === 0x638) tah++
    else if (unit >= 0xc0 && unit <= 0xff) latin1++
  }
  return { letters, tah, latin1 }
}

type Found = ReturnType<typeof findSequences>

const shareOf = ({ covered, stray }: Found): number => (covered === 0 ? 0 : covered / (covered + stray))
const isWhole = (found: Found): boolean => found.count >= MIN_SEQUENCES && shareOf(found) >= MIN_COVERED

function shown(
  isDense: boolean,
  letters: { named: string; share: number },
  { first, count }: Found,
): Pick<Damage, 'letters' | 'seen'> {
  if (isDense || first === undefined) return { letters }
  return { seen: { ...first, count } }
}

/** Decoding again is trusted where every byte of the text takes part and the result can be read back. */
function mendedBy(text: string, misreading: Misreading): string | undefined {
  const mended = decodeAgain(text, misreading)
  return mended === text ? undefined : mended
}

function shareOfArabic(text: string): number {
  const { letters, ofScript } = countLetters(text, scriptNamed('Arab'))
  return letters === 0 ? 0 : ofScript / letters
}
