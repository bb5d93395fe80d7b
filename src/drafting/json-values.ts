import { isUtf8 } from 'node:buffer'
import type { Problem } from '../problem.js'
import { draftOfJson } from '../sources/json-draft.js'
import type { Json } from '../text/json.js'

/** One JSON text among others. */
export interface JsonText {
  readonly bytes: Buffer
  readonly file: string
  readonly line: number
  readonly column: number
  /** Offset of its first byte in the file. */
  readonly byte: number
  /** Its number among the records, from 0. */
  readonly ordinal: number
}

/**
 * The value of one JSON text, undefined where there is none; what is wrong with it goes to `onProblem`. A text that hides
 * nothing from JSON.parse is read by that alone, which is three times as fast.
 */
export function jsonValueOf(text: JsonText, onProblem: (problem: Problem) => void): Json | undefined {
  const quick = quickly(text.bytes)
  if (quick !== undefined) return quick
  const { values, problems } = draftOfJson(text)
  for (const one of problems) onProblem(one)
  return values
}

/** Integers that a float rounds, and halves of characters: `\ud83d`. */
const NEEDS_CARE = /\d{16}|\\u[dD]/

const quickly = (bytes: Buffer): Json | undefined =>
  isUtf8(bytes) ? parsed(bytes.toString('utf8')) : undefined

/** The values of whole lines, each ended by its line feed; undefined where one of them needs more care. */
export function valuesOfLines(block: Buffer): readonly Json[] | undefined {
  if (!isUtf8(block)) return undefined
  // Within JSON no line feed stands in a string.
  const value = parsed(`[${block.toString('utf8', 0, block.length - 1).replaceAll('\n', ',')}]`)
  if (value === undefined || value === null || typeof value !== 'object' || !isList(value)) return undefined
  let lines = 0
  for (let at = block.indexOf(LINE_FEED); at !== -1; at = block.indexOf(LINE_FEED, at + 1)) lines++
  return value.length === lines ? value : undefined
}

const LINE_FEED = 0x0a

function parsed(text: string): Json | undefined {
  if (NEEDS_CARE.test(text)) return undefined
  try {
    const value: Json = JSON.parse(text)
    // Of two equal keys the first is lost: there are more of them in the text than in the value.
    return keysOf(value, 0) === colonsOf(text) ? value : undefined
  } catch {
    return undefined
  }
}

/** How often a quotation mark is followed by a colon: as often as there are keys, where nothing stands between the two. */
function colonsOf(text: string): number {
  let count = 0
  for (let at = text.indexOf('":'); at !== -1; at = text.indexOf('":', at + 2)) count++
  return count
}

/** Deeper values are read with more care. */
const MAX_DEPTH = 64

function keysOf(value: Json, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0
  if (depth > MAX_DEPTH) return Number.NaN
  let count = 0
  if (isList(value)) {
    for (const item of value) if (typeof item === 'object') count += keysOf(item, depth + 1)
    return count
  }
  for (const key in value) {
    count++
    const member = value[key]
    if (typeof member === 'object' && member !== null) count += keysOf(member, depth + 1)
    else if (member === Number.POSITIVE_INFINITY || member === Number.NEGATIVE_INFINITY) return Number.NaN
  }
  return count
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value)
