import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { loadSchema } from '../src/schema/load.js'

/** The seed article's text. */
export const seed = readFileSync('seeds/000_ad92ce98440a633d.txt', 'utf8')

export const articleSchema = loadSchema(
  readFileSync('schema/article.schema.json', 'utf8'),
  'schema/article.schema.json',
)

/** Pieces that text rules meet in the world, and some that they should not. */
// biome-ignore format: a table
const pieces = [
  'حزب', 'الله', 'حـزب', 'كِتَابٌ', 'أإآٱىة', 'ا\u0653', 'ا\u0655\u064b', 'و\u0654', 'ﷺ', 'ﻻ', 'ﹰ', '١٢٣', '۴۵', '12',
  'a', 'B', 'É', 'e\u0301', 'x\u0331\u0301', 'İ', 'ΟΔΟΣ', 'Σ', 'ʕΣ', '\u{1171e}Σa', 'ß', 'ﬁ', '½', 'Ⅷ', 'ｶﾞ', 'ﾊﾟ', 'か\u3099',
  'ㄱㅏ', '\u1100\u1161\u11a8', 'ﾡￂ', '漢字', 'ไทย', 'लेख', '𐐀', '𝟘', '😀', '👨‍👩‍👧', '🏳️‍🌈', '🇱🇧', '\u{1f100}',
  '-', '–', '—', '/', '.', '…', ':', '؟', '،', '"', '»', '(', ' ', '  ', '\u00a0', '\u2003', '\u3000', '\u0085', '\t', '\r\n', '\n',
  '\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u061c', '\u202e', '\u2066', '\ufeff', '\u00ad', '\u2060', '\u06dd', '\u06e5',
  '\ud800', '\udc00', '\u0000', '\ue000', '\u0378', '\u{1ccd6}', '\u{10d4a}', '\u088f', '\u0897', '\uffff', '\u{10ffff}',
]

/** Texts made of these and of any code points at all. */
export const awkwardText = fc
  .array(
    fc.oneof(
      { arbitrary: fc.constantFrom(...pieces), weight: 4 },
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    {
      maxLength: 30,
    },
  )
  .map(parts => parts.join(''))

/** What is between two code points, the slow and certain way. */
export function slice(text: string, { start, end }: { start: number; end: number }): string {
  return [...text].slice(start, end).join('')
}

/** All code points, 256 together. */
export const blocks: readonly (readonly string[])[] = Array.from({ length: 0x1100 }, (_, block) =>
  Array.from({ length: 0x100 }, (_, i) => String.fromCodePoint(block * 0x100 + i)),
)
