import type { Field, ScalarKind } from './field.js'
import { ownFormats } from './formats.js'
import { compilePattern } from './pattern.js'
import type { Table, TableColumn } from './tables.js'

/** A Table Schema of Data Package v2: what a CSV file's columns hold. */
export interface TableSchema {
  readonly fields: readonly TableSchemaField[]
  readonly missingValues: readonly string[]
  readonly primaryKey?: readonly string[]
  readonly foreignKeys?: readonly ForeignKey[]
}

export interface TableSchemaField {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly type:
    | 'string'
    | 'integer'
    | 'number'
    | 'boolean'
    | 'date'
    | 'datetime'
    | 'array'
    | 'object'
    | 'any'
  readonly trueValues?: readonly string[]
  readonly falseValues?: readonly string[]
  readonly constraints?: Constraints
}

interface Constraints {
  readonly required?: true
  readonly unique?: true
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly enum?: readonly (string | number)[]
}

interface ForeignKey {
  readonly fields: readonly string[]
  readonly reference: { readonly resource: string; readonly fields: readonly string[] }
}

/**
 * Describes a table for Data Package v2. `resourceOf` gives the name of the resource that holds a table: with several
 * shards, the one of the same shard, since the lines of a record never part.
 */
export function tableSchemaOf(table: Table, resourceOf: (table: string) => string): TableSchema {
  const { primaryKey, parent, parentKey = [] } = table
  return {
    fields: table.columns.map(column => fieldOf(column, table)),
    missingValues: [''],
    ...(primaryKey.length > 0 && { primaryKey }),
    ...(parent !== undefined && {
      // Without its own position, a line's key is the key of the line that counts it.
      foreignKeys: [
        { fields: primaryKey.slice(0, -1), reference: { resource: resourceOf(parent), fields: parentKey } },
      ],
    }),
  }
}

function fieldOf(column: TableColumn, table: Table): TableSchemaField {
  const { title } = column.field.schema
  const description = descriptionOf(column)
  const type = typeOf(column)
  const constraints = constraintsOf(column, table)
  return {
    name: column.name,
    ...(column.role === 'value' && typeof title === 'string' && { title }),
    ...(description !== '' && { description }),
    type,
    ...(type === 'boolean' && { trueValues: ['true'], falseValues: ['false'] }),
    ...(Object.keys(constraints).length > 0 && { constraints }),
  }
}

const roleDescriptions: Record<TableColumn['role'], (column: TableColumn) => string> = {
  value: ({ kind }) => (kind === 'json' ? 'JSON text.' : ''),
  presence: () => 'True where the object is there, empty where it is null.',
  count: () => 'The number of elements, which stand in a table of their own; empty where the list is null.',
  key: ({ field }) => `The "${field.name}" of the record that the line belongs to.`,
  position: ({ field }) => `Position in ${field.pointer}, from 0.`,
  'span-text': ({ path }) =>
    `The text between "start" and "end", which count code points of "${path.join('.')}".`,
}

function descriptionOf(column: TableColumn): string {
  const { description } = column.field.schema
  const own = column.role === 'value' || column.role === 'presence' || column.role === 'count'
  const said = own && typeof description === 'string' ? [description] : []
  return [...said, roleDescriptions[column.role](column)].filter(text => text !== '').join(' ')
}

const scalarTypes: Record<Exclude<ScalarKind, 'json'>, TableSchemaField['type']> = {
  string: 'string',
  int32: 'integer',
  int64: 'integer',
  float64: 'number',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'datetime',
}

function typeOf({ kind, field }: TableColumn): TableSchemaField['type'] {
  if (kind !== 'json') return scalarTypes[kind]
  if (field.kind === 'list') return 'array'
  return 'extra' in field ? 'object' : (jsonTypes.get(typeNames(field).join()) ?? 'any')
}

/** Any other JSON text stays text to a reader: only these types promise to parse it. */
const jsonTypes: ReadonlyMap<string, TableSchemaField['type']> = new Map([
  ['array', 'array'],
  ['object', 'object'],
])

function typeNames({ schema: { type } }: Field): unknown[] {
  return [type].flat().filter(name => name !== 'null')
}

function constraintsOf(column: TableColumn, table: Table): Constraints {
  const { field, kind, role } = column
  const { schema } = field
  const isText = kind === 'string' || role === 'span-text'
  // An empty text is a missing value to readers that do not see quotes, and would break the constraint.
  const required = !column.nullable && (!isText || (role !== 'span-text' && refusesEmpty(schema)))
  return {
    ...(required && { required }),
    ...(table.parent === undefined && table.primaryKey.includes(column.name) && { unique: true }),
    ...ofRole(column),
  }
}

