import { UsageError } from '../errors.js'
import { type Location, type Problem, problem } from '../problem.js'
import { locatorFor, MAX_DEPTH, readJson } from '../text/json.js'
import { editDistance } from '../text/nearest.js'
import { placeAt } from '../text/place.js'
import { escapeToken } from '../text/pointer.js'
import type { Field, RecordSchema, ScalarField } from './field.js'
import { fieldsOf, MAX_COLUMNS, TooManyColumns, walkFields } from './fields.js'
import { dialectOf, isObject, ownKeywords, type SchemaObject, subschemas } from './keywords.js'
import { checkLoops, type Locate } from './loops.js'
import { referenceKeywords, resolveReference } from './reference.js'
import type { Shape } from './shape.js'
import { tableClashes } from './tables.js'
import { checkDialect } from './validator.js'

/** Dialects that the validator knows; a schema that names none is read as 2020-12. */
const dialects = [
  'https://json-schema.org/draft/2020-12/schema',
  'https://json-schema.org/draft/2019-09/schema',
  'http://json-schema.org/draft-07/schema',
]

/**
 * Reads a record schema. `path` is what messages call it. Throws UsageError with a problem for everything in it that
 * cannot be honoured: columns could not be made, or would lie.
 */
export function loadSchema(text: string, path: string): RecordSchema {
  const { value: exact, faults } = readJson(text)
  let locate: ReturnType<typeof locatorFor> | undefined
  const at = (pointer: string, part: 'key' | 'value' = 'value'): Location => {
    locate ??= locatorFor(text)
    return { file: path, ...placeAt(text, locate(pointer, part)), pointer }
  }
  const broken = faults.flatMap(fault => {
    const location = { file: path, ...placeAt(text, fault.offset) }
    if (fault.kind === 'syntax') return [problem('json/syntax', location, { detail: fault.detail })]
    if (fault.kind === 'duplicate-key') return [problem('json/duplicate-key', location, { key: fault.key })]
    if (fault.kind === 'depth') return [problem('json/depth', location, { limit: MAX_DEPTH })]
    return []
  })
  refuseIf(broken, path)
  // Validators know no bigints: bounds are read as the floats that they compare with.
  const value: unknown = exact === undefined ? undefined : JSON.parse(text)
  if (!isObject(value)) {
    const detail = 'it is no JSON object, and a record is described by one'
    return refuse([problem('schema/invalid', at(''), { detail })], path)
  }
  refuseIf([...checkKeywords(value, at), ...checkReferences(value, at)], path)
  checkDialect(value, { path, text })
  refuseIf([...checkLoops(value, at)], path)
  const { fields, shape } = columnsOf(value, () => refuse([tooManyColumns(at)], path))
  refuseIf([...checkRoot(shape, fields, at), ...checkFields(fields, at)], path)
  const schema: RecordSchema = {
    path,
    text,
    json: value,
    fields,
    keyField: fields.find(isKey),
    textField: fields.find(isText),
    roles: rolesOf(fields),
  }
  refuseIf(
    tableClashes(schema).map(({ pointer, words }) =>
      problem('schema/collision', at(schemaPointer(pointer)), { words }),
    ),
    path,
  )
  return schema
}

function columnsOf(schema: SchemaObject, refuseNow: () => never): ReturnType<typeof fieldsOf> {
  try {
    return fieldsOf(schema)
  } catch (error) {
    if (error instanceof TooManyColumns) return refuseNow()
    throw error
  }
}

const tooManyColumns = (at: Locate): Problem =>
  problem('schema/too-many-columns', at(''), { limit: MAX_COLUMNS })

const isKey = (field: Field): field is ScalarField => field.schema['x-key'] === true
const isText = (field: Field): field is ScalarField =>
  field.schema['x-text'] === true && field.kind === 'string'

function rolesOf(fields: readonly Field[]): ReadonlyMap<string, Field> {
  const roles = new Map<string, Field>()
  for (const field of walkFields(fields)) {
    const role = field.schema['x-role']
    if (typeof role === 'string' && !roles.has(role)) roles.set(role, field)
  }
  return roles
}

function refuseIf(problems: readonly Problem[], path: string): void {
  if (problems.length > 0) refuse(problems, path)
}

