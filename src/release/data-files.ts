import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { systemCode } from '../files/io-error.js'
import type { Format, TableName } from '../formats/format.js'
import { formatNames, loadFormats } from '../formats/index.js'
import type { RecordSchema } from '../schema/field.js'
import { dataFileName } from '../shards/plan.js'
import { byCodePoint } from '../text/order.js'

/** The files that hold one shard of the records in one format. */
export interface ShardFiles {
  readonly shard: number
  /** Paths in the release by their tables: `data/articles.blocks.csv`. */
  readonly tables: Readonly<Record<TableName, string>>
  /** Those that are not there, or are no files. */
  readonly absent: readonly string[]
}

/** One format of a release, its shards in order. */
export interface FormatFiles {
  readonly format: Format
  readonly shards: readonly ShardFiles[]
}

/** What stands in the folder `data` of a release, by what the names say. */
export interface DataFiles {
  /** As many as most of the names say; at least 1. */
  readonly shards: number
  /** Formats that have a file at least, or of which one is stated, in the order of `formatNames`. */
  readonly formats: readonly FormatFiles[]
}

const preferred = ['jsonl', 'arrow', 'parquet', 'csv']

/** Formats in another order: the quickest to read first. */
export function quickestFirst(formats: readonly FormatFiles[]): FormatFiles[] {
  const rankOf = ({ format }: FormatFiles) => preferred.indexOf(format.name)
  return [...formats].sort((a, b) => rankOf(a) - rankOf(b))
}

/**
 * Finds the data files of a release by their names; none is opened. `corpus` is the name of the corpus, `stated` are paths of files that are
 * stated to be there.
 */
export async function dataFilesIn(
  folder: string,
  corpus: string,
  schema: RecordSchema,
  stated: readonly string[] = [],
): Promise<DataFiles> {
  const names = namesIn(join(folder, 'data')).sort(byCodePoint)
  const shards = shardsOf([...names, ...stated])
  const named = new Set(stated)
  const there = new Set(names.map(name => `data/${name}`).filter(path => isFile(join(folder, path))))
  const formats: FormatFiles[] = []
  for (const format of await loadFormats(formatNames)) {
    const tables = format.tables(schema)
    const files = Array.from({ length: shards }, (_, shard): ShardFiles => {
      const pathOf = (table: TableName) =>
        dataFileName({ corpus, table, extension: format.extension, shard, shards })
      const paths = tables.map(table => [table, pathOf(table)] as const)
      return {
        shard,
        tables: Object.fromEntries(paths),
        absent: paths.flatMap(([, path]) => (there.has(path) ? [] : [path])),
      }
    })
    const paths = files.flatMap(({ tables }) => Object.values(tables))
    if (!paths.some(path => there.has(path) || named.has(path))) continue
    formats.push({ format, shards: files })
  }
  return { shards, formats }
}

const PART = /-(\d{5,})-of-(\d{5,})\.[a-z]+$/
/** A release has a file for each; a name may claim any number. */
const MAX_SHARDS = 1_000_000

/** The number of shards that most names agree on; of equally many the larger. */
function shardsOf(names: readonly string[]): number {
  const votes = new Map<number, number>()
  for (const name of names) {
    const shards = Number(PART.exec(name)?.[2] ?? 1)
    if (shards >= 1 && shards <= Math.min(MAX_SHARDS, 2 * names.length + 1))
      votes.set(shards, (votes.get(shards) ?? 0) + 1)
  }
  return [...votes].sort(([a, n], [b, m]) => m - n || b - a)[0]?.[0] ?? 1
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}

/** What a link leads to is no part of a release. */
const isFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false
