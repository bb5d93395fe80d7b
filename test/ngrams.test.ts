import { eld } from 'eld/small'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { detectLanguage } from '../src/records/lints/ngrams.js'
import { cleanTexts } from './clean-texts.js'

const byEld = (text: string) => {
  const found = eld.detect(text)
  return { language: found.language, isSure: found.language !== '' && found.isReliable() }
}

const texts = Object.values(cleanTexts)

test('a language is detected as eld does', () => {
  for (const text of texts) {
    for (let at = 0; at < text.length; at += 150) {
      const part = text.slice(at, at + 400)
      expect(detectLanguage(part), part).toEqual(byEld(part))
    }
  }
  expect(new Set(texts.map(text => detectLanguage(text).language)).size).toBeGreaterThan(5)
})

test('also in texts of chance', () => {
  const letters = fc.constantFrom(
    ...texts.flatMap(text => [...text.slice(0, 300)]),
    ' ',
    "'",
    '’',
    'ǂ',
    'ծ',
    'ݐ',
    '\u{10348}',
    '你',
  )
  const words = fc.array(
    fc.string({ unit: fc.oneof(letters, fc.string({ unit: 'binary', maxLength: 1 })), maxLength: 120 }),
    {
      maxLength: 80,
    },
  )
  fc.assert(
    fc.property(words, words => {
      const text = words.join(' ')
      expect(detectLanguage(text)).toEqual(byEld(text))
    }),
    { numRuns: 2000 },
  )
})
