import { countLetters, scriptNamed } from '../text/letters.js'
import { scriptNames } from '../text/script-names.js'

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
  return Object.entries(scriptNames)
    .map(([code, script]) => ({ script, share: countLetters(text, scriptNamed(code)).ofScript / letters }))
    .filter(({ share }) => share >= LEAST)
    .sort((a, b) => b.share - a.share)
}
