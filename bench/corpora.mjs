import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { startRandom, startWords } from './random.mjs'

/**
 * The corpora of the benchmark, each a function of its name and size alone.
 * long: Arabic articles of about 4.6 KB; short: records of about 190 bytes; ascii: `long` as Python's json.dumps writes it,
 * with \u escapes; mixed: five languages and emoji; some-invalid: `long`, one record in twenty wrong; all-invalid: every one;
 * articles: texts for the schema of the seed corpus, of which every other field is computed.
 */
const kinds = {
  long: { record: articles(['ar']), schema: articleSchema() },
  short: { record: readings(), schema: readingSchema() },
  ascii: { record: articles(['ar']), schema: articleSchema(), escaped: true },
  mixed: { record: articles(['ar', 'en', 'zh', 'fr', 'ru']), schema: articleSchema() },
  'some-invalid': { record: articles(['ar'], 0.05), schema: articleSchema() },
  'all-invalid': { record: articles(['ar'], 1), schema: articleSchema() },
  articles: { record: seedlike(), schema: seedFile('schema/article.schema.json', JSON.parse) },
}

/** Writes a corpus of about `megabytes` (10⁶ bytes) into an empty folder: corpus.yaml, record.schema.json, records/all.jsonl. */
export function makeCorpus(kind, megabytes, folder) {
  const { record, schema, escaped = false } = kinds[kind]
  mkdirSync(join(folder, 'records'), { recursive: true })
  writeFileSync(join(folder, 'record.schema.json'), `${JSON.stringify(schema, null, 2)}\n`)
  writeFileSync(join(folder, 'corpus.yaml'), corpusYaml)
  const file = openSync(join(folder, 'records/all.jsonl'), 'w')
  const random = startRandom(20261124)
  const make = record(random)
  let records = 0
  let bytes = 0
  let lines = []
  let held = 0
  const flush = () => {
    bytes += writeSync(file, Buffer.from(lines.join('')))
    lines = []
    held = 0
  }
  while (bytes + held < megabytes * 1e6) {
    const line = make(records++)
    lines.push(escaped ? line.replace(/[^\0-\x7f]/g, asEscape) : line, '\n')
    held += Buffer.byteLength(lines.at(-2)) + 1
    if (held > 4e6) flush()
  }
  flush()
  closeSync(file)
  return { records, bytes }
}

const asEscape = unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

const corpusYaml = `name: bench
title: Made up for the benchmark
version: 1.0.0
released: 2026-11-22
url: urn:example:bench
description: Made up for the benchmark.
license: CC0-1.0
creators: [{ name: Nobody, type: organisation }]
language: [ar]
schema: record.schema.json
sources: [{ path: records, format: jsonl }]
`

function articles(languages, invalid = 0) {
  return random => {
    const words = languages.map(language => startWords(language, random))
    const sections = ['politics', 'economy', 'culture', 'sport', 'science']
    return number => {
      const at = random.below(languages.length)
      const word = words[at]
      const wordsOf = count => Array.from({ length: count }, word).join(' ')
      const paragraphs = Array.from({ length: 6 }, () => wordsOf(60 + random.below(30)))
      if (languages.length > 1 && random.next() < 0.2) paragraphs.push('🙂 🇸🇾 “—”')
      const made = {
        id: `a${String(number).padStart(9, '0')}`,
        url: `https://news.example/${languages[at]}/${number}`,
        title: wordsOf(5 + random.below(8)),
        language: languages[at],
        published: `20${10 + random.below(15)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`,
        section: random.pick(sections),
        authors: Array.from({ length: random.below(3) }, () => wordsOf(2)),
        text: paragraphs.join('\n\n'),
        words: paragraphs.length * 75,
        score: random.below(1e6) / 1e6,
        checked: random.next() < 0.5,
        editor: random.next() < 0.3 ? null : wordsOf(2),
      }
      return JSON.stringify(random.next() < invalid ? spoiled(made, random.below(6)) : made)
    }
  }
}

