import type { CorpusStatement } from '../../corpus/corpus.js'
import { english, type Words } from '../words/english.js'
import { bullets, proseLine } from './markdown.js'

/** What a reader must know first, as Markdown; nothing where the corpus has no warnings. */
export function renderWarnings(
  { warnings = [], warnings_ar }: CorpusStatement,
  words: Words = english,
): string[] {
  const ownLanguage = words.language === 'ar' ? warnings_ar : undefined
  const lines = ownLanguage?.map(proseLine) ?? warnings.map(line => words.foreign(proseLine(line)))
  return lines.length === 0 ? [] : [`**${words.sheet.warnings}**\n\n${bullets(lines)}`]
}
