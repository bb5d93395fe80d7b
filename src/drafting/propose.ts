import type { SchemaObject } from '../schema/keywords.js'
import { counted, grouped } from '../text/sentence.js'
import { declaredType } from './declared-type.js'
import type { Observation } from './observation.js'
import type { Place, Proposal } from './proposal.js'
import { proposeList } from './propose-list.js'
import { proposeNumbers } from './propose-numbers.js'
import { proposeObject } from './propose-object.js'
import { proposeStrings } from './propose-strings.js'

/** The schema of the values at a place, with a comment that says what was seen, and what was guessed. */
export function proposeSchema(seen: Observation, place: Place): SchemaObject {
  const parts: Proposal[] = []
  if (seen.strings !== undefined)
    parts.push(proposeStrings(seen.strings, place, isOnly(seen, seen.strings.count)))
  if (seen.numbers !== undefined) parts.push(proposeNumbers(seen.numbers, place))
  if (seen.booleans > 0) {
    parts.push({ keywords: { type: 'boolean' }, seen: [counted(seen.booleans, 'truth value')], guesses: [] })
  }
  if (seen.lists !== undefined) parts.push(proposeList(seen.lists, place))
  if (seen.objects !== undefined) parts.push(proposeObject(seen.objects, place))
  const { keywords, seen: words, guesses } = together(parts, seen, place.declared)
  for (const guess of guesses) place.onGuess(place.pointer, guess)
  const nulls = seen.nulls > 0 ? [counted(seen.nulls, 'null')] : []
  const said = [...words, ...nulls].join(', ')
  const comment = [`Seen: ${said === '' ? 'nothing' : said}.`, ...place.said, ...guesses].join(' ')
  return { ...keywords, ...place.marks, $comment: comment }
}

const isOnly = ({ count, nulls }: Observation, own: number): boolean => count - nulls === own

/** Keywords of one type say nothing of values of another, so that several types share a schema. */
function together(
  parts: readonly Proposal[],
  seen: Observation,
  declared: SchemaObject | undefined,
): Proposal {
  if (parts.length === 0 && declaredType(declared) !== undefined) {
    const type = declaredType(declared)
    return {
      keywords: { ...declared, type: seen.nulls > 0 ? [type, 'null'] : type },
      seen: [],
      guesses: ['The type is the one that the file declares, since only nulls stand here.'],
    }
  }
  if (parts.length === 0) {
    if (seen.nulls === 0) return { keywords: {}, seen: [], guesses: ['Anything is allowed.'] }
    return {
      keywords: { type: ['string', 'null'] },
      seen: [],
      guesses: ['Guessed that a value will be a text, since only nulls stand here.'],
    }
  }
  const types = [
    ...parts.map(({ keywords }) => String(keywords['type'])),
    ...(seen.nulls > 0 ? ['null'] : []),
  ]
  const [type = 'null'] = types
  const keywords: SchemaObject = {
    ...Object.assign({}, ...parts.map(part => part.keywords)),
    type: types.length === 1 ? type : types,
    ...(declared?.['x-column'] === 'json' && { 'x-column': 'json' }),
  }
  const several =
    parts.length === 1
      ? []
      : [`Values of ${grouped(parts.length)} types stand here, so that this is a column of JSON.`]
  return {
    keywords: seen.nulls > 0 ? withNull(keywords) : keywords,
    seen: parts.flatMap(part => part.seen),
    guesses: [...several, ...parts.flatMap(part => part.guesses)],
  }
}

function withNull(keywords: SchemaObject): SchemaObject {
  const { enum: values } = keywords
  return Array.isArray(values) ? { ...keywords, enum: [...values, null] } : keywords
}
