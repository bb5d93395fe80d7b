import { createRequire } from 'node:module'
import type { Ajv, Options } from 'ajv'
import type { Json } from '../text/json.js'
import type { EvaluatorOptions } from './evaluate/compile.js'
import { formatCheck, numberFormats } from './formats.js'
import { type Dialect, isObject, type SchemaObject, subschemas } from './keywords.js'
import { compilePattern } from './pattern.js'
import { resolveReference } from './reference.js'

const require = createRequire(import.meta.url)

/**
 * Compiles a schema with ajv, which is several times as fast as the plain evaluator. Only what ajv does exactly as the
 * standard says is given to it, so that its "valid" can be believed; undefined for any other schema.
 */
export function compileFast(
  document: unknown,
  { dialect, assertsFormats }: EvaluatorOptions,
): ((value: Json) => boolean) | undefined {
  if (!isObject(document) || !isPlain(document, dialect) || isManifold(document)) return undefined
  const ajv = ajvFor(dialect, assertsFormats)
  const names = new Set<string>()
  for (const [schema] of subschemas(document)) {
    if (typeof schema['format'] === 'string') names.add(schema['format'])
  }
  for (const name of names) {
    const check = formatCheck(name)
    if (check !== undefined) ajv.addFormat(name, { type: 'string', validate: check })
  }
  let validate: ReturnType<Ajv['compile']>
  try {
    validate = ajv.compile(document)
  } catch {
    // The standard allows more than ajv does: an empty enum, for one.
    return undefined
  }
  return value => !holdsBigint(value) && validate(value) === true
}

function ajvFor(dialect: Dialect, validateFormats: boolean): Ajv {
  const given = { ...options, validateFormats }
  if (dialect === 'draft-07') {
    const { Ajv }: typeof import('ajv') = require('ajv')
    return new Ajv(given)
  }
  if (dialect === '2019-09') {
    const { Ajv2019 }: typeof import('ajv/dist/2019.js') = require('ajv/dist/2019.js')
    return new Ajv2019(given)
  }
  const { Ajv2020 }: typeof import('ajv/dist/2020.js') = require('ajv/dist/2020.js')
  return new Ajv2020(given)
}

const options: Options = {
  strict: false,
  logger: false,
  ownProperties: true,
  validateSchema: false,
  addUsedSchema: false,
  inlineRefs: false,
  code: {
    optimize: false,
    regExp: Object.assign((source: string) => compilePattern(source), { code: 'compilePattern' }),
  },
}

/** Keywords that ajv reads as the standard does. Names that begin with `x-` and those of annotations say nothing to either. */
const understood = new Set(
  [
    '$schema $id $ref $defs $comment definitions title description default examples deprecated readOnly writeOnly',
    'type enum const minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern format',
    'contentEncoding contentMediaType contentSchema minItems maxItems uniqueItems prefixItems items',
    'minProperties maxProperties required dependentRequired properties patternProperties additionalProperties',
    'propertyNames dependentSchemas allOf anyOf oneOf not if then else',
  ].flatMap(line => line.split(' ')),
)
const onlySince2019 = ['dependentRequired', 'dependentSchemas', 'prefixItems', 'contentSchema']

function isPlain(document: SchemaObject, dialect: Dialect): boolean {
  // What lies elsewhere (in an example, or below a keyword of ours) was not looked at; and ajv does not find a nameless root.
  const places = new Set([...subschemas(document)].map(([, pointer]) => pointer).filter(Boolean))
  for (const [schema, pointer] of subschemas(document)) {
    for (const keyword of Object.keys(schema)) {
      if (!understood.has(keyword) && !keyword.startsWith('x-')) return false
      if (dialect === 'draft-07' && onlySince2019.includes(keyword)) return false
    }
    const { $ref: reference, $id: id, multipleOf, items, properties } = schema
    // Addresses, tuples by position, and what draft-07 ignores beside a reference are left to the plain way.
    if (id !== undefined && pointer !== '') return false
    if (Object.hasOwn(numberFormats, String(schema['format']))) return false
    if (reference !== undefined && !places.has(pointerIn(reference))) return false
    if (dialect === 'draft-07' && reference !== undefined && Object.keys(schema).length > 1) return false
    if (dialect !== '2020-12' && (Array.isArray(items) || 'prefixItems' in schema)) return false
    // ajv divides floats; and it compares every two objects of a list.
    if (multipleOf !== undefined && !Number.isSafeInteger(multipleOf)) return false
    if (schema['uniqueItems'] === true && !hasScalarItems(schema)) return false
    if (isObject(properties) && Object.hasOwn(properties, '__proto__')) return false
    if (holdsBigint(schema)) return false
    // Its comparison of objects calls what a value names `toString` or `valueOf`.
    if (isObjectLike(schema['const']) || [schema['enum']].flat().some(isObjectLike)) return false
  }
  return true
}

/** Schemas that one value may be handed to, each as often as references lead to it. */
const MAX_EXPANDED = 10_000

/** Whether references multiply, or lead back to themselves: ajv follows each of them every time. */
function isManifold(document: SchemaObject): boolean {
  const sizes = new Map<SchemaObject, number>()
  const sizeOf = (schema: SchemaObject): number => {
    const known = sizes.get(schema)
    if (known !== undefined) return known
    sizes.set(schema, Number.POSITIVE_INFINITY)
    let size = 0
    for (const [part] of subschemas(schema)) {
      size++
      const target =
        typeof part['$ref'] === 'string' ? resolveReference(part['$ref'], document, part) : undefined
      if (isObject(target)) size += sizeOf(target)
    }
    sizes.set(schema, size)
    return size
  }
  return sizeOf(document) > MAX_EXPANDED
}

/** The JSON Pointer of a reference inside the document. */
function pointerIn(reference: unknown): string {
  const [, encoded = ''] = /^#(.*)$/s.exec(String(reference)) ?? []
  try {
    return decodeURIComponent(encoded)
  } catch {
    return ''
  }
}

const scalars = new Set<unknown>(['string', 'integer', 'number', 'boolean', 'null'])

function hasScalarItems({ items, prefixItems }: SchemaObject): boolean {
  return prefixItems === undefined && isObject(items) && scalars.has(items['type'])
}

const isObjectLike = (value: unknown): boolean => typeof value === 'object' && value !== null

function holdsBigint(value: unknown): boolean {
  if (typeof value === 'bigint') return true
  if (typeof value !== 'object' || value === null) return false
  for (const key in value) if (holdsBigint(Reflect.get(value, key))) return true
  return false
}
