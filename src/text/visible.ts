import { assigned, unassignedClass } from './unicode.js'

// U+0600-0605, U+06DD and their like are format characters that are drawn, around the digits that follow.
const DRAWN = '\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u{110bd}\\u{110cd} '
const BLANK = '\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Z}\\p{Default_Ignorable_Code_Point}\\u2800'

/** Nearly every text is drawn to the last character; the long list below is slow to search. */
const PERHAPS_NOT_DRAWN =
  /[^ -~\xa1-\xac\xae-\u034e\u0370-\u0377\u0606-\u061b\u061d-\u06dc\u06de-\u070d\u2010-\u2027\u2030-\u205e]/

let notDrawn: RegExp | undefined

/**
 * `text` with every character that is not drawn as `<U+202E>`: controls, bidi controls, zero-width characters,
 * spaces other than SPACE, private use, unassigned.
 */
export function visible(text: string): string {
  if (!PERHAPS_NOT_DRAWN.test(text)) return text
  notDrawn ??= new RegExp(`[${unassignedClass}]|[${assigned(BLANK)}--[${DRAWN}]]`, 'gv')
  return text.replace(notDrawn, name)
}

/** `U+202E` in angle brackets. */
function name(character: string): string {
  return `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}>`
}
