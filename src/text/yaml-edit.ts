import { isDeepStrictEqual } from 'node:util'
import { type Document, isMap, isNode, isScalar, type Node, parseDocument, Scalar, type YAMLMap } from 'yaml'
import { isPlainYaml, yamlOf } from './yaml-scalar.js'

/**
 * A YAML mapping with `value` at `outer: {inner: …}`, where nothing stood; every other byte, comments included, stays
 * as it is. Only a text that leaves no place for that (a `...` at its end) is written anew, with its comments. A text
 * that has `outer` already as something else than a mapping, or is no mapping, throws.
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
  if (document.errors.length > 0) return false
  try {
    return isDeepStrictEqual(document.toJS(), expected)
  } catch (error) {
    // An alias whose anchor is gone.
    if (error instanceof ReferenceError) return false
    throw error
  }
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

/**
 * A YAML mapping with `value` at `outer: {inner: …}`, in place of what stood there; every other byte stays, comments and line
 * ends included. Undefined where that cannot be done in place.
 */
export function withYamlBlock(
  text: string,
  [outer, inner]: readonly [string, string],
  value: Readonly<Record<string, string>>,
): string | undefined {
  const edited = placed(text, [outer, inner], value)
  if (edited === undefined) return undefined
  const before: unknown = parsed(text).toJS()
  const members = membersIn(before)
  const expected = { ...members, [outer]: { ...membersIn(members[outer]), [inner]: value } }
  return holds(edited, expected) ? edited : undefined
}

const membersIn = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

function placed(
  text: string,
  [outer, inner]: readonly [string, string],
  value: Readonly<Record<string, string>>,
): string | undefined {
  const root: Node | null = parsed(text).contents
  if (root !== null && (!isMap(root) || root.flow)) return undefined
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  const pair = root?.items.find(({ key }) => isScalar(key) && key.value === outer)
  const map = pair?.value
  const member = (indent: string) => [`${yamlOf(inner)}:`, ...membersOf(value, `${indent}  `)].join(lineEnd)
  const after = (at: number, lines: string) => {
    const next = text.indexOf('\n', at)
    const end = next === -1 ? text.length : next + 1
    const before = text.slice(0, end)
    const gap = before === '' || before.endsWith('\n') ? '' : lineEnd
    return `${before}${gap}${lines}${lineEnd}${text.slice(end)}`
  }
  if (pair === undefined) return after(text.length, `${yamlOf(outer)}:${lineEnd}  ${member('  ')}`)
  if (isScalar(map) && isNode(pair.key) && map.value === '')
    return after(pair.key.range?.[1] ?? 0, `  ${member('  ')}`)
  if (!isMap(map)) return undefined
  const old = map.items.find(({ key }) => isScalar(key) && key.value === inner)
  if (map.flow)
    return old === undefined ? intoFlow(text, map, `${yamlOf(inner)}: ${yamlOf(value)}`) : undefined
  const indent = indentOf(text, map)
  if (old === undefined) {
    const end = endOf(map, text)
    return end === undefined ? undefined : after(end, `${indent}${member(indent)}`)
  }
  const start = isNode(old.key) ? old.key.range?.[0] : undefined
  const end = isNode(old.value) ? endOf(old.value, text) : undefined
  if (start === undefined || end === undefined) return undefined
  return `${text.slice(0, start)}${member(indent)}${text.slice(end)}`
}

/** Where the last thing that a node holds ends, without the line ends behind it. */
function endOf(node: Node, text: string): number | undefined {
  const last = isMap(node) && !node.flow ? node.items.at(-1)?.value : undefined
  if (isNode(last)) return endOf(last, text)
  const end = node.range?.[1]
  return end === undefined ? undefined : text.slice(0, end).trimEnd().length
}

/** Several lines stand as they are, where YAML gives them back so. */
function membersOf(value: Readonly<Record<string, string>>, indent: string): string[] {
  return Object.entries(value).flatMap(([key, text]) => {
    const lines = text.split('\n')
    const asTheyAre = lines.length > 1 && lines.every(line => /^(\S.*)?\S$|^$/.test(line)) && printable(text)
    if (!asTheyAre || lines.at(-1) === '') return [`${indent}${key}: ${yamlOf(text)}`]
    return [`${indent}${key}: |-`, ...lines.map(line => (line === '' ? '' : `${indent}  ${line}`))]
  })
}

const printable = (text: string): boolean =>
  !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Cs}/u.test(text)
