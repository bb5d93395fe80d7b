import { countLetters, isLetterUnit, scriptNamed } from '../../text/letters.js'
import { as1252, as1256, decodeAgain, decodeAs1256, findSequences, type Misreading } from '../../text/misread.js'
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
const BROKEN_QUOTE = 'â€'

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
    yield { span, args: seen ? { ...words, seen: text.slice(seen.start, seen.end), count: seen.count } : words }
  }),
  mend: (text: string): string => damageOf(text)?.mended ?? text,
}

function damageOf(text: string): Damage | undefined {
  // Whatever was misread so has a character that is read from a lead byte of UTF-8, or from an Arabic letter's byte.
  if (!/[\u00c0-\u00f4\u0621-\u0643]/.test(text)) return undefined
  const counts = countKinds(text)
  if (counts.arabic > 0) {
    const found = findSequences(text, as1256)
    const isDense = counts.letters >= FEW_LETTERS && counts.tah > MAX_TAH * counts.letters
    if (isDense || isWhole(found)) {
      const letters = { named: '`ط` or `ظ`', share: counts.tah / counts.letters }
      return { is: 'UTF-8', readAs: as1256.name, ...shown(isDense, letters, found), mended: mendedBy(text, as1256) }
    }
  }
  if (counts.latin1 === 0) return undefined
  const found = findSequences(text, as1252)
  const isDense = counts.letters >= FEW_LETTERS && counts.latin1 > MAX_LATIN1 * counts.letters
  const letters = { named: 'accented Latin ones', share: counts.latin1 / counts.letters }
  const quote = text.indexOf(BROKEN_QUOTE)
  if (isWhole(found) || quote !== -1) {
    const first = found.first ?? { start: quote, end: quote + BROKEN_QUOTE.length }
    const said = shown(isDense, letters, { ...found, first })
    return { is: 'UTF-8', readAs: as1252.name, ...said, mended: mendedBy(text, as1252) }
  }
  if (!isDense) return undefined
  const mended = decodeAs1256(text)
  const isArabic = mended !== undefined && shareOfArabic(mended) >= MIN_ARABIC
  return {
    is: isArabic ? 'windows-1256' : undefined,
    readAs: as1252.name,
    letters,
    mended: isArabic ? mended : undefined,
  }
}

function countKinds(text: string): { letters: number; tah: number; arabic: number; latin1: number } {
  let letters = 0
  let tah = 0
  let arabic = 0
  let latin1 = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (!isLetterUnit(unit)) continue
    letters++
    if (unit >= 0x621 && unit <= 0x643) {
      arabic++
      if (unit === 0x637 || unit === 0x638) tah++
    } else if (unit >= 0xc0 && unit <= 0xff) latin1++
  }
  return { letters, tah, arabic, latin1 }
}

type Found = ReturnType<typeof findSequences>

const isWhole = ({ count, covered, stray }: Found): boolean =>
  count >= MIN_SEQUENCES && covered >= MIN_COVERED * (covered + stray)

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
