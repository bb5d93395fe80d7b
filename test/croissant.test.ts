import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { CorpusStatement } from '../src/corpus/corpus.js'
import { renderCroissant } from '../src/release/metadata/croissant/croissant.js'
import { context } from '../src/release/metadata/croissant/json-ld.js'
import { raiOf } from '../src/release/metadata/croissant/rai.js'
import type { Release } from '../src/release/release.js'
import { loadSchema } from '../src/schema/load.js'
import { seedRelease, stationRelease } from './releases.js'

type Node = Record<string, unknown>

const releases = { seed: seedRelease, stations: stationRelease }

describe('croissant.json', () => {
  it('describes every data file with its checksum and size, and its shards as a set', () => {
    const { resources } = stationRelease()
    const nodes = nodesIn(described(stationRelease()).distribution)
    const files = nodes.filter(node => node['@type'] === 'cr:FileObject')
    expect(files.map(({ contentUrl, sha256, contentSize }) => ({ contentUrl, sha256, contentSize }))).toEqual(
      expect.arrayContaining(
        resources.map(({ path, sha256, bytes }) => ({ contentUrl: path, sha256, contentSize: `${bytes} B` })),
      ),
    )
    expect(files).toHaveLength(resources.length)
    const sets = nodes.filter(node => node['@type'] === 'cr:FileSet')
    expect(sets.map(({ includes }) => includes)).toContainEqual([
      'data/readings-00000-of-00002.parquet',
      'data/readings-00001-of-00002.parquet',
    ])
  })

  it('gives each identifier once, and refers to no other', () => {
    for (const release of Object.values(releases)) {
      const all = nodesIn(described(release()))
      const defined = all.filter(node => '@type' in node && '@id' in node).map(node => node['@id'])
      expect(new Set(defined).size).toBe(defined.length)
      const referred = all.filter(node => Object.keys(node).join() === '@id').map(node => node['@id'])
      expect(referred.length).toBeGreaterThan(10)
      for (const id of referred) expect(defined).toContain(id)
    }
  })

  it('takes the terms of the schema for properties of schema.org', () => {
    expect(fieldOf(seedRelease(), 'records/title')).toMatchObject({
      dataType: 'sc:Text',
      equivalentProperty: 'https://schema.org/headline',
      source: { fileObject: { '@id': 'data/articles.parquet' }, extract: { column: 'title' } },
    })
  })

  it('tells lists, objects and what is in them', () => {
    expect(fieldOf(stationRelease(), 'records/levels')).toMatchObject({
      dataType: 'sc:Integer',
      isArray: true,
      arrayShape: '-1,-1',
    })
    expect(fieldOf(stationRelease(), 'records/visits')).toMatchObject({
      isArray: true,
      subField: [
        {
          '@id': 'records/visits/who',
          source: { extract: { column: 'visits' }, transform: [{ jsonPath: "$['who']" }] },
        },
        { '@id': 'records/visits/why' },
      ],
    })
  })

  it('has a child table refer to its records', () => {
    expect(fieldOf(seedRelease(), 'records.blocks/record')).toMatchObject({
      subField: [{ references: { field: { '@id': 'records/id' } } }],
    })
    expect(recordSet(seedRelease(), 'records.blocks')).toMatchObject({
      key: [{ '@id': 'records.blocks/id' }, { '@id': 'records.blocks/position' }],
    })
  })

  it('marks labels and splits, and lists what splits there are', () => {
    const release = stationRelease()
    expect(fieldOf(release, 'records/kind')).toMatchObject({ dataType: ['sc:Text', 'cr:Label'] })
    expect(fieldOf(release, 'records/part')).toMatchObject({
      dataType: ['sc:Text', 'cr:Split'],
      references: { field: { '@id': 'splits/name' } },
    })
    expect(recordSet(release, 'splits')).toMatchObject({
      dataType: 'cr:Split',
      data: expect.arrayContaining([{ 'splits/name': 'train', 'splits/url': 'cr:TrainSplit' }]),
    })
  })

  it('has no record set where mlcroissant reads none of the formats', () => {
    const release = seedRelease()
    const resources = release.resources.filter(({ format }) => format === 'arrow')
    expect(described({ ...release, resources })).not.toHaveProperty('recordSet')
    expect(nodesIn(described({ ...release, resources }).distribution)).toHaveLength(1)
  })

  it('says which properties it leaves out', () => {
    const schema = {
      type: 'object',
      properties: {
        id: { type: 'string', 'x-key': true },
        a: listOf({ b: listOf({ c: { type: 'string' } }), d: { type: 'string' } }),
      },
      required: ['id'],
    }
    const release = { ...seedRelease(), schema: loadSchema(JSON.stringify(schema), 'schema/a.json') }
    const resources = release.resources.filter(({ format }) => format === 'parquet')
    expect(recordSet({ ...release, resources }, 'records')).toMatchObject({
      description: 'Left out, since mlcroissant cannot read it: a[].b.',
    })
  })

  it('leaves out a name that a path takes for any, and a format whose columns pandas cannot name', () => {
    const text = { type: 'string' }
    const of = (properties: object) => ({
      ...seedRelease(),
      schema: loadSchema(JSON.stringify({ type: 'object', properties }), 'schema/a.json'),
    })
    const starred = of({ a: { type: 'object', properties: { '*': text, b: text } } })
    const parquet = starred.resources.filter(({ format }) => format === 'parquet')
    expect(fieldsOf({ ...starred, resources: parquet }).map(node => node['@id'])).toEqual([
      'records/a',
      'records/a/b',
    ])
    expect(fieldOf(of({ index: text, level_0: text }), 'records/index')).toMatchObject({
      source: { fileObject: { '@id': 'data/articles.csv' } },
    })
  })

  it('leaves out of JSON Lines what pandas would change', () => {
    const schema = {
      type: 'object',
      additionalProperties: true,
      properties: {
        date: { type: 'string' },
        text: { type: 'string' },
        any: {},
        often: { type: 'string' },
      },
      required: ['date', 'text'],
    }
    const base = seedRelease()
    const release: Release = {
      ...base,
      schema: loadSchema(JSON.stringify(schema), 'schema/a.json'),
      resources: base.resources.filter(({ format }) => format === 'jsonl'),
      statistics: { ...base.statistics, nulls: { '/often': 1 } },
    }
    expect(fieldsOf(release).map(node => node['@id'])).toEqual(['records/text'])
  })

  it('keeps names apart that hold what no identifier may', () => {
    const names = ['a/b', 'a b', 'a%20b', 'a.b', 'قيمة', '.', '..', '#', "it's"]
    const properties = Object.fromEntries(names.map(name => [name, { type: 'string' }]))
    const schema = loadSchema(JSON.stringify({ type: 'object', properties }), 'schema/a.json')
    const release = { ...seedRelease(), schema }
    const found = fieldsOf({ ...release, resources: release.resources.slice(-1) })
    expect(found.map(({ name }) => name)).toEqual(names)
    const ids = found.map(node => String(node['@id']))
    expect(new Set(ids).size).toBe(names.length)
    for (const id of ids) expect(id).toMatch(/^records\/[A-Za-z0-9._%-]+$/)
  })

  const listOf = (properties: object) => ({ type: 'array', items: { type: 'object', properties } })
})

