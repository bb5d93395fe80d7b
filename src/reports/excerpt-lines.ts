import type { Excerpt } from '../text/excerpt.js'
import { isolated, isRightToLeft } from './bidi.js'
import { paintFor } from './paint.js'
import { safe } from './safe.js'

const MAX_AROUND = 60
const MAX_MARKED = 80

/** Letters and signs that take one column of every terminal, none of them combining. */
const NARROW = /^[ -~\xa1-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e]*$/

/**
 * An excerpt as lines: with `^` under what is marked where columns can be trusted, else with `⟪…⟫` around it. On a
 * terminal what runs from right to left is isolated, and columns mean nothing there.
 */
export function excerptLines(
  excerpt: Excerpt,
  { color, terminal }: { readonly color: boolean; readonly terminal: boolean },
): string[] {
  const paint = paintFor(color)
  const before = ending(excerpt.before)
  const marked = beginning(excerpt.marked, MAX_MARKED)
  const after = beginning(excerpt.after, MAX_AROUND)
  const bare = before + marked + after
  if (marked === bare || bare === '') return bare === '' ? [] : [`| ${directed(bare, bare, terminal)}`]
  if (!NARROW.test(bare)) {
    const line = `${before}⟪${paint('mark', marked)}⟫${after}`
    return [`| ${directed(line, bare, terminal)}`]
  }
  const carets = '^'.repeat(Math.max(marked.length, 1))
  return [
    `| ${before}${paint('mark', marked)}${after}`,
    `| ${' '.repeat(before.length)}${paint('mark', carets)}`,
  ]
}

function directed(line: string, bare: string, terminal: boolean): string {
  return terminal && isRightToLeft(bare) ? isolated(line) : line
}

/** The start of a text, at most so many characters when shown. */
function beginning(text: string, max: number): string {
  const taken: string[] = []
  let length = 0
  for (const character of text) {
    const shown = safe(character)
    if (length + shown.length > max) return `${joined(taken)}…`
    length += shown.length
    taken.push(shown)
  }
  return joined(taken)
}

function ending(text: string): string {
  const taken: string[] = []
  let length = 0
  for (const character of [...text.slice(-2 * MAX_AROUND)].reverse()) {
    const shown = safe(character)
    if (length + shown.length > MAX_AROUND) return `…${joined(taken.reverse())}`
    length += shown.length
    taken.push(shown)
  }
  return joined(taken.reverse())
}

/** Once more, for what only several characters together spell. */
const joined = (characters: readonly string[]): string => safe(characters.join(''))
