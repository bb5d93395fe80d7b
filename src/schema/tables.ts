import { tokensOf } from '../text/pointer.js'
import {
  type Field,
  freeName,
  type ListField,
  type RecordSchema,
  type ScalarKind,
  type StructField,
} from './field.js'

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
  /** The parent's primary key, in the order of this table's own without its last column. */
  readonly parentKey?: readonly string[]
}

// Names of columns of our own. Where a property has one of them, an underscore is added to ours: `position_`.
const POSITION = 'position'
const SPAN_TEXT = 'text'
/** Leaves room for the corpus's name and a shard's number within the 255 bytes of a file name. */
const LONGEST_NAME = 150

/** The relational view of a schema, parents before children. See DESIGN.md §5. */
export function tablesOf(schema: RecordSchema): readonly Table[] {
  const records: Table = {
    name: '',
    columns: withFreePresences(columnsIn(schema.fields, { path: [], nullable: false, schema })),
    primaryKey: schema.keyField === undefined ? [] : [schema.keyField.name],
  }
  return [records, ...childTables(records, [], [], schema)]
}

/** Two tables of a schema, or two columns of one table, that would have the same name; `pointer` names the later one. */
export interface Clash {
  readonly pointer: string
  readonly words: string
}

/** What keeps a schema from having tables: names that two properties lay claim to, and names too long for a file. */
export function tableClashes(schema: RecordSchema): readonly Clash[] {
  const pointers = new Map<string, string>()
  return tablesOf(schema).flatMap(table => {
    const pointer = table.list?.pointer ?? ''
    const fileName = table.name.toLowerCase()
    const other = pointers.get(fileName)
    pointers.set(fileName, other ?? pointer)
    const found: Clash[] = []
    if (other !== undefined) {
      const words = `the tables of the lists ${quote(other)} and ${quote(pointer)} would share the file name "${fileName}".`
      found.push({ pointer, words })
    }
    if (fileName.length > LONGEST_NAME) {
      const words = `the table of the list ${quote(pointer)} would need ${fileName.length} characters of a file name, which is more than ${LONGEST_NAME}.`
      found.push({ pointer, words })
    }
    return [...found, ...columnClashes(table)]
  })
}

function columnClashes(table: Table): Clash[] {
  const columns = new Map<string, TableColumn>()
  return table.columns.flatMap(column => {
    const other = columns.get(column.name)
    columns.set(column.name, other ?? column)
    if (other === undefined) return []
    const place = table.parent === undefined ? 'the records' : `the table "${table.name}"`
    const words = `the column ${quote(column.name)} of ${place} would stand for ${subjectOf(other)} and for ${subjectOf(column)}.`
    return [{ pointer: column.field.pointer, words }]
  })
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

/** `a.b` says whether there is an object `b` in `a`, unless a property has that very name. */
function withFreePresences(columns: readonly TableColumn[]): TableColumn[] {
  const nameOf = freeNames(columns.flatMap(({ name, role }) => (role === 'presence' ? [] : [name])))
  return columns.map(column =>
    column.role === 'presence' ? { ...column, name: nameOf(column.name) } : column,
  )
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
    const around = { path: [], nullable: elements.nullable, schema }
    const inside = withFreePresences(columnsIn(elements.fields, around))
    const nameOf = freeNames(inside.map(({ name }) => name))
    const position = { kind: 'int32', nullable: false, field: list, role: 'position', path: [] } as const
    const named = (column: TableColumn): TableColumn => ({ ...column, name: nameOf(column.name) })
    const ours: readonly TableColumn[] = [
      { name: key.name, kind: key.kind, nullable: false, field: key, role: 'key', path: [key.name] },
      ...positions,
      { ...position, name: POSITION },
    ]
    const lead = ours.map(named)
    const presence = elements.nullable ? [presenceOf(elements, [])].map(named) : []
    const spanText = spanTextOf(list, elements, schema).map(named)
    const table: Table = {
      name: path.map(asciiName).join('.'),
      columns: [...lead, ...presence, ...inside, ...spanText],
      primaryKey: lead.map(column => column.name),
      list,
      parent: parent.name,
      parentKey: parent.primaryKey,
    }
    const inner = [...positions, { ...position, name: [...path, POSITION].join('.') }]
    return [table, ...childTables(table, path, inner, schema)]
  })
}

/** Names columns of our own, each of them one that nothing else in the table has. */
function freeNames(taken: readonly string[]): (name: string) => string {
  const known = new Set(taken)
  return name => {
    const free = freeName(name, known)
    known.add(free)
    return free
  }
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
