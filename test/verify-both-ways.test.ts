import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openRelease, releasedRecords } from '../src/release/opened.js'
import type { JsonObject } from '../src/schema/field.js'
import { root, warraq, workdir } from './cli.js'
import { type Export, releaseOf, rewrite, seal, verify } from './sealed.js'

const releases: Readonly<Record<string, { readonly corpus: string; readonly options: Export }>> = {
  readings: { corpus: join(root, 'test/corpora/readings'), options: {} },
  'readings in shards': { corpus: join(root, 'test/corpora/readings'), options: { shardBytes: 900 } },
  'readings in columns': {
    corpus: join(root, 'test/corpora/readings'),
    options: { formats: ['arrow', 'parquet'] },
  },
  'readings as CSV': { corpus: join(root, 'test/corpora/readings'), options: { formats: ['csv'] } },
  haiku: { corpus: join(root, 'test/corpora/haiku'), options: {} },
  seed: { corpus: root, options: {} },
}

/** What is found by bytes first, and what by reading every record in all formats, which has to be the same. */
async function bothWays(folder: string) {
  const found = await verify(folder)
  expect(found).toEqual(await verify(folder, { thorough: true }))
  return found
}

function copyOf(folder: string): string {
  const copy = join(workdir(), 'release')
  cpSync(folder, copy, { recursive: true })
  return copy
}

const damages: Readonly<Record<string, (bytes: Buffer, at: number) => Buffer>> = {
  flipped: (bytes, at) => {
    const copy = Buffer.from(bytes)
    copy[at] = (copy[at] ?? 0) ^ 4
    return copy
  },
  inserted: (bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.from('7'), bytes.subarray(at)]),
  deleted: (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
  truncated: (bytes, at) => bytes.subarray(0, at),
  extended: bytes => Buffer.concat([bytes, Buffer.from('\n')]),
}

describe.each(Object.keys(releases))('of %s both ways find the same', { timeout: 240_000 }, name => {
  const released = () => {
    const { corpus = '', options = {} } = releases[name] ?? {}
    return releaseOf(corpus, options)
  }

  test('where nothing is wrong', async () => {
    expect((await bothWays(await released())).problems).toEqual([])
  })

  test('where a data file is damaged, its checksums corrected or not', async () => {
    const whole = await released()
    const files = readdirSync(join(whole, 'data')).sort()
    for (const [f, file] of files.entries()) {
      const bytes = readFileSync(join(whole, 'data', file))
      for (const [i, damage] of Object.values(damages).entries()) {
        // Of many files each is damaged in some ways.
        if (files.length > 8 && (f + i) % 3 > 0) continue
        const folder = copyOf(whole)
        const at = Math.floor((bytes.length * (i + 1)) / 6)
        writeFileSync(join(folder, 'data', file), damage(bytes, at))
        if (i % 2 === 0) seal(folder)
        expect((await bothWays(folder)).ok, `${file} ${i}`).toBe(false)
      }
      const folder = copyOf(whole)
      rmSync(join(folder, 'data', file))
      seal(folder)
      expect((await bothWays(folder)).ok, file).toBe(false)
    }
  })

  test('where records are wrong in all formats alike', async () => {
    const whole = await released()
    const release = await openRelease(whole)
    const { schema } = release.corpus
    const key = schema.keyField?.name ?? ''
    const shard = release.data.shards - 1
    const files = release.data.formats.map(({ format, shards }) => ({
      format: format.name,
      tables: shards[shard]?.tables ?? {},
    }))
    const last = {
      ...release,
      data: {
        ...release.data,
        formats: release.data.formats.map(one => ({ ...one, shards: one.shards.slice(shard) })),
      },
    }
    const records: JsonObject[] = []
    for await (const batch of releasedRecords(last)) records.push(...batch.records)
    const [first = {}] = records
    const fields = schema.fields.flatMap(field => (field.name === key ? [] : [field.name]))
    const texts = fields.filter(
      name => typeof first[name] === 'string' && !/^\d{4}-/.test(String(first[name])),
    )
    const changes: Readonly<Record<string, readonly JsonObject[]>> = {
      reversed: records.toReversed(),
      twice: [...records, ...records.slice(0, 1)],
      fewer: records.slice(1),
      none: [],
      ...Object.fromEntries(
        texts.map(name => [name, records.with(0, { ...first, [name]: `${first[name]}\u200b\ufffd ` })]),
      ),
      id: records.with(0, { ...first, [key]: `${first[key]} other` }),
    }
    for (const [change, changed] of Object.entries(changes)) {
      const folder = copyOf(whole)
      for (const { format, tables } of files) await rewrite({ folder, format, tables, schema }, changed)
      seal(folder)
      const { ok } = await bothWays(folder)
      expect(ok, change).toBe(change === 'reversed' && records.length < 2)
    }
  })

  test('where another version made it, and it has an id that was withdrawn', async () => {
    const whole = await released()
    const folder = copyOf(whole)
    const { corpus } = await openRelease(folder)
    const path = join(folder, 'datapackage.json')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace(/("tool": \{\s*"name": "warraq",\s*"version": ")[^"]*/, '$10.0.9'))
    seal(folder)
    expect((await bothWays(folder)).ok).toBe(true)
    for await (const { records } of releasedRecords(await openRelease(whole))) {
      const id = String(records[0]?.[corpus.schema.keyField?.name ?? ''])
      const line = JSON.stringify({ id, reason: 'No.', date: '2026-11-22' })
      writeFileSync(join(folder, 'withdrawn.jsonl'), `${line}\n`)
      break
    }
    expect((await bothWays(folder)).byCode).toMatchObject({ 'record/withdrawn': 1 })
  })
})

