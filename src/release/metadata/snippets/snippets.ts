import type { Release } from '../../release.js'
import { groupsOf } from '../measures.js'
import { withDatasets } from './datasets.js'
import { arrowWithJavaScript, linesWithJavaScript, parquetWithJavaScript } from './javascript.js'
import { arrowWithPandas, csvWithPandas, parquetWithPandas } from './pandas.js'
import { arrowWithPolars, csvWithPolars, parquetWithPolars } from './polars.js'
import { arrowWithPyarrow, parquetWithPyarrow } from './pyarrow.js'
import { linesWithPython } from './python.js'
import { csvWithR, linesWithR } from './r.js'
import { linesWithJq } from './shell.js'
import type { Describe, Snippet } from './snippet.js'
import { csvWithDuckDb, linesWithDuckDb, parquetWithDuckDb } from './sql.js'

export interface LoadSection {
  readonly title: string
  readonly snippets: readonly Snippet[]
}

/** How to read each format of the release with each tool, without losing or changing a value. */
export function loadSections(release: Release): readonly LoadSection[] {
  const groups = groupsOf(release.resources)
  return formats.flatMap(({ format, title, tools }) => {
    const [records, ...children] = groups.filter(group => group.format === format)
    if (records === undefined) return []
    const snippets = tools.flatMap(describe => describe({ records, children, release }) ?? [])
    return [{ title, snippets }]
  })
}

const formats: readonly { format: string; title: string; tools: readonly Describe[] }[] = [
  {
    format: 'parquet',
    title: 'Parquet',
    tools: [
      parquetWithPandas,
      parquetWithPolars,
      parquetWithPyarrow,
      parquetWithDuckDb,
      withDatasets,
      parquetWithJavaScript,
    ],
  },
  {
    format: 'arrow',
    title: 'Arrow',
    tools: [arrowWithPandas, arrowWithPolars, arrowWithPyarrow, withDatasets, arrowWithJavaScript],
  },
  {
    format: 'csv',
    title: 'CSV',
    tools: [csvWithPandas, csvWithPolars, csvWithDuckDb, csvWithR, withDatasets],
  },
  {
    format: 'jsonl',
    title: 'JSON Lines',
    tools: [linesWithPython, linesWithDuckDb, linesWithR, linesWithJavaScript, linesWithJq, withDatasets],
  },
]
