import { UsageError } from '../errors.js'
import { tokensOf } from '../text/pointer.js'
import type { Field, ListField, RecordSchema, ScalarKind, StructField } from './field.js'

/**
 * What a cell holds: the value itself, whether an object is there, how many lines of a child table belong here, the
 * key of the record that a child line belongs to, the place in a list, or the text between a span's offsets.
 */
export type ColumnRole = 'value' | 'presence' | 'count' | 'key' | 'position' | 'span-text'

export interface TableColumn {
  readonly name: string
  readonly kind: ScalarKind
  readonly nullable: boolean
  /** The field that the cell speaks of; of a position and a span's text, the list. */
  readonly field: Field
  readonly role: ColumnRole
  /** Property names from what a line stands for (a record, an element) to the value; of key and span text from the record. */
  readonly path: readonly string[]
}

/** A schema's records, or the objects of one of its lists, as lines and columns. */
export interface Table {
  /** `''` for the records, else the list's path (`blocks`, `meta.people`, `blocks.spans`) in ASCII. */
  readonly name: string
  /** Key and positions, then the fields in schema order, then a span's text. */
  readonly columns: readonly TableColumn[]
  /** Names of the columns that tell the lines apart; empty where the schema has no key. */
  readonly primaryKey: readonly string[]
  /** The list whose elements are the lines. */
  readonly list?: ListField
  /** Name of the table that counts the lines. */
  readonly parent?: string
}

const POSITION = 'position'
const SPAN_TEXT = 'text'
/** Leaves room for the corpus's name and a shard's number within the 255 bytes of a file name. */
const LONGEST_NAME = 150

/** The relational view of a schema, parents before children. See DESIGN.md §5. */
export function tablesOf(schema: RecordSchema): readonly Table[] {
  const records: Table = {
    name: '',
    columns: columnsIn(schema.fields, { path: [], nullable: false, schema }),
    primaryKey: schema.keyField === undefined ? [] : [schema.keyField.name],
  }
  return [records, ...childTables(records, [], [], schema)]
}

/** Throws UsageError where two tables would share a file name, or two columns of a table their name. */
export function checkTables(schema: RecordSchema): void {
  const pointers = new Map<string, string>()
  for (const table of tablesOf(schema)) {
    const pointer = table.list?.pointer ?? ''
    const fileName = table.name.toLowerCase()
    const other = pointers.get(fileName)
    if (other !== undefined) {
      throw new UsageError(
        `${schema.path}: the tables of the lists ${quote(other)} and ${quote(pointer)} would share the file name "${fileName}".`,
        { fix: 'Rename one of the properties.' },
      )
    }
    if (fileName.length > LONGEST_NAME) {
      throw new UsageError(
        `${schema.path}: the table of the list ${quote(pointer)} would need ${fileName.length} characters of a file name, which is more than ${LONGEST_NAME}.`,
        { fix: 'Give the property a shorter name, or one in ASCII.' },
      )
    }
    pointers.set(fileName, pointer)
    checkColumns(table, schema)
  }
}

function checkColumns(table: Table, schema: RecordSchema): void {
  const columns = new Map<string, TableColumn>()
  for (const column of table.columns) {
    const other = columns.get(column.name)
    if (other !== undefined) {
      const place = table.parent === undefined ? 'the records' : `the table "${table.name}"`
      throw new UsageError(
        `${schema.path}: the column ${quote(column.name)} of ${place} would stand for ${subjectOf(other)} and for ${subjectOf(column)}.`,
        { fix: 'Rename one of the properties.' },
      )
    }
    columns.set(column.name, column)
  }
}

const subjects: Record<ColumnRole, string> = {
  value: '',
  presence: 'whether there is ',
  count: 'the length of ',
  key: 'the key ',
  position: 'the position in ',
  'span-text': 'the text of an element of ',
}

const subjectOf = ({ role, field }: TableColumn): string => `${subjects[role]}${field.pointer}`

const quote = (text: string): string => JSON.stringify(text)

interface Surroundings {
  /** Property names from the line's own value to the fields. */
  readonly path: readonly string[]
  /** Whether something around the fields may be null. */
  readonly nullable: boolean
  readonly schema: RecordSchema
}

function columnsIn(fields: readonly Field[], around: Surroundings): TableColumn[] {
  return fields.flatMap(field => {
    const path = [...around.path, field.name]
    const nullable = around.nullable || field.nullable
    const column = { name: path.join('.'), nullable, field, path }
    if (field.kind === 'struct') {
      const inside = columnsIn(field.fields, { ...around, path, nullable })
      return field.nullable ? [presenceOf(field, path), ...inside] : inside
    }
    if (field.kind !== 'list') return [{ ...column, kind: field.kind, role: 'value' }]
    if (!hasChildTable(field, around.schema)) return [{ ...column, kind: 'json', role: 'value' }]
    return [{ ...column, kind: 'int32', role: 'count' }]
  })
}

function presenceOf(field: StructField, path: readonly string[]): TableColumn {
  return {
    name: path.join('.') || field.name,
    kind: 'boolean',
    nullable: true,
    field,
    role: 'presence',
    path,
  }
}

/** Without a key nothing would say which record a line belongs to. */
function hasChildTable(list: ListField, schema: RecordSchema): boolean {
  return schema.keyField !== undefined && list.items.kind === 'struct'
}

/**
 * The tables of the lists that `parent` counts, and theirs. `place` is the path from the record to the parent's lines;
 * `positions` are the parent's own columns of that role.
 */
function childTables(
  parent: Table,
  place: readonly string[],
  positions: readonly TableColumn[],
  schema: RecordSchema,
): Table[] {
  const key = schema.keyField
  if (key === undefined) return []
  return parent.columns.flatMap(({ field: list, role, path: fromParent }) => {
    if (role !== 'count' || list.kind !== 'list' || list.items.kind !== 'struct') return []
    const elements = list.items
    const path = [...place, ...fromParent]
    const position = { kind: 'int32', nullable: false, field: list, role: 'position', path: [] } as const
    const lead: TableColumn[] = [
      { name: key.name, kind: key.kind, nullable: false, field: key, role: 'key', path: [key.name] },
      ...positions,
      { ...position, name: POSITION },
    ]
    const table: Table = {
      name: path.map(asciiName).join('.'),
      columns: [
        ...lead,
        ...(elements.nullable ? [presenceOf(elements, [])] : []),
        ...columnsIn(elements.fields, { path: [], nullable: elements.nullable, schema }),
        ...spanTextOf(list, elements, schema),
      ],
      primaryKey: lead.map(column => column.name),
      list,
      parent: parent.name,
    }
    const inner = [...positions, { ...position, name: [...path, POSITION].join('.') }]
    return [table, ...childTables(table, path, inner, schema)]
  })
}

function spanTextOf(list: ListField, elements: StructField, schema: RecordSchema): TableColumn[] {
  const pointer = list.schema['x-span']
  if (typeof pointer !== 'string') return []
  const path = tokensOf(pointer)
  const nullable = elements.nullable || mayBeNull(schema.fields, path)
  return [{ name: SPAN_TEXT, kind: 'string', nullable, field: list, role: 'span-text', path }]
}

function mayBeNull(fields: readonly Field[], [name, ...rest]: readonly string[]): boolean {
  const field = fields.find(field => field.name === name)
  if (field === undefined || field.nullable) return true
  return field.kind === 'struct' && mayBeNull(field.fields, rest)
}

/** File names of a release are ASCII: any other character stands as `u` and its code point in hexadecimal. */
function asciiName(name: string): string {
  return name.replace(
    /[^A-Za-z0-9_.-]/gu,
    character => `u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  )
}
