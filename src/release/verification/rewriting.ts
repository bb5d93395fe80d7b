import { join } from 'node:path'
import type { FormatWriter } from '../../formats/format.js'
import { buildBatch } from '../../records/batch.js'
import type { JsonObject, RecordSchema } from '../../schema/field.js'
import type { DataFiles } from '../data-files.js'
import { type ByteComparison, openByteComparison } from './same-bytes.js'

/** Writes one shard anew, and compares it with the files that are there, instead of keeping it. */
export interface Rewriting {
  add(record: JsonObject, line: string): void
  /** The first byte that differs, by the paths of the files where one does. */
  end(): ReadonlyMap<string, number>
  /** Says nothing: some record could not be read. */
  abandon(): void
}

/** Records go in as `export` writes them: in the same order, and the same many together. */
export async function startRewriting(
  folder: string,
  { formats }: DataFiles,
  shard: number,
  schema: RecordSchema,
): Promise<Rewriting> {
  const comparisons = new Map<string, ByteComparison>()
  const writers: FormatWriter[] = []
  for (const { format, shards } of formats) {
    const files = shards[shard]
    if (files === undefined || files.absent.length > 0) continue
    const sinkFor = (table: string) => {
      const path = files.tables[table] ?? ''
      const comparison = openByteComparison(join(folder, path))
      comparisons.set(path, comparison)
      return comparison
    }
    writers.push(await format.open(sinkFor, schema))
  }
  const wants = { columns: formats.some(({ format }) => format.name !== 'jsonl') }
  const batch = buildBatch(schema, wants)
  const flush = () => {
    if (batch.length() === 0) return
    const finished = batch.finish()
    for (const writer of writers) writer.append(finished)
    batch.clear()
  }
  const ends = () => [...comparisons].map(([path, comparison]) => [path, comparison.end()] as const)
  return {
    add: (record, line) => {
      batch.add(record, line)
      if (batch.isFull()) flush()
    },
    end: () => {
      flush()
      for (const writer of writers) writer.close()
      return new Map(ends().flatMap(([path, byte]) => (byte === undefined ? [] : [[path, byte] as const])))
    },
    abandon: () => void ends(),
  }
}
