/**
 * A walk over the bytes of one JSON value. It may only say that a value is valid, by the offset behind it, or that it
 * does not know: what it does not know is read and judged the plain way.
 */
export type Walk = (scan: Scan, at: number) => number

/** What a walk gives that does not know. */
export const UNKNOWN = -1

/** The bytes that are walked over, whole lines of UTF-8, and what was learned of the value that was walked over last. */
export interface Scan {
  bytes: Buffer
  /** The same bytes, four at a time, and any number of them at any place. */
  words: Int32Array
  view: DataView
  /** Whether the string that was walked over last has escapes. */
  escaped: boolean
  /** The number that was walked over last, alone: in a property of its own each would be an object. */
  readonly number: Float64Array
  /** For each slot SPAN_SIZE numbers: where a value starts, where it ends, and 1 where it is a string with escapes. */
  readonly spans: Int32Array
}

export const SPAN_SIZE = 3

const nothing = Buffer.alloc(0)

export const newScan = (slots: number): Scan => ({
  bytes: nothing,
  words: new Int32Array(0),
  view: new DataView(new ArrayBuffer(0)),
  escaped: false,
  number: new Float64Array(1),
  spans: new Int32Array(slots * SPAN_SIZE),
})

/** Looks at other bytes: offsets are those of the memory behind the buffer. */
export function lookAt(scan: Scan, { buffer }: Uint8Array): void {
  if (scan.view.buffer === buffer) return
  scan.bytes = Buffer.from(buffer)
  scan.words = new Int32Array(buffer, 0, buffer.byteLength >> 2)
  scan.view = new DataView(buffer)
}

const SPACE = 0x20
const TAB = 0x09
export const LINE_FEED = 0x0a
const RETURN = 0x0d
export const QUOTE = 0x22
export const BACKSLASH = 0x5c
export const COMMA = 0x2c
export const COLON = 0x3a
export const OPEN_BRACE = 0x7b
export const CLOSE_BRACE = 0x7d
export const OPEN_BRACKET = 0x5b
export const CLOSE_BRACKET = 0x5d

/** The first offset from `at` on that is no white space; a line feed ends the line. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let byte = bytes[at]!
  if (byte > SPACE) return at
  while (byte === SPACE || byte === TAB || byte === RETURN) byte = bytes[++at]!
  return at
}

/** The string between the quotes at `start` - 1 and `end`. */
export function stringOf({ bytes }: Scan, start: number, end: number, escaped: boolean): string {
  return escaped
    ? String(JSON.parse(bytes.toString('utf8', start - 1, end + 1)))
    : bytes.toString('utf8', start, end)
}