function refuse(problems: readonly Problem[], path: string): never {
  throw new UsageError(`The schema ${path} cannot be used.`, { problems })
}

function* checkKeywords(schema: SchemaObject, at: Locate): Generator<Problem> {
  const dialect = schema['$schema']
  if (dialect !== undefined && !dialects.includes(String(dialect).replace(/#$/, ''))) {
    yield problem('schema/dialect', at('/$schema'), { dialect: String(dialect), known: dialects })
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
  const ofRoot = String(root['$schema'] ?? dialects[0]).replace(/#$/, '')
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

function* checkRoot(shape: Shape, fields: readonly Field[], at: Locate): Generator<Problem> {
  if (!shape.types.has('object')) yield problem('schema/root', at(''), {})
  if (fields.length === 0) yield problem('schema/no-properties', at(''), {})
}

function* checkFields(fields: readonly Field[], at: Locate): Generator<Problem> {
  const keys = fields.filter(isKey)
  for (const field of walkFields(fields)) {
    const place = () => at(schemaPointer(field.pointer))
    const { name, pointer, schema } = field
    if (name === '' || name === '__proto__' || /[\u0000-\u001f\u007f]/.test(name) || !name.isWellFormed()) {
      yield problem('schema/name', place(), { name })
    }
    if (schema['x-key'] === true) {
      const usable =
        (field.kind === 'string' || field.kind === 'int32' || field.kind === 'int64') && !field.nullable
      if (!keys.includes(field as ScalarField) || !usable || keys.length > 1)
        yield problem('schema/key', place(), { pointer })
    }
    if (schema['x-column'] !== undefined && !honoured(field)) {
      yield problem('schema/column', place(), { pointer, column: String(schema['x-column']) })
    }
    for (const keyword of ['x-derive', 'x-infer']) {
      if (schema[keyword] === undefined || !pointer.includes('/*')) continue
      yield problem('schema/rule-in-list', place(), { pointer, keyword })
    }
    if (schema['x-infer'] !== undefined && !fields.some(({ schema }) => 'x-basis' in schema)) {
      yield problem('schema/infer-without-basis', place(), { pointer })
    }
    if (typeof schema['x-span'] === 'string') yield* checkSpan(field, schema['x-span'], fields, place)
    if (Array.isArray(schema['x-basis']))
      yield* checkBasis(field, schema['x-basis'].map(String), fields, place)
  }
}

function honoured({ kind, schema }: Field): boolean {
  const physical = schema['x-column']
  return physical === kind || (physical === 'string' && kind === 'string')
}

function* checkSpan(
  field: Field,
  target: string,
  fields: readonly Field[],
  place: () => Location,
): Generator<Problem> {
  const text = fieldAt(fields, target)
  const parts = field.kind === 'list' && field.items.kind === 'struct' ? field.items.fields : []
  const isOffset = (name: string) =>
    parts.some(
      part => part.name === name && (part.kind === 'int32' || part.kind === 'int64') && !part.nullable,
    )
  if (text?.kind !== 'string' || target.includes('/*') || !isOffset('start') || !isOffset('end')) {
    yield problem('schema/span', place(), { pointer: field.pointer, target })
  }
}

function* checkBasis(
  field: Field,
  targets: readonly string[],
  fields: readonly Field[],
  place: () => Location,
): Generator<Problem> {
  const parts =
    field.kind === 'list' && field.items.kind === 'struct' ? field.items.fields.map(({ name }) => name) : []
  const wellMade = ['field', 'basis', 'note'].every(name => parts.includes(name))
  const unknown = targets.filter(target => fieldAt(fields, target) === undefined)
  if (!wellMade || unknown.length > 0)
    yield problem('schema/basis', place(), { pointer: field.pointer, unknown })
}

/** The field at a record's JSON Pointer; list items are `*`. */
function fieldAt(fields: readonly Field[], pointer: string): Field | undefined {
  for (const field of walkFields(fields)) if (field.pointer === pointer) return field
  return undefined
}

/** Where a property most likely stands in the schema file: exact for schemas without references. */
export function schemaPointer(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map(token => (token === '*' ? '/items' : `/properties/${token}`))
    .join('')
}
