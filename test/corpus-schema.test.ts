import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { CorpusStatement } from '../src/corpus/corpus.js'
import { questions } from '../src/release/datasheet/questions.js'
import { ownFormats } from '../src/schema/formats.js'
import { subschemas } from '../src/schema/keywords.js'
import { readProjectFile, seedCorpus, stationRelease } from './releases.js'

const schema = JSON.parse(readProjectFile('schema/corpus.schema.json'))
const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, formats: ownFormats })
const validate = ajv.compile<CorpusStatement>(schema)

/** Where a statement is wrong, and which keyword says so. */
function faults(statement: unknown): string[] {
  validate(statement)
  return (validate.errors ?? [])
    .filter(({ keyword }) => keyword !== 'if')
    .map(({ instancePath, keyword }) => `${instancePath} ${keyword}`)
}

const seed = seedCorpus() as CorpusStatement

describe('schema/corpus.schema.json', () => {
  it('accepts the corpus.yaml of this project and one that says everything', () => {
    expect(faults(seed)).toEqual([])
    expect(faults(stationRelease().corpus)).toEqual([])
  })

  it('explains every property to an editor', () => {
    const silent = [...subschemas(schema)]
      .filter(([, pointer]) => /\/properties\/[^/]+$/.test(pointer) && !/\/(if|then|else)\//.test(pointer))
      .filter(([{ description }]) => typeof description !== 'string' || description === '')
    expect(silent.map(([, pointer]) => pointer)).toEqual([])
  })

  it('takes an answer to every question of the datasheet, and to nothing else', () => {
    const { properties, additionalProperties } = schema.properties.datasheet
    expect(Object.keys(properties)).toEqual(questions.map(({ slug }) => slug))
    expect(questions.map(({ slug }) => properties[slug].description)).toEqual(
      questions.map(({ question }) => question),
    )
    expect(additionalProperties).toBe(false)
  })

  const minimal = {
    name: 'a',
    title: 'A',
    version: '0.1.0',
    released: '2024-02-29',
    url: 'urn:isbn:0',
    description: 'A.',
    license: 'NONE',
    creators: [{ name: 'A', type: 'person' }],
    language: ['ar'],
    schema: 'schema.json',
    sources: [{ path: 'texts', format: 'text' }],
  }

  it('asks for no more than it must', () => {
    expect(faults(minimal)).toEqual([])
    for (const key of Object.keys(minimal)) {
      const { [key as keyof typeof minimal]: _, ...rest } = minimal
      expect(faults(rest)).toEqual([' required'])
    }
  })

  it.each<[string, object, string]>([
    ['a name in capitals', { name: 'Articles' }, '/name pattern'],
    ['a name that starts with a dash', { name: '-a' }, '/name pattern'],
    ['a title of two lines', { title: 'a\nb' }, '/title pattern'],
    ['a version that is a number', { version: 1 }, '/version type'],
    ['a version of two parts', { version: '1.0' }, '/version pattern'],
    ['a version with a leading zero', { version: '1.02.0' }, '/version pattern'],
    ['a day that no calendar has', { released: '2023-02-29' }, '/released format'],
    ['a date in another order', { released: '1.2.2023' }, '/released pattern'],
    ['an address without a scheme', { url: 'example.org/data' }, '/url pattern'],
    ['an address with a password', { url: 'https://me:secret@example.org/' }, '/url pattern'],
    ['an address with a blank', { url: 'https://example.org/a b' }, '/url pattern'],
    ['a licence that SPDX does not have', { license: 'Apache2' }, '/license format'],
    ['a blank description', { description: ' ' }, '/description pattern'],
    ['no creator', { creators: [] }, '/creators minItems'],
    ['a creator of no kind', { creators: [{ name: 'A' }] }, '/creators/0 required'],
    [
      'an organisation with a family name',
      { creators: [{ name: 'A', type: 'organisation', family: 'B' }] },
      '/creators/0/family false schema',
    ],
    [
      'an ORCID without its address',
      { creators: [{ name: 'A', type: 'person', orcid: '0000-0000-0000-0001' }] },
      '/creators/0/orcid pattern',
    ],
    ['a language in words', { language: ['Arabic language'] }, '/language/0 pattern'],
    ['a language tag that is not canonical', { language: ['AR'] }, '/language/0 format'],
    ['a language twice', { language: ['ar', 'ar'] }, '/language uniqueItems'],
    ['an absolute path', { sources: [{ path: '/etc', format: 'text' }] }, '/sources/0/path pattern'],
    ['another source format', { sources: [{ path: 'a', format: 'xlsx' }] }, '/sources/0/format enum'],
    ['a contact that says nothing', { contact: {} }, '/contact minProperties'],
    ['an acceptance without a reason', { accept: [{ code: 'text/length' }] }, '/accept/0 required'],
    ['an unknown key', { titel: 'A' }, ' additionalProperties'],
    [
      'an unknown question',
      { datasheet: { 'motivation.goal': { status: 'answered', answer: 'A' } } },
      '/datasheet additionalProperties',
    ],
    [
      'an answer without words',
      { datasheet: { 'uses.more': { status: 'answered' } } },
      '/datasheet/uses.more required',
    ],
    [
      'an unknown without a reason',
      { datasheet: { 'uses.more': { status: 'unknown' } } },
      '/datasheet/uses.more required',
    ],
    [
      'an answer to what does not apply',
      { datasheet: { 'uses.more': { status: 'not-applicable', reason: 'A', answer: 'B' } } },
      '/datasheet/uses.more/answer false schema',
    ],
    [
      'a status of its own',
      { datasheet: { 'uses.more': { status: 'no', reason: 'A' } } },
      '/datasheet/uses.more/status enum',
    ],
  ])('refuses %s', (_, change, fault) => {
    expect(faults({ ...minimal, ...change })).toContain(fault)
  })

  it.each(['1.0.0', '0.0.1-rc.1', '2.0.0+build.5', '10.20.30'])('takes the version %s', version => {
    expect(faults({ ...minimal, version })).toEqual([])
  })

  it.each([
    'https://example.org',
    'http://[::1]:8080/a?b=c#d',
    'https://doi.org/10.1/x(y)',
    'urn:uuid:ef0e4111-0717-4466-8188-833957e341e3',
  ])('takes the address %s', url => {
    expect(faults({ ...minimal, url })).toEqual([])
  })

  it('takes answers in Arabic beside the others', () => {
    const datasheet = { 'uses.possible': { status: 'answered', answer: 'Tests.', answer_ar: 'اختبارات.' } }
    expect(faults({ ...minimal, datasheet })).toEqual([])
  })
})

describe('corpus.yaml of this project', () => {
  it('tells editors its schema in the first line', () => {
    expect(readProjectFile('corpus.yaml')).toMatch(
      /^# yaml-language-server: \$schema=schema\/corpus\.schema\.json\n/,
    )
  })

  it('says what nobody knows as unknown', () => {
    const unknown = ['collectors', 'acquisition', 'strategy', 'timeframe', 'consent', 'ethics'].map(
      name => `collection.${name}`,
    )
    for (const slug of [
      ...unknown,
      'distribution.restrictions',
      'uses.previous',
      'maintenance.host',
      'maintenance.contact',
    ]) {
      expect(seed.datasheet?.[slug]?.status, slug).toBe('unknown')
    }
    expect(seed.contact).toBeUndefined()
    expect(seed.license).toBe('NOASSERTION')
  })
})
