import { finding } from '../../problem.js'
import type { JsonObject, RecordSchema } from '../../schema/field.js'
import { valueAt } from '../../text/pointer.js'
import { type Lint, noOptions } from './lint.js'

/**
 * Dates that cannot all be true: the fields whose roles are `published` and `retrieved` after the day that the corpus
 * speaks of, and published after retrieved. Dates of one precision are compared: 2020 is not after 2020-01-31.
 */
export const recordDate: Lint = {
  code: 'record/date',
  check: (record, schema, { asOf } = noOptions) => {
    const published = dateOf(record, schema, 'published')
    const retrieved = dateOf(record, schema, 'retrieved')
    const given = [published, retrieved].filter(date => date !== undefined)
    if (asOf !== undefined) {
      const late = given.filter(({ date }) => isAfter(date, asOf))
      if (late.length > 0) {
        return late.map(({ pointer, date }) =>
          finding('record/date', pointer, { value: date, later: { than: asOf, what: 'as-of' } }),
        )
      }
    }
    if (published === undefined || retrieved === undefined || !isAfter(published.date, retrieved.date))
      return []
    const later = { than: retrieved.date, what: 'retrieved' } as const
    return [finding('record/date', published.pointer, { value: published.date, later })]
  },
}

interface DateField {
  readonly pointer: string
  /** YYYY, YYYY-MM or YYYY-MM-DD. */
  readonly date: string
}

/** The day of a moment is that of UTC. */
function dateOf(
  record: JsonObject,
  schema: RecordSchema,
  role: 'published' | 'retrieved',
): DateField | undefined {
  const pointer = schema.roles.get(role)?.pointer
  const value = pointer === undefined ? undefined : valueAt(record, pointer)
  const date = typeof value === 'string' ? /^\d{4}(?:-\d\d(?:-\d\d)?)?(?=$|T)/.exec(value)?.[0] : undefined
  return pointer === undefined || date === undefined ? undefined : { pointer, date }
}

function isAfter(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length)
  return a.slice(0, length) > b.slice(0, length)
}
