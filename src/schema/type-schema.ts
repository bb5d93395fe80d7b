import { saidBy } from './in-place.js'
import { isObject, type SchemaObject } from './keywords.js'
import { resolveReference, targetsOf } from './reference.js'

/** A schema as the compiler of types is given it, and the property names that it would trip over, by what stands for them. */
export interface TypeSchema {
  readonly schema: SchemaObject
  readonly names: ReadonlyMap<string, string>
}

/** Arrays of as many elements become tuples, also when they stand in each other; longer ones stay arrays. */
const MAX_TUPLE = 20

/**
 * Translates a record schema into keywords that json-schema-to-typescript understands, and nothing else: references lead to
 * `$defs` only, values are no schemas, and a property may be called like a keyword.
 */
export function typeSchemaOf(root: SchemaObject): TypeSchema {
  const state: State = { root, definitions: new Map(), waiting: [], names: new Map() }
  const schema = translated(root, state, 1)
  const $defs: Record<string, unknown> = {}
  for (let next = state.waiting.shift(); next !== undefined; next = state.waiting.shift()) {
    $defs[state.definitions.get(next) ?? ''] = asObject(translated(next, state, 1))
  }
  const names = new Map([...state.names].map(([name, stand]) => [stand, name]))
  const defined = Object.keys($defs).length > 0 ? { $defs } : {}
  return { schema: { ...asObject(schema), ...defined }, names }
}

/** The compiler follows references to objects only. */
function asObject(schema: unknown): SchemaObject {
  if (isObject(schema)) return schema
  return schema === false ? { allOf: [false] } : {}
}

interface State {
  readonly root: SchemaObject
  /** Names of the schemas that references lead to. */
  readonly definitions: Map<SchemaObject, string>
  /** Those that are still to be translated. */
  readonly waiting: SchemaObject[]
  /** What stands for property names. */
  readonly names: Map<string, string>
}

/** `repeats`: how many times the compiler writes out what stands here. */
function translated(schema: unknown, state: State, repeats: number): unknown {
  if (!isObject(schema)) return schema !== false
  const said = saidBy(schema, state.root)
  const references = targetsOf(schema, state.root).map(target =>
    isObject(target) ? { $ref: referenceTo(target, schema, state) } : target !== false,
  )
  const own = ownWords(said, state, repeats)
  const [reference, second] = references
  if (reference === undefined) return own
  const isAnnotated = Object.keys(own).every(keyword => annotations.has(keyword))
  if (second === undefined && isAnnotated) return isObject(reference) ? { ...own, ...reference } : reference
  const { title, description, ...rest } = own
  const about = { ...(title !== undefined && { title }), ...(description !== undefined && { description }) }
  const others = Object.keys(rest).length === 0 ? [] : [rest]
  return { ...about, allOf: [...references, ...others] }
}

const annotations = new Set(['title', 'description', 'deprecated'])

function referenceTo(target: SchemaObject, from: SchemaObject, state: State): string {
  if (target === state.root) return '#'
  const known = state.definitions.get(target)
  if (known !== undefined) return `#/$defs/${known}`
  const spelled = [from['$ref'], from['$dynamicRef'], from['$recursiveRef']].find(
    reference => typeof reference === 'string' && resolveReference(reference, state.root, from) === target,
  )
  const last = String(spelled).split(/[/#]/).at(-1) ?? ''
  const plain = isPlain(last) ? last : 'Definition'
  const taken = new Set([...state.definitions.values()].map(name => name.toLowerCase()))
  let name = plain
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${plain}_${n}`
  state.definitions.set(target, name)
  state.waiting.push(target)
  return `#/$defs/${name}`
}

function ownWords(said: SchemaObject, state: State, repeats: number): Record<string, unknown> {
  const words: Record<string, unknown> = {}
  for (const keyword of ['title', 'description', 'deprecated']) {
    const expected = keyword === 'deprecated' ? 'boolean' : 'string'
    if (typeof said[keyword] === expected) words[keyword] = said[keyword]
  }
  const { type } = said
  if (typeof type === 'string' || Array.isArray(type)) words['type'] = type
  if (typeof words['title'] === 'string' && !/[A-Za-z]/.test(words['title'])) delete words['title']
  const { properties, required } = said
  if (isObject(properties)) {
    words['properties'] = Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [
        standFor(name, state),
        translated(schema, state, repeats),
      ]),
    )
  }
  if (Array.isArray(required)) words['required'] = required.map(name => standFor(String(name), state))
  const undeclared = undeclaredOf(said, state, repeats)
  if (undeclared !== undefined) words['additionalProperties'] = undeclared
  Object.assign(words, elementsOf(said, state, repeats))
  const choices = [...choicesOf(said, state, repeats), ...valuesOf(said)]
  const [[keyword, found] = ['', []], ...more] = choices
  if (keyword !== '') words[keyword] = found
  // Of several choices each holds.
  if (more.length > 0) {
    const all = Array.isArray(words['allOf']) ? words['allOf'] : []
    words['allOf'] = [...all, ...more.map(([keyword, found]) => ({ [keyword]: found }))]
  }
  return words
}

