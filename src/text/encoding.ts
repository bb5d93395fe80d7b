import { createRequire } from 'node:module'
import { accentShares, commonCharacters, letterShares } from './letter-shares.js'
import { costOf, lettered, lettersIn, manifold, type Spelling } from './spelling.js'
import { firstBadByte } from './utf8.js'

/** What bytes that are not UTF-8 were most likely written in. */
export interface LikelyEncoding {
  /** As iconv and `warraq add --from` know it. */
  readonly encoding: string
  /** The script of the letters that are not ASCII: `Arabic`, `Latin`, `Chinese`. */
  readonly script: string
  /** How many of all letters are of this script, from 0 to 1. */
  readonly share: number
}

/** So many bytes about the first that is not UTF-8 are looked at. */
const SAMPLE = 2048
/** Bits that the second best reading must cost more: by itself, and where chardet gives the same reading. */
const MARGIN = 8
const AGREED_MARGIN = { few: 4, many: 1.5 }
const MANY = 4
/** What costs so much more than another reading will not come out better. */
const HOPELESS = 60
/** Bits for a byte: prose costs 4 to 5 in its own encoding, bytes that are no text more than this in any. */
const DEAR = 6.5

/**
 * The encoding in which bytes that are not UTF-8 read as a language; undefined where two are likely, where none is, and
 * where most of the bytes are UTF-8 after all. Each reading costs as many bits as its characters are rare in a
 * language; the one that costs least is taken, if it does so by far. Of two encodings that read the bytes alike, the
 * more usual one is named. `bad` is the offset of the first byte that is not UTF-8.
 */
export function likelyEncoding(bytes: Uint8Array, bad = firstBadByte(bytes)): LikelyEncoding | undefined {
  const head = bytes.subarray(0, SAMPLE)
  const mark = marks.find(({ bytes: start }) => start.every((byte, i) => bytes[i] === byte))
  if (mark !== undefined)
    return judged(readingOf(head.subarray(mark.bytes.length), { ...mark, ...anyLanguage }))

  const start = startOfSample(bytes, bad)
  const sample = bytes.subarray(start, start + SAMPLE)
  if (isMostlyUtf8(sample)) return undefined
  const readings: Reading[] = []
  let least = Number.POSITIVE_INFINITY
  const read = (candidate: Candidate, part: Uint8Array) => {
    const reading = readingOf(part, candidate, least + HOPELESS)
    least = Math.min(least, reading.cost)
    readings.push(reading)
  }
  for (const candidate of narrow) read(candidate, sample)
  if (bytes.length % 2 === 0 && head.some(isControl)) for (const candidate of wide) read(candidate, head)
  const [best, ...others] = readings.sort((a, b) => a.cost - b.cost)
  const other = others.find(({ text }) => text !== best?.text)
  if (best === undefined || other === undefined) return undefined
  return isSure(best, other.cost - best.cost, sample) ? judged(best) : undefined
}

/** The name, where it is one of an encoding other than UTF-8 that texts can be converted from. */
export function knownEncoding(name: string | undefined): string | undefined {
  iconv ??= load('iconv-lite') as typeof import('iconv-lite')
  return name !== undefined && iconv.encodingExists(name) && !/^(?:utf-?[78]|cesu-?8|unicode)/i.test(name)
    ? name.toLowerCase()
    : undefined
}

interface Candidate {
  readonly encoding: string
  readonly spellings: readonly (() => Spelling)[]
  /** How much less likely it is than others before anything is read, in bits. */
  readonly rarity: number
}

interface Reading {
  readonly encoding: string
  readonly text: string
  readonly script: string
  readonly cost: number
  /** Length of what was read, in bytes. */
  readonly bytes: number
}

function readingOf(
  bytes: Uint8Array,
  { encoding, spellings, rarity }: Candidate,
  limit = Number.POSITIVE_INFINITY,
): Reading {
  const text = decode(bytes, encoding)
  let script = ''
  let cost = Number.POSITIVE_INFINITY
  for (const spelling of spellings) {
    const costs = costOf(text, spelling(), Math.min(limit, cost + HOPELESS)) + rarity
    if (costs < cost) [script, cost] = [spelling().script, costs]
  }
  return { encoding, text, script, cost, bytes: bytes.length }
}

function isSure(best: Reading, margin: number, sample: Uint8Array): boolean {
  if (margin >= MARGIN) return true
  const isMany = lettersIn(best.text, best.script).beyondAscii >= MANY
  if (!isMany && best.script !== 'Latin') return false
  const needed = isMany && best.script === 'Latin' ? AGREED_MARGIN.many : AGREED_MARGIN.few
  return margin >= needed && readByChardet(sample) === best.text
}

/** Undefined for a reading that is no text. */
function judged({ encoding, text, script, cost, bytes }: Reading): LikelyEncoding | undefined {
  const { share, shareBeyondAscii, beyondAscii, besideAscii } = lettersIn(text, script)
  if (cost > DEAR * bytes || shareBeyondAscii < 0.9) return undefined
  // é between ASCII letters reads as a letter of some other script, too.
  if (script !== 'Latin' && (beyondAscii < 2 || 3 * besideAscii > beyondAscii)) return undefined
  return { encoding, script, share }
}

/** Behind a byte that ends a character in every encoding, a little before `bad`. */
function startOfSample(bytes: Uint8Array, bad: number): number {
  const least = Math.max(0, bad - SAMPLE / 2)
  if (least === 0) return 0
  for (let at = bad; at > least; at--) if (bytes[at - 1]! < 0x30) return at
  return bad
}

