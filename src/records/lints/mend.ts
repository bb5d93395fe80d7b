import type { Code } from '../../problem.js'
import { lints } from './index.js'

/**
 * A text without what lints find and a program may mend, and the codes of what was mended, each once. What one mend
 * brings to light (a doubled space that was two odd ones) the next round mends: a mended text has nothing left to mend.
 */
export function mendText(
  text: string,
  language: string | undefined,
): { readonly text: string; readonly codes: readonly Code[] } {
  const codes = new Set<Code>()
  let mended = text
  for (let before: string | undefined; before !== mended; ) {
    before = mended
    for (const { code, mend } of lints) {
      const next = mend?.(mended, language) ?? mended
      if (next !== mended) codes.add(code)
      mended = next
    }
  }
  return { text: mended, codes: [...codes] }
}
