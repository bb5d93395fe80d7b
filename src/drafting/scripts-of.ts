import { countLetters, scriptNamed } from '../text/letters.js'

/** Scripts that are looked for, each with its English name. */
const names: Readonly<Record<string, string>> = {
  Latn: 'Latin',
  Arab: 'Arabic',
  Cyrl: 'Cyrillic',
  Grek: 'Greek',
  Hebr: 'Hebrew',
  Hani: 'Han',
  Hira: 'Hiragana',
  Kana: 'Katakana',
  Hang: 'Hangul',
  Deva: 'Devanagari',
  Beng: 'Bengali',
  Taml: 'Tamil',
  Telu: 'Telugu',
  Thai: 'Thai',
  Armn: 'Armenian',
  Geor: 'Georgian',
  Ethi: 'Ethiopic',
  Syrc: 'Syriac',
  Thaa: 'Thaana',
}

export interface ScriptShare {
  readonly script: string
  /** Of all letters, from 0 to 1. */
  readonly share: number
}

/** Fewer letters are not worth a line. */
const LEAST = 0.02

/** The scripts of texts, by how many of their letters they have. */
export function scriptsOf(texts: readonly string[]): readonly ScriptShare[] {
  const text = texts.join('\n')
  const { letters } = countLetters(text)
  if (letters === 0) return []
  return Object.entries(names)
    .map(([code, script]) => ({ script, share: countLetters(text, scriptNamed(code)).ofScript / letters }))
    .filter(({ share }) => share >= LEAST)
    .sort((a, b) => b.share - a.share)
}
