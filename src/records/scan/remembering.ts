/** Longer texts are not kept, nor more of them than this. */
const MAX_LENGTH = 64
const MAX_KEPT = 1024

/** A check of texts that remembers those which passed lately: languages and licences come again and again. */
export function remembering(check: (text: string) => boolean): (text: string) => boolean {
  const passed = new Set<string>()
  return text => {
    if (text.length > MAX_LENGTH) return check(text)
    if (passed.has(text)) return true
    if (!check(text)) return false
    if (passed.size === MAX_KEPT) passed.clear()
    passed.add(text)
    return true
  }
}
