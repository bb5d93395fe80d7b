// The blocks whose letters run from right to left, those reserved for such scripts included.
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

export const isRightToLeft = (text: string): boolean => RIGHT_TO_LEFT.test(text)

/** Between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE: what stands beside it keeps its place on a terminal. */
export const isolated = (text: string): string => `\u2068${text}\u2069`

/** Isolates what is quoted and runs from right to left. */
export function isolateQuoted(text: string): string {
  if (!isRightToLeft(text)) return text
  return text.replaceAll(/"[^"]*"|`[^`]*`/g, quoted => (isRightToLeft(quoted) ? isolated(quoted) : quoted))
}

/** Isolates a path whose end would draw the digits after it over, or whose start would turn the whole line around. */
export function isolatePath(path: string): string {
  if (!isRightToLeft(path)) return path
  const letters = path.match(/\p{L}/gu) ?? []
  return [letters[0], letters.at(-1)].some(letter => isRightToLeft(letter ?? '')) ? isolated(path) : path
}
