import type * as Arrow from 'apache-arrow'
import { UsageError } from '../errors.js'
import type { Batch, ReadBatch } from '../records/batch.js'
import type { Column } from '../records/column.js'
import { recordsOf } from '../records/columns.js'
import type { Field, RecordSchema, ScalarKind } from '../schema/field.js'
import { columnsFrom } from './arrow-columns.js'
import { arrowBatches, startArrowFile } from './arrow-file.js'
import type { Format, FormatWriter, Sink, TableName } from './format.js'
import { readBatch } from './read-batch.js'

type Library = typeof Arrow

/** Arrow IPC files, uncompressed, one record batch per batch. */
export const arrow: Format = {
  name: 'arrow',
  extension: 'arrow',
  mediaType: 'application/vnd.apache.arrow.file',
  tables: () => [''],
  open,
  read,
}

async function open(sinkFor: (table: TableName) => Sink, schema: RecordSchema): Promise<FormatWriter> {
  const library = await import('apache-arrow')
  const arrowSchema = new library.Schema(schema.fields.map(field => arrowField(library, field)))
  const writer = startArrowFile(library, sinkFor(''), arrowSchema)
  return {
    append: batch => {
      if (batch.length > 0) writer.write(recordBatch(library, arrowSchema, batch))
    },
    close: () => writer.close(),
  }
}

async function* read(
  files: Readonly<Record<TableName, string>>,
  schema: RecordSchema,
): AsyncGenerator<ReadBatch> {
  const path = files[''] ?? ''
  try {
    for await (const { data } of arrowBatches(path)) {
      if (data.length === 0) continue
      const columns = columnsFrom(schema.fields, data.type, data.children)
      const records = recordsOf(
        columns.map(column => column.field),
        columns,
      )
      yield readBatch(schema, records)
    }
  } catch (cause) {
    if (!(cause instanceof Error) || 'code' in cause) throw cause
    const fix = cause instanceof UsageError ? cause.fix : 'Write it as an uncompressed Arrow IPC file.'
    throw new UsageError(`${path} cannot be read: ${cause.message}`, {
      cause,
      ...(fix !== undefined && { fix }),
    })
  }
}

function recordBatch(library: Library, schema: Arrow.Schema, batch: Batch): Arrow.RecordBatch {
  const type = new library.Struct(schema.fields)
  const children = childrenOf(library, type, batch.columns())
  return new library.RecordBatch(
    schema,
    library.makeData({ type, length: batch.length, nullCount: 0, children }),
  )
}

function childrenOf(library: Library, type: Arrow.DataType, columns: readonly Column[]): Arrow.Data[] {
  return columns.flatMap((column, i) => {
    const child = type.children[i]
    return child === undefined ? [] : [dataOf(library, child.type, column)]
  })
}

function dataOf(library: Library, type: Arrow.DataType, column: Column): Arrow.Data {
  const { length, nullCount } = column
  const { OFFSET, DATA, VALIDITY } = library.BufferType
  const validity = column.validity && { [VALIDITY]: column.validity }
  switch (column.layout) {
    case 'bytes':
      return new library.Data(type, 0, length, nullCount, {
        ...validity,
        [OFFSET]: column.offsets,
        [DATA]: column.bytes,
      })
    case 'list':
      return new library.Data(
        type,
        0,
        length,
        nullCount,
        { ...validity, [OFFSET]: column.offsets },
        childrenOf(library, type, [column.items]),
      )
    case 'struct':
      return new library.Data(
        type,
        0,
        length,
        nullCount,
        { ...validity },
        childrenOf(library, type, column.children),
      )
    default:
      return new library.Data(type, 0, length, nullCount, { ...validity, [DATA]: column.values })
  }
}

/** A field as an Arrow column. */
export function arrowField(library: Library, field: Field): Arrow.Field {
  const { description } = field.schema
  const metadata = new Map([
    ...(typeof description === 'string' ? [['description', description] as const] : []),
    ...(field.kind === 'json' ? [['media_type', 'application/json'] as const] : []),
  ])
  return new library.Field(field.name, typeOf(library, field), field.nullable, metadata)
}

function typeOf(library: Library, field: Field): Arrow.DataType {
  if (field.kind === 'list') return new library.List(arrowField(library, field.items))
  if (field.kind === 'struct')
    return new library.Struct(field.fields.map(child => arrowField(library, child)))
  return scalarTypes[field.kind](library)
}

const scalarTypes: Record<ScalarKind, (library: Library) => Arrow.DataType> = {
  string: library => new library.Utf8(),
  json: library => new library.Utf8(),
  int32: library => new library.Int32(),
  int64: library => new library.Int64(),
  float64: library => new library.Float64(),
  boolean: library => new library.Bool(),
  date: library => new library.DateDay(),
  timestamp: library => new library.TimestampMicrosecond('UTC'),
}
