import { existsSync } from 'node:fs'
import type { Problem } from '../problem.js'
import { tablesOf } from '../schema/tables.js'
import { absolutePath } from './bytes.js'
import { childPath } from './csv-record.js'
import { openTable, type TableFile } from './csv-table.js'
import type { Slice, SourceContext } from './source.js'

export interface OpenTables {
  readonly main: TableFile
  /** Child tables that there is a file for. */
  readonly files: readonly TableFile[]
  /** Number of the main table's column that holds the key. */
  readonly key: number
  readonly problems: readonly Problem[]
  /** Child tables whose file cannot be read as one. */
  readonly unread: readonly { readonly name: string; readonly path: string }[]
  /** Whether the problems concern every record. */
  readonly isSpoiled: boolean
  /** Pointers of fields that every record lacks. */
  readonly missing: readonly string[]
}

/** The tables of a file; a problem where it has no header. */
export function openTables(slice: Pick<Slice, 'path' | 'at'>, context: SourceContext): OpenTables | Problem {
  const { schema } = context
  const path = absolutePath(slice, context)
  const [records, ...children] = tablesOf(schema)
  if (records === undefined) throw new Error('a schema has at least the table of its records')
  const main = openTable(records, { path, file: slice.path }, schema)
  if ('code' in main) return main
  const problems = [...main.problems]
  const files: TableFile[] = []
  const unread: { name: string; path: string }[] = []
  const isNamed = path.endsWith('.csv')
  for (const table of isNamed ? children : []) {
    const place = { path: childPath(path, table), file: childPath(slice.path, table) }
    if (!existsSync(place.path)) continue
    const found = openTable(table, place, schema)
    problems.push(...('code' in found ? [found] : found.problems))
    // Without the key nothing says whose the lines are.
    if ('code' in found || found.places[0] === -1) unread.push({ name: table.name, path: place.path })
    else files.push(found)
  }
  const all = [main, ...files]
  return {
    main,
    files,
    key: records.columns.findIndex(({ name }) => name === schema.keyField?.name),
    problems,
    unread,
    isSpoiled: all.some(({ spoiled }) => spoiled),
    missing: all.flatMap(({ missing }) => missing),
  }
}
