import { byCodePoint } from '../text/order.js'
import { escapeToken } from '../text/pointer.js'
import { detectedLanguages } from './detected-languages.js'
import { countDistinct, type Distinct } from './distinct.js'
import { type Lengths, medianLength } from './lengths.js'
import type { Observation } from './observation.js'
import type { RecordsSeen } from './records-seen.js'
import { type ScriptShare, scriptsOf } from './scripts-of.js'
import { textForms } from './text-forms.js'

/** What was seen of one field of records: of a property, or of the elements of a list. */
export interface FieldSeen {
  /** JSON Pointer into a record; every element of a list stands as `*`. */
  readonly pointer: string
  /** How many values there are of each type: string, integer, number, boolean, array, object, null. */
  readonly types: Readonly<Record<string, number>>
  /** Objects around the field that lack it. */
  readonly absent: number
  /** Different texts and numbers; about so many where it is not exact. */
  readonly different: { readonly count: number; readonly exact: boolean } | undefined
  readonly numbers: { readonly min: number | bigint; readonly max: number | bigint } | undefined
  /** Of texts in code points, of lists in elements. */
  readonly lengths: Readonly<Record<'text' | 'list', LengthsSeen | undefined>>
  /** The form that all texts have, by the name of its format. */
  readonly form: string | undefined
  readonly scripts: readonly ScriptShare[]
  /** As a detector guesses them from the samples; none where those are short. */
  readonly languages: readonly string[]
  /** The values that stand most often, where there are few. */
  readonly common: readonly { readonly value: string | number; readonly count: number }[]
  readonly samples: readonly string[]
}

interface LengthsSeen {
  readonly min: number
  readonly median: number
  readonly max: number
}

const MOST_COMMON = 5

/** The fields of records, those inside of others after them. */
export function fieldsSeen({ objects }: RecordsSeen): readonly FieldSeen[] {
  return objects.order.flatMap(({ name, values }) => fieldsAt(values, `/${escapeToken(name)}`, objects.count))
}

function fieldsAt(seen: Observation, pointer: string, around: number): FieldSeen[] {
  const { objects, lists } = seen
  return [
    fieldAt(seen, pointer, around),
    ...(lists === undefined || lists.items.count === 0
      ? []
      : fieldsAt(lists.items, `${pointer}/*`, lists.items.count)),
    ...(objects?.order.flatMap(({ name, values }) =>
      fieldsAt(values, `${pointer}/${escapeToken(name)}`, objects.count),
    ) ?? []),
  ]
}

function fieldAt(seen: Observation, pointer: string, around: number): FieldSeen {
  const { strings, numbers, lists } = seen
  const distinct = strings?.distinct ?? numbers?.distinct
  const formAt =
    strings === undefined || strings.lengths.max === 0
      ? -1
      : textForms.findIndex((_, i) => (strings.forms & (1 << i)) !== 0)
  return {
    pointer,
    types: typesOf(seen),
    absent: around - seen.count,
    different: distinct && countDistinct(distinct, strings?.count ?? numbers?.count ?? 0),
    numbers: numbers && { min: numbers.min, max: numbers.max },
    lengths: { text: strings && lengthsOf(strings.lengths), list: lists && lengthsOf(lists.lengths) },
    form: textForms[formAt]?.says['format'],
    languages: detectedLanguages(strings?.samples ?? []),
    scripts: strings === undefined ? [] : scriptsOf(strings.samples),
    common: distinct === undefined ? [] : commonIn(distinct),
    samples: strings?.samples ?? [],
  }
}

function typesOf({ nulls, booleans, numbers, strings, lists, objects }: Observation): Record<string, number> {
  const isWhole = numbers?.fractions === 0
  const counts: readonly (readonly [string, number])[] = [
    ['string', strings?.count ?? 0],
    ['integer', isWhole ? numbers.count : 0],
    ['number', isWhole ? 0 : (numbers?.count ?? 0)],
    ['boolean', booleans],
    ['array', lists?.lengths.count ?? 0],
    ['object', objects?.count ?? 0],
    ['null', nulls],
  ]
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

const lengthsOf = (lengths: Lengths): LengthsSeen => ({
  min: lengths.min,
  median: medianLength(lengths),
  max: lengths.max,
})

function commonIn({ counts }: Distinct): FieldSeen['common'] {
  if (counts === undefined) return []
  return [...counts]
    .filter(([, count]) => count > 1)
    .sort(([a, x], [b, y]) => y - x || byCodePoint(String(a), String(b)))
    .slice(0, MOST_COMMON)
    .map(([value, count]) => ({ value, count }))
}
