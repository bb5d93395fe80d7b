import { createRequire } from 'node:module'
import type iconv from 'iconv-lite'
import { UsageError } from '../errors.js'
import { nearest } from './nearest.js'
import { decodeUtf8 } from './utf8.js'

/** A text out of bytes, or the first byte that stands for no character. */
type Decoded =
  /** `exact`: encoded again, the text gives the same bytes. Without a byte order mark. */
  { readonly text: string; readonly exact: boolean } | { readonly badByte: number }

export interface Decoder {
  /** Name of the encoding as it is commonly written: `windows-1256`. */
  readonly encoding: string
  /** What decodes, with its version. */
  readonly converter: string
  decode(bytes: Buffer): Decoded
}

/** Names that people write, of the encodings that texts are found in. Others that iconv-lite knows are taken too. */
const commonNames = [
  ...['utf-8', 'utf-16', 'utf-16le', 'utf-16be', 'utf-32', 'utf-32le', 'utf-32be'],
  ...[1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 874].map(number => `windows-${number}`),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16].map(number => `iso-8859-${number}`),
  ...['us-ascii', 'koi8-r', 'koi8-u', 'macintosh', 'maccyrillic', 'shift_jis', 'euc-jp', 'euc-kr'],
  ...['gbk', 'gb2312', 'gb18030', 'big5', 'cp437', 'cp720', 'cp850', 'cp852', 'cp862', 'cp864', 'cp866'],
]

/** Spellings of bytes as text, and encodings that cannot be checked: nobody's text is in one of these. */
const refused = new Set(['base64', 'hex', 'binary', 'utf7', 'utf7imap', 'cesu8'])
/** Every character has one spelling, so that other bytes than those it gives are a fault. */
const unicode = new Set(['utf-16', 'utf-16le', 'utf-16be', 'utf-32', 'utf-32le', 'utf-32be'])
const needByteOrder: ReadonlySet<string> = new Set(['utf-16', 'utf-32'])

/** The strict decoder of an encoding. Throws UsageError for a name that none has. */
export async function decoderOf(name: string): Promise<Decoder> {
  const { default: library } = await import('iconv-lite')
  const encoding = nameOf(name, library)
  const { version }: { version: string } = createRequire(import.meta.url)('iconv-lite/package.json')
  const decode = (bytes: Buffer): Decoded => {
    if (encoding === 'utf-8') return fromUtf8(bytes)
    const concrete = needByteOrder.has(encoding) ? byMark(bytes, encoding) : encoding
    return concrete === undefined ? { badByte: 0 } : decodeStrictly(bytes, concrete, library)
  }
  return { encoding, converter: `iconv-lite ${version}`, decode }
}

/** Decodes text that comes in pieces. What stands for no character becomes U+FFFD. */
export interface StreamDecoder {
  readonly encoding: string
  /** `isWhole` says that nothing follows. */
  write(bytes: Buffer, isWhole: boolean): string
  /** Offset of the first byte that stands for no character, as near as the encoding lets it be told. */
  badByte(): number | undefined
}

/** The decoder of an encoding, for files of any size. Throws UsageError for a name that none has. */
export async function streamDecoderOf(name: string): Promise<StreamDecoder> {
  const { default: library } = await import('iconv-lite')
  const encoding = nameOf(name, library)
  const stream = library.getDecoder(encoding, { stripBOM: false })
  let passed = 0
  let bad: number | undefined
  return {
    encoding,
    write: (bytes, isWhole) => {
      const text = stream.write(bytes) + (isWhole ? (stream.end() ?? '') : '')
      const replaced = bad === undefined ? text.indexOf('\uFFFD') : -1
      if (replaced !== -1 && !isMeant(text, bytes)) {
        bad = passed + library.encode(text.slice(0, replaced), encoding, { addBOM: false }).length
      }
      passed += bytes.length
      return text
    },
    badByte: () => bad,
  }

  /** In an encoding that has U+FFFD it may stand in the text itself. */
  function isMeant(text: string, bytes: Buffer): boolean {
    const spelled = library.encode('\uFFFD', encoding, { addBOM: false })
    const count = text.split('\uFFFD').length - 1
    let found = 0
    for (let at = bytes.indexOf(spelled); at !== -1; at = bytes.indexOf(spelled, at + spelled.length)) found++
    return library.decode(spelled, encoding) === '\uFFFD' && found >= count
  }
}

/** Letters and digits decide: `Windows 1256`, `cp1256` and `windows-1256` are one. */
function nameOf(name: string, library: typeof iconv): string {
  const bare = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  if (refused.has(bare) || !library.encodingExists(name)) {
    const meant = nearest(name, commonNames)
    throw new UsageError(
      `There is no encoding "${name}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
      { fix: 'Write a name such as windows-1256, iso-8859-6 or utf-16le.' },
    )
  }
  const codec = library.getCodec(name)
  return commonNames.find(common => library.getCodec(common) === codec) ?? bare
}

function fromUtf8(bytes: Buffer): Decoded {
  const decoded = decodeUtf8(bytes)
  return 'text' in decoded ? { text: withoutMark(decoded.text), exact: true } : decoded
}

function decodeStrictly(bytes: Buffer, encoding: string, library: typeof iconv): Decoded {
  const text = library.decode(bytes, encoding, { stripBOM: false })
  const bad = firstBadUnit(text)
  const again = library.encode(bad === -1 ? text : text.slice(0, bad), encoding)
  if (bad !== -1) {
    const exact = again.equals(bytes.subarray(0, again.length))
    return { badByte: exact ? again.length : badByteIn(bytes, encoding, library) }
  }
  const exact = again.equals(bytes)
  const lossless =
    exact || (!unicode.has(encoding) && library.decode(again, encoding, { stripBOM: false }) === text)
  return lossless ? { text: withoutMark(text), exact } : { badByte: commonLength(again, bytes) }
}

const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text)

/**
 * U+FFFD stands for bytes that were lost, now or before; U+FFFE at the start for the other byte order. -1 when all is
 * well.
 */
function firstBadUnit(text: string): number {
  if (text.startsWith('\uFFFE')) return 0
  const replaced = text.indexOf('\uFFFD')
  if (text.isWellFormed()) return replaced
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0xfffd) return at
    if (unit < 0xd800 || unit > 0xdfff) continue
    const next = text.charCodeAt(at + 1)
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return at
    at++
  }
  return -1
}

/** For encodings that spell one character in several ways: byte by byte, up to the first that is replaced. */
function badByteIn(bytes: Buffer, encoding: string, library: typeof iconv): number {
  const decoder = library.getDecoder(encoding, { stripBOM: false })
  let start = 0
  for (let at = 0; at < bytes.length; at++) {
    const text = decoder.write(bytes.subarray(at, at + 1))
    if (text.includes('\uFFFD')) return start
    if (text !== '') start = at + 1
  }
  return Math.min(start, bytes.length - 1)
}

function commonLength(a: Uint8Array, b: Uint8Array): number {
  let length = 0
  while (length < a.length && length < b.length && a[length] === b[length]) length++
  return Math.min(length, b.length - 1)
}

/** The byte order that a mark at the start gives. */
function byMark(bytes: Buffer, encoding: string): string | undefined {
  const marks = [
    [`${encoding}le`, encoding === 'utf-16' ? [0xff, 0xfe] : [0xff, 0xfe, 0, 0]],
    [`${encoding}be`, encoding === 'utf-16' ? [0xfe, 0xff] : [0, 0, 0xfe, 0xff]],
  ] as const
  return marks.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte))?.[0]
}
