import { type Location, type Problem, problem } from '../problem.js'
import { readSchema, refuse, refuseIf } from './document.js'
import type { Field, RecordSchema, ScalarField } from './field.js'
import { fieldsOf, MAX_COLUMNS, TooManyColumns, walkFields } from './fields.js'
import { isObject, type SchemaObject } from './keywords.js'
import type { Locate } from './loops.js'
import type { Shape } from './shape.js'
import { tableClashes } from './tables.js'

/**
 * Reads a record schema. `path` is what messages call it. Throws UsageError with a problem for everything in it that
 * cannot be honoured: columns could not be made, or would lie.
 */
export function loadSchema(text: string, path: string): RecordSchema {
  const { json: value, at } = readSchema(text, path)
  if (!isObject(value)) {
    const detail = 'it is no JSON object, and a record is described by one'
    return refuse([problem('schema/invalid', at(''), { detail })], path)
  }
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
