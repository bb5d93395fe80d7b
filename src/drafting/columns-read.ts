import { arrowJsonSchema } from '../formats/arrow-json-schema.js'
import type { DeclaredColumns } from '../formats/declared-columns.js'
import { parquetJsonSchema } from '../formats/parquet-json-schema.js'
import { loadSchema } from '../schema/load.js'
import { damaged, isReaderFault } from '../sources/damaged.js'
import { sources } from '../sources/index.js'
import type { Json } from '../text/json.js'
import type { Reading, ReadOptions } from './reading.js'

export type ColumnForm = 'parquet' | 'arrow'

/** What a file of columns says of them; undefined where it is damaged, and that was said. */
export async function declaredBy(
  { path, file }: Reading,
  form: ColumnForm,
  { onProblem }: Pick<ReadOptions, 'onProblem'>,
): Promise<DeclaredColumns | undefined> {
  try {
    return form === 'parquet' ? await parquetJsonSchema(path) : await arrowJsonSchema(path)
  } catch (error) {
    if (!isReaderFault(error)) throw error
    onProblem(damaged(file, form === 'parquet' ? 'Parquet' : 'Arrow', error))
    return undefined
  }
}

/** The records of a file of columns, as the types say that it declares. */
export async function* readColumns(
  { path, file, bytes }: Reading,
  form: ColumnForm,
  { schema: declared }: Pick<DeclaredColumns, 'schema'>,
  { onProblem }: Pick<ReadOptions, 'onProblem'>,
): AsyncGenerator<readonly Json[]> {
  const source = sources[form]
  if (source === undefined) return
  const schema = loadSchema(JSON.stringify(declared), file)
  const read = source.open({ folder: '.', schema })
  const slice = { source: form, path: file, at: path, start: 0, end: bytes, line: 1 }
  for await (const run of read(slice)) {
    const values: Json[] = []
    for (const draft of run) {
      for (const one of draft.problems) onProblem(one)
      if (draft.ordinal >= 0 && draft.values !== undefined) values.push(draft.values)
    }
    yield values
  }
}
