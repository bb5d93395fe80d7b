import type { Release } from '../release.js'
import { doiOf } from './doi.js'
import { describeLanguage } from './languages.js'
import { type Entity, flattened, property, refer } from './ro-crate-entity.js'
import { filesOf } from './ro-crate-files.js'
import { termsOf } from './ro-crate-licenses.js'
import { peopleOf } from './ro-crate-people.js'

const CONTEXT = 'https://w3id.org/ro/crate/1.2/context'
const METADATA_FILE = 'ro-crate-metadata.json'
const EXPORT = '#export'

/** ro-crate-metadata.json, RO-Crate 1.2: a flattened graph that refers to the standard's context. */
export function renderRoCrate(release: Release): string {
  const { corpus } = release
  const people = peopleOf(release)
  const terms = termsOf(release)
  const files = filesOf(release, terms)
  const languages = corpus.language.map(describe)
  const identifiers = identifiersOf(release)
  const program = programOf(release)
  const parts = [...files.made, ...files.copied]
  const descriptor: Entity = {
    '@id': METADATA_FILE,
    '@type': 'CreativeWork',
    name: METADATA_FILE,
    description: 'This description of the release, RO-Crate 1.2.',
    conformsTo: { '@id': 'https://w3id.org/ro/crate/1.2' },
    about: { '@id': './' },
    ...(terms.metadata !== undefined && { license: terms.metadata }),
  }
  const root: Entity = {
    '@id': './',
    '@type': 'Dataset',
    name: corpus.title,
    description: corpus.description.trim(),
    version: corpus.version,
    datePublished: corpus.released,
    ...property('identifier', identifiers.map(refer)),
    ...(/^https?:/.test(corpus.url) && { url: corpus.url }),
    license: terms.content,
    ...property('author', people.creators),
    ...property('inLanguage', languages.map(refer)),
    ...property('keywords', corpus.keywords ?? []),
    mentions: { '@id': EXPORT },
    ...property('hasPart', parts.map(refer)),
  }
  const making: Entity = {
    '@id': EXPORT,
    '@type': 'CreateAction',
    name: `The export of version ${corpus.version}`,
    description: `${release.tool.name} read the texts and records of the corpus, and wrote this release.`,
    instrument: refer(program),
    ...property('object', files.copied.map(refer)),
    ...property('result', files.made.map(refer)),
  }
  const graph = [
    descriptor,
    root,
    ...parts,
    ...people.entities,
    ...identifiers,
    ...terms.entities,
    ...languages,
    making,
    program,
    ...files.entities,
  ]
  return JSON.stringify({ '@context': CONTEXT, '@graph': flattened(graph) }, null, 2) + '\n'
}

/** The program has no home to give as its `url`, which RO-Crate requires: it bears a name instead. */
function programOf({ tool: { name, version } }: Release): Entity {
  const id = `urn:${name}:software:${version}`
  return { '@id': id, '@type': 'SoftwareApplication', name, version, softwareVersion: version, url: id }
}

function identifiersOf({ corpus: { url }, contentDigest }: Release): readonly Entity[] {
  const doi = doiOf(url)
  const digest: Entity = {
    '@id': '#content-digest',
    '@type': 'PropertyValue',
    name: 'Content digest of the records',
    propertyID: 'Content-Digest',
    value: `sha256:${contentDigest}`,
  }
  if (doi !== undefined)
    return [identifier('DOI', 'https://registry.identifiers.org/registry/doi', `doi:${doi}`, url), digest]
  if (url.startsWith('urn:')) return [identifier('URN', 'URN', url), digest]
  return [digest]
}

function identifier(name: string, scheme: string, value: string, url?: string): Entity {
  return {
    '@id': '#identifier',
    '@type': 'PropertyValue',
    name,
    propertyID: scheme,
    value,
    ...(url !== undefined && { url }),
  }
}

function describe(tag: string): Entity {
  const { name, iso3 } = describeLanguage(tag)
  return {
    '@id': `#language-${tag}`,
    '@type': 'Language',
    name,
    alternateName: tag,
    ...(iso3 !== undefined && { identifier: `https://iso639-3.sil.org/code/${iso3}` }),
  }
}
