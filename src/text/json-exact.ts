import { exactNumber } from './json-number.js'
import { skipSpace, skipString, skipWord, stringAt } from './json-skip.js'
import type { Json, JsonFault } from './json-value.js'
import { escapeToken } from './pointer.js'

/** Reads a text that JSON.parse accepts and whose nesting is bounded, as it is spelled: what JSON.parse hides is found. */
export function readExactly(text: string): { readonly value: Json; readonly faults: readonly JsonFault[] } {
  const faults: JsonFault[] = []
  let at = skipSpace(text, 0)
  return { value: value(''), faults }

  function value(pointer: string): Json {
    const start = at
    switch (text[at]) {
      case '{':
        return object(pointer)
      case '[':
        return list(pointer)
      case '"': {
        const found = string()
        if (!found.isWellFormed()) faults.push({ kind: 'lone-surrogate', offset: start, pointer })
        return found
      }
      default:
        at = skipWord(text, at)
        return word(text.slice(start, at), start, pointer)
    }
  }

  function string(): string {
    const start = at
    at = skipString(text, at)
    return stringAt(text, start, at)
  }

  function word(literal: string, offset: number, pointer: string): Json {
    if (literal === 'true') return true
    if (literal === 'false') return false
    return literal === 'null' ? null : exactNumber(literal, offset, pointer, faults)
  }

  function list(pointer: string): Json {
    const items: Json[] = []
    for (at = skipSpace(text, at + 1); text[at] !== ']'; ) {
      items.push(value(`${pointer}/${items.length}`))
      next()
    }
    at++
    return items
  }

  function object(pointer: string): Json {
    const entries = new Map<string, Json>()
    for (at = skipSpace(text, at + 1); text[at] !== '}'; ) {
      const offset = at
      const key = string()
      const own = `${pointer}/${escapeToken(key)}`
      if (entries.has(key)) faults.push({ kind: 'duplicate-key', offset, pointer: own, key })
      if (!key.isWellFormed()) faults.push({ kind: 'lone-surrogate', offset, pointer: own })
      at = skipSpace(text, skipSpace(text, at) + 1)
      entries.set(key, value(own))
      next()
    }
    at++
    return Object.fromEntries(entries)
  }

  /** Goes on to the next member or the end. */
  function next(): void {
    at = skipSpace(text, at)
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
}
