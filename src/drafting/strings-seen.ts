import { codePointCount } from '../text/unicode.js'
import { addDistinct, type Distinct, mergeDistinct, startDistinct } from './distinct.js'
import { addLength, type Lengths, mergeLengths, startLengths } from './lengths.js'
import { allForms, formsOf } from './text-forms.js'

/** What was seen of the texts at one place. */
export interface StringsSeen {
  count: number
  /** In code points. */
  readonly lengths: Lengths
  /** The forms that every text but the empty one has, as bits of `textForms`. */
  forms: number
  /** The kinds of characters that occur, as bits of `characterKinds`. */
  characters: number
  readonly distinct: Distinct
  /** The first texts that differ. */
  readonly samples: string[]
}

export const characterKinds = {
  digit: 1,
  lower: 2,
  upper: 4,
  hyphen: 8,
  underscore: 16,
  space: 32,
  other: 64,
} as const

/** Texts that are kept, and how much of each. */
const SAMPLES = 5
const SAMPLE_LENGTH = 4000

export const startStrings = (): StringsSeen => ({
  count: 0,
  lengths: startLengths(),
  forms: allForms,
  characters: 0,
  distinct: startDistinct(),
  samples: [],
})

export function addString(seen: StringsSeen, text: string): void {
  seen.count++
  addLength(seen.lengths, codePointCount(text))
  if (text !== '') {
    if (seen.forms !== 0) seen.forms = formsOf(text, seen.forms)
    if (seen.characters !== characterKinds.other) seen.characters = allKinds(seen.characters | kindsIn(text))
  }
  addDistinct(seen.distinct, text)
  if (seen.samples.length < SAMPLES && text !== '') {
    const sample = text.length <= SAMPLE_LENGTH ? text : text.slice(0, SAMPLE_LENGTH)
    if (!seen.samples.includes(sample)) seen.samples.push(sample)
  }
}

export function mergeStrings(into: StringsSeen, other: StringsSeen): void {
  into.count += other.count
  into.forms &= other.forms
  into.characters = allKinds(into.characters | other.characters)
  mergeLengths(into.lengths, other.lengths)
  mergeDistinct(into.distinct, other.distinct)
  for (const sample of other.samples) {
    if (into.samples.length < SAMPLES && !into.samples.includes(sample)) into.samples.push(sample)
  }
}

/** Once there is another kind, nobody asks for the rest. */
const allKinds = (kinds: number): number =>
  (kinds & characterKinds.other) === 0 ? kinds : characterKinds.other

function kindsIn(text: string): number {
  let kinds = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0x30 && unit <= 0x39) kinds |= characterKinds.digit
    else if (unit >= 0x61 && unit <= 0x7a) kinds |= characterKinds.lower
    else if (unit >= 0x41 && unit <= 0x5a) kinds |= characterKinds.upper
    else if (unit === 0x2d) kinds |= characterKinds.hyphen
    else if (unit === 0x5f) kinds |= characterKinds.underscore
    else if (unit === 0x20) kinds |= characterKinds.space
    else return kinds | characterKinds.other
  }
  return kinds
}
