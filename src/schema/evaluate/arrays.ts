import { identityOf } from '../../text/identity.js'
import type { Json } from '../../text/json.js'
import {
  type Check,
  type FailingKeyword,
  fail,
  holds,
  inside,
  type Keyword,
  type KeywordContext,
} from './check.js'

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

const size =
  (keyword: FailingKeyword, fits: (length: number, limit: number) => boolean): Keyword =>
  (limit, context): Check | undefined =>
    typeof limit === 'number'
      ? (value, run) => !isList(value) || fits(value.length, limit) || fail(run, value, keyword, context)
      : undefined

/** Equal items have equal identities: linear in the size of the list, whatever is in it. */
const uniqueItems: Keyword = (wanted, context) => {
  if (wanted !== true) return undefined
  return (value, run) => {
    if (!isList(value)) return true
    const known = new Set<string>()
    let unique = true
    for (const [i, item] of value.entries()) {
      const identity = identityOf(item)
      if (!known.has(identity)) known.add(identity)
      else {
        fail(run, value, 'uniqueItems', context, { about: i })
        unique = false
        if (run.failures === undefined) return false
      }
    }
    return unique
  }
}

/** Schemas for the items at the first positions. */
const tuple: Keyword = (schemas, context) => {
  if (!Array.isArray(schemas)) return undefined
  const checks = schemas.map(schema => context.compile(schema))
  return (value, run, seen) => {
    if (!isList(value)) return true
    let valid = true
    for (const [i, check] of checks.entries()) {
      const item = value[i]
      if (item === undefined) break
      if (inside(check, item, i, run)) continue
      valid = false
      if (run.failures === undefined) return false
    }
    if (seen !== undefined) seen.first = Math.max(seen.first, Math.min(checks.length, value.length))
    return valid
  }
}

/** One schema for the items from a position on. `false` there means that no more are allowed. */
function rest(keyword: FailingKeyword, from: number, schema: unknown, context: KeywordContext): Check {
  const check = context.compile(schema)
  return (value, run, seen) => {
    if (!isList(value)) return true
    if (seen !== undefined) seen.allItems = true
    if (schema === true || value.length <= from) return true
    if (schema === false) return fail(run, value, keyword, context, { about: from })
    let valid = true
    for (let i = from; i < value.length; i++) {
      if (inside(check, value[i] ?? null, i, run)) continue
      valid = false
      if (run.failures === undefined) return false
    }
    return valid
  }
}

const items: Keyword = (schema, context) => {
  if (Array.isArray(schema)) return context.dialect === '2020-12' ? undefined : tuple(schema, context)
  const prefix = context.dialect === '2020-12' ? context.schema['prefixItems'] : undefined
  return rest('items', Array.isArray(prefix) ? prefix.length : 0, schema, context)
}

const additionalItems: Keyword = (schema, context) => {
  const prefix = context.schema['items']
  return Array.isArray(prefix) ? rest('additionalItems', prefix.length, schema, context) : undefined
}

/** How many items fit; `minContains` and `maxContains` have no meaning without it. */
const contains: Keyword = (schema, context) => {
  const check = context.compile(schema)
  const limit = (name: string, otherwise: number): number => {
    const said = context.dialect === 'draft-07' ? undefined : context.schema[name]
    return typeof said === 'number' ? said : otherwise
  }
  const least = limit('minContains', 1)
  const most = limit('maxContains', Number.POSITIVE_INFINITY)
  const marks = context.dialect === '2020-12'
  return (value, run, seen) => {
    if (!isList(value)) return true
    let count = 0
    for (const [i, item] of value.entries()) {
      if (!holds((inner, run) => inside(check, inner, i, run), item, run, undefined)) continue
      count++
      if (marks) seen?.items.add(i)
    }
    if (count < least)
      return fail(run, value, least === 1 ? 'contains' : 'minContains', context, { about: count })
    return count <= most || fail(run, value, 'maxContains', context, { about: count })
  }
}

const unevaluatedItems: Keyword = (schema, context) => {
  const check = context.compile(schema)
  return (value, run, seen) => {
    if (!isList(value) || seen === undefined || seen.allItems) return true
    let valid = true
    for (let i = seen.first; i < value.length; i++) {
      if (seen.items.has(i)) continue
      if (schema === false) fail(run, value, 'unevaluatedItems', context, { about: i })
      else if (inside(check, value[i] ?? null, i, run)) continue
      valid = false
      if (run.failures === undefined) return false
    }
    seen.allItems = true
    return valid
  }
}

export const arrayKeywords: Readonly<Record<string, Keyword>> = {
  minItems: size('minItems', (length, limit) => length >= limit),
  maxItems: size('maxItems', (length, limit) => length <= limit),
  uniqueItems,
  prefixItems: tuple,
  items,
  additionalItems,
  contains,
  unevaluatedItems,
}
