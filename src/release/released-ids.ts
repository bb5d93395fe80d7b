import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.js'
import { type FormatName, loadFormats } from '../formats/index.js'
import { getAt } from '../records/paths.js'
import type { RecordSchema } from '../schema/field.js'
import { loadSchema } from '../schema/load.js'
import { byCodePoint } from '../text/order.js'
import { inspect } from './target.js'

/** The quickest to read first. */
const preferred: readonly FormatName[] = ['jsonl', 'arrow', 'parquet', 'csv']

/**
 * Which of the ids a release holds; none where there is no release. Throws UsageError where something stands at `folder` that
 * cannot be read as one.
 */
export async function releasedIds(folder: string, wanted: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const { kind } = inspect(folder)
  const found = new Set<string>()
  if (kind === 'missing' || kind === 'empty' || wanted.size === 0) return found
  if (kind !== 'release') unreadable(folder, 'it is no release')
  const schema = schemaOf(folder)
  const pointer = schema.keyField?.pointer
  if (pointer === undefined) return found
  for await (const record of recordsOf(folder, schema)) {
    const id = getAt(record, pointer)
    if (id !== null && id !== undefined && typeof id !== 'object' && wanted.has(String(id)))
      found.add(String(id))
    if (found.size === wanted.size) break
  }
  return found
}

async function* recordsOf(folder: string, schema: RecordSchema) {
  const names = readdirSync(join(folder, 'data')).sort(byCodePoint)
  for (const format of await loadFormats(preferred)) {
    const shards = names.flatMap(name => {
      const [, corpus = '', part = '', extension] =
        /^([a-z0-9_-]+?)(-\d{5}-of-\d{5})?\.([a-z]+)$/.exec(name) ?? []
      return extension === format.extension ? [{ corpus, part }] : []
    })
    if (shards.length === 0) continue
    for (const { corpus, part } of shards) {
      const files = format.tables(schema).map(table => {
        const stem = table === '' ? corpus : `${corpus}.${table}`
        return [table, join(folder, 'data', `${stem}${part}.${format.extension}`)]
      })
      for await (const { records } of format.read(Object.fromEntries(files), schema)) yield* records
    }
    return
  }
  unreadable(folder, 'it has no data file')
}

function schemaOf(folder: string): RecordSchema {
  const [name] = readdirSync(join(folder, 'schema')).filter(file => file.endsWith('.json'))
  if (name === undefined) return unreadable(folder, 'it has no record schema')
  return loadSchema(readFileSync(join(folder, 'schema', name), 'utf8'), `schema/${name}`)
}

function unreadable(folder: string, why: string): never {
  throw new UsageError(`Which articles are released cannot be read from ${folder}: ${why}.`, {
    fix: 'Name the folder of the release.',
  })
}
