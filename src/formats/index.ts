import { UsageError } from '../errors.js'
import type { Format } from './format.js'

export type FormatName = 'jsonl' | 'csv' | 'arrow' | 'parquet'

/** Every format, imported only when it is wanted. */
const formats: Readonly<Record<FormatName, () => Promise<Format>>> = {
  jsonl: async () => (await import('./jsonl.js')).jsonl,
  csv: async () => (await import('./csv.js')).csv,
  arrow: async () => (await import('./arrow.js')).arrow,
  parquet: async () => (await import('./parquet.js')).parquet,
}

export const formatNames: readonly FormatName[] = ['jsonl', 'csv', 'arrow', 'parquet']

/** The formats of these names, in their order. Throws UsageError for a name that none has. */
export function loadFormats(names: readonly string[]): Promise<Format[]> {
  return Promise.all(names.map(name => formats[formatNameOf(name)]()))
}

function formatNameOf(name: string): FormatName {
  const known = formatNames.find(formatName => formatName === name)
  if (known !== undefined) return known
  throw new UsageError(`There is no format "${name}".`, { fix: `Choose from ${formatNames.join(', ')}.` })
}
