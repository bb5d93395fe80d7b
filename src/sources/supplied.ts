import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, type Stats } from 'node:fs'
import { basename, extname } from 'node:path'
import { type Refusal, textOf } from '../articles/article.js'
import { statedCharset } from '../articles/charset.js'
import { type Converter, type Converters, type Form, formOf } from '../articles/converters.js'
import { settle } from '../articles/settle.js'
import type { Told } from '../corpus/offered.js'
import type { Origin } from '../corpus/sidecar-stub.js'
import { type Problem, problem } from '../problem.js'
import type { Decoder } from '../text/decode.js'
import { knownEncoding, likelyEncoding } from '../text/encoding.js'
import { decodeUtf8 } from '../text/utf8.js'
import { MAX_TEXT_BYTES, SIDECAR } from './text.js'

/** A raw text from outside the corpus: a file, or bytes that came another way. */
export type Supplied =
  /** `isFound`: it was not named itself, but lies in a folder that was. */
  { readonly path: string; readonly isFound?: boolean } | { readonly name: string; readonly bytes: Buffer }

/** A raw text as it will stand in the corpus. */
export interface NewText {
  /** What messages call it. */
  readonly file: string
  /** The file's name without its ending. */
  readonly stem: string | undefined
  readonly bytes: Buffer
  /** Of `bytes`, lower-case hex. */
  readonly sha256: string
  /** Set where it was converted. */
  readonly origin?: Origin
  /** False where the converted text, encoded again, gives other bytes than those supplied. */
  readonly exact: boolean
  /** Whether the bytes that were supplied are UTF-8. */
  readonly wasUtf8: boolean
  /** What the file says of its text; undefined for plain text. */
  readonly told?: Told
}

/** How files are read. */
export interface Reading {
  /** Undefined: they are UTF-8. */
  readonly decoder?: Decoder | undefined
  /** Undefined: their names tell. */
  readonly form?: Form | undefined
  readonly converters?: Converters
}

export const nameOf = (file: Supplied): string => ('path' in file ? file.path : file.name)

/** The form that a file is read as: what is named is a text, unless its ending says more. */
export const formFor = (file: Supplied, form: Form | undefined): Form =>
  form ?? ('path' in file ? formOf(file.path) : undefined) ?? 'text'

/** Reads a text: UTF-8 as it is, decoded by a decoder, or converted from another form. What cannot be taken is a problem. */
export function readSupplied(
  file: Supplied,
  { decoder, form, converters = {} }: Reading = {},
): NewText | Problem {
  const name = nameOf(file)
  const converter = converters[formFor(file, form)]
  const limit = converter?.limit ?? MAX_TEXT_BYTES
  const bytes = 'path' in file ? bytesOf(file.path, limit) : file.bytes
  if ('code' in bytes) return bytes
  if (bytes.length === 0) return problem('file/empty', { file: name }, {})
  if (bytes.length > limit) return tooLarge(name, bytes.length, limit)
  const decoded = decodedBy(decoder, bytes, name, converter?.mediaType === 'text/html')
  if ('code' in decoded) return decoded
  const stem = 'path' in file ? basename(file.path, extname(file.path)) : undefined
  const { text, exact, wasUtf8 } = decoded
  const converted = converter === undefined ? undefined : convert(text, converter, name)
  if (converted !== undefined && 'code' in converted) return converted
  const isKept = decoder === undefined && converted === undefined
  const result = isKept ? bytes : Buffer.from(converted?.text ?? text, 'utf8')
  if (result.length === 0) return problem('file/empty', { file: name }, {})
  if (result.length > MAX_TEXT_BYTES) return tooLarge(name, result.length, MAX_TEXT_BYTES)
  const origin: Origin = {
    media_type: converter?.mediaType ?? 'text/plain',
    encoding: decoder?.encoding ?? 'utf-8',
    sha256: sha256Of(bytes),
    converter: [decoder?.converter, converter?.name].filter(Boolean).join(', '),
    ...(converter?.mediaType === 'text/html' && converted?.told.dropped),
  }
  return {
    file: name,
    stem,
    bytes: result,
    sha256: sha256Of(result),
    ...(!isKept && { origin }),
    exact,
    wasUtf8,
    ...(converted && { told: converted.told }),
  }
}

