import { decodeUtf8 } from './utf8.js'

/** A one-byte encoding that bytes of another one may have been read with. */
export interface Misreading {
  readonly name: 'windows-1252' | 'windows-1256'
  /** The byte that a UTF-16 unit was read from: 0x80 to 0xFF, 0 for what no such byte is read as. ASCII stays itself. */
  readonly bytes: Uint8Array
}

const LOST = 0xfffd
const LATIN = Array.from({ length: 0x60 }, (_, i) => String.fromCharCode(0xa0 + i)).join('')

/** Bytes 0x80 to 0xFF; where the encoding leaves one undefined, the control character that browsers read. */
const upperHalves = {
  'windows-1252': `€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ${LATIN}`,
  'windows-1256':
    '€پ‚ƒ„…†‡ˆ‰ٹ‹Œچژڈگ‘’“”•–—ک™ڑ›œ\u200c\u200dں\u00a0،¢£¤¥¦§¨©ھ«¬\u00ad®¯°±²³´µ¶·¸¹؛»¼½¾؟' +
    'ہءآأؤإئابةتثجحخدذرزسشصض×طظعغـفقكàلâمنهوçèéêëىيîï\u064b\u064c\u064d\u064eô\u064f\u0650÷\u0651ù\u0652ûü\u200e\u200fے',
} as const satisfies Record<Misreading['name'], string>

/** Text read as windows-1252. Read as ISO 8859-1 it has control characters instead of 0x80 to 0x9F: they count too. */
export const as1252: Misreading = misreading('windows-1252')
export const as1256: Misreading = misreading('windows-1256')

function misreading(name: Misreading['name']): Misreading {
  const bytes = new Uint8Array(0x10000)
  for (let unit = 0x80; unit < 0xa0; unit++) bytes[unit] = name === 'windows-1252' ? unit : 0
  for (const [i, character] of [...upperHalves[name]].entries()) bytes[character.charCodeAt(0)] = 0x80 + i
  // Some decoders put this for the bytes that windows-1252 leaves undefined, all of which continue a sequence.
  if (name === 'windows-1252') bytes[LOST] = 0x81
  return { name, bytes }
}

/** The sequences of UTF-8 that a text holds character by character, if it was read with `misreading`. */
export interface Sequences {
  readonly count: number
  /** UTF-16 units in sequences, and beyond ASCII outside of them. */
  readonly covered: number
  readonly stray: number
  /** The first sequence, UTF-16 units, half-open; undefined where there is none. */
  readonly first: { readonly start: number; readonly end: number } | undefined
}

/** Reads no further once sequences cannot make up the share `least` of what is beyond ASCII. */
export function findSequences(text: string, { bytes }: Misreading, least = 0): Sequences {
  const maxStray = least === 0 ? Number.POSITIVE_INFINITY : (1 - least) / least
  let count = 0
  let covered = 0
  let stray = 0
  let first: Sequences['first']
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    const length = sequenceLength(text, i, bytes)
    if (length === 0) {
      stray++
      if (stray > maxStray * (covered + text.length - i)) break
      continue
    }
    count++
    covered += length
    first ??= { start: i, end: i + length }
    i += length - 1
  }
  return { count, covered, stray, first }
}

/** Units of the well-formed UTF-8 sequence that begins at `at`, 0 where none does. */
function sequenceLength(text: string, at: number, bytes: Uint8Array): number {
  const lead = bytes[text.charCodeAt(at)]!
  if (lead < 0xc2 || lead > 0xf4) return 0
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  for (let i = 1; i < length; i++) {
    const byte = bytes[text.charCodeAt(at + i)] ?? 0
    if (byte < 0x80 || byte > 0xbf) return 0
    if (i > 1) continue
    if ((lead === 0xe0 && byte < 0xa0) || (lead === 0xed && byte > 0x9f)) return 0
    if ((lead === 0xf0 && byte < 0x90) || (lead === 0xf4 && byte > 0x8f)) return 0
  }
  return length
}

/** The bytes that were read as `text`, read as UTF-8; undefined where they are no UTF-8, or could not be read as `text`. */
export function decodeAgain(text: string, misreading: Misreading): string | undefined {
  const bytes = bytesOf(text, misreading)
  const decoded = bytes && decodeUtf8(bytes)
  return decoded !== undefined && 'text' in decoded ? decoded.text : undefined
}

/** A text of windows-1256 that was read as windows-1252, read rightly; undefined where it cannot be one. */
export function decodeAs1256(text: string): string | undefined {
  const bytes = bytesOf(text, as1252)
  if (bytes === undefined) return undefined
  const upper = upperHalves['windows-1256']
  let decoded = ''
  for (const byte of bytes) decoded += byte < 0x80 ? String.fromCharCode(byte) : upper[byte - 0x80]!
  return decoded
}

function bytesOf(text: string, { bytes }: Misreading): Buffer | undefined {
  const found = Buffer.alloc(text.length)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const byte = unit < 0x80 ? unit : bytes[unit]!
    if ((byte === 0 && unit !== 0) || unit === LOST) return undefined
    found[i] = byte
  }
  return found
}
