import type { Origin } from '../text/place.js'

/** What a run of bytes of a JSON file is, in order: elements begin, go on and end; between them something may be wrong. */
export type JsonEvent =
  | { readonly kind: 'begin'; readonly place: Origin }
  /** Bytes of the element that has begun. They stay as they are. */
  | { readonly kind: 'part'; readonly bytes: Buffer }
  | { readonly kind: 'end' }
  /** `lines`: a second value follows the first, which was no array. */
  | { readonly kind: 'fault'; readonly fault: JsonSeparatorFault; readonly place: Origin }
  /** The list or value has ended, and this follows: what comes now is no record. */
  | { readonly kind: 'rest'; readonly place: Origin }

export type JsonSeparatorFault = 'no-value' | 'no-comma' | 'no-end' | 'lines'

export interface JsonScanner {
  push(chunk: Buffer): Generator<JsonEvent>
  end(): Generator<JsonEvent>
  /** Nothing but space has come so far. */
  isBlank(): boolean
  /** Behind the last byte. */
  place(): Origin
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const LINE_FEED = 0x0a
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

const isSpace = (byte: number): boolean =>
  byte === 0x20 || byte === LINE_FEED || byte === 0x0d || byte === 0x09
const isCloser = (byte: number): boolean => byte === CLOSE_LIST || byte === CLOSE_OBJECT
/** What ends a number or a word that stands among the elements. */
const endsWord = (byte: number): boolean =>
  byte === COMMA ||
  byte === LINE_FEED ||
  byte === QUOTE ||
  byte === OPEN_LIST ||
  byte === OPEN_OBJECT ||
  isCloser(byte)

type State = 'start' | 'first' | 'value' | 'after' | 'word' | 'nested' | 'string' | 'between' | 'rest'

/**
 * Finds where each element of a JSON array begins and ends (or each value of a file that is no array), whatever stands
 * in them: brackets and strings are followed without recursion, and an element ends where its brackets do.
 */
export function jsonScanner({ byte: passed = 0 } = {}): JsonScanner {
  const open = openBrackets()
  const places = placeCounter(passed)
  let state: State = 'start'
  let inList = false
  let escaped = false
  let values = 0

  function* push(chunk: Buffer): Generator<JsonEvent> {
    let from = 0
    const part = (end: number): JsonEvent => ({ kind: 'part', bytes: chunk.subarray(from, end) })
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0
      if (state === 'string') {
        i = endOfString(chunk, i)
        if (i === chunk.length) break
        state = 'nested'
        if (open.depth() > 0) continue
        yield part(i + 1)
        yield ended()
      } else if (state === 'nested') {
        if (byte === QUOTE) state = 'string'
        else if (byte === OPEN_LIST || byte === OPEN_OBJECT) open.push(byte)
        else if (isCloser(byte) && open.close(byte) && open.depth() === 0) {
          yield part(i + 1)
          yield ended()
        }
      } else if (state === 'word') {
        if (!endsWord(byte)) continue
        yield part(i)
        yield ended()
        i--
      } else if (state === 'rest') {
        yield part(chunk.length)
        break
      } else if (!isSpace(byte)) {
        if (state === 'start' && byte === OPEN_LIST) {
          inList = true
          state = 'first'
          continue
        }
        const place = places.at(chunk, i)
        if (state === 'between' && byte === COMMA && values > 0) {
          if (values === 1) yield { kind: 'fault', fault: 'lines', place }
          values = Math.max(values, 2)
          continue
        }
        if (state === 'between' || (state === 'after' && !isSeparator(byte))) {
          yield* extraValue(byte, place)
          if (isRest()) {
            from = i--
            continue
          }
        } else if (inList && byte === COMMA) {
          if (state !== 'after') yield { kind: 'fault', fault: 'no-value', place }
          state = 'value'
          continue
        } else if (inList && byte === CLOSE_LIST) {
          if (state === 'value') yield { kind: 'fault', fault: 'no-value', place }
          state = 'between'
          inList = false
          values = -1
          continue
        }
        from = i
        yield { kind: 'begin', place }
        values += values < 0 ? 0 : 1
        open.clear()
        if (byte === QUOTE) state = 'string'
        else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
          open.push(byte)
          state = 'nested'
        } else state = 'word'
      }
    }
    if (state === 'string' || state === 'nested' || state === 'word') yield part(chunk.length)
    places.pass(chunk)
  }

  const isRest = () => state === 'rest'
  const isSeparator = (byte: number): boolean => inList && (byte === COMMA || byte === CLOSE_LIST)

  /** A value where none may stand: one more record where it looks like that, else what follows the end. */
  function* extraValue(byte: number, place: Origin): Generator<JsonEvent> {
    if (state === 'after') yield { kind: 'fault', fault: 'no-comma', place }
    else if (values < 0 || byte !== OPEN_OBJECT) {
      state = 'rest'
      yield { kind: 'rest', place }
    } else if (values === 1) yield { kind: 'fault', fault: 'lines', place }
  }

  function ended(): JsonEvent {
    state = inList ? 'after' : 'between'
    return { kind: 'end' }
  }

  /** The index of the quote that ends a string; the chunk's length where it goes on. */
  function endOfString(chunk: Buffer, start: number): number {
    for (let i = start; i < chunk.length; i++) {
      const byte = chunk[i]
      if (escaped) escaped = false
      else if (byte === BACKSLASH) escaped = true
      else if (byte === QUOTE) return i
    }
    return chunk.length
  }

  return {
    push,
    isBlank: () => state === 'start',
    place: places.end,
    *end() {
      const inElement = state === 'string' || state === 'nested' || state === 'word'
      if (inElement) yield { kind: 'end' }
      // An element that has no end says so itself.
      const unfinished = inList && (state === 'word' || !inElement)
      if (unfinished) yield { kind: 'fault', fault: 'no-end', place: places.end() }
    },
  }
}

