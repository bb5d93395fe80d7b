import type { SchemaObject } from '../schema/keywords.js'
import { byCodePoint } from '../text/order.js'
import { counted, grouped } from '../text/sentence.js'
import { countDistinct } from './distinct.js'
import { medianLength } from './lengths.js'
import type { Place, Proposal } from './proposal.js'
import { characterKinds, type StringsSeen } from './strings-seen.js'
import { textForms } from './text-forms.js'

/** So many texts have to have a form before it is taken for more than an accident. */
const ENOUGH_OF_A_FORM = 5
const ENOUGH_OF_A_LENGTH = 20
const LONGEST_CODE = 64

/** An enum: so many values at most, each of them so often on average. */
const MOST_VALUES = 40
const OFTEN = 10
const ENOUGH_FOR_ENUM = 30
/** The share of values that stand once is about the chance that the next one is new. */
const NEW_VALUES = 0.002

export function proposeStrings(strings: StringsSeen, place: Place, only: boolean): Proposal {
  const { count, lengths } = strings
  const { count: different, exact } = countDistinct(strings.distinct, count)
  const extent =
    lengths.min === lengths.max
      ? counted(lengths.max, 'character')
      : `${grouped(lengths.min)} to ${grouped(lengths.max)} characters, half of them at most ${grouped(medianLength(lengths))}`
  const seen = [
    `${counted(count, 'text')} of ${extent}, ${exact ? '' : 'about '}${grouped(different)} different`,
  ]
  const { keywords, guesses } = narrower(strings, place, only)
  const notEmpty = lengths.min > 0 && Object.keys(keywords).length === 0
  return {
    keywords: { type: 'string', ...keywords, ...(notEmpty && { minLength: 1 }) },
    seen,
    guesses: [...guesses, ...(notEmpty && !place.isKey ? ['Guessed that none is empty.'] : [])],
  }
}

type Narrower = { readonly keywords: SchemaObject; readonly guesses: readonly string[] }
const nothing: Narrower = { keywords: {}, guesses: [] }

function narrower(strings: StringsSeen, { isKey, marks, declared }: Place, only: boolean): Narrower {
  if (typeof declared?.['format'] === 'string') {
    const { type: _, ...said } = declared
    return { keywords: said, guesses: [] }
  }
  if (marks['x-text'] === true || 'format' in marks) return nothing
  const form = formOf(strings, only)
  // A column of text that a file declares stays one.
  const isColumn = declared !== undefined
  if (form !== undefined && !isColumn && !(isKey && form['format'] === 'date')) {
    const [name] = [form['x-column'] ?? form['format']]
    return { keywords: form, guesses: [`Guessed the form ${name}, which all texts have.`] }
  }
  if (isKey) return patternOf(strings, true)
  const values = only || strings.count > 0 ? valuesOf(strings) : undefined
  if (values !== undefined && only) {
    const guess = `Guessed that there are no other values than ${values.length === 1 ? 'this one' : `these ${values.length}`}.`
    return { keywords: { enum: values }, guesses: [guess] }
  }
  return patternOf(strings, false)
}

/** The narrowest form that all texts have; an empty text has none. */
function formOf(
  { forms, lengths, count }: StringsSeen,
  only: boolean,
): Readonly<Record<string, string>> | undefined {
  if (lengths.min === 0 || count < ENOUGH_OF_A_FORM) return undefined
  const found = textForms.find((_, i) => (forms & (1 << i)) !== 0)?.says
  // A column of JSON has no type of its own.
  return found !== undefined && !only && 'x-column' in found ? { format: 'date-time' } : found
}

function valuesOf({ count, distinct }: StringsSeen): readonly string[] | undefined {
  const { counts } = distinct
  if (counts === undefined || count < ENOUGH_FOR_ENUM || counts.size > MOST_VALUES) return undefined
  const once = [...counts.values()].filter(times => times === 1).length
  if (count < OFTEN * counts.size || once > NEW_VALUES * count) return undefined
  return [...counts.keys()].map(String).sort(byCodePoint)
}

/** Codes: ids, and texts that all have the same length and no other characters than letters or digits. */
function patternOf({ characters, lengths, count }: StringsSeen, isId: boolean): Narrower {
  const { other, space, digit } = characterKinds
  if (lengths.min === 0 || characters === 0 || (characters & (other | space)) !== 0) return nothing
  const isFixed = lengths.min === lengths.max && lengths.max <= LONGEST_CODE && count >= ENOUGH_OF_A_LENGTH
  if (!isFixed && !(isId && count >= ENOUGH_OF_A_FORM) && characters !== digit) return nothing
  const times = isFixed ? (lengths.max === 1 ? '' : `{${lengths.max}}`) : '+'
  const pattern = `^[${classOf(characters)}]${times}$`
  return { keywords: { pattern }, guesses: ['Guessed the pattern, which all texts fit.'] }
}

const classOf = (characters: number): string =>
  [
    ['0-9', characterKinds.digit],
    ['a-z', characterKinds.lower],
    ['A-Z', characterKinds.upper],
    ['_', characterKinds.underscore],
    ['-', characterKinds.hyphen],
  ]
    .flatMap(([part, kind]) => ((characters & Number(kind)) === 0 ? [] : [part]))
    .join('')
