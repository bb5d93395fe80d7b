import { escapeToken } from '../text/pointer.js'
import { EXTRA, type Field, freeName, type ScalarField, type ScalarKind } from './field.js'
import { inPlaceOf } from './in-place.js'
import { jsonTypesOf } from './json-types.js'
import { isObject, type SchemaObject } from './keywords.js'
import { follow, Recursion, type Resolver, referredToBy, type Shape, shapeOf } from './shape.js'

const INT32_MIN = -(2 ** 31)
const INT32_MAX = 2 ** 31 - 1

/** A schema of more columns is refused: definitions that use each other can make any number of them. */
export const MAX_COLUMNS = 10_000
/** What lies deeper is one JSON column: readers of other languages overflow. */
const MAX_LEVELS = 64

interface Root {
  readonly fields: readonly Field[]
  readonly shape: Shape
}

/** The schema makes more than MAX_COLUMNS columns. */
export class TooManyColumns extends Error {}

interface Place extends Resolver {
  readonly level: number
  /** Columns that there may still be; shared by all places of a schema. */
  readonly budget: { left: number }
}

/** The columns of a record schema: its properties in schema order, `_extra` last. See DESIGN.md §5. Throws TooManyColumns. */
export function fieldsOf(schema: SchemaObject): Root {
  const ofRecord = inPlaceOf(schema, schema)
  const resolver = { root: schema, followed: new Set<SchemaObject>(), ofRecord }
  const shape = shapeOf([schema], resolver)
  const place = { ...follow(resolver, ofRecord), level: 0, budget: { left: MAX_COLUMNS } }
  return { shape, fields: structFields(shape, '', place) }
}

function structFields(shape: Shape, pointer: string, place: Place): Field[] {
  const fields: Field[] = []
  for (const [name, schemas] of shape.properties) {
    const schema = schemas.length === 1 ? schemas[0] : { allOf: schemas }
    if (schemas.includes(false)) continue
    fields.push(fieldOf(name, schema, `${pointer}/${escapeToken(name)}`, shape.required.has(name), place))
  }
  for (const [name, schemas] of shape.conditional) {
    const schema = schemas.length === 1 ? schemas[0] : { anyOf: schemas }
    fields.push(conditionalField(name, schema, `${pointer}/${escapeToken(name)}`, shape, place))
  }
  if (shape.undeclared === 'open' && fields.length > 0) fields.push(extraField(pointer, fields))
  return fields
}

/**
 * A property that only a branch declares. In a record of another branch any value may stand there: where such keys are
 * allowed the column is JSON; where they are closed out, a value is of the branch. Absent keys are never given a null.
 */
function conditionalField(name: string, schema: unknown, pointer: string, shape: Shape, place: Place): Field {
  const field = fieldOf(name, schema, pointer, false, place)
  const conditional = shape.undeclared === 'closed' ? 'closed' : 'loose'
  const said = { ...field, allowsNull: false, nullable: true, conditional } as const
  if (shape.undeclared !== 'open' || field.kind === 'json') return said
  const { pointer: at, schema: keywords } = field
  return { name, pointer: at, kind: 'json', nullable: true, allowsNull: false, schema: keywords, conditional }
}

function extraField(pointer: string, siblings: readonly Field[]): ScalarField {
  const description = 'Keys that the schema does not declare, as one JSON object.'
  const name = freeName(EXTRA, new Set(siblings.map(({ name }) => name)))
  return {
    name,
    pointer: `${pointer}/${name}`,
    kind: 'json',
    nullable: true,
    allowsNull: false,
    schema: { description },
    extra: true,
  }
}

function fieldOf(name: string, schema: unknown, pointer: string, required: boolean, place: Place): Field {
  if (--place.budget.left < 0) throw new TooManyColumns()
  const { root } = place
  const references = referredToBy(schema, root)
  const inside = { ...place, ...follow(place, references), level: place.level + 1 }
  try {
    return shapedField(name, shapeOf([schema], place), pointer, required, inside)
  } catch (recursion) {
    if (!(recursion instanceof Recursion)) throw recursion
    const { target } = recursion
    const followedHere = references.has(target) && !place.followed.has(target)
    if (!followedHere && !(references.has(target) && place.ofRecord.has(target))) throw recursion
    const allowsNull = jsonTypesOf(schema, root).has('null')
    const keywords = isObject(schema) ? schema : {}
    return { name, pointer, kind: 'json', nullable: true, allowsNull, schema: keywords }
  }
}

function shapedField(name: string, shape: Shape, pointer: string, required: boolean, place: Place): Field {
  const allowsNull = shape.types.has('null')
  const base = { name, pointer, allowsNull, nullable: allowsNull || !required, schema: shape.keywords }
  const types = [...shape.types].filter(type => type !== 'null')
  const [type] = types
  const physical = shape.keywords['x-column']
  if (physical === 'json' || types.length !== 1 || type === undefined) return { ...base, kind: 'json' }
  if (place.level > MAX_LEVELS && (type === 'array' || type === 'object')) return { ...base, kind: 'json' }
  if (type === 'array') {
    if (shape.tuple || shape.items.length === 0 || shape.items.some(items => !isObject(items))) {
      return { ...base, kind: 'json' }
    }
    const items = shape.items.length === 1 ? shape.items[0] : { allOf: shape.items }
    return { ...base, kind: 'list', items: fieldOf('item', items, `${pointer}/*`, true, place) }
  }
  if (type === 'object') {
    // Only branches say what is inside: there may be as many forms as branches.
    const fields = shape.properties.size === 0 ? [] : structFields(shape, pointer, place)
    return fields.length === 0 ? { ...base, kind: 'json' } : { ...base, kind: 'struct', fields }
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
