import { valueAt } from '../text/pointer.js'
import { type Dialect, dialectOf, isObject, type SchemaObject, subschemas } from './keywords.js'

/**
 * The schema (an object or a boolean) that a reference names; undefined where there is none in the same file. `from` is the
 * schema object that holds the reference: its place decides what a relative reference means.
 */
export function resolveReference(reference: string, root: SchemaObject, from: SchemaObject): unknown {
  const index = indexOf(root)
  const base = index.bases.get(from) ?? index.base
  const [named = '', encoded = ''] = splitAt(reference)
  const address = named === '' ? base : withoutFragment(absolute(named, base))
  const resource = index.resources.get(address)
  if (resource === undefined) return undefined
  const fragment = decodeFragment(encoded)
  const target =
    fragment === '' || fragment.startsWith('/')
      ? valueAt(resource, fragment)
      : index.anchors.get(`${address}#${fragment}`)
  if (typeof target === 'boolean') return target
  if (!isObject(target)) return undefined
  // A definition may stand under a keyword of someone's own, where no schema is looked for.
  if (!index.bases.has(target)) addResource(index, target, address)
  return target
}

/** Keywords of a dialect whose value is a reference to another schema. */
export const referenceKeywords: Record<Dialect, readonly string[]> = {
  '2020-12': ['$ref', '$dynamicRef'],
  '2019-09': ['$ref', '$recursiveRef'],
  'draft-07': ['$ref'],
}

/**
 * The schemas that hold together with `schema` because it refers to them. A reference whose target depends on how
 * the validation came there says nothing: it is left out.
 */
export function targetsOf(schema: SchemaObject, root: SchemaObject): unknown[] {
  return referenceKeywords[dialectOf(root)].flatMap(keyword => {
    const reference = schema[keyword]
    if (typeof reference !== 'string') return []
    if (keyword !== '$ref' && indexOf(root).isDynamic(keyword, reference)) return []
    return [resolveReference(reference, root, schema)]
  })
}

interface Index {
  readonly dialect: Dialect
  readonly base: string
  /** The base URI of each schema object. */
  readonly bases: Map<SchemaObject, string>
  /** Schema resources by their absolute URI. */
  readonly resources: Map<string, SchemaObject>
  /** Anchors by the URI of their resource and their name. */
  readonly anchors: Map<string, SchemaObject>
  /** Whether several schemas answer to what a dynamic reference asks for. */
  readonly isDynamic: (keyword: string, reference: string) => boolean
}

/** What a schema without `$id` is called; a reference relative to it is resolved as any other. */
const UNNAMED = 'schema:///'

const indexes = new WeakMap<SchemaObject, Index>()

function indexOf(root: SchemaObject): Index {
  const known = indexes.get(root)
  if (known !== undefined) return known
  const dynamic = new Map<string, number>()
  for (const [schema] of subschemas(root)) {
    const name = schema['$dynamicAnchor']
    if (typeof name === 'string') dynamic.set(name, (dynamic.get(name) ?? 0) + 1)
    if (schema['$recursiveAnchor'] === true) dynamic.set('', (dynamic.get('') ?? 0) + 1)
  }
  const id = typeof root['$id'] === 'string' ? root['$id'] : ''
  const index: Index = {
    dialect: dialectOf(root),
    base: withoutFragment(absolute(id, UNNAMED)),
    bases: new Map(),
    resources: new Map(),
    anchors: new Map(),
    isDynamic: (keyword, reference) => {
      const name = keyword === '$recursiveRef' ? '' : (reference.split('#')[1] ?? '')
      return (dynamic.get(name) ?? 0) > 1
    },
  }
  indexes.set(root, index)
  index.resources.set(index.base, root)
  addResource(index, root, index.base)
  return index
}

/** Notes the base of every schema object inside `schema`, and the names that they give themselves. */
function addResource(index: Index, schema: SchemaObject, base: string): void {
  const inside = [...subschemas(schema)]
  const bases = new Map([['', base]])
  for (const [part, pointer] of inside) {
    // Parents come before children, so the nearest one around is known.
    const around = bases.get(nearestOf(pointer, bases)) ?? base
    const own = ownBase(part, around, index.dialect)
    bases.set(pointer, own)
    index.bases.set(part, own)
    if (own !== around && !index.resources.has(own)) index.resources.set(own, part)
    for (const anchor of anchorsOf(part, index.dialect)) {
      const name = `${own}#${anchor}`
      if (!index.anchors.has(name)) index.anchors.set(name, part)
    }
  }
}

function nearestOf(pointer: string, known: ReadonlyMap<string, string>): string {
  let at = pointer
  while (at !== '' && !known.has(at)) at = at.slice(0, at.lastIndexOf('/'))
  return at
}

function ownBase(schema: SchemaObject, around: string, dialect: Dialect): string {
  const id = schema['$id']
  if (typeof id !== 'string' || id.startsWith('#')) return around
  // Beside `$ref` draft-07 reads nothing else.
  if (dialect === 'draft-07' && '$ref' in schema) return around
  return withoutFragment(absolute(id, around))
}

function anchorsOf(schema: SchemaObject, dialect: Dialect): string[] {
  const said =
    dialect === 'draft-07'
      ? [typeof schema['$id'] === 'string' && schema['$id'].startsWith('#') ? schema['$id'].slice(1) : '']
      : [schema['$anchor'], dialect === '2020-12' ? schema['$dynamicAnchor'] : '']
  return said.filter(name => typeof name === 'string' && name !== '').map(String)
}

function absolute(reference: string, base: string): string {
  if (URL.canParse(reference, base)) return new URL(reference, base).href
  return reference
}

const splitAt = (uri: string): string[] => {
  const at = uri.indexOf('#')
  return at === -1 ? [uri] : [uri.slice(0, at), uri.slice(at + 1)]
}

const withoutFragment = (uri: string): string => splitAt(uri)[0] ?? ''

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}
