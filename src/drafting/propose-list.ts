import { counted } from '../text/sentence.js'
import { declaredInside } from './declared-type.js'
import { medianLength } from './lengths.js'
import type { ListsSeen } from './observation.js'
import type { Place, Proposal } from './proposal.js'

/** So many lists of one length, and no other, are no accident; longer ones are no tuples. */
const ENOUGH = 20
const LONGEST_TUPLE = 16

export function proposeList({ lengths, items }: ListsSeen, place: Place): Proposal {
  const { count, min, max } = lengths
  const extent =
    min === max ? `of ${min}` : `of ${min} to ${max}, half of them at most ${medianLength(lengths)}`
  const seen = [`${counted(count, 'list')} ${extent}`]
  const { items: declared } = place.declared ?? {}
  if (items.count === 0 && declared !== undefined)
    return { keywords: { type: 'array', items: declared }, seen, guesses: [] }
  if (items.count === 0) {
    return { keywords: { type: 'array' }, seen, guesses: ['No list has an element, so anything may be one.'] }
  }
  const inside = {
    ...place,
    pointer: `${place.pointer}/*`,
    name: '',
    isKey: false,
    marks: {},
    declared: declaredInside(place.declared, undefined),
    said: [],
  }
  const isTuple = min === max && max <= LONGEST_TUPLE && count >= ENOUGH
  return {
    keywords: {
      type: 'array',
      ...(isTuple && { minItems: min, maxItems: max }),
      items: place.propose(items, inside),
    },
    seen,
    guesses: isTuple ? [`Guessed that every list has ${counted(max, 'element')}.`] : [],
  }
}
