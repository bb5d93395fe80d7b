import { identityOf } from '../../text/identity.js'
import type { Json } from '../../text/json.js'
import {
  all,
  type Check,
  type Failure,
  fail,
  holds,
  type Keyword,
  mergeSeen,
  nothingSeen,
  type Run,
  type Seen,
} from './check.js'
import { isNumeric } from './numbers.js'

type Test = (value: Json) => boolean

const types: Readonly<Record<string, Test>> = {
  null: value => value === null,
  boolean: value => typeof value === 'boolean',
  string: value => typeof value === 'string',
  number: isNumeric,
  integer: value => typeof value === 'bigint' || Number.isInteger(value),
  array: value => Array.isArray(value),
  object: value => typeof value === 'object' && value !== null && !Array.isArray(value),
}

const type: Keyword = (said, context) => {
  const tests = [said].flat().map(name => types[String(name)] ?? (() => false))
  const [only] = tests
  if (tests.length === 1 && only !== undefined)
    return (value, run) => only(value) || fail(run, value, 'type', context)
  return (value, run) => tests.some(test => test(value)) || fail(run, value, 'type', context)
}

const oneOfValues =
  (keyword: 'enum' | 'const', values: readonly unknown[]): Keyword =>
  (_, context) => {
    const allowed = new Set(values.map(value => identityOf(value as Json)))
    return (value, run) => allowed.has(identityOf(value)) || fail(run, value, keyword, context)
  }

/** A branch that is tried; what it has seen counts if it holds. */
function branch(check: Check, value: Json, run: Run, seen: Seen | undefined): boolean {
  if (seen === undefined) return holds(check, value, run, undefined)
  const own = nothingSeen()
  if (!holds(check, value, run, own)) return false
  mergeSeen(seen, own)
  return true
}

/** What each branch has against the value. Only asked for once no branch holds. */
function objections(checks: readonly Check[], value: Json, run: Run): Failure[][] {
  const { failures } = run
  const found = checks.map(check => {
    run.failures = []
    check(value, run, nothingSeen())
    return run.failures
  })
  run.failures = failures
  return found
}

const allOf: Keyword = (schemas, context) =>
  Array.isArray(schemas) ? all(schemas.map(schema => context.compile(schema))) : undefined

const anyOf: Keyword = (schemas, context) => {
  if (!Array.isArray(schemas)) return undefined
  const checks = schemas.map(schema => context.compile(schema))
  return (value, run, seen) => {
    let valid = false
    for (const check of checks) {
      if (!branch(check, value, run, seen)) continue
      valid = true
      // Every branch that holds has its say on what was seen.
      if (seen === undefined) return true
    }
    if (valid || run.failures === undefined) return valid
    return fail(run, value, 'anyOf', context, { branches: objections(checks, value, run) })
  }
}

const oneOf: Keyword = (schemas, context) => {
  if (!Array.isArray(schemas)) return undefined
  const checks = schemas.map(schema => context.compile(schema))
  return (value, run, seen) => {
    const fitting: number[] = []
    const own = seen && nothingSeen()
    for (const [i, check] of checks.entries()) {
      if (!branch(check, value, run, own)) continue
      fitting.push(i + 1)
      if (fitting.length > 1) break
    }
    if (fitting.length === 1) {
      if (seen !== undefined && own !== undefined) mergeSeen(seen, own)
      return true
    }
    if (run.failures === undefined) return false
    if (fitting.length > 1) return fail(run, value, 'oneOf', context, { about: fitting.join(' and ') })
    return fail(run, value, 'oneOf', context, { branches: objections(checks, value, run) })
  }
}

const not: Keyword = (schema, context) => {
  const check = context.compile(schema)
  return (value, run) => !holds(check, value, run, nothingSeen()) || fail(run, value, 'not', context)
}

const conditional: Keyword = (schema, context) => {
  const condition = context.compile(schema)
  const then = 'then' in context.schema ? context.compile(context.schema['then']) : undefined
  const otherwise = 'else' in context.schema ? context.compile(context.schema['else']) : undefined
  return (value, run, seen) => {
    const next = branch(condition, value, run, seen) ? then : otherwise
    return next?.(value, run, seen) ?? true
  }
}

export const logicKeywords: Readonly<Record<string, Keyword>> = {
  type,
  enum: (said, context) => (Array.isArray(said) ? oneOfValues('enum', said)(said, context) : undefined),
  const: (said, context) => oneOfValues('const', [said])(said, context),
  allOf,
  anyOf,
  oneOf,
  not,
  if: conditional,
}
