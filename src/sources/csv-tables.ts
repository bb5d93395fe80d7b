import { existsSync } from 'node:fs'
import type { Location, Problem } from '../problem.js'
import { tablesOf } from '../schema/tables.js'
import { absolutePath, isPacked, unpackedName } from './bytes.js'
import { childPath, hasTableName } from './csv-record.js'
import { openTable, type TableFile } from './csv-table.js'
import { type PlainFile, plainFile } from './plain-copy.js'
import type { InputFile, SourceContext } from './source.js'

export interface OpenTables {
  readonly main: TableFile
  /** Child tables that there is a file for. */
  readonly files: readonly TableFile[]
  /** Number of the main table's column that holds the key. */
  readonly key: number
  readonly problems: readonly Problem[]
  /** Child tables whose file cannot be read as one: where it can be copied from. */
  readonly unread: readonly { readonly name: string; readonly path: string }[]
  /** Whether the problems concern every record. */
  readonly isSpoiled: boolean
  /** Pointers of fields that every record lacks. */
  readonly missing: readonly string[]
  /** What ended the main table before its time. */
  readonly cut: ((at: Location) => Problem) | undefined
}

type TablePlace = Pick<InputFile, 'path' | 'at' | 'stated'>

/** Opens the tables of a file; `tables` is a problem where it has no header. `close` removes what was copied. */
export async function openTables(
  place: TablePlace,
  context: SourceContext,
): Promise<{ readonly tables: OpenTables | Problem; readonly plain: PlainFile; close(): void }> {
  const plain = await plainFile(place, context)
  const opened = [plain]
  const close = () => {
    for (const file of opened) file.close()
  }
  const open = async (child: TablePlace): Promise<PlainFile> => {
    const file = await plainFile(child, context)
    opened.push(file)
    return file
  }
  try {
    return { tables: await tablesIn(place, { plain, open, context }), plain, close }
  } catch (error) {
    close()
    throw error
  }
}

/** The table of a file that is read as it is, from any line of it; undefined where it is to be copied, or has tables of lists. */
export function plainTable(place: TablePlace, context: SourceContext): TableFile | undefined {
  const { schema } = context
  const path = absolutePath(place, context)
  const [records, ...children] = tablesOf(schema)
  const isCopied =
    isPacked(path) || unpackedName(place.path) !== place.path || place.stated?.encoding !== undefined
  if (records === undefined || isCopied) return undefined
  if (hasTableName(path) && children.some(table => existsSync(childPath(path, table)))) return undefined
  const plain = { path, encoding: undefined, problems: [], cut: undefined, close: () => {} }
  const main = openTable(records, { plain, file: place.path, stated: place.stated }, schema)
  return 'code' in main ? undefined : main
}

interface Opening {
  readonly plain: PlainFile
  open(child: TablePlace): Promise<PlainFile>
  readonly context: SourceContext
}

async function tablesIn(place: TablePlace, { plain, open, context }: Opening): Promise<OpenTables | Problem> {
  const { schema } = context
  const { path: file, at, stated } = place
  const [records, ...children] = tablesOf(schema)
  if (records === undefined) throw new Error('a schema has at least the table of its records')
  const main = openTable(records, { plain, file, stated }, schema)
  if ('code' in main) return main
  const problems = [...plain.problems, ...main.problems]
  const files: TableFile[] = []
  const unread: { name: string; path: string }[] = []
  const path = absolutePath(place, context)
  let isSpoiled = plain.problems.length > 0
  for (const table of hasTableName(path) ? children : []) {
    const beside = childPath(path, table)
    if (!existsSync(beside)) continue
    const own = childPath(file, table)
    const child = await open({ path: own, ...(at !== undefined && { at: beside }), stated })
    const found = openTable(table, { plain: child, file: own, stated }, schema)
    problems.push(...('code' in found ? [found] : [...child.problems, ...found.problems]))
    // Without the key nothing says whose the lines are.
    if ('code' in found || found.places[0] === -1) unread.push({ name: table.name, path: child.path })
    else {
      files.push(found)
      if (child.cut !== undefined) problems.push(child.cut({ file: own }))
    }
    isSpoiled ||= child.cut !== undefined
  }
  const all = [main, ...files]
  return {
    main,
    files,
    key: records.columns.findIndex(({ name }) => name === schema.keyField?.name),
    problems,
    unread,
    isSpoiled: isSpoiled || all.some(({ spoiled }) => spoiled),
    missing: all.flatMap(({ missing }) => missing),
    cut: plain.cut,
  }
}
