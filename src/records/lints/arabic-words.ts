/**
 * The words of a text that are written in Arabic letters, in order. A word runs from its first letter, or tatweel
 * before it, to its last letter, mark or tatweel; marks, tatweel and zero-width characters may stand inside.
 */
export interface ArabicWords {
  readonly text: string
  readonly count: number
  /** UTF-16 units, half-open. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** Whether the word is more than bare letters. */
  readonly isDecorated: Uint8Array
  /** A hash of the word's letters, the same for every spelling. */
  readonly hashes: Int32Array
  /** What joins the word to the next without a space. */
  readonly joiners: Uint8Array
}

export const NO_JOINER = 0
/** One hyphen. Several are a dash. */
export const HYPHEN = 1
/** Full stops or an ellipsis. */
export const STOP = 2
/** One dot at the height of the letters. */
const MIDDLE_DOT = 3

/** The lints ask for the words of one text in turn: the last answer is kept. */
let last: ArabicWords | undefined

/** The answer holds until the words of another text are asked for: the arrays are used again. */
export function arabicWords(text: string): ArabicWords {
  if (last?.text !== text) last = readWords(text)
  return last
}

/** Only the letters of a part of the text: the word without marks, tatweel and zero-width characters. */
export function lettersOf(text: string, start: number, end: number): string {
  let letters = ''
  for (let i = start; i < end; i++) if (kinds[text.charCodeAt(i)] === LETTER) letters += text[i]
  return letters
}

/** The hash of a word with these letters. */
export function hashOf(letters: string): number {
  let hash = 0
  for (let i = 0; i < letters.length; i++) hash = mix(hash, letters.charCodeAt(i))
  return hash
}

const mix = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193)

export function isArabicLetter(unit: number): boolean {
  return kinds[unit] === LETTER
}

const OTHER = 0
const LETTER = 1
const TATWEEL = 2
const MARK = 3
const ZERO_WIDTH = 4
const HYPHENS = 5
const STOPS = 6
const MIDDLE_DOTS = 7

/** What each UTF-16 unit is. Letters beyond U+FFFF are mathematical or of Sufi manuscripts: none of these words. */
const kinds = new Uint8Array(0x10000)
for (const [kind, ranges] of [
  [
    LETTER,
    // As of Unicode 15.1; U+06E5 and U+06E6 are letters in name only.
    [
      0x620, 0x63f, 0x641, 0x64a, 0x66e, 0x66f, 0x671, 0x6d3, 0x6d5, 0x6d5, 0x6ee, 0x6ef, 0x6fa, 0x6fc, 0x6ff,
      0x6ff, 0x750, 0x77f, 0x870, 0x887, 0x889, 0x88e, 0x8a0, 0x8c8, 0xfb50, 0xfbb1, 0xfbd3, 0xfd3d, 0xfd50,
      0xfd8f, 0xfd92, 0xfdc7, 0xfdf0, 0xfdfb, 0xfe80, 0xfefc,
    ],
  ],
  [TATWEEL, [0x640, 0x640]],
  [
    MARK,
    [
      0x300, 0x36f, 0x610, 0x61a, 0x64b, 0x65f, 0x670, 0x670, 0x6d6, 0x6dc, 0x6df, 0x6e8, 0x6ea, 0x6ed, 0x898,
      0x89f, 0x8c9, 0x8e1, 0x8e3, 0x8ff,
    ],
  ],
  [ZERO_WIDTH, [0xad, 0xad, 0x61c, 0x61c, 0x200b, 0x200f, 0x202a, 0x202e, 0x2060, 0x2069, 0xfeff, 0xfeff]],
  [HYPHENS, [0x2d, 0x2d, 0x2010, 0x2011, 0xfe63, 0xfe63, 0xff0d, 0xff0d]],
  [STOPS, [0x2e, 0x2e, 0x2024, 0x2026]],
  [MIDDLE_DOTS, [0xb7, 0xb7, 0x2022, 0x2022, 0x2027, 0x2027, 0x2219, 0x2219, 0x22c5, 0x22c5, 0x30fb, 0x30fb]],
] as const) {
  for (let i = 0; i < ranges.length; i += 2) kinds.fill(kind, ranges[i], ranges[i + 1]! + 1)
}

function readWords(text: string): ArabicWords {
  const { starts, ends, hashes, isDecorated, joiners } = reserve((text.length + 1) >> 1)
  let count = 0
  for (let i = 0; i < text.length; ) {
    const first = kinds[text.charCodeAt(i)]!
    if (first !== LETTER && first !== TATWEEL) {
      i++
      continue
    }
    let hash = 0
    let letters = 0
    let end = i
    let at = i
    for (; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      const kind = kinds[unit]!
      if (kind === LETTER) {
        hash = mix(hash, unit)
        letters++
      } else if (kind === OTHER || kind > ZERO_WIDTH) {
        break
      }
      if (kind !== ZERO_WIDTH) end = at + 1
    }
    if (letters > 0) {
      starts[count] = i
      ends[count] = end
      hashes[count] = hash
      isDecorated[count] = letters < end - i ? 1 : 0
      joiners[count] = joinerAt(text, at)
      count++
    }
    i = at
  }
  return { text, count, starts, ends, isDecorated, hashes, joiners }
}

type Arrays = Pick<ArabicWords, 'starts' | 'ends' | 'hashes' | 'isDecorated' | 'joiners'>

let arrays = makeArrays(1 << 10)

function reserve(words: number): Arrays {
  if (words > arrays.starts.length) arrays = makeArrays(words)
  return arrays
}

function makeArrays(words: number): Arrays {
  return {
    starts: new Int32Array(words),
    ends: new Int32Array(words),
    hashes: new Int32Array(words),
    isDecorated: new Uint8Array(words),
    joiners: new Uint8Array(words),
  }
}

/** The joiner at `at`, if a letter follows it. */
function joinerAt(text: string, at: number): number {
  if (at >= text.length) return NO_JOINER
  const kind = kinds[text.charCodeAt(at)]!
  if (kind < HYPHENS) return NO_JOINER
  let after = at + 1
  while (kinds[text.charCodeAt(after)] === kind) after++
  const isOne = after === at + 1
  while (kinds[text.charCodeAt(after)] === ZERO_WIDTH) after++
  if (kinds[text.charCodeAt(after)] !== LETTER) return NO_JOINER
  if (kind === STOPS) return STOP
  if (!isOne) return NO_JOINER
  return kind === HYPHENS ? HYPHEN : MIDDLE_DOT
}
