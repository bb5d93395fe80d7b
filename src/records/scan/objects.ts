import { keysOf, startSeen } from './keys.js'
import { CLOSE_BRACE, COMMA, OPEN_BRACE, SPAN_SIZE, skipSpace, UNKNOWN, type Walk } from './scan.js'

export interface Member {
  readonly name: string
  readonly walk: Walk
  readonly required: boolean
  /** Where its place is noted; undefined where nobody asks. */
  readonly slot: number | undefined
}

/** What an object must be: these members, and others where there is a walk for them, each once. */
export interface ObjectRules {
  readonly members: readonly Member[]
  readonly others?: Walk | undefined
  readonly least: number
  readonly most: number
}

/** Walks over an object. It must not be handed a value inside of its own: schemas that refer to themselves are not walked. */
export function objectWalk({ members, others, least, most }: ObjectRules): Walk {
  const keys = keysOf(members.map(({ name }) => name))
  const walks = members.map(({ walk }) => walk)
  const isRequired = Uint8Array.from(members, ({ required }) => (required ? 1 : 0))
  const slots = Int32Array.from(members, ({ slot }) => slot ?? -1)
  const wanted = members.filter(({ required }) => required).length
  /** The number of the object that each member was last seen in. */
  const seen = new Int32Array(members.length)
  let object = 0
  /** What followed each member the last time, and what came first: records are mostly made by one program. */
  const following = Int32Array.from([...members.keys(), members.length], i => (i + 1) % (members.length + 1))
  const START = members.length
  const othersSeen = others && startSeen()

  return (scan, at) => {
    const { bytes, spans } = scan
    if (bytes[at] !== OPEN_BRACE) return UNKNOWN
    if (object === MAX_OBJECTS) {
      seen.fill(0)
      object = 0
    }
    object++
    let missing = wanted
    let count = 0
    let last = START
    othersSeen?.clear()
    at = skipSpace(bytes, at + 1)
    if (bytes[at] !== CLOSE_BRACE) {
      for (;;) {
        let found = following[last]!
        let behind = found === START ? UNKNOWN : keys.behind(scan, at, found)
        if (behind === UNKNOWN) {
          found = keys.find(scan, at)
          if (found !== UNKNOWN) {
            following[last] = found
            behind = keys.behind(scan, at, found)
          } else if (others !== undefined) behind = othersSeen?.behind(scan, at) ?? UNKNOWN
          if (behind === UNKNOWN) return UNKNOWN
        }
        count++
        const start = skipSpace(bytes, behind)
        scan.escaped = false
        if (found === UNKNOWN) {
          at = others === undefined ? UNKNOWN : others(scan, start)
          if (at === UNKNOWN) return UNKNOWN
        } else {
          if (seen[found] === object) return UNKNOWN
          seen[found] = object
          last = found
          missing -= isRequired[found]!
          at = walks[found]!(scan, start)
          if (at === UNKNOWN) return UNKNOWN
          const slot = slots[found]!
          if (slot !== -1) {
            spans[slot * SPAN_SIZE] = start
            spans[slot * SPAN_SIZE + 1] = at
            spans[slot * SPAN_SIZE + 2] = scan.escaped ? 1 : 0
          }
        }
        at = skipSpace(bytes, at)
        if (bytes[at] !== COMMA) break
        at = skipSpace(bytes, at + 1)
      }
      if (bytes[at] !== CLOSE_BRACE) return UNKNOWN
    }
    return missing === 0 && count >= least && count <= most ? at + 1 : UNKNOWN
  }
}

const MAX_OBJECTS = 2 ** 31 - 1
