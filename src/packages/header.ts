import { nearest } from '../text/nearest.js'
import { shown } from '../text/shown.js'
import type { CompiledSchema } from './table-schema.js'

/** What is wrong with a header; `column` counts from 0, undefined where a column is missing. */
export interface HeaderFault {
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
  const faults = given.flatMap((label, column) => ofLabel(label, column, given))
  if (schema === undefined) return { faults, fields: given.map(() => -1) }
  const folded = (name: string): string => (ignoresCase ? name.toLowerCase() : name)
  const names = schema.fields.map(({ name }) => folded(name))
  const labels = given.map(folded)
  if (schema.fieldsMatch === 'exact') return exactly(given, labels, names, schema, faults)
  const fields = labels.map((label, i) => (labels.indexOf(label) === i ? names.indexOf(label) : -1))
  const lacking = names.filter(name => !labels.includes(name))
  const strange = labels.flatMap((label, column) => (names.includes(label) || label === '' ? [] : [column]))
  const { fieldsMatch } = schema
  const some = fieldsMatch === 'partial' && lacking.length === names.length
  return {
    fields,
    faults: [
      ...faults,
      ...(fieldsMatch === 'equal' || fieldsMatch === 'superset'
        ? strange.map(column => ({ column, what: noField(given[column] ?? '', schema) }))
        : []),
      ...(fieldsMatch === 'equal' || fieldsMatch === 'subset' ? lacking.map(noColumn) : []),
      ...(some ? [{ column: undefined, what: 'no column is one of the fields, expected one at least' }] : []),
    ],
  }
}

function ofLabel(label: string, column: number, labels: readonly string[]): HeaderFault[] {
  if (label.trim() === '') return [{ column, what: `column ${column + 1} has no label` }]
  const first = labels.indexOf(label)
  return first === column
    ? []
    : [
        {
          column,
          what: `the label ${shown(label)} of column ${column + 1} is that of column ${first + 1} already`,
        },
      ]
}

/** Number and order count. A column that has another field's label holds that field. */
function exactly(
  given: readonly string[],
  labels: readonly string[],
  names: readonly string[],
  schema: CompiledSchema,
  faults: readonly HeaderFault[],
): Header {
  const own = [...faults]
  const told = new Set(faults.map(({ column }) => column))
  const areTwins = new Set(names).size < names.length
  for (const [column, label] of labels.entries()) {
    const expected = names[column]
    if (label === expected || told.has(column)) continue
    if (expected === undefined && !names.includes(label))
      own.push({ column, what: noField(given[column] ?? '', schema) })
    else if (expected === undefined || (names.includes(label) && labels.includes(expected)))
      own.push({
        column,
        what: `column ${column + 1} is ${shown(given[column])}, expected ${expected === undefined ? 'no more columns' : shown(schema.fields[column]?.name)}: columns stand in the order of the fields`,
      })
    else
      own.push({
        column,
        what: `column ${column + 1} is ${shown(given[column])}, expected ${shown(schema.fields[column]?.name)}`,
      })
  }
  for (const [i, name] of names.entries()) {
    if (i >= labels.length && !labels.includes(name)) own.push(noColumn(schema.fields[i]?.name ?? name))
  }
  const fields = labels.map((label, column) => {
    if (names[column] === label || areTwins) return column < names.length ? column : -1
    const byName = names.indexOf(label)
    if (byName !== -1) return labels.indexOf(label) === column ? byName : -1
    const expected = names[column]
    return expected !== undefined && !labels.includes(expected) ? column : -1
  })
  return { faults: own, fields }
}

const noColumn = (name: string): HeaderFault => ({
  column: undefined,
  what: `there is no column for the field ${shown(name)}`,
})

function noField(label: string, { fields }: CompiledSchema): string {
  const meant = nearest(
    label,
    fields.map(({ name }) => name),
  )
  return `the column ${shown(label)} is no field of the schema${meant === undefined ? '' : `; did you mean ${shown(meant)}?`}`
}
