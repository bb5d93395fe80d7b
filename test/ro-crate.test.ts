import { describe, expect, it } from 'vitest'
import type { CorpusStatement } from '../src/corpus/corpus.js'
import { renderRoCrate } from '../src/release/metadata/ro-crate.js'
import type { Release } from '../src/release/release.js'
import { seedRelease, stationRelease } from './releases.js'

function crate(release: Release): Record<string, unknown>[] {
  return JSON.parse(renderRoCrate(release))['@graph']
}

function entity(release: Release, id: string): Record<string, unknown> | undefined {
  return crate(release).find(entity => entity['@id'] === id)
}

const stating = (statement: Partial<CorpusStatement>): Release => ({
  ...stationRelease(),
  corpus: { ...stationRelease().corpus, ...statement },
})

describe('people in an RO-Crate', () => {
  it('are entities by their ORCID, with the organisation that is a creator too', () => {
    expect(entity(stationRelease(), 'https://orcid.org/0000-0000-0000-0001')).toMatchObject({
      '@type': 'Person',
      name: 'Ada Example',
      affiliation: { '@id': '#creator-3' },
      contactPoint: { '@id': '#contact' },
    })
    expect(entity(stationRelease(), '#creator-3')).toMatchObject({
      '@type': 'Organization',
      name: 'Example Institute',
      url: 'https://example.org/',
    })
  })

  it('who bear the same ORCID stay two', () => {
    const orcid = 'https://orcid.org/0000-0000-0000-0001'
    const creators = ['A', 'B'].map(name => ({ name, type: 'person' as const, orcid }))
    expect(entity(stating({ creators }), '#creator-2')).toMatchObject({ name: 'B', identifier: orcid })
    expect(entity(stating({ creators }), './')).toMatchObject({
      author: [{ '@id': orcid }, { '@id': '#creator-2' }],
    })
  })

  it('are reached as the contact says: the creator of its name, or else all of them', () => {
    const contact = { name: 'مريم', email: 'm@example.org' }
    const creators = crate(stating({ contact })).filter(found => 'contactPoint' in found)
    expect(creators.map(({ name }) => name)).toEqual(['مريم'])
    expect(crate(stationRelease()).filter(found => 'contactPoint' in found)).toHaveLength(3)
  })
})

describe('licences in an RO-Crate', () => {
  it('that nobody knows are the file that says so', () => {
    expect(entity(seedRelease(), './')).toMatchObject({ license: { '@id': 'LICENSE' } })
    expect(entity(seedRelease(), 'LICENSE')).toMatchObject({
      '@type': ['File', 'CreativeWork'],
      description: expect.stringContaining('No licence of the content of the records is known.'),
      license: { '@id': 'https://spdx.org/licenses/Apache-2.0.html' },
    })
    expect(entity(stating({ license: 'NONE' }), 'LICENSE')?.['description']).toContain('is granted')
  })

  it('of the content are not those of the files beside it', () => {
    const content = { '@id': 'https://spdx.org/licenses/CC-BY-4.0.html' }
    expect(entity(stationRelease(), './')).toMatchObject({ license: content })
    expect(entity(stationRelease(), 'corpus.yaml')).toMatchObject({ license: { '@id': 'LICENSE' } })
    const both = stating({ metadata_license: 'CC-BY-4.0' })
    expect(entity(both, 'corpus.yaml')).not.toHaveProperty('license')
  })

  it('of an expression are one entity that mentions them', () => {
    expect(entity(stating({ license: 'MIT AND LicenseRef-x' }), '#MIT%20AND%20LicenseRef-x')).toMatchObject({
      '@type': 'CreativeWork',
      name: 'MIT AND LicenseRef-x',
      mentions: { '@id': 'https://spdx.org/licenses/MIT.html' },
    })
  })
})

describe('the making of a release', () => {
  it('has the program, what it was given and what it wrote, and no time or agent that nobody knows', () => {
    const action = entity({ ...seedRelease(), withdrawn: true }, '#export')
    expect(action).toMatchObject({
      '@type': 'CreateAction',
      instrument: { '@id': 'urn:warraq:software:0.1.0' },
      object: [
        { '@id': 'corpus.yaml' },
        { '@id': 'schema/article.schema.json' },
        { '@id': 'withdrawn.jsonl' },
      ],
    })
    expect(action?.['result']).toContainEqual({ '@id': 'data/articles.parquet' })
    expect(Object.keys(action ?? {})).not.toContain('agent')
  })

  it('names the dialect of the record schema', () => {
    expect(entity(seedRelease(), 'schema/article.schema.json')).toMatchObject({
      conformsTo: { '@id': 'https://json-schema.org/draft/2020-12/schema' },
    })
  })
})

it('an identifier is a DOI or a URN; an address is none', () => {
  expect(entity(stationRelease(), '#identifier')).toMatchObject({ value: 'doi:10.1234/readings.2' })
  expect(entity(seedRelease(), '#identifier')).toMatchObject({ name: 'URN', value: seedRelease().corpus.url })
  const atHome = stating({ url: 'https://example.org/readings' })
  expect(entity(atHome, '#identifier')).toBeUndefined()
  expect(entity(atHome, './')).toMatchObject({ url: 'https://example.org/readings' })
})

it('no value stands alone in a list', () => {
  const lists = crate(seedRelease()).flatMap(found => Object.values(found).filter(Array.isArray))
  expect(lists.filter(({ length }) => length < 2)).toEqual([])
})
