import type { Format } from '../formats/format.js'
import { loadFormats } from '../formats/index.js'
import type { RecordSchema } from '../schema/field.js'
import { dataFileName } from './plan.js'
import type { ShardFile } from './report.js'

/** What is known of a data file before it is written. */
export type FileToWrite = Omit<ShardFile, 'bytes' | 'sha256' | 'records'>

interface Shard {
  readonly shard: number
  readonly shards: number
  readonly corpus: string
  readonly formats: readonly string[]
}

/** The data files that a shard writes, format by format. */
export async function filesToWrite(
  { corpus, shard, shards, formats }: Shard,
  schema: RecordSchema,
): Promise<readonly { readonly format: Format; readonly files: readonly FileToWrite[] }[]> {
  return (await loadFormats(formats)).map(format => {
    const { name, mediaType, extension } = format
    const files = format.tables(schema).map(table => {
      const path = dataFileName({ corpus, table, extension, shard, shards })
      return { path, format: name, mediaType, table, shard }
    })
    return { format, files }
  })
}
