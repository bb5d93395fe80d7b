import { nearest } from '../text/nearest.js'
import { shown } from '../text/shown.js'
import type { CompiledSchema } from './table-schema.js'

/** What is wrong with a header; `column` counts from 0, undefined where a column is missing. */
interface HeaderFault {
  readonly column: number | undefined
  readonly what: string
}

export interface Header {
  readonly faults: readonly HeaderFault[]
  /** Number of the field that each column holds, −1 where none. */
  readonly fields: readonly number[]
}

/** Compares the labels of the columns with the fields of the schema, as strictly as its `fieldsMatch` says. */
export function compareHeader(
  given: readonly string[],
  schema: CompiledSchema | undefined,
  { ignoresCase = false } = {},
): Header {
  const firstOf = placesOf(given)
  const faults = given.flatMap((label, column) => ofLabel(label, column, firstOf.get(label) ?? column))
  if (schema === undefined) return { faults, fields: given.map(() => -1) }
  const folded = (name: string): string => (ignoresCase ? name.toLowerCase() : name)
  const names = schema.fields.map(({ name }) => folded(name))
  const labels = given.map(folded)
  const sides = { given, labels, names, columnOf: placesOf(labels), fieldOf: placesOf(names), schema }
  if (schema.fieldsMatch === 'exact') return exactly(sides, faults)
  const { columnOf, fieldOf } = sides
  const fields = labels.map((label, i) => (columnOf.get(label) === i ? (fieldOf.get(label) ?? -1) : -1))
  const lacking = names.filter(name => !columnOf.has(name))
  const strange = labels.flatMap((label, column) => (fieldOf.has(label) || label === '' ? [] : [column]))
  const { fieldsMatch } = schema
  const hasNone = fieldsMatch === 'partial' && lacking.length === names.length
  return {
    fields,
    faults: [
      ...faults,
      ...(fieldsMatch === 'equal' || fieldsMatch === 'superset'
        ? strange.map(column => ({ column, what: noField(given[column] ?? '', schema) }))
        : []),
      ...(fieldsMatch === 'equal' || fieldsMatch === 'subset' ? lacking.map(noColumn) : []),
      ...(hasNone
        ? [{ column: undefined, what: 'no column is one of the fields, expected one at least' }]
        : []),
    ],
  }
}

/** Where each name stands first. */
function placesOf(names: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  for (const [i, name] of names.entries()) if (!places.has(name)) places.set(name, i)
  return places
}

function ofLabel(label: string, column: number, first: number): HeaderFault[] {
  if (label.trim() === '') return [{ column, what: `column ${column + 1} has no label` }]
  if (first === column) return []
  return [
    {
      column,
      what: `the label ${shown(label)} of column ${column + 1} is that of column ${first + 1} already`,
    },
  ]
}

interface Sides {
  readonly given: readonly string[]
  /** As given, but for their case where that does not count; so are the names of the fields. */
  readonly labels: readonly string[]
  readonly names: readonly string[]
  readonly columnOf: ReadonlyMap<string, number>
  readonly fieldOf: ReadonlyMap<string, number>
  readonly schema: CompiledSchema
}

/** Number and order count. A column that has another field's label holds that field. */
function exactly(sides: Sides, faults: readonly HeaderFault[]): Header {
  const { given, labels, names, columnOf, fieldOf, schema } = sides
  const own = [...faults]
  const told = new Set(faults.map(({ column }) => column))
  for (const [column, label] of labels.entries()) {
    if (label === names[column] || told.has(column)) continue
    own.push({ column, what: misplaced(sides, column, given[column] ?? '') })
  }
  for (const [i, name] of names.entries()) {
    if (i >= labels.length && !columnOf.has(name)) own.push(noColumn(schema.fields[i]?.name ?? name))
  }
  const hasTwins = fieldOf.size < names.length
  const fields = labels.map((label, column) => {
    if (names[column] === label || hasTwins) return column < names.length ? column : -1
    const byName = fieldOf.get(label)
    if (byName !== undefined) return columnOf.get(label) === column ? byName : -1
    const expected = names[column]
    return expected !== undefined && !columnOf.has(expected) ? column : -1
  })
  return { faults: own, fields }
}

function misplaced(
  { labels, names, columnOf, fieldOf, schema }: Sides,
  column: number,
  label: string,
): string {
  const isField = fieldOf.has(labels[column] ?? '')
  const expected = names[column]
  if (expected === undefined && !isField) return noField(label, schema)
  const found = `column ${column + 1} is ${shown(label)}`
  if (expected === undefined)
    return `${found}, expected no more columns: they stand in the order of the fields`
  const wanted = shown(schema.fields[column]?.name)
  const isMoved = isField && columnOf.has(expected)
  return `${found}, expected ${wanted}${isMoved ? ': columns stand in the order of the fields' : ''}`
}

const noColumn = (name: string): HeaderFault => ({
  column: undefined,
  what: `there is no column for the field ${shown(name)}`,
})

/** So many names are looked through for one that is meant. */
const MAX_MEANT = 200

function noField(label: string, { fields }: CompiledSchema): string {
  const names = fields.slice(0, MAX_MEANT).map(({ name }) => name)
  const meant = nearest(label, names)
  return `the column ${shown(label)} is no field of the schema${meant === undefined ? '' : `; did you mean ${shown(meant)}?`}`
}
