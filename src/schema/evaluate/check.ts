import type { Json } from '../../text/json.js'
import { pointerOf } from '../../text/pointer.js'
import type { Dialect, SchemaObject } from '../keywords.js'
import type { Resource } from '../resources.js'

/** A schema, or one keyword of it, made into a function. True when the value is valid. */
export type Check = (value: Json, run: Run, seen: Seen | undefined) => boolean

/** What one validation carries along. */
export interface Run {
  /** Names and positions from the document to the value that is looked at. */
  readonly path: (string | number)[]
  /** Schema resources entered on the way here, the outermost first: what `$dynamicRef` looks through. */
  readonly scope: Resource[]
  /** Schemas that were applied so far. */
  steps: number
  /** What schemas that references lead to have said of a value, and where it stood: they are asked once. */
  readonly verdicts: Map<unknown, Map<Json, Verdict>>
  /** Where failures are gathered; undefined when only the verdict is wanted, which then stops at the first. */
  failures: Failure[] | undefined
}

interface Verdict {
  readonly holds: boolean
  readonly failures: Failure[] | undefined
  readonly at: string
}

/** Keywords that say no themselves; all others hand on what the schemas inside them say. `false` is the schema that allows nothing. */
export type FailingKeyword =
  | 'type'
  | 'enum'
  | 'const'
  | 'anyOf'
  | 'oneOf'
  | 'not'
  | 'false'
  | 'minimum'
  | 'maximum'
  | 'exclusiveMinimum'
  | 'exclusiveMaximum'
  | 'multipleOf'
  | 'minLength'
  | 'maxLength'
  | 'pattern'
  | 'format'
  | 'minItems'
  | 'maxItems'
  | 'uniqueItems'
  | 'items'
  | 'additionalItems'
  | 'contains'
  | 'minContains'
  | 'maxContains'
  | 'unevaluatedItems'
  | 'minProperties'
  | 'maxProperties'
  | 'required'
  | 'dependentRequired'
  | 'additionalProperties'
  | 'propertyNames'
  | 'unevaluatedProperties'

/** One keyword that a value does not satisfy. */
export interface Failure {
  readonly keyword: FailingKeyword
  /** JSON Pointer of the value. */
  readonly pointer: string
  readonly value: Json
  /** The keyword's own value. */
  readonly expected: unknown
  /** The schema object that holds the keyword. */
  readonly schema: SchemaObject
  /** The key, position or number that the failure is about, where the keyword has one. */
  readonly about?: string | number | undefined
  /** The key that makes another one necessary. */
  readonly because?: string | undefined
  /** Of a choice (`anyOf`, `oneOf`): what each branch has against the value; of a name: why it is refused. */
  readonly branches?: readonly (readonly Failure[])[] | undefined
}

/** Which members of one value a schema has looked at: what `unevaluatedProperties` and `unevaluatedItems` ask for. */
export interface Seen {
  allKeys: boolean
  readonly keys: Set<string>
  allItems: boolean
  /** Items before this position. */
  first: number
  readonly items: Set<number>
}

/** A schema that refers to itself from several places may take time beyond measure. */
export class TooManySteps extends Error {}

/** Enough for any record that can be read; about half a minute. */
const MAX_STEPS = 200_000_000

export function countStep(run: Run): void {
  if (++run.steps > MAX_STEPS) throw new TooManySteps(`more than ${MAX_STEPS} steps`)
}

export const nothingSeen = (): Seen => ({
  allKeys: false,
  keys: new Set(),
  allItems: false,
  first: 0,
  items: new Set(),
})

/** What a branch that holds has seen is seen by the schema around it. */
export function mergeSeen(into: Seen, from: Seen): void {
  into.allKeys ||= from.allKeys
  into.allItems ||= from.allItems
  into.first = Math.max(into.first, from.first)
  for (const key of from.keys) into.keys.add(key)
  for (const item of from.items) into.items.add(item)
}

/** What a keyword's check is made from. */
export interface KeywordContext {
  readonly schema: SchemaObject
  readonly dialect: Dialect
  /** Whether `format` is an assertion. */
  readonly assertsFormats: boolean
  /** The check of a schema that stands inside this one. It is made when it is first needed. */
  compile(schema: unknown): Check
  /** The check of what a reference of this schema leads to. */
  follow(reference: string): Check
  followDynamic(reference: string): Check
}

/** Makes the check of one keyword; undefined where its value asks for nothing. */
export type Keyword = (expected: unknown, context: KeywordContext) => Check | undefined

/** Notes a failure, where failures are gathered. Always false, so that a check can return it. */
export function fail(
  run: Run,
  value: Json,
  keyword: FailingKeyword,
  { schema }: Pick<KeywordContext, 'schema'>,
  more: Pick<Failure, 'about' | 'because' | 'branches'> = {},
): false {
  run.failures?.push({
    keyword,
    pointer: pointerOf(run.path),
    value,
    expected: schema[keyword],
    schema,
    ...more,
  })
  return false
}

/** The failures of a check that is run on the side. */
export function tried(check: Check, value: Json, run: Run, seen: Seen | undefined): readonly Failure[] {
  const { failures } = run
  const found: Failure[] = []
  run.failures = found
  const holds = check(value, run, seen)
  run.failures = failures
  return holds ? [] : found
}

/** The verdict of a check that is run on the side. */
export function holds(check: Check, value: Json, run: Run, seen: Seen | undefined): boolean {
  const { failures } = run
  run.failures = undefined
  const verdict = check(value, run, seen)
  run.failures = failures
  return verdict
}

/** Runs a check on a member of the value. */
export function inside(check: Check, member: Json, token: string | number, run: Run): boolean {
  run.path.push(token)
  const verdict = check(member, run, undefined)
  run.path.pop()
  return verdict
}

export const everything: Check = () => true

/** Holds where all do; where failures are gathered, each is asked. */
export function all(checks: readonly Check[]): Check {
  const [only] = checks
  if (only === undefined) return everything
  if (checks.length === 1) return only
  return (value, run, seen) => {
    let valid = true
    for (const check of checks) {
      if (check(value, run, seen)) continue
      valid = false
      if (run.failures === undefined) return false
    }
    return valid
  }
}
