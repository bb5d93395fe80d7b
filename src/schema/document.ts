import { UsageError } from '../errors.js'
import { type Problem, problem } from '../problem.js'
import { MAX_DEPTH, readJson } from '../text/json.js'
import { locatorFor } from '../text/json-locate.js'
import { editDistance } from '../text/nearest.js'
import { placeAt } from '../text/place.js'
import { escapeToken } from '../text/pointer.js'
import { dialectOf, isObject, ownKeywords, type SchemaObject, subschemas } from './keywords.js'
import { checkLoops, type Locate } from './loops.js'
import { compilePattern } from './pattern.js'
import { referenceKeywords, resolveReference } from './reference.js'
import { checkDialect, DEFAULT_DIALECT, dialects } from './validator.js'

/** A schema that values can be checked against; whether columns can be made from it is another question. */
export interface SchemaDocument {
  readonly path: string
  /** The file's text, verbatim. */
  readonly text: string
  /** As JavaScript reads it: numbers are floats. */
  readonly json: unknown
  readonly at: Locate
}

/**
 * Reads any JSON Schema. `path` is what messages call it. Throws UsageError with a problem for everything in it that is
 * no schema of its dialect, leads out of the file, or could not be checked in bounded time.
 */
export function readSchema(text: string, path: string): SchemaDocument {
  const { value: exact, faults } = readJson(text)
  let locate: ReturnType<typeof locatorFor> | undefined
  const at: Locate = (pointer, part = 'value') => {
    locate ??= locatorFor(text)
    return { file: path, ...placeAt(text, locate(pointer, part)), pointer }
  }
  const broken = faults.flatMap(fault => {
    const location = { file: path, ...placeAt(text, fault.offset) }
    if (fault.kind === 'syntax') return [problem('json/syntax', location, { detail: fault.detail })]
    if (fault.kind === 'duplicate-key') return [problem('json/duplicate-key', location, { key: fault.key })]
    if (fault.kind === 'depth') return [problem('json/depth', location, { limit: MAX_DEPTH })]
    if (fault.kind === 'non-finite') return [problem('json/non-finite', location, { literal: fault.literal })]
    return []
  })
  refuseIf(broken, path)
  const json: unknown = exact === undefined ? undefined : JSON.parse(text)
  if (typeof json === 'boolean') return { path, text, json, at }
  if (!isObject(json)) {
    const detail = 'it is neither a JSON object nor true or false'
    return refuse([problem('schema/invalid', at(''), { detail })], path)
  }
  refuseIf([...checkKeywords(json, at), ...checkReferences(json, at)], path)
  checkDialect(exact, { path, text })
  refuseIf([...checkPatterns(json, at)], path)
  refuseIf([...checkLoops(json, at)], path)
  return { path, text, json, at }
}

export function refuseIf(problems: readonly Problem[], path: string): void {
  if (problems.length > 0) refuse(problems, path)
}

export function refuse(problems: readonly Problem[], path: string): never {
  throw new UsageError(`The schema ${path} cannot be used.`, { problems })
}

