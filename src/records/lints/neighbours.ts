/** The code point that ends before an offset in UTF-16 units; 0 at the start. */
export function codePointBefore(text: string, at: number): number {
  if (at <= 0) return 0
  const unit = text.charCodeAt(at - 1)
  if ((unit & 0xfc00) !== 0xdc00 || at < 2) return unit
  const pair = text.codePointAt(at - 2)!
  return pair > 0xffff ? pair : unit
}

/** Whether a number is within one of the bounds: first and last of each range in turn, in order. */
export function isIn(bounds: readonly number[], value: number): boolean {
  for (let i = 0; i < bounds.length; i += 2) {
    if (value < bounds[i]!) return false
    if (value <= bounds[i + 1]!) return true
  }
  return false
}