/** TypeScript has every property keep to the type of undeclared ones; these are unknown where something is declared. */
function undeclaredOf(said: SchemaObject, state: State, repeats: number): unknown {
  const schema = said['additionalProperties'] ?? said['unevaluatedProperties']
  if (isObject(said['patternProperties']) && Object.keys(said['patternProperties']).length > 0) return true
  if (!isObject(schema)) return schema
  if (isObject(said['properties']) && Object.keys(said['properties']).length > 0) return true
  return Array.isArray(said['required']) ? true : translated(schema, state, repeats)
}

function elementsOf(said: SchemaObject, state: State, repeats: number): Record<string, unknown> {
  const { minItems: least, maxItems: most, prefixItems, items, additionalItems } = said
  const places = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : undefined
  const rest = places === items ? additionalItems : items
  const fits = (count: unknown): count is number => typeof count === 'number' && repeats * count <= MAX_TUPLE
  const bounds = {
    ...(fits(least) && Number.isInteger(least) && { minItems: least }),
    ...(typeof most === 'number' && (!fits(least) || most >= least) && { maxItems: Math.floor(most) }),
  }
  if (places === undefined) {
    if (items === undefined) return bounds
    const times = fits(least) && least > 0 ? least : 1
    return {
      ...bounds,
      items: translated(items, state, repeats * times * (fits(most) && most > 0 ? most : 1)),
    }
  }
  return {
    ...bounds,
    items: places.map(place => translated(place, state, repeats)),
    ...(rest === undefined || Array.isArray(rest)
      ? {}
      : { additionalItems: translated(rest, state, repeats) }),
  }
}

function choicesOf(said: SchemaObject, state: State, repeats: number): [string, unknown][] {
  return ['allOf', 'anyOf', 'oneOf'].flatMap((keyword): [string, unknown][] => {
    const branches = said[keyword]
    if (!Array.isArray(branches) || branches.length === 0) return []
    return [[keyword, branches.map(branch => translated(branch, state, repeats))]]
  })
}

/** Values that a schema lists. Objects and arrays among them are only said to be such. */
function valuesOf(said: SchemaObject): [string, unknown][] {
  const values = 'const' in said ? [said['const']] : said['enum']
  if (!Array.isArray(values)) return []
  if (values.every(isScalar)) return [['enum', values]]
  const scalars = values.filter(isScalar)
  return [
    [
      'anyOf',
      [
        ...(scalars.length > 0 ? [{ enum: scalars }] : []),
        ...(values.some(isObject) ? [{ type: 'object' }] : []),
        ...(values.some(Array.isArray) ? [{ type: 'array' }] : []),
      ],
    ],
  ]
}

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null

/** Names that are no identifiers, and those that programs find on every object or take for keywords. */
function standFor(name: string, { names }: State): string {
  if (isPlain(name) && !(name in Object.prototype)) return name
  const known = names.get(name)
  if (known !== undefined) return known
  const stand = `warraq_name_${names.size}_`
  names.set(name, stand)
  return stand
}

const isPlain = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name)
