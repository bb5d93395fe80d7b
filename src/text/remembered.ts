/** So many texts are remembered, of at most so many UTF-16 units each. */
const MAX_KNOWN = 1000
const MAX_LENGTH = 100

/** As `check`, which is a function of the text alone: what was asked before is not looked at again, as few texts stand in many records. */
export function remembered(check: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>()
  return text => {
    if (text.length > MAX_LENGTH) return check(text)
    const before = known.get(text)
    if (before !== undefined) return before
    const is = check(text)
    if (known.size === MAX_KNOWN) known.clear()
    known.set(text, is)
    return is
  }
}
