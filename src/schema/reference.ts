import { type Dialect, dialectOf, type SchemaObject, subschemas } from './keywords.js'
import { type Resources, resourcesOf } from './resources.js'

/**
 * The schema (an object or a boolean) that a reference names; undefined where there is none in the same file or among the
 * standard's own. `from` is the schema object that holds the reference: its place decides what a relative reference means.
 */
export function resolveReference(reference: string, root: SchemaObject, from: SchemaObject): unknown {
  const { resources } = indexOf(root)
  return resources.resolve(reference, resources.of(from) ?? resources.root)?.schema
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
    if (keyword !== '$ref' && isDynamic(keyword, reference, root)) return []
    return [resolveReference(reference, root, schema)]
  })
}

/** Whether several schemas answer to what a dynamic reference asks for. */
function isDynamic(keyword: string, reference: string, root: SchemaObject): boolean {
  const name = keyword === '$recursiveRef' ? '' : (reference.split('#')[1] ?? '')
  return (indexOf(root).dynamic.get(name) ?? 0) > 1
}

interface Index {
  readonly resources: Resources
  /** How many schemas have each dynamic anchor; `''` is `$recursiveAnchor`. */
  readonly dynamic: ReadonlyMap<string, number>
}

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
  const index = { resources: resourcesOf(root, dialectOf(root) === 'draft-07'), dynamic }
  indexes.set(root, index)
  return index
}
