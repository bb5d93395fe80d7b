import { isAscii, isUtf8, transcode } from 'node:buffer'
import type { TextBytes } from './gather-bytes.js'

/** The inverse of gathering: text `i`. Throws TypeError where its bytes are not UTF-8. */
export function textReader({ offsets, bytes }: TextBytes): (i: number) => string {
  return i => decodeUtf8(bytes.subarray(offsets[i], offsets[i + 1]))
}

/** The text of UTF-8 bytes, as it stands: a byte order mark is a character. Throws TypeError when they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  if (bytes.length < LONG) return decoder.decode(bytes)
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isAscii(buffer)) return buffer.toString('latin1')
  if (!isUtf8(buffer)) throw new TypeError('the bytes are not UTF-8.')
  return transcode(buffer, 'utf8', 'utf16le').toString('utf16le')
}

export const isSoundUtf8 = (bytes: Uint8Array): boolean => isUtf8(bytes)

/** The text of UTF-16 units, surrogates without their half among them. */
export function textOfUnits({ buffer, byteOffset, byteLength }: Uint16Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf16le')
}

/** From this many bytes on, decoding by way of UTF-16 is several times faster. */
const LONG = 1024
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
