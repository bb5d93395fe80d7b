import type { Release, Resource } from '../release.js'
import { counted } from './markdown.js'
import { schemaFile, sortedResources } from './measures.js'
import type { Entity, Reference } from './ro-crate-entity.js'
import { LICENSE_FILE, type Terms } from './ro-crate-licenses.js'
import { type TagFile, tagFiles } from './tag-files.js'

interface Files {
  /** Files that were there before the export, and those that it made. */
  readonly copied: readonly Entity[]
  readonly made: readonly Entity[]
  /** What the files refer to: formats and standards. */
  readonly entities: readonly Entity[]
}

/** Every file of the release but the metadata document itself: data first, then those beside it. */
export function filesOf(release: Release, terms: Terms): Files {
  const beside = tagFiles(release).filter(({ path }) => path !== 'ro-crate-metadata.json')
  const resources = sortedResources(release.resources)
  const mediaTypes = [...resources, ...beside].map(({ mediaType }) => mediaType)
  return {
    copied: beside.filter(({ verbatim }) => verbatim === true).map(file => tagFile(file, terms)),
    made: [
      ...resources.map(resource => dataFile(resource, release)),
      ...beside.filter(({ verbatim }) => verbatim !== true).map(file => tagFile(file, terms)),
    ],
    entities: [
      ...mediaTypes.flatMap(formatPage),
      ...beside.flatMap(({ standard }) =>
        standard === undefined
          ? []
          : [{ '@id': standard.address, '@type': 'CreativeWork', name: standard.name }],
      ),
    ],
  }
}

function dataFile(resource: Resource, release: Release): Entity {
  const { path, format, table, mediaType, bytes, sha256, records } = resource
  const holds = table === '' ? counted(records, 'record') : `${counted(records, 'element')} of ${table}`
  return {
    '@id': fileId(path),
    '@type': 'File',
    name: nameOf(path),
    description: `${holds}, as ${formatNames[format] ?? format}${partOf(resource)}.`,
    encodingFormat: encoding(mediaType),
    contentSize: String(bytes),
    sha256,
    ...(table === '' && format !== 'csv' && { conformsTo: { '@id': fileId(schemaFile(release)) } }),
  }
}

function partOf({ shard, shards }: Resource): string {
  return shards === 1 ? '' : `, part ${shard + 1} of ${shards}`
}

function tagFile({ path, mediaType, description, standard }: TagFile, { metadata, stated }: Terms): Entity {
  const isReferredTo = path === LICENSE_FILE || mediaType === 'application/schema+json'
  return {
    '@id': fileId(path),
    '@type': isReferredTo ? ['File', 'CreativeWork'] : 'File',
    name: nameOf(path),
    description: path === LICENSE_FILE ? [description, ...stated].join(' ') : description,
    encodingFormat: encoding(mediaType),
    ...(standard !== undefined && { conformsTo: { '@id': standard.address } }),
    ...(metadata !== undefined && { license: metadata }),
  }
}

const formatNames: Readonly<Record<string, string>> = {
  jsonl: 'JSON Lines',
  csv: 'CSV',
  arrow: 'an Arrow IPC file',
  parquet: 'Parquet',
}

/** What PRONOM, a register of file formats, has an id for. */
const registered: Readonly<Record<string, readonly [id: string, name: string]>> = {
  'application/ld+json': ['fmt/880', 'JSON-LD'],
  'application/schema+json': ['fmt/817', 'JSON'],
  'application/vnd.datapackage+json': ['fmt/817', 'JSON'],
  'application/yaml': ['fmt/818', 'YAML'],
  'text/csv': ['x-fmt/18', 'Comma Separated Values'],
  'text/markdown': ['fmt/1149', 'Markdown'],
  'text/plain': ['x-fmt/111', 'Plain Text File'],
}

/** The media type, and the page of the register where there is one. */
function encoding(mediaType: string): string | readonly [string, Reference] {
  const format = registered[mediaType]
  return format === undefined ? mediaType : [mediaType, { '@id': pageOf(format[0]) }]
}

function formatPage(mediaType: string): Entity[] {
  const format = registered[mediaType]
  return format === undefined ? [] : [{ '@id': pageOf(format[0]), '@type': 'WebPage', name: format[1] }]
}

function pageOf(id: string): string {
  return `https://www.nationalarchives.gov.uk/PRONOM/${id}`
}

/** A path as a relative IRI: what would end or change it is escaped, letters of any script stay. */
function fileId(path: string): string {
  return path.replace(/[\u0000-\u007f]/g, sign => (/[\w.~/-]/.test(sign) ? sign : encodeURIComponent(sign)))
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