describe('people in croissant.json', () => {
  it('are persons and organisations, with what is known of them', () => {
    const creators: CorpusStatement['creators'] = [
      {
        name: 'Ada Lovelace',
        type: 'person',
        given: 'Ada',
        family: 'Lovelace',
        orcid: 'https://orcid.org/0000-0002-1825-0097',
        affiliation: 'Somewhere',
      },
      { name: 'Office', type: 'organisation', email: 'a@b.example' },
    ]
    const document = described(stated({ creators, contact: { email: 'c@d.example' } }))
    expect(document.creator).toEqual([
      {
        '@type': 'sc:Person',
        name: 'Ada Lovelace',
        givenName: 'Ada',
        familyName: 'Lovelace',
        sameAs: 'https://orcid.org/0000-0002-1825-0097',
        affiliation: { '@type': 'sc:Organization', name: 'Somewhere' },
      },
      { '@type': 'sc:Organization', name: 'Office', email: 'a@b.example' },
    ])
    expect(document.maintainer).toEqual({ email: 'c@d.example' })
    expect(described(stated({}))).not.toHaveProperty('publisher')
  })
})

describe('licences in croissant.json', () => {
  const licenseOf = (license: string) => described(stated({ license, license_note: 'As you like.' })).license

  it('are addresses of SPDX where there is one', () => {
    expect(licenseOf('CC-BY-4.0')).toBe('https://spdx.org/licenses/CC-BY-4.0.html')
  })

  it('are words where none is known, none is granted, or there are several', () => {
    const words = (text: string) => ({ '@type': 'sc:CreativeWork', description: `${text}\n\nAs you like.` })
    expect(licenseOf('NOASSERTION')).toMatchObject({ name: 'NOASSERTION', ...words('No licence is known.') })
    expect(licenseOf('NONE')).toMatchObject({ name: 'NONE', ...words('No licence is granted.') })
    expect(licenseOf('MIT OR ISC')).toMatchObject(words('SPDX licence expression: MIT OR ISC.'))
  })
})

