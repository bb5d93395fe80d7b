/**
 * Packs what eld knows of languages into `dist/languages.bin`, which `src/records/lints/ngrams.ts` reads: read as the program
 * that it is published as, it costs every thread 150 MB and 0.3 s. The file: a line of JSON, spaces up to a multiple of 8 bytes, then
 * little-endian the n-grams in order (float64 each), the end of each one's scores (uint32), and the scores (language, points).
 */
import { writeFileSync } from 'node:fs'
import { avgScore } from '../node_modules/eld/src/avgScore.js'
import { dictionary } from '../node_modules/eld/src/dictionary.js'
import { ngramsData } from '../node_modules/eld/src/ngrams/small.js'
import { separators } from '../node_modules/eld/src/regexPatterns.js'

const numbered = Object.entries(ngramsData.ngrams)
  .map(([ngram, points]) => [numberOf(ngram), points])
  .sort(([a], [b]) => a - b)
const languages = Object.values(ngramsData.languages)
const ends = []
const scores = []
for (const [, points] of numbered) {
  for (const [language, score] of Object.entries(points)) scores.push(Number(language), score)
  ends.push(scores.length / 2)
}
const header = JSON.stringify({
  languages,
  averages: languages.map(language => avgScore[language]),
  letters: dictionary.map(letter => letter.charCodeAt(0)),
  separators: separators.source,
  ngrams: numbered.length,
})
const line = Buffer.from(header)
const padding = Buffer.alloc(8 - ((line.length + 1) % 8), ' ')
const keys = Float64Array.from(numbered, ([number]) => number)
writeFileSync(
  new URL('../dist/languages.bin', import.meta.url),
  Buffer.concat([
    line,
    padding,
    Buffer.from('\n'),
    Buffer.from(keys.buffer),
    Buffer.from(Uint32Array.from(ends).buffer),
    Buffer.from(scores),
  ]),
)

/** An n-gram as a number: its letters, which eld has below 256, are its digits. */
function numberOf(ngram) {
  return [...ngram].reduce((number, letter) => number * 256 + letter.charCodeAt(0), 0)
}
