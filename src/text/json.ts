import { readExactly } from './json-exact.js'
import { syntaxFault } from './json-syntax.js'
import type { Json, JsonFault } from './json-value.js'

export type { Json, JsonFault, JsonObject } from './json-value.js'

/** Deeper JSON is refused: no record needs it, and readers of other languages overflow. */
export const MAX_DEPTH = 256

export interface JsonText {
  /** Undefined when the text is not JSON at all. */
  readonly value: Json | undefined
  readonly faults: readonly JsonFault[]
}

/**
 * Reads one JSON text exactly: nothing is rounded or dropped without a fault that says so. A text that equals its
 * own re-serialization, spaces between its values aside, hides nothing, long integers aside (1234567890123456800 is also
 * how another one is spelled once it is rounded), and needs no second look.
 */
export function readJson(text: string): JsonText {
  const deep = depthFault(text)
  if (deep !== undefined) return { value: undefined, faults: [deep] }
  let value: Json
  try {
    value = JSON.parse(text)
  } catch {
    const fault = syntaxFault(text) ?? { offset: 0, detail: 'this is not a JSON text' }
    return { value: undefined, faults: [{ kind: 'syntax', ...fault }] }
  }
  if (isSpelledAs(text, JSON.stringify(value)) && !/\d{16}|\\ud/.test(text)) return { value, faults: [] }
  return readExactly(text)
}

/** Whether the text is the other one with spaces outside of strings, as Python's `json.dumps` writes them. */
function isSpelledAs(text: string, compact: string): boolean {
  if (text.length <= compact.length) return text === compact
  let inString = false
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === SPACE && !inString) continue
    if (unit !== compact.charCodeAt(at++)) return false
    if (unit === QUOTE) inString = !inString
    else if (unit === BACKSLASH && text.charCodeAt(++i) !== compact.charCodeAt(at++)) return false
  }
  return at === compact.length
}

const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c

/** The value of a JSON text that is known to be sound. Throws SyntaxError when it is not. */
export function parseJson(text: string): Json {
  const { value, faults } = readJson(text)
  const fault = faults.find(({ kind }) => kind !== 'rounded')
  if (value === undefined || fault !== undefined) throw new SyntaxError(`not sound JSON: ${fault?.kind}`)
  return value
}

/** Counts brackets first, which is cheap; only a text with very many of them is walked. */
function depthFault(text: string): JsonFault | undefined {
  if (!hasMoreThan(text, '[', MAX_DEPTH / 2) && !hasMoreThan(text, '{', MAX_DEPTH / 2)) return undefined
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (inString) {
      if (unit === 0x5c) i++
      else if (unit === 0x22) inString = false
    } else if (unit === 0x22) inString = true
    else if (unit === 0x5b || unit === 0x7b) {
      if (++depth > MAX_DEPTH) return { kind: 'depth', offset: i }
    } else if (unit === 0x5d || unit === 0x7d) depth--
  }
  return undefined
}

function hasMoreThan(text: string, character: string, limit: number): boolean {
  let count = 0
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) {
    if (++count > limit) return true
  }
  return false
}
