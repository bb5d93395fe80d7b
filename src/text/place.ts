/** Where a character stands: line and column count from 1, columns in code points. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** Place of the UTF-16 `offset` in `text`; lines end at LF. An offset past the end gives the place after the last character. */
export function placeAt(text: string, offset: number): Place {
  const end = Math.min(offset, text.length)
  let line = 1
  let lineStart = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    line++
    lineStart = at + 1
  }
  return { line, column: columnAt(text, lineStart, end) }
}

/** As placeAt for many places of one text, by their code points. */
export function placesOf(text: string): (codePoint: number) => Place {
  const lineStarts = [0]
  let count = 0
  for (const character of text) {
    count++
    if (character === '\n') lineStarts.push(count)
  }
  return codePoint => {
    let [low, high] = [0, lineStarts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((lineStarts[middle] ?? 0) <= codePoint) low = middle
      else high = middle
    }
    return { line: low + 1, column: codePoint - (lineStarts[low] ?? 0) + 1 }
  }
}

function columnAt(text: string, lineStart: number, end: number): number {
  let column = 1
  for (let i = lineStart; i < end; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0xdc00 || unit > 0xdfff) column++
  }
  return column
}
