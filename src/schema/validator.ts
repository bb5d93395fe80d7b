import type { ErrorObject, Options, ValidateFunction } from 'ajv'
import { Ajv } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { UsageError } from '../errors.js'
import { type Finding, problem } from '../problem.js'
import { locateJson } from '../text/json.js'
import { placeAt } from '../text/place.js'
import { ownFormats } from './formats.js'
import type { SchemaObject } from './keywords.js'
import { compilePattern } from './pattern.js'
import { findingsOf } from './violations.js'

/** Checks a value against a schema. Every violation is reported, not only the first. */
export type Validator = (value: unknown) => readonly Finding[]

interface Origin {
  readonly path: string
  readonly text: string
}

/** Compiling a metaschema takes longer than a small export does otherwise: each is compiled once. */
const metaschemas = new Map<string, Ajv>()

/** Throws UsageError for a schema that its own dialect does not allow. */
export function checkDialect(schema: SchemaObject, origin: Origin): void {
  const dialect = String(schema['$schema'] ?? '')
  const ajv = metaschemas.get(dialect) ?? ajvFor(schema)
  metaschemas.set(dialect, ajv)
  if (ajv.validateSchema(schema) === true) return
  const fault = ajv.errors?.[0]
  const pointer = fault?.instancePath ?? ''
  refuse(origin, pointer, `${pointer || 'it'} ${fault?.message ?? 'is not valid'}`)
}

function refuse({ path, text }: Origin, pointer: string, detail: string, cause?: unknown): never {
  const location = { file: path, ...placeAt(text, locateJson(text, pointer)), pointer }
  throw new UsageError(`The schema ${path} cannot be used.`, {
    problems: [problem('schema/invalid', location, { detail })],
    cause,
  })
}

/**
 * Compiles a schema that checkDialect has accepted. `path` and `text` give messages their place. Throws UsageError for a
 * pattern which could not be run in bounded time.
 */
export function compileValidator(schema: SchemaObject, origin: Origin): Validator {
  const ajv = ajvFor(schema)
  let validate: ValidateFunction
  try {
    validate = ajv.compile(schema)
  } catch (cause) {
    return refuse(origin, '', cause instanceof Error ? cause.message : String(cause), cause)
  }
  return value => {
    if (validate(exactlyComparable(value))) return []
    return findingsOf(errorsOf(validate), value)
  }
}

const errorsOf = (validate: ValidateFunction): readonly ErrorObject[] => validate.errors ?? []

function ajvFor(schema: SchemaObject): Ajv {
  const dialect = String(schema['$schema'] ?? '')
  const ajv = dialect.includes('draft-07')
    ? new Ajv(options)
    : dialect.includes('2019-09')
      ? new Ajv2019(options)
      : new Ajv2020(options)
  addFormats.default(ajv, { mode: 'full' })
  for (const [name, check] of Object.entries(ownFormats))
    ajv.addFormat(name, { type: 'string', validate: check })
  return ajv
}

const options: Options = {
  allErrors: true,
  verbose: true,
  strict: false,
  logger: false,
  ownProperties: true,
  validateSchema: false,
  addUsedSchema: false,
  multipleOfPrecision: 12,
  inlineRefs: false,
  code: {
    optimize: false,
    regExp: Object.assign((source: string) => compilePattern(source), { code: 'compilePattern' }),
  },
}

/** ajv knows no bigints: integers beyond ±(2^53−1) are compared as the nearest float. Their exact range is checked elsewhere. */
function exactlyComparable(value: unknown): unknown {
  return holdsBigint(value) ? withoutBigints(value) : value
}

function holdsBigint(value: unknown): boolean {
  if (typeof value === 'bigint') return true
  if (typeof value !== 'object' || value === null) return false
  for (const key in value) if (holdsBigint(Reflect.get(value, key))) return true
  return false
}

function withoutBigints(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(withoutBigints)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutBigints(member)]))
}
