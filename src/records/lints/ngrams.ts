import { readFileSync } from 'node:fs'

/** What is read of a text, in bytes of UTF-8: up to the first space after so many, and never more than so many. */
const ENOUGH = 350
const MOST = 380
/** Bytes of a word of which n-grams are made; the last one goes on to its end. */
const WORD = 70
/** Points that every n-gram has, beside those that are stored. */
const BASE = 53
/** Points for each n-gram of which a score is the half of what there is. */
const SCALE = 25
/** Share of a language's average score that is enough. */
const SHARE = 0.75
/** Bytes of an n-gram that are exact as a number; a longer one is in no table. */
const LONGEST = 6

interface Header {
  readonly languages: readonly string[]
  readonly averages: readonly number[]
  /** What stands for a byte of UTF-8 in an n-gram. */
  readonly letters: readonly number[]
  readonly separators: string
  readonly ngrams: number
}

interface Known extends Omit<Header, 'separators' | 'ngrams'> {
  readonly separators: RegExp
  /** N-grams, hashed: where it is free 0, else the n-gram as a number to the base 256. */
  readonly table: Float64Array
  /** Of each place in the table: where its scores start and end. */
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  /** Language and points, by turns. */
  readonly scores: Uint8Array
}

let known: Known | undefined

/**
 * The language of the first 350 bytes of a text, by how often the n-grams of its words' bytes stand in texts of 60 languages; '' where
 * none is likely. `isSure` where its score comes near what texts of that language have. Method and figures are those of eld
 * (its small set), which `scripts/pack-languages.mjs` packs; `test/ngrams.test.ts` holds both to the same.
 */
export function detectLanguage(text: string): { readonly language: string; readonly isSure: boolean } {
  known ??= readKnown()
  const ngrams = ngramsOf(text.slice(0, 1000), known)
  const points = new Uint32Array(known.languages.length)
  for (const ngram of ngrams) if (typeof ngram === 'number') addPoints(ngram, points, known)
  let best = -1
  for (let i = 0; i < points.length; i++) if ((points[i] ?? 0) > (points[best] ?? 0)) best = i
  if (best === -1) return { language: '', isSure: false }
  const each = (points[best] ?? 0) / ngrams.size
  const score = each / (each + SCALE)
  const isSure = ngrams.size >= 3 && score >= (known.averages[best] ?? 1) * SHARE
  return { language: known.languages[best] ?? '', isSure }
}

/** The n-grams of a text, each once: as numbers, and those that are too long for one as text. */
function ngramsOf(text: string, { letters, separators }: Known): ReadonlySet<number | string> {
  const bytes = Buffer.from(text.replace(separators, ' ').trim().toLowerCase())
  const end = endOf(bytes)
  const ngrams = new Set<number | string>()
  for (let start = 0; start < end; ) {
    let next = start
    while (next < end && bytes[next] !== 0x20) {
      const byte = bytes[next] ?? 0
      if (byte >= 0x80) bytes[next] = letters[byte] ?? 0
      next++
    }
    if (next > start) addNgrams(bytes.subarray(start, next), ngrams)
    start = next + 1
  }
  return ngrams
}

/** Where eld stops reading: behind the character that passes a limit. */
function endOf(bytes: Buffer): number {
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0
    if (byte === 0x20 && at > ENOUGH) return at
    at += byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    if (at > MOST) return at
  }
  return bytes.length
}

function addNgrams(word: Buffer, ngrams: Set<number | string>): void {
  const length = Math.min(word.length, WORD)
  let at = 0
  for (; at + 4 < length; at += 3) ngrams.add(numberOf(word, at, at + 4, at === 0 ? 0x20 : 0))
  const last = length === 3 ? 0 : Math.max(0, length - 4)
  if (word.length - last >= LONGEST) ngrams.add(word.toString('latin1', last))
  else ngrams.add(numberOf(word, last, word.length, at === 0 ? 0x20 : 0) * 256 + 0x20)
}

function numberOf(word: Buffer, start: number, end: number, first: number): number {
  let number = first
  for (let i = start; i < end; i++) number = number * 256 + (word[i] ?? 0)
  return number
}

function addPoints(ngram: number, points: Uint32Array, { table, starts, ends, scores }: Known): void {
  const mask = table.length - 1
  for (let at = placeOf(ngram, mask); table[at] !== 0; at = (at + 1) & mask) {
    if (table[at] !== ngram) continue
    for (let i = (starts[at] ?? 0) * 2; i < (ends[at] ?? 0) * 2; i += 2) {
      const language = scores[i] ?? 0
      points[language] = (points[language] ?? 0) + (scores[i + 1] ?? 0) + BASE
    }
    return
  }
}

function placeOf(ngram: number, mask: number): number {
  const high = Math.floor(ngram / 2 ** 32)
  const mixed = Math.imul((ngram % 2 ** 32) ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b)
  return ((mixed >>> 15) ^ mixed) & mask
}

function readKnown(): Known {
  const bytes = readFileSync(new URL('../../../dist/languages.bin', import.meta.url))
  const headerEnd = bytes.indexOf(0x0a) + 1
  const { languages, averages, letters, separators, ngrams } = JSON.parse(
    bytes.toString('utf8', 0, headerEnd),
  )
  const body = bytes.buffer.slice(bytes.byteOffset + headerEnd, bytes.byteOffset + bytes.length)
  const keys = new Float64Array(body, 0, ngrams)
  const stops = new Uint32Array(body, ngrams * 8, ngrams)
  const size = 2 ** Math.ceil(Math.log2(ngrams * 2))
  const table = new Float64Array(size)
  const starts = new Uint32Array(size)
  const ends = new Uint32Array(size)
  for (let i = 0; i < ngrams; i++) {
    let at = placeOf(keys[i] ?? 0, size - 1)
    while (table[at] !== 0) at = (at + 1) & (size - 1)
    table[at] = keys[i] ?? 0
    starts[at] = stops[i - 1] ?? 0
    ends[at] = stops[i] ?? 0
  }
  const scores = new Uint8Array(body, ngrams * 12)
  return {
    languages,
    averages,
    letters,
    separators: new RegExp(separators, 'gu'),
    table,
    starts,
    ends,
    scores,
  }
}
