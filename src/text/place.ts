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

function columnAt(text: string, start: number, end: number, first = 1): number {
  let column = first
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0xdc00 || unit > 0xdfff) column++
  }
  return column
}

/** Where a text stands in its file. `byte` counts from 0. */
export interface Origin extends Place {
  readonly byte: number
}

/** So many UTF-16 units lie between two places that are kept to go back to. */
const STEP = 4096

/**
 * Places in the file of UTF-16 offsets into a text that begins at `origin`. Offsets that come in order cost one walk
 * of the text together; going back costs a walk of some thousand characters at most.
 */
export function placesWithin(text: string, origin: Origin): (offset: number) => Origin {
  const kept = [origin]
  let last = 0
  let place = origin
  const walk = (end: number): void => {
    let { line, column } = place
    let from = last
    for (let at = text.indexOf('\n', from); at !== -1 && at < end; at = text.indexOf('\n', from)) {
      line++
      column = 1
      from = at + 1
    }
    column = columnAt(text, from, end, column)
    place = { line, column, byte: place.byte + Buffer.byteLength(text.slice(last, end)) }
    last = end
  }
  return offset => {
    const end = Math.min(offset, text.length)
    if (end < last || end - last > STEP) {
      const nearest = Math.min(Math.floor(end / STEP), kept.length - 1)
      last = startOf(nearest)
      place = kept[nearest] ?? origin
    }
    while (kept.length * STEP <= end && last <= startOf(kept.length)) {
      walk(startOf(kept.length))
      kept.push(place)
    }
    walk(end)
    return place
  }

  /** Where a kept place stands: never within a pair of surrogates. */
  function startOf(number: number): number {
    const at = number * STEP
    const unit = text.charCodeAt(at)
    return at > 0 && unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at
  }
}
