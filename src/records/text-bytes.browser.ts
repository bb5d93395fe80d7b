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

export function textOfUnits(units: Uint16Array): string {
  let text = ''
  for (let at = 0; at < units.length; at += ARGUMENTS) {
    text += String.fromCharCode(...units.subarray(at, at + ARGUMENTS))
  }
  return text
}

/** A call takes so many arguments everywhere. */
const ARGUMENTS = 8192

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
