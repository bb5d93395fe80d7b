import { hasJson } from './columns.js'
import { pythonGlob, pythonPaths } from './paths.js'
import type { Loading, Snippet } from './snippet.js'

export const arrowWithPyarrow = (loading: Loading): Snippet => withPyarrow(loading, 'arrow')

export const parquetWithPyarrow = (loading: Loading): Snippet => withPyarrow(loading, 'parquet')

function withPyarrow({ records, release }: Loading, format: string): Snippet {
  return {
    tool: 'pyarrow',
    language: 'python',
    code: `${pythonGlob([records])}import pyarrow.dataset

records = pyarrow.dataset.dataset(${pythonPaths(records)}, format='${format}').to_table()`,
    notes: hasJson(release) ? ['Columns of JSON hold text: `json.loads`.'] : [],
  }
}
