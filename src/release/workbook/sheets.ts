import { UsageError } from '../../errors.js'
import { type Table, tablesOf } from '../../schema/tables.js'
import { byCodePoint } from '../../text/order.js'
import type { Release, Resource } from '../release.js'

/** A table of CSV, as it becomes a sheet. */
export interface Sheet {
  readonly name: string
  readonly table: Table
  /** The files of the table, in order. */
  readonly files: readonly SheetFile[]
}

interface SheetFile {
  /** In the release, for messages. */
  readonly path: string
  readonly location: string
  readonly lines: number
}

/** A sheet for each table of a release: the records, then the lists. Throws UsageError where it has no CSV. */
export function sheetsOf(release: Release, locate: (path: string) => string): readonly Sheet[] {
  const resources = release.resources.filter(({ format }) => format === 'csv')
  if (resources.length === 0) {
    throw new UsageError('A workbook is made from the CSV of the release, and this one has none.', {
      fix: 'Export with csv among the formats.',
    })
  }
  const names = nameSheets(tablesOf(release.schema).map(({ name }) => name || 'records'))
  return tablesOf(release.schema).map((table, i) => ({
    name: names[i]!,
    table,
    files: resources
      .filter(resource => resource.table === table.name)
      .sort((a, b) => a.shard - b.shard || byCodePoint(a.path, b.path))
      .map(({ path, records }: Resource) => ({ path, location: locate(path), lines: records })),
  }))
}

const LONGEST_NAME = 31

/** Excel takes 31 characters, of which case tells no two names apart. Tables have ASCII names without its forbidden ones. */
function nameSheets(names: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return names.map(name => {
    let free = name.slice(0, LONGEST_NAME)
    for (let n = 2; taken.has(free.toLowerCase()); n++) {
      const end = `~${n}`
      free = name.slice(0, LONGEST_NAME - end.length) + end
    }
    taken.add(free.toLowerCase())
    return free
  })
}
