/** A part of a text in UTF-16 units, half-open, and what is to stand there. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly instead: string
}

/**
 * The text with edits made, which come in order and do not overlap. Millions of them cost no more than their length:
 * nothing is put together from small strings.
 */
export function rewritten(text: string, edits: Iterable<Edit>): string {
  let units: Uint16Array | undefined
  let length = 0
  let kept = 0
  for (const { start, end, instead } of edits) {
    units ??= new Uint16Array(text.length + SPARE)
    const needed = length + (start - kept) + instead.length + (text.length - end)
    if (needed > units.length) {
      const larger: Uint16Array = new Uint16Array(needed + (needed >> 1))
      larger.set(units.subarray(0, length))
      units = larger
    }
    for (let i = kept; i < start; i++) units[length++] = text.charCodeAt(i)
    for (let i = 0; i < instead.length; i++) units[length++] = instead.charCodeAt(i)
    kept = end
  }
  if (units === undefined) return text
  for (let i = kept; i < text.length; i++) units[length++] = text.charCodeAt(i)
  return Buffer.from(units.buffer, 0, length * 2).toString('utf16le')
}

const SPARE = 1024
