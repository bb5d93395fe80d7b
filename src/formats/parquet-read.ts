import { float64Of, int32Of, int64Of, integerOf, objectOf, setKey } from '../records/cells.js'
import { decodeUtf8 } from '../records/text-bytes.js'
import { dateOf, timestampOf } from '../records/time.js'
import type { Field, Json, ListField, ScalarField, ScalarKind, StructField } from '../schema/field.js'
import { parseJson } from '../text/json.js'
import { ColumnFault, unknownColumn } from './column-fault.js'

/** A node of a Parquet schema, whoever wrote the file. */
export interface ParquetNode {
  /** Under which the library gives the node's values; a name may be one that no object's key should be. */
  readonly key: string
  readonly element: {
    readonly name: string
    readonly type?: string
    readonly repetition_type?: string
    readonly converted_type?: string
    readonly logical_type?: {
      readonly type: string
      readonly isAdjustedToUTC?: boolean
      readonly bitWidth?: number
    }
  }
  readonly children: readonly ParquetNode[]
}

/** Turns what hyparquet gives for a value into JSON; undefined where the key is to be left out. */
type Convert = (value: unknown) => Json | undefined

export interface ParquetColumn {
  readonly field: Field
  readonly key: string
  readonly convert: Convert
}

/**
 * The columns of a group that the schema has too. Throws ColumnFault for one that the schema lacks, and for one whose
 * type has no exact form in the schema's.
 */
export function parquetColumns(fields: readonly Field[], { children }: ParquetNode): ParquetColumn[] {
  const nodes = new Map(children.map(node => [node.element.name, node]))
  const columns = fields.flatMap(field => {
    const node = nodes.get(field.name)
    nodes.delete(field.name)
    return node === undefined ? [] : [parquetColumn(field, node)]
  })
  const [unknown] = nodes.keys()
  if (unknown === undefined) return columns
  throw unknownColumn(unknown)
}

/** One column. Throws ColumnFault. */
export const parquetColumn = (field: Field, node: ParquetNode): ParquetColumn => ({
  field,
  key: node.key,
  convert: convertFor(field, node),
})

/** Adds a column's value to an object; the keys of an `_extra` become its own. */
export function addMember(
  object: Record<string, Json>,
  { field, convert }: ParquetColumn,
  cell: unknown,
): void {
  const value = convert(cell)
  if (value === undefined) return
  if (!('extra' in field)) setKey(object, field.name, value)
  else if (value !== null)
    for (const [key, member] of Object.entries(objectOf(value))) setKey(object, key, member)
}

function convertFor(field: Field, node: ParquetNode): Convert {
  if (node.element.repetition_type === 'REPEATED') throw mismatch(field, node)
  const present = presentConvert(field, node)
  const nothing = field.allowsNull ? null : undefined
  return value => (value == null ? nothing : present(value))
}

function presentConvert(field: Field, node: ParquetNode): Convert {
  if (field.kind === 'list') return listConvert(field, node)
  if (field.kind === 'struct') return structConvert(field, node)
  const { convert, accepts } = scalars[field.kind]
  if (node.children.length > 0 || !accepts(node.element)) throw mismatch(field, node)
  return value => {
    try {
      return convert(value)
    } catch (cause) {
      if (cause instanceof ColumnFault || !(cause instanceof Error)) throw cause
      throw new ColumnFault(
        'value',
        field.pointer,
        `the column "${field.pointer}" holds a value that has no form in the schema: ${cause.message}`,
        { cause },
      )
    }
  }
}

function listConvert(field: ListField, node: ParquetNode): Convert {
  const [repeated, second] = node.children
  const [item, other] = repeated?.children ?? []
  const isList = annotation(node.element) === 'LIST' && repeated?.element.repetition_type === 'REPEATED'
  if (!isList || item === undefined || second !== undefined || other !== undefined)
    throw mismatch(field, node)
  const convert = convertFor(field.items, item)
  return value => (Array.isArray(value) ? value.map(element => convert(element) ?? null) : undefined)
}

function structConvert(field: StructField, node: ParquetNode): Convert {
  if (node.children.length === 0 || annotation(node.element) !== undefined) throw mismatch(field, node)
  const members = parquetColumns(field.fields, node)
  return value => {
    const object: Record<string, Json> = {}
    if (isRecord(value)) for (const member of members) addMember(object, member, value[member.key])
    return object
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

type Element = ParquetNode['element']

interface Scalar {
  readonly accepts: (element: Element) => boolean
  readonly convert: (value: unknown) => Json
}

const scalars: Record<ScalarKind, Scalar> = {
  string: { accepts: isText, convert: textOf },
  json: { accepts: isText, convert: value => parseJson(textOf(value)) },
  int32: { accepts: isInteger, convert: value => int32Of(numberOf(value)) },
  int64: { accepts: isInteger, convert: value => integerOf(int64Of(numberOf(value))) },
  float64: {
    accepts: element => isFloat(element) || isInteger(element),
    convert: value => exactFloat(numberOf(value)),
  },
  boolean: { accepts: ({ type }) => type === 'BOOLEAN', convert: value => value === true },
  date: {
    accepts: element => annotation(element) === 'DATE',
    convert: value => dateOf(Number(numberOf(value))),
  },
  timestamp: { accepts: isInstant, convert: value => timestampOf(BigInt(wholeMicros(value))) },
}

const TEXTS = new Set(['STRING', 'UTF8', 'ENUM', 'JSON'])

function isText(element: Element): boolean {
  return element.type === 'BYTE_ARRAY' && TEXTS.has(annotation(element) ?? '')
}

function isInteger(element: Element): boolean {
  const kind = annotation(element)
  return (element.type === 'INT32' || element.type === 'INT64') && (kind === undefined || /^U?INT/.test(kind))
}

function isFloat(element: Element): boolean {
  return (element.type === 'FLOAT' || element.type === 'DOUBLE') && annotation(element) === undefined
}

/** Where there is a logical type it says whether the instants are known; the older converted type means that they are. */
function isInstant({ logical_type, converted_type }: Element): boolean {
  if (logical_type !== undefined)
    return logical_type.type === 'TIMESTAMP' && logical_type.isAdjustedToUTC === true
  return converted_type === 'TIMESTAMP_MILLIS' || converted_type === 'TIMESTAMP_MICROS'
}

function annotation({ logical_type, converted_type }: Element): string | undefined {
  return logical_type?.type ?? converted_type
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return decodeUtf8(value)
  throw new TypeError(`${typeof value} is not text.`)
}

function numberOf(value: unknown): number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  throw new TypeError(`${typeof value} is not a number.`)
}

function wholeMicros(value: unknown): number | bigint {
  if (typeof value === 'string') throw new RangeError(`${value} is finer than a microsecond.`)
  return numberOf(value)
}

function exactFloat(value: number | bigint): number {
  const float = float64Of(value)
  if (typeof value === 'bigint' && BigInt(float) !== value)
    throw new RangeError(`${value} is not a 64-bit float.`)
  return float
}

function mismatch(field: ScalarField | Field, { element, children }: ParquetNode): ColumnFault {
  const zone = annotation(element) === 'TIMESTAMP' && !isInstant(element) ? ' without a time zone' : ''
  const type = [element.type ?? (children.length > 0 ? 'group' : ''), annotation(element)]
    .filter(Boolean)
    .join(' ')
  return new ColumnFault(
    'type',
    field.pointer,
    `the column "${field.pointer}" is ${type}${zone}, which has no exact form as the schema's ${field.kind}.`,
  )
}
