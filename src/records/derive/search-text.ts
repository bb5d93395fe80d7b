import { isAssigned, unassignedClass } from '../../text/unicode.js'
import { textOfUnits } from '../text-bytes.js'
import { textRule } from './input.js'

/**
 * The text folded for searching, see ARTICLE.md §5: NFKC, lower case, without Arabic marks, tatweel, zero-width and
 * bidi controls; spelling variants of alef, yeh and teh marbuta as one; ASCII digits; everything else that is no
 * letter, mark or number as single spaces.
 */
export const searchText = textRule('search-text', 1, foldText)

/** `search-text@1` of a text. */
export function foldText(text: string): string {
  return foldPlain(text) ?? foldUnits(lowerCase(assignedOnly(text).normalize('NFKC')))
}

/** The text with a space for everything that Unicode 15.1 does not know, which no later version can then change. */
export function assignedOnly(text: string): string {
  if (!hasUnassigned(text)) return text
  unassigned ??= new RegExp(`[${unassignedClass}]`, 'gv')
  return text.replace(unassigned, ' ')
}
let unassigned: RegExp | undefined

function hasUnassigned(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < FIRST_UNASSIGNED || (units[unit] || fillPage(units, unit, unitOf)) > SPACE) continue
    const codePoint = text.codePointAt(i)!
    if (!isAssigned(codePoint)) return true
    if (codePoint > 0xffff) i++
  }
  return false
}
const FIRST_UNASSIGNED = 0x378

/**
 * Lower case in the root locale. Whether Σ becomes σ or ς depends on its neighbours being cased or ignorable, and for
 * two characters that differs between versions of Unicode: here neither ever is.
 */
export function lowerCase(text: string): string {
  return text.includes('Σ')
    ? text.replace(/[^\u0295\u{1171e}]+/gu, run => run.toLowerCase())
    : text.toLowerCase()
}

/**
 * Folds a text that is NFKC and lower case. `origins` receives, for every unit of the result, the offset of the unit
 * it came from; of a run that became a space, the last.
 */
export function foldUnits(text: string, origins?: Int32Array): string {
  const output = reserve(text.length)
  let length = 0
  let gap = -1
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    let folded = units[unit] || fillPage(units, unit, unitOf)
    let low = 0
    if (folded <= SURROGATE) {
      if (folded === DELETED) continue
      folded = SPACE
      const next = text.charCodeAt(i + 1)
      if (unit < 0xdc00 && isLow(next)) {
        if (KEPT.test(text.slice(i, i + 2))) {
          folded = unit
          low = next
        }
        i++
      }
    }
    if (folded === SPACE) {
      if (length > 0) gap = i
      continue
    }
    if (gap !== -1) {
      if (origins) origins[length] = gap
      output[length++] = SPACE
      gap = -1
    }
    if (low === 0) {
      if (origins) origins[length] = i
      output[length++] = folded
    } else {
      if (origins) origins[length] = i - 1
      output[length++] = folded
      if (origins) origins[length] = i
      output[length++] = low
    }
  }
  return textOfUnits(output.subarray(0, length))
}

// What becomes of a UTF-16 unit: another one to write, SPACE, or one of these.
const DELETED = 1
/** To be looked at with its other half. */
const SURROGATE = 2
/** To be looked at with its neighbours. */
const CONTEXTUAL = 3
const SPACE = 0x20

const KEPT = /^[\p{L}\p{M}\p{N}]/u
const CONTROL = /[\u200b-\u200d\u2060\ufeff\u00ad\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/
const REMOVED = /[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]/
const folds = new Map(
  [...'أاإاآاٱاىيةه'.matchAll(/(.)(.)/g)].map(([, from, to]) => [from!, to!.charCodeAt(0)]),
)

/** What becomes of a unit of a text that is NFKC and lower case. */
function unitOf(unit: number): number {
  if ((unit & 0xf800) === 0xd800) return SURROGATE
  const character = String.fromCharCode(unit)
  if (CONTROL.test(character) || REMOVED.test(character)) return DELETED
  if (!KEPT.test(character) || !isAssigned(unit)) return SPACE
  if (unit >= 0x660 && unit <= 0x669) return unit - 0x660 + 0x30
  if (unit >= 0x6f0 && unit <= 0x6f9) return unit - 0x6f0 + 0x30
  return folds.get(character) ?? unit
}

// Most texts hold only characters that normalization and lower-casing treat one by one, whatever their neighbours.
// For these a table does all of it in one pass; a text with any other character is normalized as a whole.

/** What becomes of a unit of any text. */
function plainUnitOf(unit: number): number {
  if ((unit & 0xf800) === 0xd800) return SURROGATE
  if (unit >= 0x1100 && unit <= 0x11ff) return CONTEXTUAL // Conjoining Jamo compose with one another.
  const character = String.fromCharCode(unit)
  if (!isAssigned(unit)) return SPACE
  const normal = character.normalize('NFKC')
  if (/\p{M}/u.test(normal)) {
    // Of the Arabic marks only U+0653-0655 compose with a letter.
    return normal === character && REMOVED.test(character) && !/[\u0653-\u0655]/.test(character)
      ? DELETED
      : CONTEXTUAL
  }
  const lower = normal.toLowerCase()
  if (character === 'Σ' || lower.length !== 1 || normal.length !== 1) {
    return [...lower].every(part => unitOf(part.charCodeAt(0)) === SPACE) ? SPACE : CONTEXTUAL
  }
  return normal === character || unitOf(lower.charCodeAt(0)) === SPACE
    ? unitOf(lower.charCodeAt(0))
    : CONTEXTUAL
}

/** Tables are filled by pages of 256 units, when the first of them is met. 0: not filled yet. */
const units = new Uint16Array(0x10000)
const plainUnits = new Uint16Array(0x10000)

function fillPage(table: Uint16Array, unit: number, entryOf: (unit: number) => number): number {
  const first = unit & 0xff00
  for (let i = first; i < first + 0x100; i++) table[i] = entryOf(i)
  return table[unit]!
}

/** Undefined when a character depends on its neighbours. */
function foldPlain(text: string): string | undefined {
  const output = reserve(text.length)
  let length = 0
  let gap = false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    let folded = plainUnits[unit] || fillPage(plainUnits, unit, plainUnitOf)
    if (folded <= CONTEXTUAL) {
      if (folded === DELETED) continue
      if (folded === CONTEXTUAL || !isEmoji(unit, text.charCodeAt(i + 1))) return undefined
      folded = SPACE
      i++
    }
    if (folded === SPACE) {
      gap = length > 0
      continue
    }
    if (gap) {
      output[length++] = SPACE
      gap = false
    }
    output[length++] = folded
  }
  return textOfUnits(output.subarray(0, length))
}

/** Whether the pair is in U+1F300-1FAFF: symbols or unassigned, and left alone by NFKC. */
function isEmoji(high: number, low: number): boolean {
  return (
    (high === 0xd83c ? low >= 0xdf00 : high === 0xd83d || (high === 0xd83e && low < 0xdf00)) && isLow(low)
  )
}

const isLow = (unit: number) => (unit & 0xfc00) === 0xdc00

let scratch = new Uint16Array(1 << 16)

function reserve(length: number): Uint16Array {
  if (length > scratch.length) scratch = new Uint16Array(length)
  return scratch
}
