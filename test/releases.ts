import { readFileSync } from 'node:fs'
import type { CorpusStatement } from '../src/corpus/corpus.js'
import { startStatistics } from '../src/records/statistics.js'
import type { Release, Resource } from '../src/release/release.js'
import type { JsonObject } from '../src/schema/field.js'
import { loadSchema } from '../src/schema/load.js'
import { readYaml } from '../src/text/yaml.js'

const root = new URL('../', import.meta.url)

export function readProjectFile(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}

export function seedCorpus(): unknown {
  return readYaml(readProjectFile('corpus.yaml'), 'typed').value
}

/** The seed's release as its metadata sees it; checksums of files are made up. */
export function seedRelease(): Release {
  const schema = loadSchema(readProjectFile('schema/article.schema.json'), 'schema/article.schema.json')
  const absent = { absent_in_source: 1 }
  return {
    tool: { name: 'warraq', version: '0.1.0' },
    unicode: '15.1.0',
    corpus: seedCorpus() as CorpusStatement,
    schema,
    resources: [
      resource('articles', 'jsonl', 'application/jsonl', '', 1),
      resource('articles', 'csv', 'text/csv', '', 1),
      resource('articles', 'csv', 'text/csv', 'blocks', 18),
      resource('articles', 'csv', 'text/csv', 'basis', 12),
      resource('articles', 'arrow', 'application/vnd.apache.arrow.file', '', 1),
      resource('articles', 'parquet', 'application/vnd.apache.parquet', '', 1),
    ],
    statistics: {
      records: 1,
      nulls: { '/title': 1, '/url': 1, '/published': 1, '/source/retrieved': 1, '/rights_holder': 1 },
      empty: {},
      items: { '/authors': 1, '/blocks': 18, '/content_notes': 6, '/basis': 12, '/flags': 4 },
      values: {
        '/language': { ar: 1 },
        '/script': { Arab: 1 },
        '/direction': { rtl: 1 },
        '/license': { NOASSERTION: 1 },
        '/outlet': { 'إيران إنسايدر': 1 },
        '/source/path': { 'seeds/': 1 },
        '/blocks/*/type': { paragraph: 15, heading: 2, byline: 1 },
      },
      unlisted: {},
      ranges: {
        '/char_count': { min: 2886, max: 2886, sum: 2886 },
        '/word_count': { min: 477, max: 477, sum: 477 },
      },
      length: { min: 2886, max: 2886, sum: 2886 },
      lengths: { 2800: 1 },
      periods: {},
      basis: {
        '/title': absent,
        '/url': absent,
        '/published': absent,
        '/source/retrieved': { unknown: 1 },
        '/rights_holder': { unknown: 1 },
        '/byline': { source: 1 },
        '/outlet': { rule: 1 },
        '/authors': { rule: 1 },
        '/blocks': { rule: 1 },
        '/language': { curator: 1 },
        '/license': { curator: 1 },
        '/content_notes': { curator: 1 },
      },
    },
    contentDigest: 'c0'.repeat(32),
    notes: {
      'file/no-final-newline': 1,
      'arabic/tatweel-in-word': 4,
      'arabic/joiner-in-word': 2,
      'arabic/spelling-variants': 2,
      'record/license-unknown': 1,
    },
    rejected: 0,
    checks: ['personal/email', 'duplicate/exact'],
  }
}

export const stationSchema = {
  title: 'Reading',
  description: 'One reading of a station | with a pipe.',
  type: 'object',
  additionalProperties: true,
  required: ['number', 'taken', 'station', 'levels'],
  properties: {
    number: { type: 'integer', minimum: 1, 'x-key': true },
    taken: { description: 'When.', type: 'string', 'x-column': 'timestamp' },
    day: { type: ['string', 'null'], format: 'date' },
    station: {
      type: ['object', 'null'],
      properties: {
        name: { type: 'string' },
        height: { type: ['number', 'null'] },
        open: { type: 'boolean' },
      },
      required: ['name', 'height', 'open'],
      additionalProperties: false,
    },
    levels: { type: 'array', items: { type: 'array', items: { type: 'integer', minimum: 0, maximum: 9 } } },
    visits: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['who', 'why'],
        properties: { who: { type: 'string' }, why: { enum: ['repair', 'check', null] } },
      },
    },
    kind: { description: 'What was measured.', enum: ['rain', 'wind'], 'x-role': 'label' },
    part: { enum: ['train', 'test'], 'x-split': true },
  },
}

