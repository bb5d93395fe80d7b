import { closeSync, openSync, readSync } from 'node:fs'
import { chunksOf } from '../../files/chunks.js'
import type { Sink } from '../../formats/format.js'

/** Takes bytes and compares them with those of a file, instead of writing them. */
export interface ByteComparison extends Sink {
  /** Whether nothing differed so far. */
  isSame(): boolean
  /** The first byte that differs, or where one of the two ends; undefined where they are the same. */
  end(): number | undefined
  /** Closes the file, for when nobody asks any more. Does nothing once it is closed. */
  abort(): void
}

/** Opens a file to be compared. Throws the error of the system where it cannot be read. */
export function openByteComparison(path: string): ByteComparison {
  const file = openSync(path, 'r')
  let position = 0
  let differs: number | undefined
  let buffer = Buffer.alloc(0)
  let isOpen = true
  const close = (): void => {
    if (isOpen) closeSync(file)
    isOpen = false
  }
  const read = (length: number): Buffer => {
    if (buffer.length < length) buffer = Buffer.allocUnsafeSlow(length)
    let filled = 0
    for (let got = 1; got > 0 && filled < length; filled += got)
      got = readSync(file, buffer, filled, length - filled, position + filled)
    return buffer.subarray(0, filled)
  }
  return {
    write: bytes => {
      if (differs === undefined && bytes.length > 0) {
        const found = read(bytes.length)
        if (!found.equals(bytes)) differs = position + firstDifference(found, bytes)
      }
      position += bytes.length
    },
    isSame: () => differs === undefined,
    abort: close,
    end: () => {
      const isLonger = differs === undefined && read(1).length > 0
      close()
      return isLonger ? position : differs
    },
  }
}

/** The first byte in which two files differ, or where one of them ends; undefined where they are the same. */
export function firstDifferenceOfFiles(a: string, b: string): number | undefined {
  const comparison = openByteComparison(a)
  for (const chunk of chunksOf(b)) comparison.write(chunk)
  return comparison.end()
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  return at
}
