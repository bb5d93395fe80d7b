import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, type Stats } from 'node:fs'
import { basename, extname } from 'node:path'
import type { Origin } from '../corpus/sidecar-stub.js'
import { type Problem, problem } from '../problem.js'
import type { Decoder } from '../text/decode.js'
import { decodeUtf8 } from '../text/utf8.js'
import { MAX_TEXT_BYTES, SIDECAR } from './text.js'

/** A raw text from outside the corpus: a file, or bytes that came another way. */
export type Supplied = { readonly path: string } | { readonly name: string; readonly bytes: Buffer }

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
}

export const nameOf = (file: Supplied): string => ('path' in file ? file.path : file.name)

/** Reads a text: UTF-8 as it is, or converted by a decoder. What cannot be taken is a problem. */
export function readSupplied(file: Supplied, decoder?: Decoder): NewText | Problem {
  const name = nameOf(file)
  const bytes = 'path' in file ? bytesOf(file.path) : file.bytes
  if ('code' in bytes) return bytes
  if (bytes.length === 0) return problem('file/empty', { file: name }, {})
  if (bytes.length > MAX_TEXT_BYTES) return tooLarge(name, bytes.length)
  const stem = 'path' in file ? basename(file.path, extname(file.path)) : undefined
  const utf8 = decodeUtf8(bytes)
  if (decoder === undefined) {
    if ('text' in utf8)
      return { file: name, stem, bytes, sha256: sha256Of(bytes), exact: true, wasUtf8: true }
    const byte = utf8.badByte
    return problem('file/not-utf8', { file: name, byte }, { byte, value: bytes[byte] ?? 0 })
  }
  const { encoding, converter } = decoder
  // Texts in other encodings are hardly ever UTF-8 by chance, save for plain ASCII and what consists of such bytes.
  if (encoding !== 'utf-8' && 'text' in utf8 && bytes.some(byte => byte > 0x7f))
    return problem('add/utf8-already', { file: name }, { encoding })
  const decoded = decoder.decode(bytes)
  if ('badByte' in decoded) {
    const byte = decoded.badByte
    return problem('add/encoding', { file: name, byte }, { byte, value: bytes[byte] ?? 0, encoding })
  }
  const converted = Buffer.from(decoded.text, 'utf8')
  if (converted.length === 0) return problem('file/empty', { file: name }, {})
  if (converted.length > MAX_TEXT_BYTES) return tooLarge(name, converted.length)
  const origin = { media_type: 'text/plain', encoding, sha256: sha256Of(bytes), converter }
  return {
    file: name,
    stem,
    bytes: converted,
    sha256: sha256Of(converted),
    origin,
    exact: decoded.exact,
    wasUtf8: 'text' in utf8,
  }
}

function bytesOf(path: string): Buffer | Problem {
  const stats = statsOf(path)
  if (path.endsWith(SIDECAR)) return problem('add/no-file', { file: path }, { found: 'sidecar' })
  if (stats?.isFile() !== true) return problem('add/no-file', { file: path }, { found: kindOf(stats) })
  return stats.size > MAX_TEXT_BYTES ? tooLarge(path, stats.size) : readFileSync(path)
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    // A file on the way, where a folder was meant.
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined
    throw error
  }
}

function kindOf(stats: Stats | undefined): 'nothing' | 'folder' | 'link' | 'other' {
  if (stats === undefined) return 'nothing'
  if (stats.isDirectory()) return 'folder'
  return stats.isSymbolicLink() ? 'link' : 'other'
}

const tooLarge = (file: string, bytes: number): Problem =>
  problem('file/too-large', { file }, { bytes, limit: MAX_TEXT_BYTES })

export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