function ofRole(column: TableColumn): Constraints {
  const { field, kind, role } = column
  const { schema } = field
  if (role === 'position') return minimum(0)
  if (role === 'count') return { ...minimum(schema.minItems ?? 0), ...maximum(schema.maxItems) }
  if (role === 'presence' || role === 'span-text') return {}
  if (kind !== 'json') return ofKind[kind](schema)
  return field.kind === 'list' ? { ...minLength(schema.minItems), ...maxLength(schema.maxItems) } : {}
}

type Keywords = Field['schema']

const minimum = (value: unknown): Constraints => (typeof value === 'number' ? { minimum: value } : {})
const maximum = (value: unknown): Constraints => (typeof value === 'number' ? { maximum: value } : {})
const minLength = (value: unknown): Constraints => (typeof value === 'number' ? { minLength: value } : {})
const maxLength = (value: unknown): Constraints => (typeof value === 'number' ? { maxLength: value } : {})

const nothing = (): Constraints => ({})

const integer = (schema: Keywords): Constraints => ({
  ...minimum(rounded(schema.minimum, Math.ceil)),
  ...maximum(rounded(schema.maximum, Math.floor)),
  ...oneOf(schema, Number.isSafeInteger),
})

const ofKind: Record<Exclude<ScalarKind, 'json'>, (schema: Keywords) => Constraints> = {
  string: schema => ({
    ...minLength(schema.minLength),
    ...maxLength(schema.maxLength),
    ...pattern(schema.pattern),
    ...oneOf(schema, value => typeof value === 'string'),
  }),
  int32: integer,
  int64: integer,
  float64: schema => ({
    ...minimum(schema.minimum),
    ...maximum(schema.maximum),
    ...oneOf(schema, value => typeof value === 'number'),
  }),
  boolean: nothing,
  date: nothing,
  timestamp: nothing,
}

function rounded(bound: unknown, round: (value: number) => number): unknown {
  return typeof bound === 'number' && Number.isSafeInteger(round(bound)) ? round(bound) : undefined
}

/** The values that a schema lists, null aside; nothing where one of them is of another type. */
function valuesOf(schema: Keywords): unknown[] | undefined {
  if ('const' in schema) return [schema.const]
  return Array.isArray(schema.enum) ? schema.enum.filter(value => value !== null) : undefined
}

function oneOf(schema: Keywords, fits: (value: unknown) => boolean): Constraints {
  const isValue = (value: unknown): value is string | number => fits(value)
  const values = valuesOf(schema)
  return values !== undefined && values.length > 0 && values.every(isValue) ? { enum: values } : {}
}

function refusesEmpty(schema: Keywords): boolean {
  const { minLength: least, pattern, format } = schema
  if (typeof least === 'number' && least > 0) return true
  if (typeof pattern === 'string' && !compilePattern(pattern).test('')) return true
  if (typeof format === 'string' && ownFormats[format]?.('') === false) return true
  return valuesOf(schema)?.includes('') === false
}

/** What ECMA-262, XML Schema and Python spell alike: characters, classes, groups, choices and greedy quantifiers. */
const COMMON_PATTERN =
  /^(?:(?:[^\\.^$|?*+()[\]{}]|\\[\\.^$|?*+()[\]{}-]|\[\^?(?:[^\\[\]^]|\\[\\[\]^-])+\]|\))(?:[?*+]|\{\d+(?:,\d*)?\})?(?![?*+])|[(|](?!\?))*$/u

/** Table Schema matches the whole text, without anchors; a pattern that is not anchored so cannot be said. */
function pattern(source: unknown): Constraints {
  if (typeof source !== 'string' || !source.startsWith('^') || !source.endsWith('$')) return {}
  const inside = source.slice(1, -1)
  if (!COMMON_PATTERN.test(inside) || hasOuterChoice(inside)) return {}
  return { pattern: inside }
}

/** In `^a|b$` each anchor holds for one choice only. */
function hasOuterChoice(pattern: string): boolean {
  let depth = 0
  for (const [token] of pattern.matchAll(/\\.|\[(?:\\.|[^\]])*\]|[()|]/gsu)) {
    if (token === '(') depth++
    else if (token === ')') depth--
    else if (token === '|' && depth === 0) return true
  }
  return false
}
