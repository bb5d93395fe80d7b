import type { Release, Resource } from '../../release.js'
import { groupsOf, type ResourceGroup, sortedResources } from '../measures.js'

/** Every data file with its size and checksum; files of one format and table, where there are several, as a set too. */
export function distributionOf({ resources }: Release): object[] {
  return [
    ...sortedResources(resources).map(fileObject),
    ...groupsOf(resources)
      .filter(({ shards }) => shards.length > 1)
      .map(fileSet),
  ]
}

/** Where the records of a group are read from. */
export function sourceOf(group: ResourceGroup): object {
  const [file] = group.shards
  if (group.shards.length === 1 && file !== undefined) return { fileObject: { '@id': file.path } }
  return { fileSet: { '@id': fileSetId(group) } }
}

/** Formats that mlcroissant reads, the one that keeps most first: it reads all of them with pandas. */
export const readFormats: readonly string[] = ['parquet', 'csv', 'jsonl']

/** The media types that mlcroissant has a reader for are not always those that are registered. */
const encodingFormats: Readonly<Record<string, string>> = {
  jsonl: 'application/jsonlines',
  parquet: 'application/x-parquet',
}

const encodingFormat = ({ format, mediaType }: Resource): string => encodingFormats[format] ?? mediaType

function fileObject(resource: Resource): object {
  const { path, format, bytes, sha256 } = resource
  return {
    '@type': 'cr:FileObject',
    '@id': path,
    name: path.slice(path.lastIndexOf('/') + 1),
    contentUrl: path,
    contentSize: `${bytes} B`,
    encodingFormat: encodingFormat(resource),
    sha256,
    ...(!readFormats.includes(format) && { description: `mlcroissant does not read ${format}.` }),
  }
}

function fileSet(group: ResourceGroup): object {
  const { format, table, shards } = group
  const [first] = shards
  return {
    '@type': 'cr:FileSet',
    '@id': fileSetId(group),
    name: `${table === '' ? 'records' : table}, ${format}`,
    ...(first !== undefined && { encodingFormat: encodingFormat(first) }),
    includes: shards.map(({ path }) => path),
  }
}

function fileSetId({ format, table }: ResourceGroup): string {
  return `files/${table === '' ? format : `${table}.${format}`}`
}
