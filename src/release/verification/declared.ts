import { join } from 'node:path'
import { arrowDeclared } from '../../formats/arrow-declared.js'
import type { DeclaredDifference } from '../../formats/declared.js'
import { parquetDeclared } from '../../formats/parquet-declared.js'
import { type Problem, problem } from '../../problem.js'
import type { RecordSchema } from '../../schema/field.js'
import { isReaderFault } from '../../sources/damaged.js'
import type { DataFiles } from '../data-files.js'

type Read = (path: string, schema: RecordSchema) => Promise<DeclaredDifference[]>

const readers: Readonly<Record<string, Read>> = { arrow: arrowDeclared, parquet: parquetDeclared }

/**
 * What Arrow and Parquet files declare of their columns and the schema does not give. Damage is told by whoever reads
 * the records.
 */
export async function checkDeclared(
  folder: string,
  schema: RecordSchema,
  { formats }: DataFiles,
  onProblem: (problem: Problem) => void,
): Promise<void> {
  for (const { format, shards } of formats) {
    const read = readers[format.name]
    if (read === undefined) continue
    for (const { tables, absent } of shards) {
      const file = tables['']
      if (file === undefined || absent.length > 0) continue
      for (const difference of await read(join(folder, file), schema).catch(orNone))
        onProblem(problem('release/column', { file }, difference))
    }
  }
}

function orNone(error: unknown): DeclaredDifference[] {
  if (isReaderFault(error)) return []
  throw error
}
