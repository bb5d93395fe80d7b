import type { TextBytes } from './gather-bytes.js'

// What stands in for text-bytes.ts where there is no Node.

export function textReader({ offsets, bytes }: TextBytes): (i: number) => string {
  return i => decodeUtf8(bytes.subarray(offsets[i], offsets[i + 1]))
}

export const decodeUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes)

export function isSoundUtf8(bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes)
    return true
  } catch {
    return false
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