/** Whether nearly all bytes beyond ASCII belong to UTF-8 characters: a UTF-8 text that is damaged. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  let good = 0
  let bad = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte < 0x80) continue
    const more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc2 ? 1 : 0
    let end = i + 1
    while (end <= i + more && (bytes[end]! & 0xc0) === 0x80) end++
    if (more > 0 && end === i + more + 1) {
      good += more + 1
      i += more
    } else bad++
  }
  return good > 4 * bad
}

const isControl = (byte: number): boolean => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d

// Loaded when they are wanted, and without waiting: sources read synchronously.
const load = createRequire(import.meta.url)
let iconv: typeof import('iconv-lite') | undefined
let chardet: typeof import('chardet') | undefined

function decode(bytes: Uint8Array, encoding: string): string {
  iconv ??= load('iconv-lite') as typeof import('iconv-lite')
  return iconv.decode(bytes, encoding, { stripBOM: false })
}

/** The text as chardet would read it. */
function readByChardet(bytes: Uint8Array): string | undefined {
  chardet ??= load('chardet') as typeof import('chardet')
  const encoding = chardet.detect(bytes)
  return encoding !== null && iconv?.encodingExists(encoding) ? decode(bytes, encoding) : undefined
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** The characters that an encoding has for lead bytes between two, behind them any trail byte. */
function charactersOf(encoding: string, first: number, last: number): string {
  const bytes: number[] = []
  for (let lead = first; lead <= last; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) bytes.push(lead, trail, 0x20)
  }
  return [...decode(Uint8Array.from(bytes), encoding)].filter(isIdeograph).join('')
}

const isIdeograph = (character: string): boolean => character > '\u3400' && character < '\ue000'

const arabic = once(() => lettered('Arabic', letterShares.arabic, { start: 'ال', finals: 'ةى' }))
const cyrillic = once(() => lettered('Cyrillic', letterShares.russian))
const greek = once(() => lettered('Greek', letterShares.greek, { finals: 'ς', inner: 'σ' }))
const hebrew = once(() => lettered('Hebrew', letterShares.hebrew, { finals: 'ךםןףץ', inner: 'כמנפצ' }))
const latin = (...languages: (keyof typeof accentShares)[]) =>
  languages.map(language => once(() => lettered('Latin', accentShares[language], { extra: RARE_IN_LATIN })))
/** Of the letters of a text in Latin letters, about one in 22 is not ASCII. */
const RARE_IN_LATIN = 4.5

const { hanzi, traditional, kanji, hangul } = commonCharacters
const simplifiedChinese = once(() => manifold('Chinese', hanzi, charactersOf('gbk', 0xb0, 0xd7)))
const traditionalChinese = once(() => manifold('Chinese', traditional, charactersOf('big5', 0xa4, 0xc6)))
const japanese = once(() =>
  manifold('Japanese', kanji, charactersOf('euc-jp', 0xb0, 0xcf), letterShares.kana),
)
const korean = once(() => manifold('Korean', hangul, charactersOf('euc-kr', 0xb0, 0xc8)))

const western = latin('french', 'german', 'spanish', 'portuguese', 'italian', 'nordic', 'icelandic', 'dutch')
const central = latin('polish', 'czech', 'slovak', 'hungarian', 'romanian', 'croatian', 'german')
const turkish = latin('turkish')

/** The more usual of two that read bytes alike comes first. */
const narrow: readonly Candidate[] = [
  { encoding: 'windows-1252', spellings: western, rarity: 0 },
  { encoding: 'windows-1256', spellings: [arabic], rarity: 0 },
  { encoding: 'windows-1251', spellings: [cyrillic], rarity: 0 },
  { encoding: 'windows-1250', spellings: central, rarity: 2 },
  { encoding: 'windows-1254', spellings: turkish, rarity: 2 },
  { encoding: 'windows-1253', spellings: [greek], rarity: 2 },
  { encoding: 'windows-1255', spellings: [hebrew], rarity: 2 },
  { encoding: 'ISO-8859-6', spellings: [arabic], rarity: 4 },
  { encoding: 'KOI8-R', spellings: [cyrillic], rarity: 3 },
  { encoding: 'ISO-8859-5', spellings: [cyrillic], rarity: 6 },
  { encoding: 'IBM866', spellings: [cyrillic], rarity: 5 },
  { encoding: 'GBK', spellings: [simplifiedChinese], rarity: 0 },
  { encoding: 'Big5', spellings: [traditionalChinese], rarity: 1 },
  { encoding: 'Shift_JIS', spellings: [japanese], rarity: 0 },
  { encoding: 'EUC-JP', spellings: [japanese], rarity: 3 },
  { encoding: 'EUC-KR', spellings: [korean], rarity: 0 },
]

const anyLanguage = {
  spellings: [
    arabic,
    cyrillic,
    greek,
    hebrew,
    simplifiedChinese,
    traditionalChinese,
    japanese,
    korean,
    ...western,
    ...central,
    ...turkish,
  ],
  rarity: 4,
}

/** Two bytes for a character, without a mark that says so. */
const wide: readonly Candidate[] = [
  { encoding: 'UTF-16LE', ...anyLanguage },
  { encoding: 'UTF-16BE', ...anyLanguage },
]

/** How a file begins that says its encoding itself; the longer first. */
const marks: readonly { readonly encoding: string; readonly bytes: readonly number[] }[] = [
  { encoding: 'UTF-32LE', bytes: [0xff, 0xfe, 0, 0] },
  { encoding: 'UTF-32BE', bytes: [0, 0, 0xfe, 0xff] },
  { encoding: 'UTF-16LE', bytes: [0xff, 0xfe] },
  { encoding: 'UTF-16BE', bytes: [0xfe, 0xff] },
]
