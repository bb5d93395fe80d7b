import { isWhiteSpace } from '../../text/unicode.js'
import { type ArabicWords, arabicWords, hashOf, lettersOf, NO_JOINER } from './arabic-words.js'
import { type Group, rolesOfJoiners } from './joiners.js'

/** A part of the text in UTF-16 units. */
interface Place {
  readonly start: number
  readonly end: number
}

/** Several spellings of one word, or of words that were joined in one of them. */
interface Variants {
  /** In the order in which the text brings them. */
  readonly spellings: readonly { readonly text: string; readonly count: number }[]
  readonly first: Place
}

export interface Spellings {
  /** Names that a joiner stands inside. */
  readonly joined: readonly Place[]
  readonly variants: readonly Variants[]
}

/** Two lints ask for one text: the last answer is kept. */
let last: { readonly text: string; readonly spellings: Spellings } | undefined

/** How the Arabic words of the text are spelled. Linear in the text. */
export function spellingsOf(text: string): Spellings {
  if (last?.text !== text) last = { text, spellings: readSpellings(arabicWords(text)) }
  return last.spellings
}

function readSpellings(words: ArabicWords): Spellings {
  const phrases = joinedPhrases(words)
  const families = phrases.length > 0 ? phraseFamilies(words, phrases) : []
  const isExplained = new Uint8Array(words.count)
  const variants: Variants[] = []
  const joined: Place[] = []
  for (const { occurrences } of families) {
    // A full stop alone does not make a name; one that is also written without it does.
    if (occurrences.every(({ isSure }) => !isSure)) continue
    for (const { isJoined, first, next } of occurrences) {
      if (isJoined) joined.push({ start: words.starts[first]!, end: words.ends[next - 1]! })
    }
    const found = variantsOf(words, occurrences)
    if (found === undefined) continue
    variants.push(found)
    for (const { first, next } of occurrences) isExplained.fill(1, first, next)
  }
  for (const variant of wordVariants(words, isExplained)) variants.push(variant)
  const byPlace = (a: Place, b: Place) => a.start - b.start
  return { joined: joined.sort(byPlace), variants: variants.sort((a, b) => byPlace(a.first, b.first)) }
}

/** Words from `first` to before `next` that make one phrase. */
interface Occurrence {
  readonly first: number
  readonly next: number
  readonly isJoined: boolean
  readonly isSure: boolean
}

const MAX_PARTS = 8

/** Runs of words whose joiners stand inside a name, or may do so. */
function joinedPhrases(words: ArabicWords): Occurrence[] {
  const phrases: Occurrence[] = []
  for (let first = 0; first < words.count; first++) {
    if (words.joiners[first] === NO_JOINER) continue
    let end = first + 1
    while (words.joiners[end] !== NO_JOINER) end++
    for (const phrase of phrasesOf(words, first, end + 1)) phrases.push(phrase)
    first = end
  }
  return phrases
}

/** The phrases in a group of joined words. */
function* phrasesOf(words: ArabicWords, from: number, to: number): Generator<Occurrence> {
  const group: Group = {
    parts: partsOf(words, from, to),
    joiners: [...words.joiners.subarray(from, to - 1)],
    before: from > 0 && isSpaced(words, from - 1, from + 1) ? partsOf(words, from - 1, from)[0]! : '',
  }
  const roles = rolesOfJoiners(group)
  for (let i = 0; i < roles.length; ) {
    const role = roles[i]
    let end = i
    while (end < roles.length && roles[end] === role) end++
    if (role !== 'between') {
      yield { first: from + i, next: from + end + 1, isJoined: true, isSure: role === 'inside' }
    }
    i = end
  }
}

interface Family {
  readonly occurrences: Occurrence[]
}

