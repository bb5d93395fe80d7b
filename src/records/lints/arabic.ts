import { isArabicTag } from './arabic-tags.js'
import { arabicWords, isArabicLetter } from './arabic-words.js'
import { textLint } from './lint.js'
import { spellingsOf } from './spellings.js'

/** Rules of Arabic spelling hold where the language is Arabic, or nobody says what it is. */
const isArabic = (language: string | undefined): boolean => language === undefined || isArabicTag(language)

/**
 * Tatweel between two letters of a word: it has no sound and no meaning, and hides the word from a search. One finding
 * per word. Not at the edge of a word, where it shows the joining form (هـ, الـ20, لـ«…»), and not as the seat of a
 * superscript alef or hamza (هـٰذا).
 */
export const tatweelInWord = textLint('arabic/tatweel-in-word', function* (text) {
  if (!text.includes('ـ')) return
  const { count, starts, ends, isDecorated } = arabicWords(text)
  for (let i = 0; i < count; i++) {
    if (isDecorated[i] === 0) continue
    const start = starts[i]!
    const end = ends[i]!
    const word = text.slice(start, end)
    if (hasTatweelInside(word)) yield { span: { start, end }, args: { word } }
  }
})

function hasTatweelInside(word: string): boolean {
  let first = 0
  let last = word.length - 1
  while (!isArabicLetter(word.charCodeAt(first))) first++
  while (!isArabicLetter(word.charCodeAt(last))) last--
  return /ـ(?![\u0654\u0655\u0670\u06e5-\u06e8])/.test(word.slice(first, last))
}

/** A hyphen or dots inside a name, see `rolesOfJoiners`. One finding per name. */
export const joinerInWord = textLint(
  'arabic/joiner-in-word',
  function* (text) {
    for (const span of spellingsOf(text).joined) {
      yield { span, args: { word: text.slice(span.start, span.end) } }
    }
  },
  isArabic,
)

/**
 * Several spellings that become one once tatweel, marks, joiners and zero-width characters are removed; words that a
 * joiner joins are the same with a space. One finding per group of spellings, at the first of them. The spellings of a
 * name of several words are one group, not another one for each word.
 */
export const spellingVariants = textLint(
  'arabic/spelling-variants',
  function* (text) {
    for (const { spellings, first } of spellingsOf(text).variants) {
      yield { span: first, args: { spellings } }
    }
  },
  isArabic,
)

/** Letters of other languages and dotless ones, and the Arabic letters that they are taken for. */
const lookalikes: ReadonlyMap<string, string> = new Map([
  ['ک', 'ك'],
  ['ڪ', 'ك'],
  ['ی', 'ي'],
  ['ے', 'ي'],
  ['ہ', 'ه'],
  ['ھ', 'ه'],
  ['ە', 'ه'],
  ['ۀ', 'ة'],
  ['ۂ', 'ة'],
  ['ۃ', 'ة'],
  ['ں', 'ن'],
  ['ٮ', 'ب'],
  ['ڡ', 'ف'],
  ['ٯ', 'ق'],
])
const LOOKALIKE = new RegExp(`[${[...lookalikes.keys()].join('')}]`, 'g')

/**
 * Letters that look like Arabic ones and are others, in a text whose language is Arabic. One finding per letter, at its
 * first place. Letters for sounds that Arabic has not (پ چ ڤ گ) look like no other and are not meant.
 */
export const lookalikeLetter = textLint(
  'arabic/lookalike-letter',
  function* (text) {
    const found = new Map<string, { start: number; count: number }>()
    for (const { 0: letter, index } of text.matchAll(LOOKALIKE)) {
      const known = found.get(letter)
      if (known === undefined) found.set(letter, { start: index, count: 1 })
      else known.count++
    }
    for (const [letter, { start, count }] of found) {
      yield { span: { start, end: start + 1 }, args: { letter, instead: lookalikes.get(letter)!, count } }
    }
  },
  language => language !== undefined && isArabicTag(language),
)

const digitSets = [
  { name: 'ASCII', digits: /[0-9]+/ },
  { name: 'Arabic-Indic', digits: /[\u0660-\u0669]+/ },
  { name: 'Persian', digits: /[\u06f0-\u06f9]+/ },
]

/**
 * Digits of several sets, one of them Arabic-Indic or Persian. ASCII digits beside Latin letters (addresses, F-16,
 * Covid19) are no choice of the writer's and do not count. One finding, where the second set begins.
 */
export const mixedDigits = textLint('arabic/mixed-digits', function* (text) {
  if (!/[\u0660-\u0669\u06f0-\u06f9]/.test(text)) return
  const found = new Map<string, { start: number; end: number }>()
  for (const { 0: word, index } of text.matchAll(/[^\s\x85]+/g)) {
    for (const { name, digits } of digitSets) {
      const match = found.has(name) ? null : digits.exec(word)
      if (match === null || (name === 'ASCII' && /[A-Za-z]/.test(word))) continue
      found.set(name, { start: index + match.index, end: index + match.index + match[0].length })
    }
  }
  if (found.size < 2) return
  const inOrder = [...found].sort(([, a], [, b]) => a.start - b.start)
  yield { span: inOrder[1]![1], args: { sets: inOrder.map(([name]) => name) } }
})
