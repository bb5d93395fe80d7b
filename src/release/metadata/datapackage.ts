import type { Party } from '../../corpus/corpus.js'
import { tableSchemaOf } from '../../schema/table-schema.js'
import { type Table, tablesOf } from '../../schema/tables.js'
import { FACTS, factsOf } from '../facts.js'
import type { Release, Resource } from '../release.js'
import { packageLicenses } from './licenses.js'
import { schemaFile, sortedResources } from './measures.js'

/**
 * datapackage.json, Data Package v2. `recordCount`, `contentDigest`, `jsonSchema` and `export` are properties of our
 * own; the last holds what `verify` has to know to render all metadata again.
 */
export function renderDataPackage(release: Release): string {
  const { corpus } = release
  const licenses = packageLicenses(corpus.license)
  const description = {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: corpus.name,
    id: corpus.url,
    title: corpus.title,
    description: corpus.description.trim(),
    ...(/^https?:/.test(corpus.url) && { homepage: corpus.url }),
    version: corpus.version,
    ...(corpus.keywords !== undefined && { keywords: corpus.keywords }),
    contributors: contributorsOf(release),
    ...(licenses !== undefined && { licenses }),
    recordCount: release.statistics.records,
    contentDigest: `sha256:${release.contentDigest}`,
    jsonSchema: schemaFile(release),
    [FACTS]: factsOf(release),
    resources: resourcesOf(release),
  }
  return JSON.stringify(description, null, 2) + '\n'
}

function contributorsOf({ corpus: { creators, contact } }: Release): object[] {
  const { name, email, url } = contact ?? {}
  const reached = {
    ...(name !== undefined && { title: name }),
    ...(url !== undefined && { path: url }),
    ...(email !== undefined && { email }),
  }
  return [
    ...creators.map(contributor),
    ...(contact === undefined ? [] : [{ ...reached, roles: ['contact'] }]),
  ]
}

function contributor({ name, given, family, url, email, affiliation }: Party): object {
  return {
    title: name,
    ...(given !== undefined && { givenName: given }),
    ...(family !== undefined && { familyName: family }),
    ...(url !== undefined && { path: url }),
    ...(email !== undefined && { email }),
    ...(affiliation !== undefined && { organization: affiliation }),
    roles: ['creator'],
  }
}

/** What only text files have, and only CSV. */
const textFormats = new Set(['jsonl', 'csv'])
const csvDialect = {
  header: true,
  delimiter: ',',
  lineTerminator: '\n',
  quoteChar: '"',
  doubleQuote: true,
}

function resourcesOf(release: Release): object[] {
  const resources = sortedResources(release.resources)
  const tables = new Map(tablesOf(release.schema).map(table => [table.name, table]))
  return resources.map(resource => {
    const { path, format, mediaType, bytes, sha256, records } = resource
    return {
      name: resourceName(resource),
      ...(format === 'csv' && { type: 'table' }),
      path,
      format,
      mediatype: mediaType,
      ...(textFormats.has(format) && { encoding: 'utf-8' }),
      bytes,
      hash: `sha256:${sha256}`,
      recordCount: records,
      ...(format === 'csv'
        ? { dialect: csvDialect, schema: tableSchema(resource, tables, resources) }
        : { jsonSchema: schemaFile(release) }),
    }
  })
}

function tableSchema(
  resource: Resource,
  tables: ReadonlyMap<string, Table>,
  resources: readonly Resource[],
): object {
  const table = tables.get(resource.table)
  if (table === undefined) throw new Error(`the schema has no table "${resource.table}"`)
  return tableSchemaOf(table, name => {
    const other = resources.find(
      ({ format, table, shard }) => format === resource.format && table === name && shard === resource.shard,
    )
    if (other === undefined) throw new Error(`the release has no file for the table "${name}"`)
    return resourceName(other)
  })
}

/**
 * The file's name in lower case, `articles.blocks-00000-of-00004.csv`: unique, since file names that differ in case
 * only are refused.
 */
function resourceName({ path }: Resource): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase()
}
