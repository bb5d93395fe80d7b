import type { Field, ScalarKind } from '../schema/field.js'

/** An element of a Parquet schema, in the spelling of parquet.thrift. */
export interface ParquetElement {
  readonly name: string
  readonly repetition_type?: 'REQUIRED' | 'OPTIONAL' | 'REPEATED'
  readonly num_children?: number
  readonly type?: 'BOOLEAN' | 'INT32' | 'INT64' | 'DOUBLE' | 'BYTE_ARRAY'
  readonly converted_type?: 'UTF8' | 'JSON' | 'DATE' | 'TIMESTAMP_MICROS' | 'LIST'
  readonly logical_type?:
    | { readonly type: 'STRING' | 'JSON' | 'DATE' | 'LIST' }
    | { readonly type: 'TIMESTAMP'; readonly isAdjustedToUTC: true; readonly unit: 'MICROS' }
}

/** The schema's columns as a Parquet schema, depth first, the root before all. */
export function parquetSchemaOf(fields: readonly Field[]): ParquetElement[] {
  return [
    { name: 'schema', num_children: fields.length },
    ...fields.flatMap(field => elementsOf(field, field.name)),
  ]
}

function elementsOf(field: Field, name: string): ParquetElement[] {
  const base = { name, repetition_type: field.nullable ? 'OPTIONAL' : 'REQUIRED' } as const
  if (field.kind === 'struct') {
    return [
      { ...base, num_children: field.fields.length },
      ...field.fields.flatMap(child => elementsOf(child, child.name)),
    ]
  }
  if (field.kind !== 'list') return [{ ...base, ...scalarTypes[field.kind] }]
  return [
    { ...base, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    ...elementsOf(field.items, 'element'),
  ]
}

const scalarTypes: Record<ScalarKind, Omit<ParquetElement, 'name'>> = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  // DuckDB knows JSON by the converted type only.
  json: { type: 'BYTE_ARRAY', converted_type: 'JSON', logical_type: { type: 'JSON' } },
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  float64: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  timestamp: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  },
}
