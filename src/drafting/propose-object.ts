import type { JsonObject } from '../schema/field.js'
import { escapeToken } from '../text/pointer.js'
import { counted } from '../text/sentence.js'
import { type Member, merge, type ObjectsSeen, type Observation, startObservation } from './observation.js'
import type { Place, Proposal } from './proposal.js'

/** So many keys that are rare make a map of their own. */
const MAP_KEYS = 20
const RARE = 0.1

export function proposeObject(objects: ObjectsSeen, place: Place): Proposal {
  const inside = (name: string): Place => ({
    ...place,
    name,
    pointer: `${place.pointer}/${escapeToken(name)}`,
    isKey: false,
    marks: {},
    said: [],
  })
  const { keywords, guesses } = membersOf(objects, inside)
  return {
    keywords: { type: 'object', ...keywords },
    seen: [`${counted(objects.count, 'object')} of ${counted(objects.order.length, 'key')}`],
    guesses,
  }
}

/** The keywords for the members of objects. Keys that are many and rare, or that no property can have, are undeclared. */
export function membersOf(
  objects: ObjectsSeen,
  inside: (name: string) => Place,
): { readonly keywords: JsonObject; readonly guesses: readonly string[] } {
  const rare = objects.order.filter(({ values }) => values.count < RARE * objects.count)
  const isMap = rare.length >= MAP_KEYS || objects.others !== undefined
  const undeclared = objects.order.filter(one => !canBeProperty(one.name) || (isMap && rare.includes(one)))
  const declared = objects.order.filter(one => !undeclared.includes(one))
  const required = declared.filter(({ values }) => values.count === objects.count).map(({ name }) => name)
  const schemaOf = (values: Observation, place: Place) => place.propose(values, place)
  const properties = Object.fromEntries(
    declared.map(one => [one.name, schemaOf(one.values, inside(one.name))]),
  )
  const others =
    undeclared.length > 0 || objects.others !== undefined ? together(undeclared, objects.others) : undefined
  return {
    keywords: {
      additionalProperties: others === undefined ? false : schemaOf(others, inside('*')),
      ...(required.length > 0 && { required }),
      ...(declared.length > 0 && { properties }),
    },
    guesses: others === undefined ? [] : [mapWords(undeclared, isMap)],
  }
}

/** Names that files and programs trip over. */
const canBeProperty = (name: string): boolean =>
  name !== '' && name !== '__proto__' && !/[\u0000-\u001f\u007f]/.test(name) && name.isWellFormed()

function together(members: readonly Member[], others: Observation | undefined): Observation {
  const all = startObservation()
  const budget = { places: 1000 }
  for (const { values } of members) merge(all, values, budget)
  if (others !== undefined) merge(all, others, budget)
  return all
}

const mapWords = (undeclared: readonly Member[], isMap: boolean): string =>
  isMap
    ? `Guessed a map: ${counted(undeclared.length, 'key')} or more stand in few objects each, so that any key is allowed.`
    : `${counted(undeclared.length, 'key')} cannot be the name of a column, so that any other key is allowed.`
