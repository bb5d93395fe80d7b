import { WITHDRAWN_FILE } from '../../corpus/withdrawn.js'
import { DEFAULT_DIALECT, dialects } from '../../schema/validator.js'
import { byCodePoint } from '../../text/order.js'
import { BAG_DECLARATION, PAYLOAD_MANIFEST, TAG_MANIFEST } from '../bag.js'
import { pictureFiles } from '../pictures/pictures.js'
import type { Release } from '../release.js'
import { schemaFile } from './measures.js'

/** A file of a release that stands beside its data. */
export interface TagFile {
  /** Path in the release. */
  readonly path: string
  readonly mediaType: string
  /** What it is, on one line. */
  readonly description: string
  /** Copied from the corpus as it is; otherwise it was made by the export. */
  readonly verbatim?: true
  /** The standard that it follows. */
  readonly standard?: Standard
}

interface Standard {
  readonly address: string
  readonly name: string
}

/** All files of a release outside data/, by code point of their paths. */
export function tagFiles(release: Release): readonly TagFile[] {
  const files = [
    ...always,
    recordSchema(release),
    ...(release.withdrawn === true ? [withdrawnIds] : []),
    ...picturesOf(release),
  ]
  return files.sort((a, b) => byCodePoint(a.path, b.path))
}

function recordSchema(release: Release): TagFile {
  const said = release.schema.json['$schema']
  const address = typeof said === 'string' ? said.replace(/#$/, '') : DEFAULT_DIALECT
  return {
    path: schemaFile(release),
    mediaType: 'application/schema+json',
    description: 'The schema of a record, verbatim.',
    verbatim: true,
    standard: { address, name: `JSON Schema ${dialects[address] ?? ''}`.trim() },
  }
}

function picturesOf(release: Release): readonly TagFile[] {
  const shown = pictureFiles.filter(({ render }) => render(release) !== undefined)
  return shown.map(({ fileName }) => ({
    path: fileName,
    mediaType: 'image/svg+xml',
    description: 'A picture of what was counted over all records.',
  }))
}

const withdrawnIds: TagFile = {
  path: WITHDRAWN_FILE,
  mediaType: 'application/jsonl',
  description: 'Ids of records that were taken out, why, and since when; verbatim.',
  verbatim: true,
}

const bagIt: Standard = { address: 'https://www.rfc-editor.org/rfc/rfc8493', name: 'BagIt 1.0 (RFC 8493)' }

const always: readonly TagFile[] = [
  {
    path: 'README.md',
    mediaType: 'text/markdown',
    description:
      'Counts, files, how to load them, data dictionary and citation; its head is a Hugging Face card.',
  },
  {
    path: 'DATASHEET.md',
    mediaType: 'text/markdown',
    description: 'Questions on origin, content and use, with what people said and what was computed.',
  },
  {
    path: 'DATASHEET.ar.md',
    mediaType: 'text/markdown',
    description: 'The same in Arabic.',
  },
  {
    path: 'CHANGELOG.md',
    mediaType: 'text/markdown',
    description: 'What changed from one version to the next.',
  },
  {
    path: 'corpus.yaml',
    mediaType: 'application/yaml',
    description: 'What people say of the data set, verbatim.',
    verbatim: true,
  },
  {
    path: 'datapackage.json',
    mediaType: 'application/vnd.datapackage+json',
    description: 'The data files with their sizes, checksums and columns.',
    standard: { address: 'https://datapackage.org/profiles/2.0/datapackage.json', name: 'Data Package 2.0' },
  },
  {
    path: 'croissant.json',
    mediaType: 'application/ld+json',
    description: 'Record sets, fields and files, and the answers of the datasheet, for machine learning.',
    standard: { address: 'http://mlcommons.org/croissant/1.1', name: 'Croissant 1.1' },
  },
  {
    path: 'ro-crate-metadata.json',
    mediaType: 'application/ld+json',
    description: 'People, files, licences and the making of the data set as linked data.',
    standard: { address: 'https://w3id.org/ro/crate/1.2', name: 'RO-Crate 1.2' },
  },
  {
    path: 'CITATION.cff',
    mediaType: 'application/yaml',
    description: 'How to cite the data set.',
    standard: {
      address: 'https://citation-file-format.github.io/1.2.0/schema.json',
      name: 'Citation File Format 1.2.0',
    },
  },
  {
    path: 'LICENSE',
    mediaType: 'text/plain',
    description: 'Which licence covers what, and how many records are under each.',
  },
  {
    path: BAG_DECLARATION,
    mediaType: 'text/plain',
    description: 'Declares the folder a bag.',
    standard: bagIt,
  },
  {
    path: 'bag-info.txt',
    mediaType: 'text/plain',
    description: 'Creators, contact, title, date, size, program, content digest and number of records.',
    standard: bagIt,
  },
  {
    path: PAYLOAD_MANIFEST,
    mediaType: 'text/plain',
    description: 'SHA-256 of everything in data/.',
    standard: bagIt,
  },
  {
    path: TAG_MANIFEST,
    mediaType: 'text/plain',
    description: 'SHA-256 of everything else.',
    standard: bagIt,
  },
]
