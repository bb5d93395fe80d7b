import type { ScalarKind } from '../../schema/field.js'
import { type Table, tablesOf } from '../../schema/tables.js'
import type { Release } from '../release.js'
import { groupsOf, type ResourceGroup } from './measures.js'

export interface Snippet {
  readonly title: string
  readonly language: 'python' | 'sql'
  readonly code: string
}

/** How to read each format of the release without losing or changing a value. */
export function snippetsOf(release: Release): readonly Snippet[] {
  const groups = groupsOf(release.resources)
  const formats = [...new Set(groups.map(({ format }) => format))]
  return formats.flatMap(format => {
    const [records, ...children] = groups.filter(group => group.format === format)
    if (records === undefined) return []
    return snippets[format]?.(records, children, release) ?? []
  })
}

type Describe = (records: ResourceGroup, children: readonly ResourceGroup[], release: Release) => Snippet[]

const snippets: Readonly<Record<string, Describe>> = {
  jsonl: records => [
    {
      title: 'JSON Lines, with Python alone',
      language: 'python',
      code: `${globImport(records)}import json

records = []
for path in ${pathList(records)}:
    with open(path, encoding='utf-8', newline='\\n') as lines:
        records.extend(json.loads(line) for line in lines)`,
    },
  ],
  csv: (records, children, release) => [
    {
      title:
        'CSV, with pandas (an empty cell, and an empty text, is a missing value; `NA`, `null` and the like are texts)',
      language: 'python',
      code: csvWithPandas([records, ...children], release),
    },
  ],
  arrow: records => [
    {
      title: 'Arrow, with pyarrow',
      language: 'python',
      code: `${globImport(records)}import pyarrow.dataset

records = pyarrow.dataset.dataset(${pathList(records)}, format='arrow').to_table()`,
    },
  ],
  parquet: records => [
    {
      title: 'Parquet, with polars',
      language: 'python',
      code: `import polars

records = polars.read_parquet('${glob(records)}')`,
    },
    {
      title: 'Parquet, with DuckDB',
      language: 'sql',
      code: `SELECT * FROM read_parquet('${glob(records)}');`,
    },
  ],
}

function csvWithPandas(groups: readonly ResourceGroup[], release: Release): string {
  const tables = new Map(tablesOf(release.schema).map(table => [table.name, table]))
  const several = groups.some(({ shards }) => shards.length > 1)
  const calls = groups.map(group => {
    const types = Object.entries(typesOf(tables.get(group.table)))
    const listed = types.map(([column, type]) => `    ${JSON.stringify(column)}: '${type}',\n`).join('')
    return `${variable(group.table)} = read(${pathList(group)}, {${listed === '' ? '' : `\n${listed}`}})`
  })
  return `from collections import defaultdict
${several ? 'from glob import glob\n' : ''}
import pandas

def read(paths, types):
    types = defaultdict(lambda: 'string', types)
    options = {'dtype': types, 'keep_default_na': False, 'na_values': ['']}
    return pandas.concat([pandas.read_csv(path, **options) for path in paths], ignore_index=True)

${calls.join('\n')}`
}

/** Columns that are more than text; dates and JSON stay text. */
function typesOf(table: Table | undefined): Readonly<Record<string, string>> {
  const types = (table?.columns ?? []).flatMap(({ name, kind }) => {
    const type = pandasTypes[kind]
    return type === undefined ? [] : [[name, type] as const]
  })
  return Object.fromEntries(types)
}

const pandasTypes: Readonly<Partial<Record<ScalarKind, string>>> = {
  int32: 'Int32',
  int64: 'Int64',
  float64: 'Float64',
  boolean: 'boolean',
}

function variable(table: string): string {
  return table === '' ? 'records' : `records_${table.replace(/[^A-Za-z0-9]/g, '_')}`
}

function globImport({ shards }: ResourceGroup): string {
  return shards.length > 1 ? 'from glob import glob\n\n' : ''
}

function pathList(group: ResourceGroup): string {
  return group.shards.length > 1 ? `sorted(glob('${glob(group)}'))` : `['${glob(group)}']`
}

/** The file, or the pattern that all its shards match and no other file. */
function glob({ shards }: ResourceGroup): string {
  const path = shards[0]?.path ?? ''
  return shards.length > 1 ? path.replace(/-\d+-of-(\d+)/, '-*-of-$1') : path
}
