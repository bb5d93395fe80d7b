import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { tokensOf } from './pointer.js'

export interface YamlText {
  /** Plain values; undefined when the text is not YAML. */
  readonly value: unknown
  readonly faults: readonly YamlFault[]
  /** UTF-16 offset of the value at `pointer` (or of its key); the nearest parent's where it is missing. */
  locate(pointer: string, part?: 'key' | 'value'): number
}

interface YamlFault {
  readonly kind: 'syntax' | 'duplicate-key'
  readonly offset: number
  readonly detail: string
}

/**
 * Reads a YAML 1.2 text. With `scalars: 'strings'` every scalar stays a string (`000123`, `no`, `2020-01-01`), with
 * `'typed'` numbers, booleans and null are read as in JSON; dates stay strings in both.
 */
export function readYaml(text: string, scalars: 'strings' | 'typed'): YamlText {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, {
    schema: scalars === 'strings' ? 'failsafe' : 'core',
    version: '1.2',
    uniqueKeys: true,
    prettyErrors: false,
    lineCounter,
    strict: true,
  })
  // The library says some faults twice.
  const errors = new Map(document.errors.map(error => [`${error.pos[0]} ${error.message}`, error]))
  const faults: YamlFault[] = [...errors.values()].map(({ code, pos, message }) => ({
    kind: code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'syntax',
    offset: pos[0],
    detail: code === 'DUPLICATE_KEY' ? keyAt(text, pos[0]) : message,
  }))
  const locate = (pointer: string, part: 'key' | 'value' = 'value') =>
    offsetOf(document.contents, pointer, part)
  if (faults.length > 0) return { value: undefined, faults, locate }
  try {
    return { value: document.toJS({ maxAliasCount: 50, mapAsMap: false }), faults, locate }
  } catch (fault) {
    const detail = fault instanceof Error ? fault.message : String(fault)
    return { value: undefined, faults: [{ kind: 'syntax', offset: 0, detail }], locate }
  }
}

const keyAt = (text: string, offset: number): string =>
  /^[^\s:]+/.exec(text.slice(offset, offset + 100))?.[0] ?? ''

function offsetOf(root: Node | null, pointer: string, part: 'key' | 'value'): number {
  let node: unknown = root
  let offset = root?.range?.[0] ?? 0
  for (const token of tokensOf(pointer)) {
    if (isMap(node)) {
      const pair = node.items.find(
        item => isPair(item) && isScalar(item.key) && String(item.key.value) === token,
      )
      if (pair === undefined) return offset
      const key = isNode(pair.key) ? pair.key.range?.[0] : undefined
      const value = isNode(pair.value) ? pair.value.range?.[0] : undefined
      offset = (part === 'key' ? key : value) ?? key ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      const item = node.items[Number(token)]
      if (!isNode(item)) return offset
      offset = item.range?.[0] ?? offset
      node = item
    } else {
      return offset
    }
  }
  return offset
}
