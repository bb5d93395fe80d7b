import { isDeepStrictEqual } from 'node:util'
import { type Document, isMap, isNode, isScalar, type Node, parseDocument, Scalar, type YAMLMap } from 'yaml'
import { isPlainYaml, yamlOf } from './yaml-scalar.js'

/**
 * A YAML mapping with `value` at `outer: {inner: …}`, where nothing stood; every other byte, comments included, stays as it is.
 * Only a text that leaves no place for that (a `...` at its end) is written anew, with its comments. A text that
 * has `outer` already as something else than a mapping, or is no mapping, throws.
 */
export function withYamlMember(
  text: string,
  [outer, inner]: readonly [string, string],
  value: string,
): string {
  const wanted = parsed(text)
  const scalar = new Scalar(value)
  if (!isPlainYaml(value)) scalar.type = 'QUOTE_DOUBLE'
  wanted.setIn([outer, inner], scalar)
  const expected: unknown = wanted.toJS()
  const edited = inserted(text, [outer, inner], yamlOf(value))
  if (edited !== undefined && holds(edited, expected)) return edited
  const rewritten = wanted.toString({ lineWidth: 0 })
  if (holds(rewritten, expected)) return rewritten
  throw new Error(`${outer}.${inner} cannot be put into this YAML`)
}

const parsed = (text: string): Document.Parsed =>
  parseDocument(text, { schema: 'failsafe', version: '1.2', uniqueKeys: true, prettyErrors: false })

function holds(text: string, expected: unknown): boolean {
  const document = parsed(text)
  return document.errors.length === 0 && isDeepStrictEqual(document.toJS(), expected)
}

function inserted(
  text: string,
  [outer, inner]: readonly [string, string],
  value: string,
): string | undefined {
  const root: Node | null = parsed(text).contents
  const block = (indent: string) => `${indent}${yamlOf(outer)}:\n${indent}  ${yamlOf(inner)}: ${value}\n`
  if (root === null) return `${ended(text)}${block('')}`
  if (!isMap(root)) return undefined
  const pair = root.items.find(({ key }) => isScalar(key) && key.value === outer)
  if (pair === undefined) {
    if (root.flow) return intoFlow(text, root, `${yamlOf(outer)}: { ${yamlOf(inner)}: ${value} }`)
    return `${ended(text)}${block(indentOf(text, root))}`
  }
  if (!isMap(pair.value)) return undefined
  if (pair.value.flow) return intoFlow(text, pair.value, `${yamlOf(inner)}: ${value}`)
  const last = pair.value.items.at(-1)
  const end = isNode(last?.value) ? last.value.range?.[1] : undefined
  if (end === undefined) return undefined
  const lineEnd = text.indexOf('\n', end - 1)
  const at = lineEnd === -1 ? text.length : lineEnd + 1
  const line = `${indentOf(text, pair.value)}${yamlOf(inner)}: ${value}\n`
  return `${ended(text.slice(0, at))}${line}${text.slice(at)}`
}

const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)

/** Before the closing brace. */
function intoFlow(text: string, map: YAMLMap, member: string): string | undefined {
  const end = map.range?.[1]
  if (end === undefined || text[end - 1] !== '}') return undefined
  const before = text.slice(0, end - 1).trimEnd()
  const comma = map.items.length > 0 && !before.endsWith(',') ? ', ' : ' '
  return `${before}${comma}${member} ${text.slice(end - 1)}`
}

/** The white space before the first key of a block mapping. */
function indentOf(text: string, map: YAMLMap): string {
  const key = map.items[0]?.key
  const start = (isNode(key) ? key.range?.[0] : undefined) ?? 0
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start)
  return indent.trim() === '' ? indent : ''
}
