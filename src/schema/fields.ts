import { escapeToken } from '../text/pointer.js'
import { EXTRA, type Field, type ScalarField, type ScalarKind } from './field.js'
import { isObject, type SchemaObject } from './keywords.js'
import { follow, Recursion, type Resolver, referencesOf, type Shape, shapeOf } from './shape.js'

const INT32_MIN = -(2 ** 31)
const INT32_MAX = 2 ** 31 - 1

interface Root {
  readonly fields: readonly Field[]
  readonly shape: Shape
}

/** The columns of a record schema: its properties in schema order, `_extra` last. See DESIGN.md §5. */
export function fieldsOf(schema: SchemaObject): Root {
  const rootReferences = ['#', ...referencesOf([schema], { root: schema, followed: [], rootReferences: [] })]
  if (typeof schema['$id'] === 'string') rootReferences.push(schema['$id'], `${schema['$id']}#`)
  const shape = shapeOf([schema], { root: schema, followed: [], rootReferences })
  return {
    shape,
    fields: structFields(shape, '', { root: schema, followed: rootReferences, rootReferences }),
  }
}

function structFields(shape: Shape, pointer: string, resolver: Resolver): Field[] {
  const fields: Field[] = []
  for (const [name, schemas] of shape.properties) {
    const schema = schemas.length === 1 ? schemas[0] : { allOf: schemas }
    if (schemas.includes(false)) continue
    fields.push(fieldOf(name, schema, `${pointer}/${escapeToken(name)}`, shape.required.has(name), resolver))
  }
  for (const [name, schemas] of shape.conditional) {
    const schema = schemas.length === 1 ? schemas[0] : { anyOf: schemas }
    fields.push(fieldOf(name, schema, `${pointer}/${escapeToken(name)}`, false, resolver))
  }
  if (shape.undeclared === 'open') fields.push(extraField(pointer))
  return fields
}

function extraField(pointer: string): ScalarField {
  const description = 'Keys that the schema does not declare, as one JSON object.'
  return {
    name: EXTRA,
    pointer: `${pointer}/${EXTRA}`,
    kind: 'json',
    nullable: true,
    allowsNull: false,
    schema: { description },
    extra: true,
  }
}

function fieldOf(
  name: string,
  schema: unknown,
  pointer: string,
  required: boolean,
  resolver: Resolver,
): Field {
  const references = referencesOf([schema], resolver)
  try {
    return shapedField(name, shapeOf([schema], resolver), pointer, required, follow(resolver, ...references))
  } catch (recursion) {
    if (!(recursion instanceof Recursion)) throw recursion
    const { reference } = recursion
    const followedHere = references.includes(reference) && !resolver.followed.includes(reference)
    if (!followedHere && !(references.includes(reference) && resolver.rootReferences.includes(reference))) {
      throw recursion
    }
    const keywords = isObject(schema) ? schema : {}
    const allowsNull = allowsNullAround(schema, reference, resolver)
    return { name, pointer, kind: 'json', nullable: true, allowsNull, schema: keywords }
  }
}

/** Whether null is allowed where a schema refers to itself: its own shape says so, unless following it never ends. */
function allowsNullAround(schema: unknown, reference: string, resolver: Resolver): boolean {
  try {
    return shapeOf([schema], resolver).types.has('null')
  } catch (recursion) {
    if (!(recursion instanceof Recursion)) throw recursion
    // A record is an object; only a choice beside the reference to it can allow null.
    if (!resolver.rootReferences.includes(reference)) return true
    const branches = isObject(schema) ? [schema['anyOf'], schema['oneOf']].filter(Array.isArray).flat() : []
    return branches.some(branch => isObject(branch) && branch['type'] === 'null')
  }
}

function shapedField(
  name: string,
  shape: Shape,
  pointer: string,
  required: boolean,
  resolver: Resolver,
): Field {
  const allowsNull = shape.types.has('null')
  const base = { name, pointer, allowsNull, nullable: allowsNull || !required, schema: shape.keywords }
  const types = [...shape.types].filter(type => type !== 'null')
  const [type] = types
  const physical = shape.keywords['x-column']
  if (physical === 'json' || types.length !== 1 || type === undefined) return { ...base, kind: 'json' }
  if (type === 'array') {
    if (shape.tuple || shape.items.length === 0 || shape.items.some(items => !isObject(items))) {
      return { ...base, kind: 'json' }
    }
    const items = shape.items.length === 1 ? shape.items[0] : { allOf: shape.items }
    return { ...base, kind: 'list', items: fieldOf('item', items, `${pointer}/*`, true, resolver) }
  }
  if (type === 'object') {
    if (shape.properties.size === 0) return { ...base, kind: 'json' }
    return { ...base, kind: 'struct', fields: structFields(shape, pointer, resolver) }
  }
  return { ...base, kind: scalarKinds[type](shape, physical) }
}

type ScalarType = 'boolean' | 'integer' | 'number' | 'string'
const scalarKinds: Record<ScalarType | 'null', (shape: Shape, physical: unknown) => ScalarKind> = {
  null: () => 'json',
  boolean: () => 'boolean',
  number: () => 'float64',
  integer: (shape, physical) => {
    if (physical === 'int32' || physical === 'int64') return physical
    return shape.minimum >= INT32_MIN && shape.maximum <= INT32_MAX ? 'int32' : 'int64'
  },
  string: (shape, physical) => {
    if (physical === 'timestamp') return 'timestamp'
    return physical !== 'string' && shape.keywords['format'] === 'date' ? 'date' : 'string'
  },
}

/** Visits a field and all fields inside it, parents first. */
export function* walkFields(fields: readonly Field[]): Generator<Field> {
  for (const field of fields) {
    yield field
    if (field.kind === 'struct') yield* walkFields(field.fields)
    if (field.kind === 'list') yield* walkFields([field.items])
  }
}
