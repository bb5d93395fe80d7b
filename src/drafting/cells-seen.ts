import { addNumber, type NumbersSeen, startNumbers } from './numbers-seen.js'
import { type Observation, startObservation } from './observation.js'
import { addString, type StringsSeen, startStrings } from './strings-seen.js'

/** What was seen of the cells of one column. A cell has no type: what all of them could be is found out on the way. */
export interface CellsSeen {
  /** Cells that are empty, and not in quotes. */
  nulls: number
  readonly strings: StringsSeen
  readonly numbers: NumbersSeen
  integers: boolean
  /** Every text is the one that JavaScript gives the number. */
  shortest: boolean
  /** Every text has the same number of digits after the point, so that a number of them gives the text again. */
  decimals: number | 'other' | undefined
  booleans: boolean
  /** Texts that are spelled as numbers. */
  numeric: number
  /** The first text that is spelled as a number and that no number gives back, and the first that is no number. */
  lost: string | undefined
  other: string | undefined
  /** What every text is spelled like, of what people write and no schema has. */
  habit: Habit | undefined
}

/** Spellings of dates and numbers that say something else elsewhere. */
const habits = [
  {
    pattern: /^\d{1,2}([/.-])\d{1,2}\1\d{4}$/,
    words: (text: string) =>
      `Text, since "${text}" does not say which part is the month: dates are spelled YYYY-MM-DD.`,
  },
  {
    pattern: /^-?\d{1,3}(?:\.\d{3})*,\d+$|^-?\d+,\d+$/,
    words: (text: string) => `Text, since a number has a point before its fraction, and "${text}" a comma.`,
  },
] as const
type Habit = (typeof habits)[number]
const habitOf = (text: string): Habit | undefined =>
  text.length <= LONGEST_SHOWN ? habits.find(({ pattern }) => pattern.test(text)) : undefined

export const startCells = (): CellsSeen => ({
  nulls: 0,
  strings: startStrings(),
  numbers: startNumbers(),
  integers: true,
  shortest: true,
  decimals: undefined,
  booleans: true,
  numeric: 0,
  lost: undefined,
  other: undefined,
  habit: undefined,
})

const INTEGER = /^(?:0|-?[1-9]\d{0,18})$/
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.(\d+))?(?:[eE][+-]?\d+)?$/

/** A number to people, which may have zeros before it. */
const PADDED = /^-?\d+(?:\.\d+)?$/

export function addCell(seen: CellsSeen, text: string | null): void {
  if (text === null) {
    seen.nulls++
    return
  }
  if (seen.strings.count === 0) seen.habit = habitOf(text)
  else if (seen.habit?.pattern.test(text) === false) seen.habit = undefined
  addString(seen.strings, text)
  if (seen.booleans && text !== 'true' && text !== 'false') seen.booleans = false
  if (looksNumeric(text)) addSpelled(seen, text)
  else {
    seen.integers = seen.shortest = false
    seen.decimals = 'other'
    if (seen.other === undefined && text.length <= LONGEST_SHOWN) seen.other = text
  }
}

const LONGEST_SHOWN = 40

/** Whether it is worth while to try: most texts begin with a letter. */
function looksNumeric(text: string): boolean {
  const unit = text.charCodeAt(0)
  return (unit >= 0x30 && unit <= 0x39) || unit === 0x2d
}

function addSpelled(seen: CellsSeen, text: string): void {
  const value = INTEGER.test(text) ? integerOf(text) : undefined
  if (value !== undefined) {
    seen.numeric++
    addNumber(seen.numbers, value)
    seen.decimals = 'other'
    if (typeof value === 'bigint') seen.shortest = false
    return
  }
  seen.integers = false
  const match = NUMBER.exec(text)
  const number = match === null ? Number.NaN : Number(text)
  const digits = match?.[1]?.length ?? 0
  if (Number.isFinite(number)) addNumber(seen.numbers, number)
  const comesBack = String(number) === text
  if (match !== null || PADDED.test(text)) {
    seen.numeric++
    if (!comesBack) seen.lost ??= text
  } else seen.other ??= text.slice(0, LONGEST_SHOWN)
  if (!comesBack) seen.shortest = false
  const isFixed = digits > 0 && digits <= 20 && number.toFixed(digits) === text
  if (!isFixed || (seen.decimals !== undefined && seen.decimals !== digits)) seen.decimals = 'other'
  else seen.decimals = digits
}

function integerOf(text: string): number | bigint | undefined {
  const number = Number(text)
  if (Number.isSafeInteger(number)) return number
  const value = BigInt(text)
  return BigInt.asIntN(64, value) === value ? value : undefined
}

const isNumeric = ({ shortest, decimals }: CellsSeen): boolean => shortest || decimals !== 'other'

/** The values that the cells stand for, and what has to be said of their type. */
export function valuesOf(seen: CellsSeen): {
  readonly values: Observation
  readonly words: string | undefined
} {
  const { strings, nulls, numbers } = seen
  const values = { ...startObservation(), count: strings.count + nulls, nulls }
  if (strings.count === 0) return { values, words: undefined }
  if (seen.integers || isNumeric(seen)) {
    const { decimals } = seen
    const words =
      !seen.integers && !seen.shortest && typeof decimals === 'number'
        ? `All are written with ${decimals} digits after the point, which a number does not keep: 2.50 becomes 2.5.`
        : undefined
    return { values: { ...values, numbers }, words }
  }
  if (seen.booleans) return { values: { ...values, booleans: strings.count }, words: undefined }
  return { values: { ...values, strings }, words: wordsOfText(seen) }
}

/** Why what looks like numbers stays text. */
function wordsOfText({ numeric, strings, lost, other, habit }: CellsSeen): string | undefined {
  if (habit !== undefined) return habit.words(strings.samples[0] ?? '')
  if (2 * numeric < strings.count) return undefined
  if (other !== undefined)
    return `Text, since "${other}" is no number, as ${numeric} of ${strings.count} cells are. If it says that there is no value: --missing "${other}".`
  return lost === undefined ? undefined : `Text, since a number would not give back "${lost}".`
}
