/** What is coloured, as the parameters of SGR that begin and end it. */
const tones = {
  error: [31, 39],
  warning: [33, 39],
  info: [36, 39],
  good: [32, 39],
  strong: [1, 22],
  faint: [2, 22],
  mark: [4, 24],
} as const

type Paint = (tone: keyof typeof tones, text: string) => string

/** Colours what our own code says; what comes from an input has no escape sequences left. */
export function paintFor(color: boolean): Paint {
  if (!color) return (_, text) => text
  return (tone, text) => (text === '' ? '' : `\u001b[${tones[tone][0]}m${text}\u001b[${tones[tone][1]}m`)
}
