import { Buffer } from 'node:buffer'
import { openBytes } from '../sources/bytes.js'
import { streamDecoderOf } from '../text/decode.js'
import { codePointCount } from '../text/unicode.js'
import { detectedLanguages } from './detected-languages.js'
import type { Reading } from './reading.js'
import { type ScriptShare, scriptsOf } from './scripts-of.js'

/** What was seen of a text, or of its beginning. */
export interface TextSeen {
  readonly isWhole: boolean
  /** In code points. */
  readonly characters: number
  readonly lines: number
  readonly lineEnds: Readonly<Record<'LF' | 'CRLF' | 'CR', number>>
  readonly scripts: readonly ScriptShare[]
  readonly languages: readonly string[]
  readonly sample: string
}

const SAMPLE = 400
const FOR_SCRIPTS = 20_000

/** Reads a text, or so many bytes of it. What stands for no character is U+FFFD. */
export async function textSeen(
  { path, file }: Pick<Reading, 'path' | 'file'>,
  {
    encoding,
    maxBytes = Number.POSITIVE_INFINITY,
  }: { encoding?: string | undefined; maxBytes?: number | undefined },
): Promise<TextSeen> {
  const parts: Buffer[] = []
  let length = 0
  const opened = await openBytes({ path: file, at: path }, { folder: '.' })
  for await (const chunk of opened.chunks) {
    parts.push(chunk)
    length += chunk.length
    if (length >= maxBytes) break
  }
  const isWhole = length < maxBytes
  const decoder = await streamDecoderOf(encoding ?? 'utf-8')
  const text = decoder
    .write(Buffer.concat(parts).subarray(0, Math.min(length, maxBytes)), isWhole)
    .replace(/^\uFEFF/, '')
  const crlf = text.split('\r\n').length - 1
  const feeds = text.split('\n').length - 1
  const returns = text.split('\r').length - 1
  const sample = text.slice(0, FOR_SCRIPTS)
  return {
    isWhole,
    characters: codePointCount(text),
    lines: feeds + (returns - crlf) + (text === '' || /[\r\n]$/.test(text) ? 0 : 1),
    lineEnds: { LF: feeds - crlf, CRLF: crlf, CR: returns - crlf },
    scripts: scriptsOf([sample]),
    languages: detectedLanguages([sample]),
    sample: text.slice(0, SAMPLE),
  }
}
