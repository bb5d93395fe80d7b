import type { Field, Json, JsonObject } from '../schema/field.js'
import { type ParquetFile, readColumns } from './parquet-file.js'
import { addMember, parquetColumns } from './parquet-read.js'

const BATCH_RECORDS = 4096

/** The records of a Parquet file in their order, some thousand at a time; a row group is in memory. Throws ColumnFault. */
export async function* parquetRecords(
  file: ParquetFile,
  fields: readonly Field[],
): AsyncGenerator<JsonObject[]> {
  const columns = parquetColumns(fields, file.root)
  const keys = columns.map(({ key }) => key)
  for (const group of file.groups) {
    const cells = await readColumns(file, keys, group)
    for (let start = 0; start < group.end - group.start; start += BATCH_RECORDS) {
      const length = Math.min(BATCH_RECORDS, group.end - group.start - start)
      yield Array.from({ length }, (_, i) => {
        const record: Record<string, Json> = {}
        columns.forEach((column, k) => {
          addMember(record, column, cells[k]?.at(start + i))
        })
        return record
      })
    }
  }
}
