import { isAscii, isUtf8, transcode } from 'node:buffer'

/** The largest offset that fits a column: Arrow's Utf8 counts bytes in 32 bits. */
const MAX_BYTES = 2 ** 31 - 1

/** UTF-8 of texts, one after the other: text `i` is `bytes[offsets[i]]` to `bytes[offsets[i + 1]]`. */
export interface TextBytes {
  readonly offsets: Int32Array
  readonly bytes: Uint8Array
}

/** Encodes texts; undefined takes no bytes. Throws RangeError when they take more than `maxBytes` together. */
export function encodeTexts(texts: readonly (string | undefined)[], maxBytes = MAX_BYTES): TextBytes {
  const offsets = new Int32Array(texts.length + 1)
  let buffer = Buffer.allocUnsafeSlow(texts.reduce((sum, text) => sum + (text?.length ?? 0), 64))
  let length = 0
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i]
    if (text) {
      // A UTF-16 unit takes three bytes at most.
      if (length + text.length * 3 > buffer.length) buffer = grown(buffer, length, text.length * 3)
      length += buffer.write(text, length)
      if (length > maxBytes) {
        throw new RangeError(
          `one batch holds more than ${maxBytes} bytes of text here, the most that a column can.`,
        )
      }
    }
    offsets[i + 1] = length
  }
  return { offsets, bytes: new Uint8Array(buffer.buffer, 0, length) }
}

/** The inverse of `encodeTexts`: text `i`. Throws TypeError where its bytes are not UTF-8. */
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

/** From this many bytes on, decoding by way of UTF-16 is several times faster. */
const LONG = 1024
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function grown(buffer: Buffer, length: number, more: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafeSlow(Math.max(length + more, Math.min(buffer.length * 2, MAX_BYTES)))
  buffer.copy(larger, 0, 0, length)
  return larger
}
