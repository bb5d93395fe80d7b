import type { Field, ScalarField, ScalarKind } from '../../../schema/field.js'
import { type TableColumn, tablesOf } from '../../../schema/tables.js'
import type { Release } from '../../release.js'
import type { ResourceGroup } from '../measures.js'
import { literal } from './names.js'

/** The columns of a table of CSV. */
export function columnsOf({ table }: ResourceGroup, { schema }: Release): readonly TableColumn[] {
  return tablesOf(schema).find(({ name }) => name === table)?.columns ?? []
}

/** Columns of one of these kinds, as lines `"name": type,` of a map. */
export function typeLines(
  columns: readonly TableColumn[],
  types: Readonly<Partial<Record<ScalarKind, string>>>,
  between = ': ',
): string {
  const typed = columns.flatMap(({ name, kind }) => {
    const type = types[kind]
    return type === undefined ? [] : [`    ${literal(name)}${between}${type},\n`]
  })
  return typed.length === 0 ? '' : `\n${typed.join('')}`
}

/** All fields of one kind that hold a single value, in lists and objects too. */
export function scalarsOf(fields: readonly Field[], kind: ScalarKind): readonly ScalarField[] {
  return fields.flatMap(field => {
    if (field.kind === 'struct') return scalarsOf(field.fields, kind)
    if (field.kind === 'list') return scalarsOf([field.items], kind)
    return field.kind === kind ? [field] : []
  })
}

/** Whether numbers of 53 bits may not hold a value of this field: its bounds do not keep it within. */
export function isWide({ kind, schema }: Field): boolean {
  if (kind !== 'int64') return false
  const within = (bound: unknown): boolean => Number.isSafeInteger(bound)
  const least = schema.minimum ?? schema.exclusiveMinimum
  const most = schema.maximum ?? schema.exclusiveMaximum
  return !(within(least) && within(most))
}

/** Whether the records have integers that numbers of 53 bits may not hold. */
export const hasWide = ({ schema }: Release): boolean => scalarsOf(schema.fields, 'int64').some(isWide)

/** Whether some column holds JSON. */
export const hasJson = ({ schema }: Release): boolean => scalarsOf(schema.fields, 'json').length > 0

export const hasTimestamps = ({ schema }: Release): boolean =>
  scalarsOf(schema.fields, 'timestamp').length > 0

export const hasDates = ({ schema }: Release): boolean => scalarsOf(schema.fields, 'date').length > 0
