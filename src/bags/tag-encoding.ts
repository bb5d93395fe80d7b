import { isAscii, isUtf8 } from 'node:buffer'

/** The encoding of tag files. */
export interface TagEncoding {
  /** As bagit.txt names it. */
  readonly name: string
  readonly isUtf8: boolean
  /** Lines of bytes end at a byte: not so in UTF-16, whose bytes become UTF-8 first. Null for bytes that are no text. */
  readonly toLines: ((chunks: Iterable<Buffer>) => Generator<Buffer | null>) | null
  /** The text of a line; null where it is none. */
  decode(line: Buffer): string | null
}

const utf8 = (line: Buffer): string | null => (isUtf8(line) ? line.toString('utf8') : null)

/** Names of IANA that the WHATWG's decoders take for windows-1252. */
const exactly: Readonly<Record<string, (line: Buffer) => string | null>> = {
  'iso-8859-1': line => line.toString('latin1'),
  latin1: line => line.toString('latin1'),
  'us-ascii': line => (isAscii(line) ? line.toString('latin1') : null),
  ascii: line => (isAscii(line) ? line.toString('latin1') : null),
}

export const UTF_8: TagEncoding = { name: 'UTF-8', isUtf8: true, toLines: null, decode: utf8 }

/** Null for a name that none has, or of an encoding that cannot be read here. */
export function tagEncoding(name: string): TagEncoding | null {
  const bare = name.trim().toLowerCase()
  if (bare === 'utf-8' || bare === 'utf8') return { ...UTF_8, name }
  const exact = Object.hasOwn(exactly, bare) ? exactly[bare] : undefined
  if (exact !== undefined) return { name, isUtf8: false, toLines: null, decode: exact }
  if (/^utf-?16(le|be)?$/.test(bare)) {
    return { name, isUtf8: false, toLines: chunks => fromUtf16(chunks, bare), decode: utf8 }
  }
  try {
    const decoder = new TextDecoder(bare, { fatal: true })
    return { name, isUtf8: false, toLines: null, decode: line => decoded(decoder, line) }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Big-endian unless a mark or the name says otherwise (RFC 2781 §4.3). Ends at bytes that are no UTF-16. */
function* fromUtf16(chunks: Iterable<Buffer>, name: string): Generator<Buffer | null> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  for (const chunk of chunks) {
    const little = name.endsWith('le') || (!name.endsWith('be') && chunk[0] === 0xff && chunk[1] === 0xfe)
    decoder ??= new TextDecoder(little ? 'utf-16le' : 'utf-16be', { fatal: true, ignoreBOM: true })
    const text = decoded(decoder, chunk, true)
    if (text === null) return yield null
    yield Buffer.from(text)
  }
  if (decoder !== undefined && decoded(decoder, Buffer.alloc(0)) === null) yield null
}

function decoded(decoder: InstanceType<typeof TextDecoder>, bytes: Buffer, stream = false): string | null {
  try {
    return decoder.decode(bytes, { stream })
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
