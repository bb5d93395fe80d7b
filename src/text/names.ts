/** Names in Unicode of characters that nobody sees; of controls, the usual ones. */
const names: ReadonlyMap<number, string> = new Map([
  [0x00, 'NULL'],
  [0x07, 'BELL'],
  [0x08, 'BACKSPACE'],
  [0x09, 'TAB'],
  [0x0b, 'LINE TABULATION'],
  [0x0c, 'FORM FEED'],
  [0x1a, 'SUBSTITUTE'],
  [0x1b, 'ESCAPE'],
  [0x7f, 'DELETE'],
  [0x85, 'NEXT LINE'],
  [0xa0, 'NO-BREAK SPACE'],
  [0xad, 'SOFT HYPHEN'],
  [0x2000, 'EN QUAD'],
  [0x2001, 'EM QUAD'],
  [0x2002, 'EN SPACE'],
  [0x2003, 'EM SPACE'],
  [0x2004, 'THREE-PER-EM SPACE'],
  [0x2005, 'FOUR-PER-EM SPACE'],
  [0x2006, 'SIX-PER-EM SPACE'],
  [0x2007, 'FIGURE SPACE'],
  [0x2008, 'PUNCTUATION SPACE'],
  [0x2009, 'THIN SPACE'],
  [0x200a, 'HAIR SPACE'],
  [0x200b, 'ZERO WIDTH SPACE'],
  [0x200c, 'ZERO WIDTH NON-JOINER'],
  [0x200d, 'ZERO WIDTH JOINER'],
  [0x2028, 'LINE SEPARATOR'],
  [0x2029, 'PARAGRAPH SEPARATOR'],
  [0x202a, 'LEFT-TO-RIGHT EMBEDDING'],
  [0x202b, 'RIGHT-TO-LEFT EMBEDDING'],
  [0x202c, 'POP DIRECTIONAL FORMATTING'],
  [0x202d, 'LEFT-TO-RIGHT OVERRIDE'],
  [0x202e, 'RIGHT-TO-LEFT OVERRIDE'],
  [0x202f, 'NARROW NO-BREAK SPACE'],
  [0x205f, 'MEDIUM MATHEMATICAL SPACE'],
  [0x2060, 'WORD JOINER'],
  [0x2066, 'LEFT-TO-RIGHT ISOLATE'],
  [0x2067, 'RIGHT-TO-LEFT ISOLATE'],
  [0x2068, 'FIRST STRONG ISOLATE'],
  [0x2069, 'POP DIRECTIONAL ISOLATE'],
  [0x3000, 'IDEOGRAPHIC SPACE'],
  [0xfeff, 'ZERO WIDTH NO-BREAK SPACE'],
  [0xfffd, 'REPLACEMENT CHARACTER'],
])

/** `<U+202E> RIGHT-TO-LEFT OVERRIDE`; without a name where this table has none. */
export function numbered(character: string): string {
  const name = names.get(character.codePointAt(0) ?? 0)
  return name === undefined ? `<${numbers(character)}>` : `<${numbers(character)}> ${name}`
}

/** `U+0065 U+0301` */
export const numbers = (characters: string): string =>
  Array.from(
    characters,
    character => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`,
  ).join(' ')

/** Why a character has no meaning that others know. */
export function whyMeaningless(character: string | undefined): string {
  if (character === undefined) return 'nobody else knows what they mean'
  const codePoint = character.codePointAt(0) ?? 0
  if ((codePoint & 0xfffe) === 0xfffe || (codePoint >= 0xfdd0 && codePoint <= 0xfdef)) {
    return 'a noncharacter, which is for use inside of programs'
  }
  const isPrivate = (codePoint >= 0xe000 && codePoint <= 0xf8ff) || codePoint >= 0xf0000
  return isPrivate
    ? 'a private-use character, which one font draws and no other'
    : 'Unicode 15.1 has no such character'
}

/** The letters of a word that are Latin or that are not, each once: those of which there are fewer. */
export function fewerLetters(word: string): string[] {
  const letters = Array.from(word).filter(character => /\p{L}/u.test(character))
  const latin = letters.filter(letter => /\p{Script=Latin}/u.test(letter))
  const others = letters.filter(letter => !latin.includes(letter))
  return [...new Set(latin.length < others.length ? latin : others)]
}
