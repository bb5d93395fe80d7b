import { skipSpace, skipString, skipValue, stringAt } from './json-skip.js'
import { tokensOf } from './pointer.js'

/** Where the members of one object or list stand: of each its key (of a list its value) and its value. */
type Members = ReadonlyMap<string, { readonly key: number; readonly value: number }>

/** Tells the UTF-16 offset of the value at a pointer, or with `'key'` that of its key; the nearest parent's where it is missing. */
export type LocateJson = (pointer: string, part: 'key' | 'value') => number

/** `text` is JSON. An object or list is looked through once, and only when something in it is asked for. */
export function locatorFor(text: string): LocateJson {
  const known = new Map<number, Members>()
  const membersAt = (at: number): Members => {
    let members = known.get(at)
    if (members === undefined) {
      members = membersOf(text, at)
      known.set(at, members)
    }
    return members
  }
  const root = skipSpace(text, 0)
  return (pointer, part) => {
    let at = root
    let offset = root
    for (const token of tokensOf(pointer)) {
      const member = membersAt(at).get(token)
      if (member === undefined) return offset
      at = member.value
      offset = part === 'key' ? member.key : member.value
    }
    return offset
  }
}

/** As locatorFor, for one pointer. */
export function locateJson(text: string, pointer: string, part: 'key' | 'value' = 'value'): number {
  return locatorFor(text)(pointer, part)
}

/** Of a key that stands twice the last place counts, as its value does. */
function membersOf(text: string, start: number): Members {
  const members = new Map<string, { key: number; value: number }>()
  const open = text[start]
  if (open !== '{' && open !== '[') return members
  const close = open === '{' ? '}' : ']'
  let at = skipSpace(text, start + 1)
  for (let position = 0; text[at] !== close; position++) {
    const key = at
    let name = String(position)
    if (open === '{') {
      const end = skipString(text, at)
      name = stringAt(text, at, end)
      at = skipSpace(text, skipSpace(text, end) + 1)
    }
    members.set(name, { key, value: at })
    at = skipSpace(text, skipValue(text, at))
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return members
}
