import { type MemberNode, parse, type ValueNode } from '@humanwhocodes/momoa'
import { decimalOf, integerOf, isSameDecimal } from './decimal.js'
import { syntaxFault } from './json-syntax.js'
import { escapeToken, tokensOf } from './pointer.js'

/** A value as JSON has it; integers beyond ±(2^53−1) are bigints, unless they are spelled as the float that they are (1e20). */
export type Json =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Json[]
  | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

/** Deeper JSON is refused: no record needs it, and readers of other languages overflow. */
export const MAX_DEPTH = 256

/** Something about a JSON text that its value does not show. Offsets are UTF-16 units into the text. */
export type JsonFault =
  | { readonly kind: 'syntax'; readonly offset: number; readonly detail: string }
  | { readonly kind: 'depth'; readonly offset: number }
  | {
      readonly kind: 'duplicate-key'
      readonly offset: number
      readonly pointer: string
      readonly key: string
    }
  | { readonly kind: 'rounded'; readonly offset: number; readonly pointer: string; readonly literal: string }
  | {
      readonly kind: 'non-finite'
      readonly offset: number
      readonly pointer: string
      readonly literal: string
    }
  | { readonly kind: 'lone-surrogate'; readonly offset: number; readonly pointer: string }

export interface JsonText {
  /** Undefined when the text is not JSON at all. */
  readonly value: Json | undefined
  readonly faults: readonly JsonFault[]
}

/**
 * Reads one JSON text exactly: nothing is rounded or dropped without a fault that says so. A text that equals its
 * own re-serialization hides nothing, long integers aside (1234567890123456800 is also how another one is spelled once
 * it is rounded), and needs no second look.
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
  if (JSON.stringify(value) === text && !/\d{16}|\\ud/.test(text)) return { value, faults: [] }
  return readExactly(text)
}

/** The value of a JSON text that is known to be sound. Throws SyntaxError when it is not. */
export function parseJson(text: string): Json {
  const { value, faults } = readJson(text)
  const fault = faults.find(({ kind }) => kind !== 'rounded')
  if (value === undefined || fault !== undefined) throw new SyntaxError(`not sound JSON: ${fault?.kind}`)
  return value
}

/** UTF-16 offset of the value at `pointer` (or, with `part: 'key'`, of its key); the nearest parent's where it is missing. */
export function locateJson(text: string, pointer: string, part: 'value' | 'key' = 'value'): number {
  return locatorFor(text)(pointer, part)
}

/** As locateJson, for many pointers into one text. */
export function locatorFor(text: string): (pointer: string, part: 'value' | 'key') => number {
  const root = parse(text, { mode: 'json' }).body
  return (pointer, part) => offsetOf(root, pointer, part)
}

function offsetOf(root: ValueNode, pointer: string, part: 'value' | 'key'): number {
  let node = root
  let offset = node.loc.start.offset
  for (const token of tokensOf(pointer)) {
    if (node.type === 'Object') {
      const member = node.members.findLast(({ name }) => keyOf(name) === token)
      if (member === undefined) return offset
      node = member.value
      offset = part === 'key' ? member.name.loc.start.offset : node.loc.start.offset
    } else if (node.type === 'Array') {
      const element = node.elements[Number(token)]
      if (element === undefined) return offset
      node = element.value
      offset = node.loc.start.offset
    } else {
      return offset
    }
  }
  return offset
}

function readExactly(text: string): JsonText {
  const faults: JsonFault[] = []
  const value = exactValue(parse(text, { mode: 'json' }).body, '', text, faults)
  return { value, faults }
}

function exactValue(node: ValueNode, pointer: string, text: string, faults: JsonFault[]): Json {
  const offset = node.loc.start.offset
  switch (node.type) {
    case 'Object':
      return exactObject(node.members, pointer, text, faults)
    case 'Array':
      return node.elements.map(({ value }, i) => exactValue(value, `${pointer}/${i}`, text, faults))
    case 'Number':
      return exactNumber(text.slice(offset, node.loc.end.offset), offset, pointer, faults)
    case 'String':
      if (!node.value.isWellFormed()) faults.push({ kind: 'lone-surrogate', offset, pointer })
      return node.value
    case 'Boolean':
      return node.value
    default:
      return null
  }
}

function exactObject(
  members: readonly MemberNode[],
  pointer: string,
  text: string,
  faults: JsonFault[],
): JsonObject {
  const entries = new Map<string, Json>()
  for (const { name, value } of members) {
    const key = keyOf(name)
    const at = `${pointer}/${escapeToken(key)}`
    const offset = name.loc.start.offset
    if (entries.has(key)) faults.push({ kind: 'duplicate-key', offset, pointer: at, key })
    if (!key.isWellFormed()) faults.push({ kind: 'lone-surrogate', offset, pointer: at })
    entries.set(key, exactValue(value, at, text, faults))
  }
  return Object.fromEntries(entries)
}

function exactNumber(literal: string, offset: number, pointer: string, faults: JsonFault[]): number | bigint {
  const value = Number(literal)
  if (!Number.isFinite(value)) {
    faults.push({ kind: 'non-finite', offset, pointer, literal })
    return value
  }
  const exact = decimalOf(literal)
  if (exact.digits === '') return 0
  if (/^-?\d+$/.test(literal)) return Number.isSafeInteger(value) ? value : BigInt(literal)
  if (isSameDecimal(exact, decimalOf(String(value)))) return value
  const integer = integerOf(exact)
  if (integer !== undefined) return integer
  faults.push({ kind: 'rounded', offset, pointer, literal })
  return value === 0 ? 0 : value
}

function keyOf(name: MemberNode['name']): string {
  return name.type === 'String' ? name.value : name.name
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
