/** Steps over parts of a text that is known to be JSON. Offsets are UTF-16 units. */

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** The first offset from `at` on that is no white space. */
export function skipSpace(text: string, at: number): number {
  for (;;) {
    const unit = text.charCodeAt(at)
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return at
    at++
  }
}

/** The offset behind the string that starts at `at`. */
export function skipString(text: string, at: number): number {
  let end = text.indexOf('"', at + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end + 1
}

function isEscaped(text: string, quote: number): boolean {
  let at = quote - 1
  while (text.charCodeAt(at) === BACKSLASH) at--
  return (quote - at) % 2 === 0
}

/** The offset behind the number, `true`, `false` or `null` that starts at `at`. */
export function skipWord(text: string, at: number): number {
  for (;;) {
    const unit = text.charCodeAt(at)
    // Letters, digits, `+`, `-` and `.`; NaN, past the end, is none of them.
    const isPart =
      (unit >= 0x30 && unit <= 0x39) ||
      (unit >= 0x61 && unit <= 0x7a) ||
      (unit >= 0x41 && unit <= 0x5a) ||
      unit === 0x2e ||
      unit === 0x2b ||
      unit === 0x2d
    if (!isPart) return at
    at++
  }
}

/** The offset behind the value that starts at `at`, whatever is nested in it. */
export function skipValue(text: string, at: number): number {
  let depth = 0
  for (;;) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) at = skipString(text, at)
    else if (unit === 0x7b || unit === 0x5b) {
      depth++
      at++
      continue
    } else if (unit === 0x7d || unit === 0x5d) {
      depth--
      at++
    } else if (unit === 0x2c || unit === 0x3a || unit <= 0x20) {
      at++
      continue
    } else at = skipWord(text, at)
    if (depth === 0) return at
  }
}

/** The offset `count` code points on from `at`, which lies inside a string, whatever is escaped on the way; at most its end. */
export function offsetInString(text: string, at: number, count: number): number {
  let offset = at
  for (let left = count; left > 0 && text.charCodeAt(offset) !== QUOTE; left--)
    offset = behindCharacter(text, offset)
  return offset
}

function behindCharacter(text: string, at: number): number {
  const unit = unitAt(text, at)
  const isHigh = (unit.value & 0xfc00) === 0xd800
  if (!isHigh || unit.end >= text.length) return unit.end
  const next = unitAt(text, unit.end)
  return (next.value & 0xfc00) === 0xdc00 ? next.end : unit.end
}

/** One UTF-16 unit of a string, as it is or as an escape. */
function unitAt(text: string, at: number): { readonly value: number; readonly end: number } {
  if (text.charCodeAt(at) !== BACKSLASH) return { value: text.charCodeAt(at), end: at + 1 }
  if (text[at + 1] !== 'u') return { value: 0, end: at + 2 }
  return { value: Number.parseInt(text.slice(at + 2, at + 6), 16), end: at + 6 }
}

/** The string that stands at `start` to `end`, quotes included. */
export function stringAt(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end - 1)
  return inner.includes('\\') ? String(JSON.parse(text.slice(start, end))) : inner
}