test('shards that are wrong are found on any number of threads, in their order', async () => {
  const corpus = workdir()
  cpSync(join(root, 'test/corpora/readings'), corpus, { recursive: true })
  const folder = await releaseOf(corpus, { shardBytes: 300 })
  const files = readdirSync(join(folder, 'data')).filter(name => name.endsWith('.jsonl'))
  expect(files.length).toBeGreaterThan(3)
  for (const file of [files[1] ?? '', files[3] ?? '']) {
    const path = join(folder, 'data', file)
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"ok":(true|false)/, '"ok":null'))
  }
  const [first] = readFileSync(join(folder, 'data', files[0] ?? ''), 'utf8').split('\n')
  appendFileSync(join(folder, 'data', files[2] ?? ''), `${first}\n`)
  seal(folder)
  const reports = []
  for (const threads of ['1', '2', '3']) {
    const { code, stdout } = await warraq(['verify', folder, '--json', '--threads', threads])
    expect(code).toBe(1)
    reports.push(JSON.parse(stdout))
  }
  expect(reports[1]).toEqual(reports[0])
  expect(reports[2]).toEqual(reports[0])
  const { problems } = await verify(folder, { thorough: true })
  expect(reports[0].problems).toEqual(JSON.parse(JSON.stringify(problems)))
  expect((await warraq(['verify', folder, '--threads', '0'])).code).toBe(2)
})

test('a record of thousands of columns is read in every format', { timeout: 60_000 }, async () => {
  const corpus = workdir()
  for (const folder of ['records', 'schema']) mkdirSync(join(corpus, folder))
  const names = Array.from({ length: 3000 }, (_, i) => `c${i}`)
  const types = ['string', 'integer', 'number']
  const properties = {
    id: { type: 'string', 'x-key': true },
    ...Object.fromEntries(names.map((name, i) => [name, { type: types[i % 3] }])),
  }
  const schema = { type: 'object', additionalProperties: false, required: ['id', ...names], properties }
  writeFileSync(join(corpus, 'schema/wide.schema.json'), JSON.stringify(schema))
  const record = {
    id: 'a',
    ...Object.fromEntries(names.map((name, i) => [name, i % 3 === 0 ? name : i / 2])),
  }
  for (const [i, name] of names.entries()) if (i % 3 === 1) Object.assign(record, { [name]: i })
  writeFileSync(join(corpus, 'records/a.jsonl'), `${JSON.stringify(record)}\n`)
  const statement = readFileSync(join(root, 'test/corpora/readings/corpus.yaml'), 'utf8')
  writeFileSync(
    join(corpus, 'corpus.yaml'),
    statement.replace(/\nschema: .*/, '\nschema: schema/wide.schema.json'),
  )
  const folder = await releaseOf(corpus)
  expect((await bothWays(folder)).problems).toEqual([])
})
