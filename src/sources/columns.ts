import type { ColumnFault } from '../formats/column-fault.js'
import { type Location, type Problem, problem } from '../problem.js'
import { derivedFields, inferredFields } from '../records/ruled.js'
import type { Field, RecordSchema } from '../schema/field.js'
import { nearest } from '../text/nearest.js'

/** What is said of the columns of a file, and what follows from that for its records. */
export interface ColumnsRead {
  /** Fields whose columns can be read. */
  readonly fields: readonly Field[]
  readonly problems: readonly Problem[]
  /** Set where a problem concerns every record: pointers of what all of them lack. */
  readonly spoiled: ReadonlySet<string> | undefined
}

/**
 * Compares a file's columns with the fields of the schema. `typeFault` gives what is wrong with a column that is there.
 */
export function compareColumns(
  schema: RecordSchema,
  names: readonly string[],
  {
    file,
    typeFault,
  }: { readonly file: string; readonly typeFault: (field: Field) => ColumnFault | undefined },
): ColumnsRead {
  const at: Location = { file }
  const problems: Problem[] = []
  const known = new Set(schema.fields.map(({ name }) => name))
  const seen = new Set<string>()
  const there = new Set(names)
  const lacking = [...known].filter(name => !there.has(name))
  for (const column of names) {
    if (seen.has(column)) problems.push(problem('columns/twice', at, { column }))
    else if (!known.has(column)) {
      problems.push(problem('columns/unknown', at, { column, meant: nearest(column, lacking) }))
    }
    seen.add(column)
  }
  const isGiven = isRuled(schema)
  const missing: string[] = []
  const fields = schema.fields.filter(field => {
    const { name: column, pointer } = field
    if (!there.has(column)) {
      if (isNeeded(field, isGiven)) {
        problems.push(problem('columns/missing', at, { column }))
        missing.push(pointer)
      }
      return false
    }
    const fault = typeFault(field)
    if (fault === undefined) return true
    problems.push(faultOf(fault, at, pointer))
    missing.push(pointer)
    return false
  })
  return { fields, problems, spoiled: problems.length > 0 ? new Set(missing) : undefined }
}

function faultOf({ kind, column, message }: ColumnFault, at: Location, pointer: string): Problem {
  const location = { ...at, pointer }
  if (kind === 'unknown') return problem('columns/unknown', location, { column, meant: undefined })
  return problem('columns/type', location, { detail: message })
}

/** Whether no record can do without a value of the field: none may be null or absent, and no rule gives it. */
function isNeeded(field: Field, isGiven: (pointer: string) => boolean): boolean {
  if (field.nullable || isGiven(field.pointer)) return false
  // An object is made where rules fill all that it needs.
  return field.kind !== 'struct' || field.fields.some(member => isNeeded(member, isGiven))
}

/** Whether a rule gives the value at a pointer, or that of an object around it. */
export function isRuled(schema: RecordSchema): (pointer: string) => boolean {
  const ruled = [...derivedFields(schema), ...inferredFields(schema)]
  return pointer =>
    ruled.some(({ field }) => pointer === field.pointer || pointer.startsWith(`${field.pointer}/`))
}
