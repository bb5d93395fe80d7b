import type { JsonObject } from '../schema/field.js'
import { arrowBatches } from './arrow-file.js'
import { TYPE } from './arrow-types.js'
import type { DeclaredColumns } from './declared-columns.js'

/** A type of Arrow, as far as its name in JSON Schema depends on it. */
interface ArrowType {
  readonly typeId: number
  readonly children?: readonly ArrowField[] | null
  readonly dictionary?: ArrowType
  readonly timezone?: string | null
  toString(): string
}

interface ArrowField {
  readonly name: string | null
  readonly nullable: boolean
  readonly type: ArrowType
}

/** The columns that an Arrow file declares, as JSON Schema. Throws what the library throws where the file is damaged. */
export async function arrowJsonSchema(path: string): Promise<DeclaredColumns> {
  const refused: string[] = []
  for await (const { schema } of arrowBatches(path)) {
    const fields: readonly ArrowField[] = schema.fields
    return {
      schema: objectOf(fields, '', refused),
      refused,
      records: undefined,
      batches: undefined,
      firstBytes: 0,
    }
  }
  return { schema: objectOf([], '', refused), refused, records: 0, batches: 0, firstBytes: 0 }
}

function objectOf(fields: readonly ArrowField[], above: string, refused: string[]): JsonObject {
  const named = fields.map(field => ({
    ...field,
    nullable: field.nullable,
    type: field.type,
    name: field.name ?? '',
  }))
  return {
    type: 'object',
    additionalProperties: false,
    required: named.map(({ name }) => name),
    properties: Object.fromEntries(
      named.map(one => [one.name, fieldSchema(one, `${above}${one.name}`, refused)]),
    ),
  }
}

function fieldSchema({ type, nullable }: ArrowField, name: string, refused: string[]): JsonObject {
  const said = typed(type, name, refused)
  return nullable && typeof said['type'] === 'string' && said['type'] !== 'null'
    ? { ...said, type: [said['type'], 'null'] }
    : said
}

function typed(type: ArrowType, name: string, refused: string[]): JsonObject {
  const [child] = type.children ?? []
  switch (type.typeId) {
    case TYPE.dictionary:
      return type.dictionary === undefined ? {} : typed(type.dictionary, name, refused)
    case TYPE.null:
      return { type: ['string', 'null'] }
    case TYPE.int:
      return { type: 'integer' }
    case TYPE.float:
      return { type: 'number' }
    case TYPE.utf8:
    case TYPE.largeUtf8:
    case TYPE.utf8View:
      return { type: 'string' }
    case TYPE.bool:
      return { type: 'boolean' }
    case TYPE.date:
      return { type: 'string', format: 'date' }
    case TYPE.timestamp:
      if (type.timezone) return { type: 'string', format: 'date-time', 'x-column': 'timestamp' }
      break
    case TYPE.struct:
      return objectOf(type.children ?? [], `${name}.`, refused)
    case TYPE.list:
    case TYPE.largeList:
    case TYPE.fixedSizeList:
      if (child !== undefined) return { type: 'array', items: fieldSchema(child, `${name}[]`, refused) }
  }
  refused.push(`${name} (${type})`)
  return {}
}
