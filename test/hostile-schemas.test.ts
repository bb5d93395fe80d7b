import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UsageError } from '../src/errors.js'
import { openFileSink } from '../src/files/file-sink.js'
import { formatNames, loadFormats } from '../src/formats/index.js'
import { makeBatch } from '../src/records/batch.js'
import { canonicalFor } from '../src/records/canonical.js'
import { canonicalJson } from '../src/records/canonical-json.js'
import { conform } from '../src/records/conform.js'
import { ingestFor } from '../src/records/ingest.js'
import type { Json, JsonObject, RecordSchema } from '../src/schema/field.js'
import { isObject } from '../src/schema/keywords.js'
import { loadSchema } from '../src/schema/load.js'
import { readJson } from '../src/text/json.js'
import { type Hostile, hostile } from './hostile.js'

/** `HOSTILE=100000` runs so many cases, for a night; `HOSTILE_SEED` makes them others. */
const numRuns = Number(process.env['HOSTILE'] ?? 400)
const seed = Number(process.env['HOSTILE_SEED'] ?? 20)

const counts = { schemas: 0, refused: 0, loaded: 0, accepted: 0, rejected: 0 }

test('any schema is refused with a place, or what it accepts goes through every format and back', {
  timeout: numRuns * 1000,
}, async () => {
  const formats = await loadFormats(formatNames)
  const folder = mkdtempSync(join(tmpdir(), 'warraq-hostile-'))
  let run = 0
  try {
    await fc.assert(
      fc.asyncProperty(hostile, async sample => {
        counts.schemas++
        const schema = loaded(sample)
        if (schema === undefined) return
        const records = accepted(schema, sample.records)
        if (records.length > 0) await roundTrips(schema, records, formats, join(folder, String(run++)))
      }),
      { numRuns, seed },
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
  if (numRuns > 1000) console.log(counts)
  // A generator whose schemas or records are all refused would prove nothing.
  expect(counts.loaded).toBeGreaterThan(counts.schemas * 0.2)
  expect(counts.accepted).toBeGreaterThan(counts.schemas * 0.1)
})

function loaded({ schema }: Hostile): RecordSchema | undefined {
  try {
    const found = loadSchema(canonicalJson(schema as JsonObject), 'record.json')
    counts.loaded++
    return found
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    expect(error.problems.length).toBeGreaterThan(0)
    for (const { location } of error.problems) {
      expect(location).toMatchObject({ file: 'record.json', line: 1, column: expect.any(Number) })
    }
    counts.refused++
    return undefined
  }
}

function accepted(schema: RecordSchema, values: readonly Json[]) {
  let ingest: ReturnType<typeof ingestFor>
  try {
    ingest = ingestFor(schema)
  } catch (error) {
    if (error instanceof UsageError && error.problems.length > 0) return []
    throw error
  }
  return values.flatMap(value => {
    const { value: read, faults } = readJson(canonicalJson(value))
    if (!isObject(read) || faults.length > 0) return []
    const draft = {
      values: read as JsonObject,
      line: 1,
      ordinal: 0,
      problems: [],
      locate: () => ({ file: 'records.jsonl', line: 1 }),
    }
    const { record, line, digest } = ingest(draft)
    if (record === undefined) {
      counts.rejected++
      return []
    }
    counts.accepted++
    expect(conform(record, schema.fields).misfits).toEqual([])
    return [{ record, line, digest: Buffer.from(digest).toString('hex') }]
  })
}

type Accepted = ReturnType<typeof accepted>

async function roundTrips(
  schema: RecordSchema,
  all: Accepted,
  formats: Awaited<ReturnType<typeof loadFormats>>,
  folder: string,
): Promise<void> {
  const { digest } = canonicalFor(schema.fields)
  const root = mkdtempSync(`${folder}-`)
  for (const format of formats) {
    const tables = format.tables(schema)
    const sinks = tables.map((table, i) => [table, openFileSink(root, `${format.name}-${i}`)] as const)
    const writer = await format.open(table => {
      const found = sinks.find(([name]) => name === table)
      if (found === undefined) throw new Error(table)
      return found[1]
    }, schema)
    const middle = Math.ceil(all.length / 2)
    for (const part of [all.slice(0, middle), all.slice(middle)]) {
      writer.append(
        makeBatch(
          schema,
          part.map(({ record }) => record),
          part.map(({ line }) => line),
        ),
      )
    }
    writer.close()
    for (const [, sink] of sinks) sink.close()
    const files = Object.fromEntries(tables.map((table, i) => [table, join(root, `${format.name}-${i}`)]))
    const digests: string[] = []
    for await (const batch of format.read(files, schema)) {
      for (const record of batch.records) digests.push(Buffer.from(digest(record)).toString('hex'))
    }
    expect(digests, format.name).toEqual(all.map(one => one.digest))
  }
  rmSync(root, { recursive: true })
}