/** What a text and its sidecar say, as one record: the seed's lines, with its words in another order. */
function seedlike() {
  const lines = seedFile('seeds/000_ad92ce98440a633d.txt', text => text.split('\n'))
  const words = lines.join(' ').split(' ')
  const absent = ['/title', '/url', '/published', '/source/retrieved', '/rights_holder']
  const basis = [
    ...['/language', '/license'].map(field => ({ field, basis: 'curator', note: null })),
    ...absent.map(field => ({ field, basis: 'unknown', note: null })),
  ]
  return random => number => {
    const id = `a${String(number).padStart(9, '0')}`
    const other = word => (random.next() < 0.5 ? word : random.pick(words))
    return JSON.stringify({
      id,
      language: 'ar',
      title: null,
      url: null,
      published: null,
      text: lines.map(line => line.split(' ').map(other).join(' ')).join('\n'),
      source: { path: `texts/${id}.txt`, retrieved: null },
      license: 'NOASSERTION',
      rights_holder: null,
      basis,
    })
  }
}

function seedFile(path, read) {
  return read(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'))
}

/** A record with one fault of the kinds that people make. */
function spoiled(record, kind) {
  if (kind === 0) return { ...record, words: String(record.words) }
  if (kind === 1) return { ...record, published: '2024-02-30' }
  if (kind === 2) return { ...record, section: 'gossip' }
  if (kind === 3) return { ...record, titel: record.title }
  if (kind === 4) return { ...record, score: 2 }
  const { title: _, ...rest } = record
  return rest
}

const two = number => String(number).padStart(2, '0')

function articleSchema() {
  const text = { type: 'string', minLength: 1 }
  return recordSchema({
    id: { type: 'string', pattern: '^a[0-9]{9}$', 'x-key': true },
    url: { type: 'string', pattern: '^https?://', maxLength: 2000 },
    title: { ...text, maxLength: 500 },
    language: { enum: ['ar', 'en', 'zh', 'fr', 'ru'] },
    published: { type: 'string', format: 'date' },
    section: { enum: ['politics', 'economy', 'culture', 'sport', 'science'] },
    authors: { type: 'array', items: { ...text, maxLength: 200 }, maxItems: 20 },
    text: { ...text, maxLength: 1_000_000 },
    words: { type: 'integer', minimum: 0, maximum: 1_000_000 },
    score: { type: 'number', minimum: 0, maximum: 1 },
    checked: { type: 'boolean' },
    editor: { type: ['string', 'null'], minLength: 1 },
  })
}

function readings() {
  return random => {
    const places = Array.from({ length: 400 }, (_, i) => `station-${i}`)
    return number =>
      JSON.stringify({
        id: number,
        station: random.pick(places),
        day: `20${10 + random.below(15)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`,
        kind: random.pick(['rain', 'wind', 'sun']),
        value: random.below(100_000) / 100,
        unit: random.pick(['mm', 'm/s', 'h']),
        checked: random.next() < 0.9,
        remark: random.next() < 0.8 ? null : 'by hand',
        position: { latitude: random.below(18_000) / 100 - 90, longitude: random.below(36_000) / 100 - 180 },
      })
  }
}

function readingSchema() {
  return recordSchema({
    id: { type: 'integer', minimum: 0, 'x-key': true },
    station: { type: 'string', pattern: '^station-[0-9]+$' },
    day: { type: 'string', format: 'date' },
    kind: { enum: ['rain', 'wind', 'sun'] },
    value: { type: 'number', minimum: 0 },
    unit: { type: 'string', minLength: 1, maxLength: 10 },
    checked: { type: 'boolean' },
    remark: { type: ['string', 'null'], maxLength: 1000 },
    position: {
      type: 'object',
      additionalProperties: false,
      required: ['latitude', 'longitude'],
      properties: {
        latitude: { type: 'number', minimum: -90, maximum: 90 },
        longitude: { type: 'number', minimum: -180, maximum: 180 },
      },
    },
  })
}

function recordSchema(properties) {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    required: Object.keys(properties),
    properties,
  }
}