describe('the citation in croissant.json', () => {
  it('is BibTeX that reads as the text does', () => {
    const cited = described(stated({ title: 'A {b} \\c & 100 % "d"_e' })).citeAs
    expect(cited).toContain(
      'title = {{A {\\textbraceleft}b{\\textbraceright} {\\textbackslash}c \\& 100 \\% {\\textquotedbl}d{\\textquotedbl}\\_e}}',
    )
    const open = String(cited).replace(/\\[\\&%_#$]/g, '')
    expect(open.split('{').length).toBe(open.split('}').length)
  })
})

describe('the answers in croissant.json', () => {
  it('say that something is unknown, and why', () => {
    const release = stated({ datasheet: { 'uses.previous': { status: 'unknown', reason: 'Nobody asked.' } } })
    expect(raiOf(release)['rai:dataUseCases']).toBe(
      'What has it been used for so far?\n\nUnknown: Nobody asked.',
    )
  })

  it('are left out where nobody gave one', () => {
    const properties = Object.keys(raiOf(stated({ datasheet: {} })))
    expect(properties).not.toContain('rai:dataUseCases')
    expect(properties).not.toContain('rai:dataBiases')
    expect(properties).toContain('rai:dataCollectionMissingData')
  })

  it('are marked where they were computed, beside what people say', () => {
    const release = stated({
      datasheet: { 'composition.missing': { status: 'answered', answer: 'The title.' } },
    })
    expect(raiOf(release)['rai:dataCollectionMissingData']).toMatch(
      /^What is missing from instances, and why\?\n\nThe title\.\n\nComputed \(counted over all records.*\):\n\n\| Field/,
    )
  })

  it('give a timeframe only as an interval of dates', () => {
    expect(raiOf(seedRelease())).not.toHaveProperty('rai:dataCollectionTimeframe')
    expect(raiOf(seedRelease())['rai:dataCollection']).toContain(
      'When the article was collected is not recorded.',
    )
    const { statistics, ...release } = seedRelease()
    const ranges = { '/source/retrieved': { min: '2024-01-01', max: '2024-03-01' } }
    expect(raiOf({ ...release, statistics: { ...statistics, ranges } })).toMatchObject({
      'rai:dataCollectionTimeframe': '2024-01-01/2024-03-01',
    })
  })
})

const vocabularies = new URL('../../shared/standards/', import.meta.url)

describe.skipIf(!existsSync(vocabularies))('the vocabularies (skipped without ../shared/standards)', () => {
  const read = (name: string) => readFileSync(new URL(name, vocabularies), 'utf8')

  it.each(Object.entries(releases))('have every name that croissant.json of "%s" uses', (_, release) => {
    const known = new Set([
      ...[...read('croissant.ttl').matchAll(/^croissant:(\w+) a /gm)].map(([, name]) => `cr:${name}`),
      ...[...read('croissant_rai.ttl').matchAll(/^rai:(\w+) a /gm)].map(([, name]) => `rai:${name}`),
      // In the specification of 1.1, and not yet in the file.
      'cr:isArray',
    ])
    const used = namesIn(described(release()))
    expect(used.size).toBeGreaterThan(25)
    for (const name of used) expect([...known]).toContain(name)
  })

  /** Names of Croissant and of RAI, as properties, types and values. */
  function namesIn(document: Node): Set<string> {
    const { '@context': _, ...rest } = document
    const terms = new Map(
      Object.entries(context).map(([term, meaning]) => [
        term,
        typeof meaning === 'string' ? meaning : '@id' in meaning ? meaning['@id'] : term,
      ]),
    )
    const found = nodesIn(rest).flatMap(node => [
      ...Object.keys(node).map(key => terms.get(key) ?? key),
      ...[node['@type'], node.dataType].flat().map(String),
    ])
    return new Set(found.filter(name => /^(cr|rai):/.test(name)))
  }
})

function stated(corpus: Partial<CorpusStatement>): Release {
  const release = seedRelease()
  return { ...release, corpus: { ...release.corpus, ...corpus } }
}

function described(release: Release): Node {
  return JSON.parse(renderCroissant(release))
}

/** Every object in a document, the outermost first. */
function nodesIn(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn)
  if (!isNode(value)) return []
  return [
    value,
    ...Object.entries(value).flatMap(([key, inner]) => (key === '@context' ? [] : nodesIn(inner))),
  ]
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

function recordSet(release: Release, id: string): Node | undefined {
  return nodesIn(described(release).recordSet).find(node => node['@id'] === id && '@type' in node)
}

function fieldOf(release: Release, id: string): Node | undefined {
  return nodesIn(described(release).recordSet).find(node => node['@id'] === id && '@type' in node)
}

function fieldsOf(release: Release): Node[] {
  return nodesIn(recordSet(release, 'records')?.field).filter(node => node['@type'] === 'cr:Field')
}