function* checkKeywords(schema: SchemaObject, at: Locate): Generator<Problem> {
  const dialect = schema['$schema']
  const known = Object.keys(dialects)
  if (dialect !== undefined && !known.includes(String(dialect).replace(/#$/, ''))) {
    yield problem('schema/dialect', at('/$schema'), { dialect: String(dialect), known })
  }
  for (const [subschema, pointer] of subschemas(schema)) {
    for (const keyword of Object.keys(subschema)) {
      const meant = misspelled(keyword)
      if (meant !== undefined) {
        yield problem('schema/keyword', at(`${pointer}/${escapeToken(keyword)}`, 'key'), { keyword, meant })
      }
    }
    yield* checkForeign(subschema, pointer, schema, at)
    yield* checkOwnKeywords(subschema, pointer, at)
  }
}

/** What another specification, or another dialect, means by a schema: read by the record's, it would say something else. */
function* checkForeign(
  subschema: SchemaObject,
  pointer: string,
  root: SchemaObject,
  at: Locate,
): Generator<Problem> {
  if (subschema['nullable'] === true) {
    yield problem('schema/nullable', at(`${pointer}/nullable`, 'key'), { type: subschema['type'] })
  }
  const dialect = subschema['$schema']
  const ofRoot = String(root['$schema'] ?? DEFAULT_DIALECT).replace(/#$/, '')
  if (dialect !== undefined && String(dialect).replace(/#$/, '') !== ofRoot && subschema !== root) {
    yield problem('schema/dialect', at(`${pointer}/$schema`), { dialect: String(dialect), known: [ofRoot] })
  }
}

/** The keyword of ours that `keyword` is a near miss of. Other people's `x-` keywords are annotations. */
function misspelled(keyword: string): string | undefined {
  if (!/^x[-_]?/i.test(keyword) || ownKeywords.some(own => own === keyword)) return undefined
  const given = keyword.toLowerCase().replaceAll('_', '-')
  return ownKeywords.find(own => {
    const allowed = own.length > 7 ? 2 : 1
    return editDistance(given, own, allowed) <= allowed
  })
}

const ownValues: Record<(typeof ownKeywords)[number], [expected: string, (value: unknown) => boolean]> = {
  'x-key': ['true', value => value === true],
  'x-text': ['true', value => value === true],
  'x-role': ['a name', value => typeof value === 'string' && value !== ''],
  'x-span': ['a JSON Pointer to the text field', value => typeof value === 'string' && value.startsWith('/')],
  'x-derive': ['"rule@version", or an object with "rule"', isRuleReference],
  'x-infer': ['"rule@version", or an object with "rule"', isRuleReference],
  'x-basis': [
    'a list of JSON Pointers',
    value => Array.isArray(value) && value.every(p => typeof p === 'string'),
  ],
  'x-column': ['timestamp, json, string, int32 or int64', value => physicalTypes.has(String(value))],
  'x-term': ['a name of schema.org', value => typeof value === 'string' && value !== ''],
  'x-split': ['true', value => value === true],
}
const physicalTypes = new Set(['timestamp', 'json', 'string', 'int32', 'int64'])

function isRuleReference(value: unknown): boolean {
  const name = isObject(value) ? value['rule'] : value
  return typeof name === 'string' && /^[a-z0-9-]+@[1-9]\d*$/.test(name)
}

function* checkOwnKeywords(subschema: SchemaObject, pointer: string, at: Locate): Generator<Problem> {
  for (const keyword of ownKeywords) {
    if (!Object.hasOwn(subschema, keyword)) continue
    const [expected, holds] = ownValues[keyword]
    if (!holds(subschema[keyword])) {
      yield problem('schema/keyword-value', at(`${pointer}/${keyword}`), { keyword, expected })
    }
  }
}

/** Patterns are run on a linear-time engine: what it cannot run is refused at its place. */
function* checkPatterns(schema: SchemaObject, at: Locate): Generator<Problem> {
  for (const [subschema, pointer] of subschemas(schema)) {
    const { pattern, patternProperties } = subschema
    const fault = typeof pattern === 'string' ? patternFault(pattern) : undefined
    if (fault !== undefined) yield problem('schema/invalid', at(`${pointer}/pattern`), { detail: fault })
    for (const source of isObject(patternProperties) ? Object.keys(patternProperties) : []) {
      const detail = patternFault(source)
      const place = `${pointer}/patternProperties/${escapeToken(source)}`
      if (detail !== undefined) yield problem('schema/invalid', at(place, 'key'), { detail })
    }
  }
}

function patternFault(source: string): string | undefined {
  try {
    compilePattern(source)
    return undefined
  } catch (error) {
    if (error instanceof SyntaxError) return error.message
    throw error
  }
}

function* checkReferences(schema: SchemaObject, at: Locate): Generator<Problem> {
  for (const [subschema, pointer] of subschemas(schema)) {
    for (const keyword of referenceKeywords[dialectOf(schema)]) {
      const reference = subschema[keyword]
      if (typeof reference === 'string' && resolveReference(reference, schema, subschema) === undefined) {
        yield problem('schema/reference', at(`${pointer}/${keyword}`), { reference })
      }
    }
  }
}
