import {
  CLOSE_BRACE,
  COLON,
  COMMA,
  OPEN_BRACE,
  QUOTE,
  SPAN_SIZE,
  skipSpace,
  UNKNOWN,
  type Walk,
} from './scan.js'
import { isAt } from './words.js'

export interface Member {
  readonly name: string
  readonly walk: Walk
  readonly required: boolean
  /** Where its place is noted; undefined where nobody asks. */
  readonly slot: number | undefined
}

/** What an object must be: one of these members, and no others, each once. */
export interface ObjectRules {
  readonly members: readonly Member[]
  readonly least: number
  readonly most: number
}

/** Walks over an object. It must not be handed a value inside of its own: schemas that refer to themselves are not walked. */
export function objectWalk({ members, least, most }: ObjectRules): Walk {
  const keys = members.map(({ name }) => Buffer.from(JSON.stringify(name), 'utf8'))
  const asciiKeys = members.map(({ name }) => Buffer.from(asciiKey(name), 'latin1'))
  const wanted = members.filter(({ required }) => required).length
  /** The number of the object that each member was last seen in. */
  const seen = new Int32Array(members.length)
  let object = 0

  const standsAt = (bytes: Uint8Array, at: number, member: number): boolean =>
    isAt(bytes, at, keys[member]!) || isAt(bytes, at, asciiKeys[member]!)
  const find = (bytes: Uint8Array, at: number, guess: number): number => {
    if (standsAt(bytes, at, guess)) return guess
    for (let i = 0; i < keys.length; i++) if (standsAt(bytes, at, i)) return i
    return UNKNOWN
  }

  const spelling = (bytes: Uint8Array, at: number, member: number): Uint8Array =>
    isAt(bytes, at, keys[member]!) ? keys[member]! : asciiKeys[member]!

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
    let guess = 0
    at = skipSpace(bytes, at + 1)
    if (bytes[at] !== CLOSE_BRACE) {
      for (;;) {
        if (bytes[at] !== QUOTE || members.length === 0) return UNKNOWN
        let found = guess
        let key: Uint8Array = keys[guess]!
        if (!isAt(bytes, at, key)) {
          found = find(bytes, at, guess)
          if (found === UNKNOWN) return UNKNOWN
          key = spelling(bytes, at, found)
        }
        if (seen[found] === object) return UNKNOWN
        seen[found] = object
        const { walk, required, slot } = members[found]!
        if (required) missing--
        at = skipSpace(bytes, at + key.length)
        if (bytes[at] !== COLON) return UNKNOWN
        const start = skipSpace(bytes, at + 1)
        scan.escaped = false
        at = walk(scan, start)
        if (at === UNKNOWN) return UNKNOWN
        if (slot !== undefined) {
          spans[slot * SPAN_SIZE] = start
          spans[slot * SPAN_SIZE + 1] = at
          spans[slot * SPAN_SIZE + 2] = scan.escaped ? 1 : 0
        }
        count++
        guess = found + 1 === members.length ? 0 : found + 1
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

/** A key as programs spell it that write nothing but ASCII. */
function asciiKey(name: string): string {
  return JSON.stringify(name).replaceAll(
    /[\u0080-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
