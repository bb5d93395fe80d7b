import type { Party } from '../../../corpus/corpus.js'
import type { Release } from '../../release.js'
import { licenseAddress, spdxId } from '../licenses.js'
import { bibtexOf } from './bibtex.js'
import { distributionOf } from './distribution.js'
import { context } from './json-ld.js'
import { raiOf } from './rai.js'
import { recordSetsOf } from './record-sets.js'

/** croissant.json, Croissant 1.1 with the vocabulary for responsible AI. */
export function renderCroissant(release: Release): string {
  const { corpus } = release
  const recordSet = recordSetsOf(release)
  const description = {
    '@context': context,
    '@type': 'sc:Dataset',
    conformsTo: ['http://mlcommons.org/croissant/1.1', 'http://mlcommons.org/croissant/RAI/1.0'],
    name: corpus.title,
    alternateName: corpus.name,
    description: corpus.description.trim(),
    url: corpus.url,
    version: corpus.version,
    sdVersion: corpus.version,
    datePublished: corpus.released,
    isLiveDataset: false,
    inLanguage: corpus.language,
    ...(corpus.keywords !== undefined && { keywords: corpus.keywords }),
    creator: corpus.creators.map(creator),
    ...(corpus.contact !== undefined && { maintainer: corpus.contact }),
    license: licenseOf(corpus.license, corpus.license_note),
    ...(corpus.metadata_license !== undefined && { sdLicense: licenseOf(corpus.metadata_license) }),
    citeAs: bibtexOf(release),
    ...raiOf(release),
    distribution: distributionOf(release),
    ...(recordSet.length > 0 && { recordSet }),
  }
  return JSON.stringify(description, null, 2) + '\n'
}

function creator({ name, type, given, family, orcid, url, email, affiliation }: Party): object {
  return {
    '@type': type === 'person' ? 'sc:Person' : 'sc:Organization',
    name,
    ...(given !== undefined && { givenName: given }),
    ...(family !== undefined && { familyName: family }),
    ...(orcid !== undefined && { sameAs: orcid }),
    ...(url !== undefined && { url }),
    ...(email !== undefined && { email }),
    ...(affiliation !== undefined && { affiliation: { '@type': 'sc:Organization', name: affiliation } }),
  }
}

/** An address where the licence has one; else the expression, and what it says in words. */
function licenseOf(expression: string, note?: string): string | object {
  const id = spdxId(expression)
  if (id !== undefined) return licenseAddress(id)
  const words = [meanings[expression] ?? `SPDX licence expression: ${expression}.`, note?.trim()]
  return { '@type': 'sc:CreativeWork', name: expression, description: words.filter(Boolean).join('\n\n') }
}

const meanings: Readonly<Record<string, string>> = {
  NOASSERTION: 'No licence is known.',
  NONE: 'No licence is granted.',
}