interface DecodedFile {
  readonly text: string
  readonly exact: boolean
  readonly wasUtf8: boolean
}

function decodedBy(
  decoder: Decoder | undefined,
  bytes: Buffer,
  file: string,
  isPage: boolean,
): DecodedFile | Problem {
  const utf8 = decodeUtf8(bytes)
  if (decoder === undefined) {
    if ('text' in utf8) return { text: utf8.text, exact: true, wasUtf8: true }
    const byte = utf8.badByte
    const stated = isPage ? knownEncoding(statedCharset(bytes)) : undefined
    const likely = stated === undefined ? likelyEncoding(bytes, byte) : undefined
    return problem('file/not-utf8', { file, byte }, { byte, value: bytes[byte] ?? 0, likely, stated, file })
  }
  const { encoding } = decoder
  // Texts in other encodings are hardly ever UTF-8 by chance, save for plain ASCII and what consists of such bytes.
  if (encoding !== 'utf-8' && 'text' in utf8 && bytes.some(byte => byte > 0x7f))
    return problem('add/utf8-already', { file }, { encoding })
  const decoded = decoder.decode(bytes)
  if ('badByte' in decoded) {
    const byte = decoded.badByte
    return problem('add/encoding', { file, byte }, { byte, value: bytes[byte] ?? 0, encoding })
  }
  return { ...decoded, wasUtf8: 'text' in utf8 }
}

function convert(
  text: string,
  converter: Converter,
  file: string,
): { readonly text: string; readonly told: Told } | Problem {
  const read = converter.read(text.startsWith('\uFEFF') ? text.slice(1) : text)
  if ('fault' in read) return refused(read, file)
  const { blocks, said, others, dropped, remarks, isRightToLeft } = read
  const made = textOf(blocks)
  const lines = dropped.map(line => line.trim())
  return {
    text: made.text,
    told: {
      ...settle(said, { isRightToLeft }),
      others,
      remarks,
      types: made.types,
      dropped: {
        dropped_blocks: lines.length,
        dropped_characters: lines.reduce((sum, line) => sum + [...line].length, 0),
      },
      sample: lines.slice(0, SAMPLE).map(line => [...line].slice(0, SAMPLE_LINE).join('')),
    },
  }
}

/** So many of the lines that are dropped are quoted in the sidecar, and so many characters of each. */
const SAMPLE = 12
const SAMPLE_LINE = 80

function refused(refusal: Refusal, file: string): Problem {
  if (refusal.fault === 'no-article') return problem('add/no-article', { file }, {})
  if (refusal.fault === 'front-matter')
    return problem('add/front-matter', { file, line: refusal.line }, { detail: refusal.detail })
  return problem('add/limit', { file }, { what: refusal.what, limit: refusal.limit })
}

function bytesOf(path: string, limit: number): Buffer | Problem {
  const stats = statsOf(path)
  if (path.endsWith(SIDECAR)) return problem('add/no-file', { file: path }, { found: 'sidecar' })
  if (stats?.isFile() !== true) return problem('add/no-file', { file: path }, { found: kindOf(stats) })
  if (stats.size > limit) return tooLarge(path, stats.size, limit)
  return contentOf(path) ?? problem('add/no-file', { file: path }, { found: 'locked' })
}

/** Undefined where it may not be read. */
export function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM'))
      return undefined
    throw error
  }
}

export function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    // A file on the way, where a folder was meant.
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined
    throw error
  }
}

function kindOf(stats: Stats | undefined): 'nothing' | 'link' | 'other' {
  if (stats === undefined) return 'nothing'
  return stats.isSymbolicLink() ? 'link' : 'other'
}

const tooLarge = (file: string, bytes: number, limit: number): Problem =>
  problem('file/too-large', { file }, { bytes, limit })

export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
