import type { Release } from '../../release.js'
import { hasDates, hasJson, hasTimestamps, hasWide, scalarsOf } from './columns.js'
import { glob, inShards, javaScriptPaths } from './paths.js'
import type { Loading, Snippet } from './snippet.js'

export function arrowWithJavaScript({ records, release }: Loading): Snippet {
  const tables = inShards(records)
    ? `const tables = ${javaScriptPaths(records)}.map(path => tableFromIPC(readFileSync(path)))
const records = tables.reduce((all, table) => all.concat(table))`
    : `const records = tableFromIPC(readFileSync('${glob(records)}'))`
  return {
    tool: 'JavaScript, with apache-arrow',
    language: 'javascript',
    code: `import { readFileSync } from 'node:fs'
import { tableFromIPC } from 'apache-arrow'

${tables}`,
    notes: [
      ...bigIntegers(release),
      ...(hasDates(release) || hasTimestamps(release)
        ? ['Days and moments are numbers: milliseconds since 1970, in UTC.']
        : []),
      ...jsonText(release),
    ],
  }
}

export function parquetWithJavaScript({ records, release }: Loading): Snippet {
  const load = inShards(records)
    ? `const records = []
for (const path of ${javaScriptPaths(records)}) {
  const file = await asyncBufferFromFile(path)
  for (const record of await parquetReadObjects({ file, compressors })) records.push(record)
}`
    : `const file = await asyncBufferFromFile('${glob(records)}')
const records = await parquetReadObjects({ file, compressors })`
  return {
    tool: 'JavaScript, with hyparquet and hyparquet-compressors',
    language: 'javascript',
    code: `import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

${load}`,
    notes: [
      ...bigIntegers(release),
      ...(hasDates(release) || hasTimestamps(release)
        ? ['Days and moments are `Date`s, to the millisecond: read them in UTC (`toISOString`).']
        : []),
      ...(hasJson(release) ? ['JSON is parsed, which rounds integers beyond 2⁵³ in it.'] : []),
    ],
  }
}

export function linesWithJavaScript({ records, release }: Loading): Snippet {
  return {
    tool: 'JavaScript alone',
    language: 'javascript',
    code: `import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

const records = []
for (const path of ${javaScriptPaths(records)}) {
  for await (const line of createInterface({ input: createReadStream(path) })) records.push(JSON.parse(line))
}`,
    notes: hasWide(release)
      ? ['`JSON.parse` rounds integers beyond 2⁵³: take them from Arrow or Parquet.']
      : [],
  }
}

const bigIntegers = ({ schema }: Release): string[] =>
  scalarsOf(schema.fields, 'int64').length > 0 ? ['Integers of 64 bits are `BigInt`s: `1n`.'] : []

const jsonText = (release: Release): string[] =>
  hasJson(release) ? ['Columns of JSON hold text: `JSON.parse`.'] : []