/** More are counted, not kept: an element of that size is no record. */
const MAX_KEPT = 2 ** 26

/** The brackets that are open within an element. */
function openBrackets() {
  let kept = new Uint8Array(64)
  let depth = 0
  let lists = 0
  const drop = () => {
    depth--
    if (kept[depth] === OPEN_LIST) lists--
  }
  return {
    depth: () => depth,
    clear: () => {
      depth = lists = 0
    },
    push: (byte: number) => {
      if (depth === kept.length && depth < MAX_KEPT) {
        const larger = new Uint8Array(depth * 2)
        larger.set(kept)
        kept = larger
      }
      if (depth < kept.length) {
        kept[depth] = byte
        if (byte === OPEN_LIST) lists++
      }
      depth++
    },
    /** Closes the nearest bracket of that kind and all within; false, and nothing, where none is open. */
    close: (byte: number): boolean => {
      if (depth > kept.length) {
        depth--
        return true
      }
      const wanted = byte === CLOSE_LIST ? OPEN_LIST : OPEN_OBJECT
      if ((wanted === OPEN_LIST ? lists : depth - lists) === 0) return false
      while (kept[depth - 1] !== wanted) drop()
      drop()
      return true
    },
  }
}

/** Counts lines and columns as bytes go by: each byte is looked at once. */
function placeCounter(passed: number) {
  let line = 1
  let column = 1
  let within = 0
  const advance = (chunk: Buffer, to: number) => {
    for (
      let at = chunk.indexOf(LINE_FEED, within);
      at !== -1 && at < to;
      at = chunk.indexOf(LINE_FEED, within)
    ) {
      line++
      column = 1
      within = at + 1
    }
    for (; within < to; within++) if (((chunk[within] ?? 0) & 0xc0) !== 0x80) column++
  }
  return {
    at: (chunk: Buffer, index: number): Origin => {
      advance(chunk, index)
      return { line, column, byte: passed + index }
    },
    pass: (chunk: Buffer) => {
      advance(chunk, chunk.length)
      passed += chunk.length
      within = 0
    },
    end: (): Origin => ({ line, column, byte: passed }),
  }
}
