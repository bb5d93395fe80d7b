import type { CorpusStatement, Party } from '../../corpus/corpus.js'
import type { Release } from '../release.js'
import { doiOf } from './doi.js'
import { citationLicense } from './licenses.js'
import { renderYaml } from './yaml.js'

/** CITATION.cff, Citation File Format 1.2.0. */
export function renderCitation({ corpus }: Release): string {
  const doi = doiOf(corpus.url)
  const contact = contactOf(corpus)
  const isWeb = /^https?:/.test(corpus.url)
  return renderYaml({
    'cff-version': '1.2.0',
    message: 'If you use this data set, please cite it as below.',
    type: 'dataset',
    title: corpus.title,
    version: corpus.version,
    'date-released': corpus.released,
    abstract: corpus.description.trim(),
    authors: distinct(corpus.creators.map(author)),
    ...(contact !== undefined && { contact: [contact] }),
    ...(doi !== undefined && { doi }),
    ...(isWeb && { url: corpus.url }),
    identifiers: [identifier(corpus.url, doi)],
    ...citationLicense(corpus.license),
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

/** Who answers: the creator of that name, or whoever it is, of whom nothing says whether it is a person. */
function contactOf({ creators, contact }: CorpusStatement): Readonly<Record<string, string>> | undefined {
  if (contact === undefined) return undefined
  const { name, email, url } = contact
  const creator = creators.find(party => party.name === name)
  return {
    ...(creator === undefined ? name !== undefined && { name } : author(creator)),
    ...(email !== undefined && { email }),
    ...(url !== undefined && { website: url }),
  }
}

/** The format refuses a list that names somebody twice. */
function distinct<Value>(values: readonly Value[]): readonly Value[] {
  return [...new Map(values.map(value => [JSON.stringify(value), value])).values()]
}

function identifier(url: string, doi: string | undefined): Record<string, string> {
  if (doi !== undefined) return { type: 'doi', value: doi, description: 'DOI of the data set' }
  const type = /^https?:/.test(url) ? 'url' : 'other'
  return { type, value: url, description: 'Identifier of the data set' }
}
