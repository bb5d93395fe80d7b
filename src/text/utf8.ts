import { isUtf8 } from 'node:buffer'

/** The text of UTF-8 bytes; what is none is told by its first bad byte. */
export function decodeUtf8(bytes: Buffer): { readonly text: string } | { readonly badByte: number } {
  return isUtf8(bytes) ? { text: bytes.toString('utf8') } : { badByte: firstBadByte(bytes) }
}

/** Offset of the first byte that belongs to no UTF-8 character; the length when there is none. */
export function firstBadByte(bytes: Uint8Array): number {
  let good = 0
  let bad = bytes.length + 1
  // The longest prefix that is valid, or is valid but for a character that is cut off at its end.
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isPrefix(bytes, middle)) good = middle
    else bad = middle
  }
  let at = good
  while (at > 0 && !isUtf8(bytes.subarray(0, at))) at--
  return at
}

/** True when the first `length` bytes are UTF-8, or would be with up to three more bytes. */
function isPrefix(bytes: Uint8Array, length: number): boolean {
  for (let cut = 0; cut <= Math.min(3, length); cut++) {
    if (isUtf8(bytes.subarray(0, length - cut)))
      return cut === 0 || isCutOff(bytes.subarray(length - cut, length))
  }
  return false
}

function isCutOff(tail: Uint8Array): boolean {
  const lead = tail[0] ?? 0
  const needed = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1
  return lead <= 0xf4 && tail.length < needed && tail.subarray(1).every(byte => (byte & 0xc0) === 0x80)
}
