import type { Field, ScalarKind } from '../../../schema/field.js'
import type { Release } from '../../release.js'
import type { ResourceGroup } from '../measures.js'
import { columnsOf, hasTimestamps } from './columns.js'
import { UNSEEN, variablesOf } from './names.js'
import { glob } from './paths.js'
import type { Describe, Loading, Snippet } from './snippet.js'

export function parquetWithDuckDb({ records, release }: Loading): Snippet {
  return duckDb(release, [`CREATE VIEW records AS SELECT * FROM read_parquet('${glob(records)}');`])
}

/** Left to itself DuckDB makes 123 of "000123", and null of an empty text. */
export const csvWithDuckDb: Describe = ({ records, children, release }) => {
  const groups = [records, ...children]
  const names = variablesOf(groups)
  if (!groups.every(group => columnsOf(group, release).every(({ name }) => canBeSaid(name)))) return undefined
  return duckDb(
    release,
    groups.map(group => csvTable(names.get(group) ?? '', group, release)),
    ['Columns without a type here are texts, as they are spelled; null and the empty text stay apart.'],
  )
}

function csvTable(name: string, group: ResourceGroup, release: Release): string {
  const types = columnsOf(group, release).flatMap(({ name, kind }) => {
    const type = sqlTypes[kind]
    return type === 'VARCHAR' || type === 'JSON' ? [] : [`    ${quoted(name)}: '${type}'`]
  })
  const typed = types.length === 0 ? '' : `, types = {\n${types.join(',\n')}\n}`
  return `CREATE TABLE ${name} AS SELECT * FROM read_csv('${glob(group)}', header = true, delim = ',', quote = '"', escape = '"',
  nullstr = '', allow_quoted_nulls = false, all_varchar = true${typed});`
}

/** Left to itself DuckDB makes days and moments of texts that look like them. */
export const linesWithDuckDb: Describe = ({ records, release }) => {
  const { fields } = release.schema
  const declared = fields.filter(field => !('extra' in field))
  if (declared.length === 0 || !fields.every(fieldCanBeSaid)) return undefined
  const columns = declared.map(field => `    ${quoted(field.name)}: ${quoted(sqlType(field))}`)
  return duckDb(
    release,
    [
      `CREATE TABLE records AS SELECT * FROM read_json('${glob(records)}', format = 'newline_delimited', columns = {
${columns.join(',\n')}
});`,
    ],
    declared.length < fields.length ? ['Keys that the schema does not declare are left out.'] : [],
  )
}

function duckDb(release: Release, statements: readonly string[], notes: readonly string[] = []): Snippet {
  const zone = hasTimestamps(release) ? ["SET TimeZone = 'UTC';"] : []
  return { tool: 'DuckDB', language: 'sql', code: [...zone, ...statements].join('\n'), notes }
}

function sqlType(field: Field): string {
  if (field.conditional === 'loose') return 'JSON'
  if (field.kind === 'list') return `${sqlType(field.items)}[]`
  if (field.kind !== 'struct') return sqlTypes[field.kind]
  const members = field.fields.filter(member => !('extra' in member))
  if (members.length < field.fields.length) return 'JSON'
  return `STRUCT(${members.map(member => `"${member.name.replaceAll('"', '""')}" ${sqlType(member)}`).join(', ')})`
}

const sqlTypes: Readonly<Record<ScalarKind, string>> = {
  string: 'VARCHAR',
  int32: 'INTEGER',
  int64: 'BIGINT',
  float64: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMPTZ',
  json: 'JSON',
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** SQL has no escape for what cannot be seen. */
const canBeSaid = (name: string): boolean => !UNSEEN.test(name)

function fieldCanBeSaid(field: Field): boolean {
  if (field.kind === 'list') return fieldCanBeSaid(field.items)
  return canBeSaid(field.name) && (field.kind !== 'struct' || field.fields.every(fieldCanBeSaid))
}
