import { listWalk } from './lists.js'
import { type NumberRules, numberWalk } from './numbers.js'
import { objectWalk } from './objects.js'
import { OPEN_BRACE, OPEN_BRACKET, QUOTE, UNKNOWN, type Walk } from './scan.js'
import { stringWalk } from './strings.js'
import { type Words, wordWalk } from './words.js'

/** Deeper values are left to the plain way. */
const MAX_LEVELS = 32

const anyNumber: NumberRules = {
  integer: false,
  minimum: Number.NEGATIVE_INFINITY,
  maximum: Number.POSITIVE_INFINITY,
  above: Number.NEGATIVE_INFINITY,
  below: Number.POSITIVE_INFINITY,
  divisors: [],
  values: undefined,
}

/** Makes the walk over a value of which nothing is asked but that it is sound JSON, and no string that is avoided. */
export function anythingWalk(avoided: Words, levels = MAX_LEVELS): Walk {
  const number = numberWalk(anyNumber)
  const string = stringWalk({
    least: 0,
    most: Number.POSITIVE_INFINITY,
    words: undefined,
    tests: [],
    isDate: false,
    avoided,
  })
  const nothing = wordWalk('null')
  const yes = wordWalk('true')
  const no = wordWalk('false')
  // A walk is never inside of itself: each level has its own, made when it is needed.
  let members: { list: Walk; object: Walk } | undefined
  const membersWalk = () => {
    const items = anythingWalk(avoided, levels - 1)
    members ??= {
      list: listWalk({ least: 0, most: Number.POSITIVE_INFINITY, unique: false, items }),
      object: objectWalk({ members: [], others: items, least: 0, most: Number.POSITIVE_INFINITY }),
    }
    return members
  }
  return (scan, at) => {
    const first = scan.bytes[at]!
    if (first === QUOTE) return string(scan, at)
    if (first === OPEN_BRACE || first === OPEN_BRACKET) {
      if (levels === 0) return UNKNOWN
      const { list, object } = members ?? membersWalk()
      return first === OPEN_BRACE ? object(scan, at) : list(scan, at)
    }
    if (first === 0x6e) return nothing(scan, at)
    if (first === 0x74) return yes(scan, at)
    return first === 0x66 ? no(scan, at) : number(scan, at)
  }
}
