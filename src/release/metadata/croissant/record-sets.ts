import { type Field, freeName } from '../../../schema/field.js'
import { type Table, type TableColumn, tablesOf } from '../../../schema/tables.js'
import type { Release } from '../../release.js'
import { labelsOf } from '../data-dictionary.js'
import { groupsOf, type ResourceGroup } from '../measures.js'
import { readFormats, sourceOf } from './distribution.js'
import { columnField, columnId, nestedField } from './fields.js'
import { idPart, reference } from './json-ld.js'
import { isReadFromLines } from './json-lines.js'
import { splitReference, splitSet } from './splits.js'

/** The record set that holds the records; those of child tables are called `records.` and the name of the table. */
const RECORDS = 'records'

/**
 * The records, the lines of each child table of CSV, and the values of a field that splits the records: everything
 * that mlcroissant can load. Empty where it reads none of the release's formats.
 */
export function recordSetsOf(release: Release): object[] {
  const groups = groupsOf(release.resources)
  const format = readFormats.find(
    name => groups.some(group => group.format === name) && canRead(name, release),
  )
  const records = groups.find(group => group.format === format && group.table === '')
  if (records === undefined) return []
  const children = tablesOf(release.schema).flatMap(table => {
    const lines = groups.find(group => group.format === 'csv' && group.table === table.name)
    return table.parent === undefined || lines === undefined ? [] : [childSet(table, lines)]
  })
  const main = records.format === 'csv' ? tableSet(records, release) : nestedSet(records, release)
  return main === undefined ? [] : [main, ...children, ...splitSet(release)]
}

/** mlcroissant adds a column to those of Parquet: `index`, or else `level_0`. */
function canRead(format: string, { schema: { fields } }: Release): boolean {
  return (
    format !== 'parquet' || !['index', 'level_0'].every(taken => fields.some(({ name }) => name === taken))
  )
}

function nestedSet(records: ResourceGroup, release: Release): object | undefined {
  const { fields, keyField } = release.schema
  const isJsonLines = records.format === 'jsonl'
  const source = sourceOf(records)
  const found = fields.map(field => {
    const reads = (inner: Field) => !isJsonLines || isReadFromLines(inner, field, records, release)
    const { node, leftOut } = nestedField(field, { parentId: RECORDS, source, reads })
    return { node: node && { ...node, ...splitReference(field, records, release) }, leftOut }
  })
  const nodes = found.flatMap(({ node }) => node ?? [])
  if (nodes.length === 0) return undefined
  const hasKey = found.some(({ node }, i) => node !== undefined && fields[i] === keyField)
  return {
    ...aboutRecords(
      release,
      found.flatMap(({ leftOut }) => leftOut),
    ),
    ...keyOf(hasKey && keyField !== undefined ? [keyField.name] : [], RECORDS),
    field: nodes,
  }
}

function tableSet(records: ResourceGroup, release: Release): object | undefined {
  const table = tablesOf(release.schema).find(({ parent }) => parent === undefined)
  if (table === undefined) return undefined
  return {
    ...aboutRecords(release, []),
    ...keyOf(table.primaryKey, RECORDS),
    field: table.columns.map(column => columnField(column, RECORDS, sourceOf(records))),
  }
}

function aboutRecords({ corpus, schema }: Release, leftOut: readonly Field[]): object {
  const labels = labelsOf(schema)
  const names = leftOut.map(({ pointer }) => labels.get(pointer) ?? pointer)
  const said = [
    ...(typeof schema.json.description === 'string' ? [schema.json.description] : []),
    ...(names.length === 0 ? [] : [`Left out, since mlcroissant cannot read it: ${names.join(', ')}.`]),
  ]
  return {
    '@type': 'cr:RecordSet',
    '@id': RECORDS,
    name: corpus.name,
    ...(said.length > 0 && { description: said.join(' ') }),
  }
}

function childSet(table: Table, lines: ResourceGroup): object {
  const id = childId(table)
  return {
    '@type': 'cr:RecordSet',
    '@id': id,
    name: table.name,
    description: `The objects of the list ${table.list?.pointer ?? ''}.`,
    ...keyOf(table.primaryKey, id),
    field: [
      ...table.columns.map(column => columnField(column, id, sourceOf(lines))),
      ...table.columns.flatMap(column => (column.role === 'key' ? recordField(column, table, lines) : [])),
    ],
  }
}

const childId = ({ name }: Table): string => `${RECORDS}.${idPart(name)}`

/**
 * The record that a line belongs to. The reference stands inside of a field: mlcroissant joins where it meets one
 * outside, and fails where pandas takes the keys for numbers, or finds no lines.
 */
function recordField(key: TableColumn, table: Table, lines: ResourceGroup): object {
  const name = freeName('record', new Set(table.columns.map(column => column.name)))
  const id = columnId(childId(table), name)
  return {
    '@type': 'cr:Field',
    '@id': id,
    name,
    description: 'The record that the line belongs to.',
    subField: [
      {
        ...columnField(key, id, sourceOf(lines)),
        references: { field: reference(columnId(RECORDS, key.field.name)) },
      },
    ],
  }
}

function keyOf(columns: readonly string[], id: string): object {
  const keys = columns.map(column => reference(columnId(id, column)))
  return keys.length === 0 ? {} : { key: keys.length === 1 ? keys[0] : keys }
}
