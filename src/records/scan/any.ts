import { type NumberRules, numberWalk } from './numbers.js'
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  type Scan,
  skipSpace,
  UNKNOWN,
  type Walk,
} from './scan.js'
import { stringEnd } from './strings.js'
import { wordWalk } from './words.js'

/** Deeper values are not walked over. */
const MAX_LEVELS = 64

const unbounded: NumberRules = {
  integer: false,
  minimum: Number.NEGATIVE_INFINITY,
  maximum: Number.POSITIVE_INFINITY,
  above: Number.NEGATIVE_INFINITY,
  below: Number.POSITIVE_INFINITY,
  divisors: [],
  values: undefined,
}
const number = numberWalk(unbounded)
const words: Readonly<Record<number, Walk>> = {
  [0x6e]: wordWalk('null'),
  [0x74]: wordWalk('true'),
  [0x66]: wordWalk('false'),
}

/** Walks over any value that is sound JSON, whatever it is. Keys may stand twice. */
export function anyWalk(scan: Scan, at: number, levels = MAX_LEVELS): number {
  const first = scan.bytes[at]!
  if (first === QUOTE) return stringBehind(scan, at)
  if (first === OPEN_BRACE || first === OPEN_BRACKET) {
    return levels === 0 ? UNKNOWN : membersBehind(scan, at, levels - 1)
  }
  return (words[first] ?? number)(scan, at)
}

function stringBehind(scan: Scan, at: number): number {
  if (scan.bytes[at] !== QUOTE) return UNKNOWN
  const end = stringEnd(scan, at + 1)
  return end === UNKNOWN ? UNKNOWN : end + 1
}

/** The offset behind a list or an object. */
function membersBehind(scan: Scan, start: number, levels: number): number {
  const { bytes } = scan
  const isObject = bytes[start] === OPEN_BRACE
  const close = isObject ? CLOSE_BRACE : CLOSE_BRACKET
  let at = skipSpace(bytes, start + 1)
  if (bytes[at] === close) return at + 1
  for (;;) {
    if (isObject) {
      at = keyBehind(scan, at)
      if (at === UNKNOWN) return UNKNOWN
    }
    at = anyWalk(scan, at, levels)
    if (at === UNKNOWN) return UNKNOWN
    at = skipSpace(bytes, at)
    if (bytes[at] === close) return at + 1
    if (bytes[at] !== COMMA) return UNKNOWN
    at = skipSpace(bytes, at + 1)
  }
}

/** Where the value of the key at `at` begins. */
export function keyBehind(scan: Scan, at: number): number {
  const end = stringBehind(scan, at)
  if (end === UNKNOWN) return UNKNOWN
  const colon = skipSpace(scan.bytes, end)
  return scan.bytes[colon] === COLON ? skipSpace(scan.bytes, colon + 1) : UNKNOWN
}
