import { columnsOf, hasJson, typeLines } from './columns.js'
import { variablesOf } from './names.js'
import { glob } from './paths.js'
import type { Loading, Snippet } from './snippet.js'

export const parquetWithPolars = (loading: Loading): Snippet => withPolars(loading, 'read_parquet')

export const arrowWithPolars = (loading: Loading): Snippet => withPolars(loading, 'read_ipc')

function withPolars({ records, release }: Loading, read: string): Snippet {
  return {
    tool: 'polars',
    language: 'python',
    code: `import polars

records = polars.${read}('${glob(records)}')`,
    notes: hasJson(release) ? ['Columns of JSON hold text: `str.json_decode` or `json.loads`.'] : [],
  }
}

/** Left to itself polars makes 123 of "000123"; and it leaves the quotes of a column's name doubled. */
export function csvWithPolars({ records, children, release }: Loading): Snippet {
  const groups = [records, ...children]
  const names = variablesOf(groups)
  const calls = groups.map(group => {
    const columns = columnsOf(group, release)
    const asRead = columns.map(column => ({ ...column, name: column.name.replaceAll('"', '""') }))
    const rename = columns.some(({ name }) => name.includes('"')) ? UNDOUBLED : ''
    return `${names.get(group)} = polars.read_csv('${glob(group)}', infer_schema=False, schema_overrides={${typeLines(asRead, types)}})${rename}`
  })
  return {
    tool: 'polars',
    language: 'python',
    code: `import polars\n\n${calls.join('\n')}`,
    notes: [
      'Columns without a type here are texts, as they are spelled; null and the empty text stay apart.',
    ],
  }
}

const UNDOUBLED = `.rename(lambda name: name.replace('""', '"'))`

const types = {
  int32: 'polars.Int32',
  int64: 'polars.Int64',
  float64: 'polars.Float64',
  boolean: 'polars.Boolean',
  date: 'polars.Date',
  timestamp: "polars.Datetime('us', 'UTC')",
} as const
