import type { Json, JsonObject } from '../../text/json.js'
import { isObject } from '../keywords.js'
import { compilePattern, type Pattern } from '../pattern.js'
import { type Check, type FailingKeyword, fail, inside, type Keyword, tried } from './check.js'

const isRecord = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const size =
  (keyword: FailingKeyword, fits: (count: number, limit: number) => boolean): Keyword =>
  (limit, context): Check | undefined =>
    typeof limit === 'number'
      ? (value, run) =>
          !isRecord(value) ||
          fits(Object.keys(value).length, limit) ||
          fail(run, value, keyword, context, { about: Object.keys(value).length })
      : undefined

const required: Keyword = (names, context) => {
  if (!Array.isArray(names)) return undefined
  const wanted = names.map(String)
  return (value, run) => {
    if (!isRecord(value)) return true
    let valid = true
    for (const name of wanted) {
      if (Object.hasOwn(value, name)) continue
      valid = fail(run, value, 'required', context, { about: name })
      if (run.failures === undefined) return false
    }
    return valid
  }
}

const properties: Keyword = (schemas, context) => {
  if (!isObject(schemas)) return undefined
  const checks = Object.entries(schemas).map(([name, schema]) => ({
    name,
    check: context.compile(schema),
  }))
  return (value, run, seen) => {
    if (!isRecord(value)) return true
    let valid = true
    for (const { name, check } of checks) {
      if (!Object.hasOwn(value, name)) continue
      seen?.keys.add(name)
      if (inside(check, value[name] ?? null, name, run)) continue
      valid = false
      if (run.failures === undefined) return false
    }
    return valid
  }
}

const patternProperties: Keyword = (schemas, context) => {
  if (!isObject(schemas)) return undefined
  const checks = Object.entries(schemas).map(([source, schema]) => ({
    pattern: compilePattern(source),
    check: context.compile(schema),
  }))
  return (value, run, seen) => {
    if (!isRecord(value)) return true
    let valid = true
    for (const key of Object.keys(value)) {
      for (const { pattern, check } of checks) {
        if (!pattern.test(key)) continue
        seen?.keys.add(key)
        if (inside(check, value[key] ?? null, key, run)) continue
        valid = false
        if (run.failures === undefined) return false
      }
    }
    return valid
  }
}

const additionalProperties: Keyword = (schema, context) => {
  const declared = context.schema['properties']
  const names = new Set(isObject(declared) ? Object.keys(declared) : [])
  const said = context.schema['patternProperties']
  const patterns: readonly Pattern[] = isObject(said) ? Object.keys(said).map(compilePattern) : []
  const check = context.compile(schema)
  return (value, run, seen) => {
    if (!isRecord(value)) return true
    if (seen !== undefined) seen.allKeys = true
    if (schema === true) return true
    let valid = true
    for (const key of Object.keys(value)) {
      if (names.has(key) || patterns.some(pattern => pattern.test(key))) continue
      if (schema === false) fail(run, value, 'additionalProperties', context, { about: key })
      else if (inside(check, value[key] ?? null, key, run)) continue
      valid = false
      if (run.failures === undefined) return false
    }
    return valid
  }
}

const unevaluatedProperties: Keyword = (schema, context) => {
  const check = context.compile(schema)
  return (value, run, seen) => {
    if (!isRecord(value) || seen === undefined || seen.allKeys) return true
    let valid = true
    for (const key of Object.keys(value)) {
      if (seen.keys.has(key)) continue
      if (schema === false) fail(run, value, 'unevaluatedProperties', context, { about: key })
      else if (inside(check, value[key] ?? null, key, run)) continue
      valid = false
      if (run.failures === undefined) return false
    }
    seen.allKeys = true
    return valid
  }
}

const propertyNames: Keyword = (schema, context) => {
  const check = context.compile(schema)
  return (value, run) => {
    if (!isRecord(value)) return true
    let valid = true
    for (const key of Object.keys(value)) {
      const failures = tried(check, key, run, undefined)
      if (failures.length === 0) continue
      valid = fail(run, value, 'propertyNames', context, { about: key, branches: [failures] })
      if (run.failures === undefined) return false
    }
    return valid
  }
}

const dependentRequired: Keyword = (lists, context) => {
  if (!isObject(lists)) return undefined
  const needs = Object.entries(lists).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]))
  return (value, run) => {
    if (!isRecord(value)) return true
    let valid = true
    for (const [name, needed] of needs) {
      if (!Object.hasOwn(value, name)) continue
      for (const key of needed.map(String)) {
        if (Object.hasOwn(value, key)) continue
        valid = fail(run, value, 'dependentRequired', context, { about: key, because: name })
        if (run.failures === undefined) return false
      }
    }
    return valid
  }
}

const dependentSchemas: Keyword = (schemas, context) => {
  if (!isObject(schemas)) return undefined
  const checks = Object.entries(schemas)
    .filter(([, schema]) => !Array.isArray(schema))
    .map(([name, schema]) => ({ name, check: context.compile(schema) }))
  return (value, run, seen) => {
    if (!isRecord(value)) return true
    let valid = true
    for (const { name, check } of checks) {
      if (!Object.hasOwn(value, name) || check(value, run, seen)) continue
      valid = false
      if (run.failures === undefined) return false
    }
    return valid
  }
}

/** Split into two keywords since 2019-09; still understood, as its authors meant it. */
const dependencies: Keyword = (said, context) => {
  const lists = dependentRequired(said, context)
  const schemas = dependentSchemas(said, context)
  return (value, run, seen) => {
    const first = lists?.(value, run, seen) ?? true
    if (!first && run.failures === undefined) return false
    return (schemas?.(value, run, seen) ?? true) && first
  }
}

export const objectKeywords: Readonly<Record<string, Keyword>> = {
  minProperties: size('minProperties', (count, limit) => count >= limit),
  maxProperties: size('maxProperties', (count, limit) => count <= limit),
  required,
  dependentRequired,
  properties,
  patternProperties,
  additionalProperties,
  propertyNames,
  dependentSchemas,
  dependencies,
  unevaluatedProperties,
}
