import { columnsOf, typeLines } from './columns.js'
import { variablesOf } from './names.js'
import { glob, inShards, pythonGlob, pythonPaths } from './paths.js'
import type { Loading, Snippet } from './snippet.js'

export const parquetWithPandas = (loading: Loading): Snippet => withPandas(loading, 'read_parquet')

export const arrowWithPandas = (loading: Loading): Snippet => withPandas(loading, 'read_feather')

function withPandas({ records }: Loading, read: string): Snippet {
  const one = (path: string): string => `pandas.${read}(${path}, dtype_backend='pyarrow')`
  const code = inShards(records)
    ? `parts = [${one('path')} for path in ${pythonPaths(records)}]
records = pandas.concat(parts, ignore_index=True)`
    : `records = ${one(`'${glob(records)}'`)}`
  return {
    tool: 'pandas',
    language: 'python',
    code: `${pythonGlob([records])}import pandas\n\n${code}`,
    notes: ["Without `dtype_backend='pyarrow'` integers beside nulls become floats, and nulls NaN."],
  }
}

/** Cells are read as text and then converted, since pandas alone cannot parse moments, nor integers beside nulls exactly. */
export function csvWithPandas({ records, children, release }: Loading): Snippet {
  const groups = [records, ...children]
  const names = variablesOf(groups)
  const calls = groups.map(
    group =>
      `${names.get(group)} = read(${pythonPaths(group)}, {${typeLines(columnsOf(group, release), types)}})`,
  )
  const single = groups.some(group => columnsOf(group, release).length === 1)
  return {
    tool: 'pandas',
    language: 'python',
    code: `${pythonGlob(groups)}import pandas

def read(paths, types):
    options = {'dtype': 'string', 'keep_default_na': False, 'na_values': ['']${single ? ", 'skip_blank_lines': False" : ''}}
    parts = [pandas.read_csv(path, **options) for path in paths]
    return pandas.concat(parts, ignore_index=True).astype(types)

${calls.join('\n')}`,
    notes: [
      'Columns without a type here are texts, as they are spelled: `000123` keeps its zeros; `NA` and `null` are no missing values. An empty cell is missing, whether it was null or an empty text.',
    ],
  }
}

const types = {
  int32: "'int32[pyarrow]'",
  int64: "'int64[pyarrow]'",
  float64: "'double[pyarrow]'",
  boolean: "'bool[pyarrow]'",
  date: "'date32[pyarrow]'",
  timestamp: "'timestamp[us, tz=UTC][pyarrow]'",
} as const
