import type { Location } from '../problem.js'
import { visible } from '../text/visible.js'

/** More UTF-16 units of one text than this are not shown: a key may have millions. */
const MAX_SHOWN = 2000
const MAX_PATH = 4096

/**
 * Text of an input as it may stand in what people and their programs read: nothing that steers a terminal, nothing
 * that is not drawn, no line ends, and nothing that a build server would take for a command (`##[…]`, `##vso[…]`).
 */
export function safe(text: string, max = MAX_SHOWN): string {
  return visible(cut(text, max)).replaceAll(/##(?=\[|vso\[|teamcity\[)/gi, '#<U+0023>')
}

/** `seeds/a.txt:3:17`. A line that began with `::` would be a command to GitHub. */
export function placeText({ file, line, column }: Location, isolate = (text: string) => text): string {
  const path = safe(file, MAX_PATH).replace(/^(?= *::)/, './')
  return [isolate(path), line, column].filter(part => part !== undefined).join(':')
}

function cut(text: string, max: number): string {
  if (text.length <= max) return text
  const splits = (text.charCodeAt(max - 1) & 0xfc00) === 0xd800
  return `${text.slice(0, splits ? max - 1 : max)}…`
}
