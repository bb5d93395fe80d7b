import type { SchemaObject } from '../schema/keywords.js'
import { escapeToken } from '../text/pointer.js'
import { counted } from '../text/sentence.js'
import { declaredInside } from './declared-type.js'
import { type Member, merge, type ObjectsSeen, type Observation, startObservation } from './observation.js'
import type { Place, Proposal } from './proposal.js'

/** So many keys that are rare make a map; of records more are common, since a column each is what people want. */
const MAP_KEYS = { value: 20, record: 100 }
const RARE = 0.1

export function proposeObject(objects: ObjectsSeen, place: Place): Proposal {
  const inside = (name: string): Place => ({
    ...place,
    name,
    pointer: `${place.pointer}/${escapeToken(name)}`,
    isKey: false,
    marks: {},
    declared: declaredInside(place.declared, name),
    said: [],
  })
  const { keywords, guesses } = membersOf(objects, inside, 'value')
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
  within: 'record' | 'value',
): { readonly keywords: SchemaObject; readonly guesses: readonly string[] } {
  const isProperty = propertiesOf(objects, within)
  const undeclared = objects.order.filter(one => !isProperty(one))
  const declared = objects.order.filter(isProperty)
  const required = declared.filter(({ values }) => values.count === objects.count).map(({ name }) => name)
  const schemaOf = (values: Observation, place: Place) => place.propose(values, place)
  const properties = Object.fromEntries(
    declared.map(one => [one.name, schemaOf(one.values, inside(one.name))]),
  )
  const isOpen = undeclared.length > 0 || objects.others !== undefined
  const others = isOpen ? schemaOf(together(undeclared, objects.others), inside('*')) : false
  return {
    keywords: {
      additionalProperties: others,
      ...(required.length > 0 && { required }),
      ...(declared.length > 0 && { properties }),
    },
    guesses: isOpen ? [openWords(undeclared)] : [],
  }
}

function propertiesOf(objects: ObjectsSeen, within: 'record' | 'value'): (member: Member) => boolean {
  const { order, others, count } = objects
  const isRare = ({ values }: Member): boolean => values.count < RARE * count
  const rare = order.filter(isRare).length
  const isMap =
    rare < order.length || within === 'value' ? rare >= MAP_KEYS[within] || others !== undefined : false
  // Beside so many rare keys a common one is no property, but a key that is often needed.
  if (isMap && within === 'value' && (others !== undefined || 2 * rare >= order.length)) return () => false
  return member => canBeProperty(member.name) && !(isMap && isRare(member))
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

const openWords = (undeclared: readonly Member[]): string =>
  undeclared.length > 0 && undeclared.every(({ name }) => !canBeProperty(name))
    ? `${counted(undeclared.length, 'key')} cannot be the name of a column, so that any other key is allowed.`
    : `Guessed a map: ${counted(undeclared.length, 'key')} or more stand in few objects each, so that any key is allowed.`
