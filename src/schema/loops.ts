import { type Location, type Problem, problem } from '../problem.js'
import { neighboursOf } from './in-place.js'
import { type SchemaObject, subschemas } from './keywords.js'

/** The place in the schema's file of what a JSON Pointer names. */
export type Locate = (pointer: string, part?: 'key' | 'value') => Location

/** Schemas that hand one value on and on: a chain longer than this is refused, since every reader follows it by recursion. */
const MAX_CHAIN = 500

/**
 * Finds references that come back to where they stand without going into the value: no validator would end. Only the
 * reference that closes a loop is named.
 */
export function* checkLoops(root: SchemaObject, at: Locate): Generator<Problem> {
  const pointers = new Map<SchemaObject, string>()
  for (const [schema, pointer] of subschemas(root)) if (!pointers.has(schema)) pointers.set(schema, pointer)
  /** Length of the longest chain that begins here; 0 while it is not known. */
  const lengths = new Map<SchemaObject, number>()
  for (const start of pointers.keys()) {
    const path: Step[] = lengths.has(start) ? [] : [stepAt(start, root)]
    if (path.length > 0) lengths.set(start, 0)
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const next = step.waiting.pop()
      if (next === undefined) {
        lengths.set(step.schema, step.longest + 1)
        path.pop()
        const parent = path.at(-1)
        if (parent !== undefined) parent.longest = Math.max(parent.longest, step.longest + 1)
        continue
      }
      const known = lengths.get(next)
      const limit = known === 0 ? undefined : MAX_CHAIN
      if (known === 0 || path.length + (known ?? 0) > MAX_CHAIN) {
        yield problem('schema/loop', at(placeOf(step.schema, path, pointers)), {
          reference: referenceOf(step.schema, path),
          limit,
        })
        if (limit !== undefined) return
        continue
      }
      if (known !== undefined) step.longest = Math.max(step.longest, known)
      else {
        lengths.set(next, 0)
        path.push(stepAt(next, root))
      }
    }
  }
}

interface Step {
  readonly schema: SchemaObject
  readonly waiting: SchemaObject[]
  longest: number
}

const stepAt = (schema: SchemaObject, root: SchemaObject): Step => ({
  schema,
  waiting: neighboursOf(schema, root),
  longest: 0,
})

const keywords = ['$ref', '$dynamicRef', '$recursiveRef']

/** The nearest schema on the way that holds a reference. */
function holderOf(schema: SchemaObject, path: readonly Step[]): SchemaObject {
  const holds = (one: SchemaObject) => keywords.some(keyword => typeof one[keyword] === 'string')
  if (holds(schema)) return schema
  return path.findLast(step => holds(step.schema))?.schema ?? schema
}

function referenceOf(schema: SchemaObject, path: readonly Step[]): string {
  const holder = holderOf(schema, path)
  return String(keywords.map(keyword => holder[keyword]).find(value => typeof value === 'string') ?? '')
}

function placeOf(
  schema: SchemaObject,
  path: readonly Step[],
  pointers: ReadonlyMap<SchemaObject, string>,
): string {
  const holder = holderOf(schema, path)
  const keyword = keywords.find(name => typeof holder[name] === 'string')
  const pointer = pointers.get(holder) ?? ''
  return keyword === undefined ? pointer : `${pointer}/${keyword}`
}
