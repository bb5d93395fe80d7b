import { open as openFile } from 'node:fs/promises'
import type { JsonObject } from '../schema/field.js'
import type { DeclaredColumns } from './declared-columns.js'
import { openParquet } from './parquet-handle.js'
import type { ParquetNode } from './parquet-read.js'

/** The columns that a Parquet file declares, as JSON Schema. Throws what the library throws where the file is damaged. */
export async function parquetJsonSchema(path: string): Promise<DeclaredColumns> {
  const file = await openFile(path)
  try {
    const { root, groups, metadata } = await openParquet(file)
    const refused: string[] = []
    const schema = objectOf(root.children, '', refused)
    const [first] = metadata.row_groups
    return {
      schema,
      refused,
      records: groups.at(-1)?.end ?? 0,
      batches: groups.length,
      firstBytes: Number(first?.total_byte_size ?? 0),
    }
  } finally {
    await file.close()
  }
}

function objectOf(children: readonly ParquetNode[], above: string, refused: string[]): JsonObject {
  return {
    type: 'object',
    additionalProperties: false,
    required: children.map(({ element }) => element.name),
    properties: Object.fromEntries(
      children.map(child => [
        child.element.name,
        nodeSchema(child, `${above}${child.element.name}`, refused),
      ]),
    ),
  }
}

function nodeSchema(node: ParquetNode, name: string, refused: string[]): JsonObject {
  const said = typed(node, name, refused)
  const { type } = said
  return node.element.repetition_type === 'OPTIONAL' && typeof type === 'string'
    ? { ...said, type: [type, 'null'] }
    : said
}

function typed({ element, children }: ParquetNode, name: string, refused: string[]): JsonObject {
  const { type, logical_type, converted_type } = element
  const annotation = logical_type?.type ?? converted_type
  const refuse = (): JsonObject => {
    const zone = annotation === 'TIMESTAMP' ? ' without a time zone' : ''
    refused.push(`${name} (${[type ?? 'group', annotation].filter(Boolean).join(' ')}${zone})`)
    return {}
  }
  if (element.repetition_type === 'REPEATED') return refuse()
  if (children.length > 0) {
    if (annotation === undefined) return objectOf(children, `${name}.`, refused)
    const [repeated] = children
    const [item, other] = repeated?.children ?? []
    if (annotation !== 'LIST' || item === undefined || other !== undefined) return refuse()
    return { type: 'array', items: nodeSchema(item, `${name}[]`, refused) }
  }
  if (type === 'BYTE_ARRAY') {
    if (annotation === 'JSON') return { 'x-column': 'json' }
    return annotation === 'STRING' || annotation === 'UTF8' || annotation === 'ENUM'
      ? { type: 'string' }
      : refuse()
  }
  if (annotation === 'DATE') return { type: 'string', format: 'date' }
  if (annotation === 'TIMESTAMP' || /^TIMESTAMP_/.test(annotation ?? '')) {
    const isInstant = logical_type === undefined || logical_type.isAdjustedToUTC === true
    return isInstant ? { type: 'string', format: 'date-time', 'x-column': 'timestamp' } : refuse()
  }
  if (type === 'BOOLEAN') return { type: 'boolean' }
  if (type === 'INT32' || type === 'INT64') {
    return annotation === undefined || /^U?INT/.test(annotation) ? { type: 'integer' } : refuse()
  }
  if ((type === 'FLOAT' || type === 'DOUBLE') && annotation === undefined) return { type: 'number' }
  return refuse()
}
