import { UsageError } from '../errors.js'
import { counted, enumerated } from '../text/sentence.js'
import type { Member } from './observation.js'
import type { RecordsSeen } from './records-seen.js'

const MANY_MEMBERS = 20
/** More are no columns. */
const TOO_MANY_MEMBERS = 200
const MOST_NAMED = 3

/**
 * What is said where all the data is one record: a file that is one object has its records most likely in a list inside, or under
 * keys of its own. Throws UsageError where those keys are very many.
 */
export function aloneWords({ objects }: RecordsSeen): readonly string[] {
  if (objects.count !== 1) return []
  const { order, others } = objects
  const nested = order.filter(({ values }) => values.objects !== undefined || values.lists !== undefined)
  const isMap = nested.length >= MANY_MEMBERS || order.length >= TOO_MANY_MEMBERS
  if (isMap) {
    const members = `${counted(order.length, 'member')}${others === undefined ? '' : ' and more'}`
    const words = `All is one object, and so one record, of ${members} that are most likely the records themselves.`
    const areObjects = 2 * nested.filter(({ values }) => values.objects !== undefined).length >= order.length
    const parts = areObjects ? '{key} + .value' : '.'
    const fix = `Write each member on a line of JSON Lines, with its key as one more property: jq -c 'to_entries[] | ${parts}' does.`
    if (order.length >= TOO_MANY_MEMBERS) throw new UsageError(words, { fix })
    return [`${words} ${fix}`]
  }
  const lists = order.filter(hasRecords)
  if (lists.length === 0) return []
  const named = enumerated(
    lists
      .slice(0, MOST_NAMED)
      .map(({ name, values }) => `\`${name}\` (${counted(values.lists?.items.count ?? 0, 'object')})`),
  )
  const [first] = lists
  return [
    `All is one object, and so one record. If the records are in ${named}, write each on a line of JSON Lines: jq -c '.${member(first)}[]' does.`,
  ]
}

/** A list of several objects. */
const hasRecords = ({ values }: Member): boolean =>
  values.lists?.items.objects !== undefined && values.lists.items.count > 1

/** A member as jq names it. */
const member = (one: Member | undefined): string =>
  /^[A-Za-z_]\w*$/.test(one?.name ?? '') ? (one?.name ?? '') : JSON.stringify(one?.name ?? '')
