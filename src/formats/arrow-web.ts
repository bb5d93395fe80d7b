import { recordsOf } from '../records/columns.js'
import type { Field, JsonObject } from '../schema/field.js'
import { columnsFrom } from './arrow-columns.js'

/** The records of an Arrow IPC file, read without Node: the file is in memory as a whole. */
export async function* arrowRecords(
  bytes: AsyncIterable<Uint8Array>,
  fields: readonly Field[],
): AsyncGenerator<readonly JsonObject[]> {
  const { RecordBatchReader } = await import('apache-arrow')
  const reader = await RecordBatchReader.from(bytes)
  for await (const { data } of await reader.open()) {
    if (data.length === 0) continue
    const columns = columnsFrom(fields, data.type, data.children)
    yield recordsOf(
      columns.map(column => column.field),
      columns,
    )
  }
}
