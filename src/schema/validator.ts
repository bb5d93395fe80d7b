import { UsageError } from '../errors.js'
import { type Finding, problem } from '../problem.js'
import { type Json, readJson } from '../text/json.js'
import { locateJson } from '../text/json-locate.js'
import { placeAt } from '../text/place.js'
import { TooManySteps } from './evaluate/check.js'
import { compileEvaluator, type Evaluator } from './evaluate/compile.js'
import { compileFast } from './fast.js'
import { type Dialect, dialectOf, isObject, type SchemaObject } from './keywords.js'
import { metaschema } from './metaschemas.js'
import { findingsOf } from './violations.js'

/** Checks a value, which is made of what JSON has, against a schema. Every violation is reported, not only the first. */
export type Validator = (value: unknown) => readonly Finding[]

interface Origin {
  readonly path: string
  readonly text: string
}

interface ValidatorOptions {
  /** The standard lets `format` be a mere annotation; here it is checked unless this is false. */
  readonly assertsFormats?: boolean
}

/** Dialects that can be checked, by the address in `$schema`; a schema that names none is read as 2020-12. */
export const dialects: Readonly<Record<string, Dialect>> = {
  'https://json-schema.org/draft/2020-12/schema': '2020-12',
  'https://json-schema.org/draft/2019-09/schema': '2019-09',
  'http://json-schema.org/draft-07/schema': 'draft-07',
}

/** What a schema that names no dialect is read as. */
export const DEFAULT_DIALECT = 'https://json-schema.org/draft/2020-12/schema'

function addressOf(schema: unknown): string {
  const said = isObject(schema) ? schema['$schema'] : undefined
  return typeof said === 'string' ? said.replace(/#$/, '') : DEFAULT_DIALECT
}

const dialectFor = (schema: unknown): Dialect => (isObject(schema) ? dialectOf(schema) : '2020-12')

const metaschemas = new Map<string, Evaluator>()

/** Throws UsageError for a schema that its own dialect does not allow. */
export function checkDialect(schema: unknown, origin: Origin): void {
  const address = addressOf(schema)
  const evaluator =
    metaschemas.get(address) ??
    compileEvaluator(metaschema(address), { dialect: dialectFor(schema), assertsFormats: false })
  metaschemas.set(address, evaluator)
  const [fault] = findingsOf(evaluator.failures(schema as Json))
  if (fault !== undefined) refuse(origin, fault.pointer, fault.message.replace(/\.$/, ''))
}

function refuse({ path, text }: Origin, pointer: string, detail: string, cause?: unknown): never {
  const location = { file: path, ...placeAt(text, locateJson(text, pointer)), pointer }
  throw new UsageError(`The schema ${path} cannot be used.`, {
    problems: [problem('schema/invalid', location, { detail })],
    cause,
  })
}

/** A schema is compiled for speed only when that many values were checked, those aside that follow a wrong one. */
const FAST_FROM = 500

/**
 * Compiles a schema that checkDialect has accepted, from its exact text; `path` is what messages call it. Throws
 * UsageError for a pattern that could not be run in bounded time. There are two ways to check a value: the fast one
 * may only say that it is valid; what it does not like, or cannot judge, is checked and worded by the plain one.
 */
export function compileValidator(
  origin: Origin,
  { assertsFormats = true }: ValidatorOptions = {},
): Validator {
  const document = readJson(origin.text).value
  const dialect = dialectFor(document)
  let plain: Evaluator
  try {
    plain = compileEvaluator(document, { dialect, assertsFormats })
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    return refuse(origin, '', cause.message, cause)
  }
  const bounded =
    <T>(check: (value: Json) => T) =>
    (value: Json): T => {
      try {
        return check(value)
      } catch (cause) {
        if (!(cause instanceof TooManySteps || cause instanceof RangeError)) throw cause
        throw new UsageError(
          `The schema ${origin.path} cannot be used: checking one value takes ${cause.message}.`,
          { fix: 'Let fewer references lead back to themselves.', cause },
        )
      }
    }
  const isValid = bounded(plain.isValid)
  const failuresOf = bounded(plain.failures)
  let fast: ((value: Json) => boolean) | undefined
  let valid = 0
  /** What comes after a value that is wrong often is wrong too: then all is looked for at once. */
  let wasValid = true
  return given => {
    const value = given as Json
    if (wasValid) {
      if (valid === FAST_FROM) fast = compileFast(document as SchemaObject, { dialect, assertsFormats })
      if (valid <= FAST_FROM) valid++
      if (fast?.(value)) return []
      // The verdict alone is found faster; the fast way has said no already.
      if (fast === undefined && isValid(value)) return []
    }
    const failures = failuresOf(value)
    wasValid = failures.length === 0
    return failures.length === 0 ? [] : findingsOf(failures)
  }
}
