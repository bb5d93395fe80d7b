import { bullets, proseLine } from './markdown.js'

/** What a reader must know first, as Markdown; nothing where the corpus has no warnings. */
export function renderWarnings(warnings: readonly string[] = []): string[] {
  return warnings.length === 0 ? [] : [`**Read this first**\n\n${bullets(warnings.map(proseLine))}`]
}
