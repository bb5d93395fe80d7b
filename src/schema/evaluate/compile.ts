import type { Json } from '../../text/json.js'
import { type Dialect, isObject, type SchemaObject, subschemas } from '../keywords.js'
import { type Resource, type Resources, resourcesOf } from '../resources.js'
import { arrayKeywords } from './arrays.js'
import {
  all,
  type Check,
  countStep,
  everything,
  type Failure,
  fail,
  type Keyword,
  type KeywordContext,
  mergeSeen,
  nothingSeen,
  type Run,
} from './check.js'
import { logicKeywords } from './logic.js'
import { numberKeywords } from './numbers.js'
import { objectKeywords } from './objects.js'
import { referenceKeywords } from './references.js'
import { stringKeywords } from './strings.js'

/** In the order in which they are checked: `unevaluated…` ask what all others have looked at. */
const { unevaluatedItems, ...ofArrays } = arrayKeywords
const { unevaluatedProperties, ...ofObjects } = objectKeywords
const keywords = new Map<string, Keyword>(
  Object.entries({
    ...referenceKeywords,
    ...logicKeywords,
    ...numberKeywords,
    ...stringKeywords,
    ...ofArrays,
    ...ofObjects,
    unevaluatedItems: unevaluatedItems!,
    unevaluatedProperties: unevaluatedProperties!,
  }),
)

/** Keywords that say something of a value, whatever the dialect, and those that say what another one means. */
export const speakingKeywords: ReadonlySet<string> = new Set([
  ...keywords.keys(),
  ...['then', 'else', 'minContains', 'maxContains', '$anchor', '$dynamicAnchor', '$recursiveAnchor'],
])

/** Keywords that a dialect does not know: there they say nothing. */
const unknownTo: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  '2020-12': new Set(['additionalItems', '$recursiveRef']),
  '2019-09': new Set(['prefixItems', '$dynamicRef']),
  'draft-07': new Set([
    'prefixItems',
    '$dynamicRef',
    '$recursiveRef',
    'dependentRequired',
    'dependentSchemas',
    'unevaluatedItems',
    'unevaluatedProperties',
  ]),
}

export interface EvaluatorOptions {
  readonly dialect: Dialect
  readonly assertsFormats: boolean
}

/** Checks a value against a whole schema document: every failure, none for a valid value. */
export interface Evaluator {
  failures(value: Json): readonly Failure[]
  isValid(value: Json): boolean
}

/**
 * Compiles a schema document into functions, exactly as its dialect says; numbers are compared by their exact decimal
 * values. Throws SyntaxError for a pattern that cannot be run in linear time.
 */
export function compileEvaluator(document: unknown, options: EvaluatorOptions): Evaluator {
  const resources = resourcesOf(document, options.dialect === 'draft-07')
  const check = compilerFor(document, resources, options)(document, resources.root)
  const start = (failures: Failure[] | undefined): Run => ({
    path: [],
    scope: [],
    steps: 0,
    verdicts: new Map(),
    failures,
  })
  return {
    isValid: value => check(value, start(undefined), undefined),
    failures: value => {
      const failures: Failure[] = []
      check(value, start(failures), undefined)
      return failures
    },
  }
}

type Compile = (schema: unknown, resource: Resource) => Check

function compilerFor(document: unknown, resources: Resources, options: EvaluatorOptions): Compile {
  // What a dynamic reference leads to depends on the way: then nothing that was said once can be said again.
  const isFixed = ![...subschemas(document)].some(
    ([schema]) =>
      '$dynamicRef' in schema ||
      '$recursiveRef' in schema ||
      String(schema['$ref']).includes('json-schema.org/'),
  )
  const made = new Map<SchemaObject, Check>()
  return compile

  function compile(schema: unknown, around: Resource): Check {
    if (!isObject(schema)) return schema === false ? nothing : everything
    const known = made.get(schema)
    if (known !== undefined) return known
    const resource = resources.of(schema) ?? around
    let check: Check | undefined
    // A schema that refers to itself finds this one, which is complete once it is called.
    made.set(schema, (value, run, seen) => check?.(value, run, seen) ?? true)
    check = build(schema, resource)
    made.set(schema, check)
    return check
  }

  function build(schema: SchemaObject, resource: Resource): Check {
    const { dialect } = options
    const context: KeywordContext = {
      ...options,
      schema,
      compile: inner => compile(inner, resource),
      follow: reference => {
        const target = resources.resolve(reference, resource)
        if (target === undefined) throw new SyntaxError(`the reference "${reference}" leads nowhere`)
        const check = compile(target.schema, target.resource)
        return isFixed ? askedOnce(target.schema, check) : check
      },
      followDynamic: reference => dynamicCheck(reference, resource),
    }
    const isOldReference = dialect === 'draft-07' && '$ref' in schema
    const checks: Check[] = []
    for (const [name, keyword] of keywords) {
      if (!Object.hasOwn(schema, name) || unknownTo[dialect].has(name)) continue
      if (isOldReference && name !== '$ref') continue
      const check = keyword(schema[name], context)
      if (check !== undefined) checks.push(check)
    }
    const asksWhatWasSeen =
      dialect !== 'draft-07' && ('unevaluatedItems' in schema || 'unevaluatedProperties' in schema)
    return enter(resource, asksWhatWasSeen ? ownSeen(all(checks)) : all(checks))
  }

  function dynamicCheck(reference: string, resource: Resource): Check {
    const target = resources.resolve(reference, resource)
    if (target === undefined) throw new SyntaxError(`the reference "${reference}" leads nowhere`)
    const fixed = compile(target.schema, target.resource)
    const { anchor } = target
    const inScope = (candidate: Resource): unknown =>
      options.dialect === '2019-09'
        ? candidate.recursive
          ? candidate.root
          : undefined
        : candidate.dynamicAnchors.get(anchor ?? '')
    // Only a reference that first leads to a dynamic anchor looks through the scope.
    if (inScope(target.resource) !== target.schema) return fixed
    return (value, run, seen) => {
      for (const candidate of run.scope) {
        const schema = inScope(candidate)
        if (schema !== undefined) return compile(schema, candidate)(value, run, seen)
      }
      return fixed(value, run, seen)
    }
  }
}

const nothing: Check = (value, run) => fail(run, value, 'false', { schema: {} })

/**
 * The verdict on a value that the same schema was asked about before; its failures are told once for each place. Without
 * this, references that multiply would take time beyond measure.
 */
function askedOnce(schema: unknown, check: Check): Check {
  return (value, run, seen) => {
    if (seen !== undefined) return check(value, run, seen)
    const { failures } = run
    let known = run.verdicts.get(schema)
    if (known === undefined) {
      known = new Map()
      run.verdicts.set(schema, known)
    }
    const before = known.get(value)
    if (before?.holds || (before !== undefined && failures === undefined)) return before.holds
    const at = failures === undefined ? '' : run.path.join('/')
    if (before !== undefined && before.failures === failures && before.at === at) return false
    const holds = check(value, run, seen)
    known.set(value, { holds, failures, at })
    return holds
  }
}

/** What a schema asks of its own keywords is not asked of its neighbours'. */
function ownSeen(check: Check): Check {
  return (value, run, seen) => {
    const own = nothingSeen()
    const valid = check(value, run, own)
    if (valid && seen !== undefined) mergeSeen(seen, own)
    return valid
  }
}

function enter(resource: Resource, check: Check): Check {
  return (value, run, seen) => {
    countStep(run)
    if (run.scope.at(-1) === resource) return check(value, run, seen)
    run.scope.push(resource)
    const valid = check(value, run, seen)
    run.scope.pop()
    return valid
  }
}