export const stationRecords: readonly JsonObject[] = [
  {
    number: 1,
    taken: '2024-01-01T00:00:00Z',
    day: '2024-01-01',
    station: { name: 'north', height: 12.5, open: true },
    levels: [[1, 2], []],
    visits: [
      { who: 'a', why: 'repair' },
      { who: 'b', why: null },
    ],
    kind: 'rain',
    part: 'train',
  },
  {
    number: 9007199254740993n,
    taken: '2024-01-01T00:00:00.5Z',
    station: null,
    levels: [],
    kind: 'wind',
    part: 'test',
  },
  {
    number: 3,
    taken: '2023-12-31T23:59:59Z',
    day: null,
    station: { name: 'south', height: null, open: false },
    levels: [[3]],
    visits: [],
    kind: 'rain',
    part: 'train',
    remark: 'wet',
  },
]

/** A release of several shards, with a schema that has nothing of an article and people who said more. */
export function stationRelease(): Release {
  const text = JSON.stringify(stationSchema)
  const schema = loadSchema(text, 'schema/reading.schema.json')
  const statistics = startStatistics(schema)
  for (const record of stationRecords) statistics.observe(record)
  const shards = [0, 1]
  return {
    tool: { name: 'warraq', version: '0.1.0' },
    unicode: '15.1.0',
    corpus: {
      name: 'readings',
      title: 'Readings: "rain" & wind',
      version: '2.0.0-rc.1',
      released: '2025-02-03',
      url: 'https://doi.org/10.1234/readings.2',
      description: 'Readings of two stations.\n\nA second paragraph with `code`.',
      license: 'CC-BY-4.0',
      creators: [
        {
          name: 'Ada Example',
          type: 'person',
          given: 'Ada',
          family: 'Example',
          orcid: 'https://orcid.org/0000-0000-0000-0001',
          affiliation: 'Example Institute',
        },
        { name: 'مريم', type: 'person' },
        { name: 'Example Institute', type: 'organisation', url: 'https://example.org/' },
      ],
      contact: { name: 'Data office', email: 'data@example.org' },
      language: ['en', 'ar'],
      keywords: ['rain', 'no'],
      schema: 'schema/reading.schema.json',
      sources: [
        { path: 'north.jsonl', format: 'jsonl' },
        { path: 'south', format: 'jsonl' },
      ],
      accept: [{ code: 'text/odd-space', reason: 'A unit | a number.' }],
      lints: { 'text/length': 'off' },
      datasheet: {
        'composition.people': { status: 'not-applicable', reason: 'It is about the weather.' },
        'motivation.purpose': { status: 'answered', answer: 'To teach.\n\n- rain\n- wind' },
        'motivation.more': {
          status: 'answered',
          answer: 'Nothing <b>else</b>, see `<b>` and <https://example.org/>.',
        },
        'uses.previous': { status: 'unknown', reason: 'Nobody asked.' },
      },
    },
    schema,
    resources: shards.flatMap(shard => [
      resource('readings', 'parquet', 'application/vnd.apache.parquet', '', 2 - shard, shard, 2),
      resource('readings', 'csv', 'text/csv', '', 2 - shard, shard, 2),
      resource('readings', 'csv', 'text/csv', 'visits', 2 - 2 * shard, shard, 2),
    ]),
    statistics: statistics.value(),
    contentDigest: '1a'.repeat(32),
    notes: {},
    rejected: 1234,
    rejections: { 'record/type': 1200, 'record/required': 34 },
    accepted: [
      { code: 'text/odd-space', reason: 'A unit | a number.', times: 12 },
      { id: '3', code: 'text/whitespace', reason: 'As printed.', times: 1 },
    ],
    acceptedMore: 2000,
  }
}

function resource(
  name: string,
  format: string,
  mediaType: string,
  table: string,
  records: number,
  shard = 0,
  shards = 1,
): Resource {
  const numbers = [shard, shards].map(n => String(n).padStart(5, '0'))
  const suffix = shards === 1 ? '' : `-${numbers.join('-of-')}`
  const path = `data/${name}${table === '' ? '' : `.${table}`}${suffix}.${format}`
  const sha256 = Buffer.from(path).toString('hex').padEnd(64, '0').slice(-64)
  return { path, format, mediaType, table, shard, shards, bytes: 1000 * path.length, sha256, records }
}
