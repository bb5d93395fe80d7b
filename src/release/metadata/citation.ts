import type { Party } from '../../corpus/corpus.js'
import type { Release } from '../release.js'
import { spdxId } from './licenses.js'
import { renderYaml } from './yaml.js'

/** CITATION.cff, Citation File Format 1.2.0. */
export function renderCitation({ corpus }: Release): string {
  const license = spdxId(corpus.license)
  const isWeb = /^https?:/.test(corpus.url)
  return renderYaml({
    'cff-version': '1.2.0',
    message: 'If you use this data set, please cite it as below.',
    type: 'dataset',
    title: corpus.title,
    version: corpus.version,
    'date-released': corpus.released,
    abstract: corpus.description.trim(),
    authors: corpus.creators.map(author),
    ...(isWeb && { url: corpus.url }),
    identifiers: [identifier(corpus.url)],
    ...(license !== undefined && { license }),
    ...(corpus.keywords !== undefined && { keywords: corpus.keywords }),
  })
}

/** A person whose name nobody took apart stands as an entity, which keeps it whole. */
function author({
  name,
  type,
  given,
  family,
  orcid,
  url,
  email,
  affiliation,
}: Party): Record<string, string> {
  if (type === 'person' && (given !== undefined || family !== undefined)) {
    return {
      ...(family !== undefined && { 'family-names': family }),
      ...(given !== undefined && { 'given-names': given }),
      ...(orcid !== undefined && { orcid }),
      ...(affiliation !== undefined && { affiliation }),
      ...(email !== undefined && { email }),
      ...(url !== undefined && { website: url }),
    }
  }
  return {
    name,
    ...(orcid !== undefined && { orcid }),
    ...(email !== undefined && { email }),
    ...(url !== undefined && { website: url }),
  }
}

function identifier(url: string): Record<string, string> {
  const doi = /^https?:\/\/(?:dx\.)?doi\.org\/(10\.\d{4,9}(?:\.\d+)?\/[A-Za-z0-9:/_;\-.()[\]\\]+)$/.exec(
    url,
  )?.[1]
  if (doi !== undefined) return { type: 'doi', value: doi, description: 'DOI of the data set' }
  const type = /^https?:/.test(url) ? 'url' : 'other'
  return { type, value: url, description: 'Identifier of the data set' }
}
