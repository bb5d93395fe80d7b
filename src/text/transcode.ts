import { streamDecoderOf } from './decode.js'

/** Stands, in what is transcoded, for bytes that are no character: UTF-8 has no such byte. */
export const NO_CHARACTER = 0xff

export interface Transcoder {
  readonly encoding: string
  /** The bytes in UTF-8; `isWhole` says that nothing follows. */
  write(bytes: Buffer, isWhole: boolean): Buffer
}

/**
 * Makes UTF-8 of text in another encoding, piece by piece. What stands for no character becomes the byte NO_CHARACTER, and
 * behind it the byte itself where every character is one byte. Throws UsageError for a name that no encoding has.
 */
export async function transcoderOf(name: string): Promise<Transcoder> {
  const decoder = await streamDecoderOf(name)
  /** A half of a character beyond 16 bits, whose other half comes next. */
  let half = ''
  return {
    encoding: decoder.encoding,
    write: (bytes, isWhole) => {
      const decoded = half + decoder.write(bytes, isWhole)
      half = isWhole ? '' : (/[\uD800-\uDBFF]$/.exec(decoded)?.[0] ?? '')
      const text = decoded.slice(0, decoded.length - half.length)
      if (!text.includes('\uFFFD') && text.isWellFormed()) return Buffer.from(text, 'utf8')
      return marked(text, text.length === bytes.length ? bytes : undefined)
    },
  }
}

const REPLACED = /\uFFFD|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/** `bytes` are those of the text where each stands for one character of it. */
function marked(text: string, bytes: Buffer | undefined): Buffer {
  const parts: Buffer[] = []
  let from = 0
  for (const { index } of text.matchAll(REPLACED)) {
    const byte = bytes?.[index] ?? 0
    parts.push(Buffer.from(text.slice(from, index), 'utf8'), Buffer.of(NO_CHARACTER))
    if (byte > 0x7f) parts.push(Buffer.of(byte))
    from = index + 1
  }
  return Buffer.concat([...parts, Buffer.from(text.slice(from), 'utf8')])
}