/** The phrases by their letters, with the places where the same words stand with spaces or as one word. */
function phraseFamilies(words: ArabicWords, phrases: readonly Occurrence[]): Family[] {
  const families = new Map<string, Family>()
  /** Letters with a space between the parts → the family. */
  const spaced = new Map<string, Family>()
  const firstHashes = new Set<number>()
  const solidHashes = new Set<number>()
  const lengths = new Set<number>()
  const isPartOfPhrase = new Uint8Array(words.count)
  for (const phrase of phrases) {
    if (phrase.isSure) isPartOfPhrase.fill(1, phrase.first, phrase.next)
    const parts = partsOf(words, phrase.first, phrase.next)
    const key = parts.join('')
    const family = families.get(key) ?? { occurrences: [] }
    families.set(key, family)
    family.occurrences.push(phrase)
    solidHashes.add(hashOf(key))
    if (parts.length > MAX_PARTS) continue
    spaced.set(parts.join(' '), family)
    firstHashes.add(words.hashes[phrase.first]!)
    lengths.add(parts.length)
  }
  for (let i = 0; i < words.count; i++) {
    const hash = words.hashes[i]!
    if (isPartOfPhrase[i] === 1 || !(firstHashes.has(hash) || solidHashes.has(hash))) continue
    const solid = families.get(partsOf(words, i, i + 1).join(''))
    if (solid !== undefined) {
      solid.occurrences.push({ first: i, next: i + 1, isJoined: false, isSure: true })
      continue
    }
    for (const length of lengths) {
      const next = i + length
      if (next > words.count || !isSpaced(words, i, next) || isPartOfPhrase[next - 1] === 1) continue
      const family = spaced.get(partsOf(words, i, next).join(' '))
      if (family === undefined) continue
      family.occurrences.push({ first: i, next, isJoined: false, isSure: true })
      i = next - 1
      break
    }
  }
  return [...families.values()]
}

/** Words that are not part of a phrase with variants, and are spelled in several ways. */
function wordVariants(words: ArabicWords, isExplained: Uint8Array): Variants[] {
  // Two spellings cannot both be bare letters: one of them is decorated.
  const decorated = new Set<number>()
  for (let i = 0; i < words.count; i++) {
    if (words.isDecorated[i] === 1 && isExplained[i] === 0) decorated.add(words.hashes[i]!)
  }
  if (decorated.size === 0) return []
  const families = new Map<string, Occurrence[]>()
  for (let i = 0; i < words.count; i++) {
    if (isExplained[i] === 1 || !decorated.has(words.hashes[i]!)) continue
    const key = lettersOf(words.text, words.starts[i]!, words.ends[i]!)
    const occurrence = { first: i, next: i + 1, isJoined: false, isSure: true }
    const family = families.get(key)
    if (family === undefined) families.set(key, [occurrence])
    else family.push(occurrence)
  }
  return [...families.values()]
    .map(occurrences => variantsOf(words, occurrences))
    .filter(found => found !== undefined)
}

/** Undefined where there is only one spelling. */
function variantsOf(words: ArabicWords, occurrences: readonly Occurrence[]): Variants | undefined {
  const counts = new Map<string, number>()
  const inOrder = [...occurrences].sort((a, b) => a.first - b.first)
  for (const occurrence of inOrder) {
    const text = spellingOf(words, occurrence)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  if (counts.size < 2) return undefined
  const { first, next } = inOrder[0]!
  return {
    spellings: [...counts].map(([text, count]) => ({ text, count })),
    first: { start: words.starts[first]!, end: words.ends[next - 1]! },
  }
}

/**
 * As written, with one space for any White_Space. Tatweel at the edge of a word of one or two letters is how a prefix
 * is written before a quotation, a number or a Latin name (بـ«…», الـ20), and no spelling of its own.
 */
function spellingOf(words: ArabicWords, { first, next, isJoined }: Occurrence): string {
  if (isJoined) return words.text.slice(words.starts[first], words.ends[next - 1])
  const parts: string[] = []
  for (let i = first; i < next; i++) {
    const { text } = words
    const part = text.slice(words.starts[i], words.ends[i])
    const isShort = lettersOf(text, words.starts[i]!, words.ends[i]!).length <= 2
    parts.push(isShort ? part.replace(/^ـ+|ـ+$/g, '') : part)
  }
  return parts.join(' ')
}

function partsOf(words: ArabicWords, first: number, next: number): string[] {
  const parts: string[] = []
  for (let i = first; i < next; i++) parts.push(lettersOf(words.text, words.starts[i]!, words.ends[i]!))
  return parts
}

/** Whether nothing but White_Space stands between the words. */
function isSpaced({ text, starts, ends }: ArabicWords, first: number, next: number): boolean {
  for (let i = first + 1; i < next; i++) {
    for (let at = ends[i - 1]!; at < starts[i]!; at++) if (!isWhiteSpace(text.charCodeAt(at))) return false
  }
  return true
}
