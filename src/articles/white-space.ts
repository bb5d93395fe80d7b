import { isWhiteSpace } from '../text/unicode.js'

/** Without White_Space at its ends. */
export function trimmed(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

/** As a browser shows it: runs of SPACE, TAB and line breaks are one SPACE; all other characters stay. */
export const collapsed = (text: string): string => trimmed(text.replaceAll(/[ \t\n\f\r]+/g, ' '))
