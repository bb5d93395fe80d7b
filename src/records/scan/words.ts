import { QUOTE, type Scan, stringOf, UNKNOWN, type Walk } from './scan.js'

/** A set of strings that stretches of bytes are looked up in. */
export interface Words {
  readonly texts: ReadonlySet<string>
  /** In UTF-8, by their length. */
  readonly byLength: readonly (readonly Uint8Array[])[]
  /** 1 for each byte that one of them begins with; a quote where one is empty. */
  readonly firsts: Uint8Array
  /** Bytes of the longest; -1 where there is none. */
  readonly longest: number
}

export function wordsOf(texts: Iterable<string>): Words {
  const byLength: Uint8Array[][] = []
  const firsts = new Uint8Array(256)
  const wellFormed = [...new Set(texts)].filter(text => text.isWellFormed())
  for (const text of wellFormed) {
    const bytes = Buffer.from(text, 'utf8')
    while (byLength.length <= bytes.length) byLength.push([])
    byLength[bytes.length]?.push(bytes)
    firsts[bytes[0] ?? QUOTE] = 1
  }
  return { texts: new Set(wellFormed), byLength, firsts, longest: byLength.length - 1 }
}

const MANY = 16

/** Whether the string between the quotes at `start` - 1 and `end` is one of the words. */
export function matchWords(
  { texts, byLength, firsts }: Words,
  scan: Scan,
  start: number,
  end: number,
  escaped: boolean,
): boolean {
  if (escaped) return texts.has(stringOf(scan, start, end, true))
  if (firsts[scan.bytes[start]!] === 0) return false
  const candidates = byLength[end - start]
  if (candidates === undefined) return false
  if (candidates.length > MANY) return texts.has(stringOf(scan, start, end, false))
  const { bytes } = scan
  for (const word of candidates) if (isAt(bytes, start, word)) return true
  return false
}

/** Whether `word` stands at `at`. */
export function isAt(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  const { length } = word
  for (let i = 0; i < length; i++) if (bytes[at + i] !== word[i]) return false
  return true
}

/** The walk over a word that is no string: `true`, `false` or `null`. */
export function wordWalk(word: string): Walk {
  const bytes = Buffer.from(word, 'latin1')
  return (scan, at) => (isAt(scan.bytes, at, bytes) ? at + bytes.length : UNKNOWN)
}
