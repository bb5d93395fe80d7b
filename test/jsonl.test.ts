import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonl } from '../src/formats/jsonl.js'
import { canonicalFor } from '../src/records/canonical.js'
import { canonicalJson } from '../src/records/canonical-json.js'
import type { Json, JsonObject } from '../src/schema/field.js'
import { field, normalised, roundTrip, samples, schemaOf, withFile, written } from './arbitraries.js'

const schema = schemaOf([field('id', 'string'), field('n', 'int64', { nullable: true })])

async function read(bytes: Uint8Array): Promise<JsonObject[]> {
  return withFile(bytes, async path => {
    const records: JsonObject[] = []
    for await (const batch of jsonl.read({ '': path }, schema)) records.push(...batch.records)
    return records
  })
}

describe('a JSON Lines file', () => {
  test('is the canonical lines, each with its line feed', async () => {
    const records = [{ n: 9223372036854775807n, id: 'مد\u2028' }, { id: '' }]
    const bytes = await written(jsonl, { schema, records }, 1)
    expect(Buffer.from(bytes).toString()).toBe('{"id":"مد\\u2028","n":9223372036854775807}\n{"id":""}\n')
    expect((await written(jsonl, { schema, records: [] })).length).toBe(0)
  })

  test('is read line by line at byte 0x0A alone, the last with or without one', async () => {
    expect(await read(Buffer.from('{"id":"a\u2028\u0085b"}\r\n{"id":"c"}'))).toEqual([
      { id: 'a\u2028\u0085b' },
      { id: 'c' },
    ])
    expect(await read(Buffer.alloc(0))).toEqual([])
  })

  test("is read in blocks, whatever the lines' lengths", async () => {
    const records = Array.from({ length: 300 }, (_, i) => ({ id: `${i} ${'م'.repeat(i * 200)}`, n: i }))
    expect(await read(await written(jsonl, { schema, records }))).toEqual(records)
  })

  test('is refused with its place where it is not what it should be', async () => {
    await expect(read(Buffer.from('{"id":"a"}\n{"id":\n'))).rejects.toThrow(/file:2 is not JSON/)
    await expect(read(Buffer.from('{"id":"a"}\n[1]\n'))).rejects.toThrow(/file:2 is not a JSON object/)
    await expect(read(Buffer.from([0x7b, 0xff, 0x7d]))).rejects.toThrow(/file is not UTF-8/)
  })

  test('gives back whatever records of whatever schema', async () => {
    await fc.assert(
      fc.asyncProperty(samples(), async sample => {
        const records = sample.records.map(record => normalised(record, sample.schema.fields))
        const { read, lines, bytes } = await roundTrip(jsonl, { ...sample, records })
        expect(read.map(record => canonicalJson(record))).toEqual(records.map(canonicalJson))
        expect(lines.map(line => `${line}\n`).join('')).toBe(Buffer.from(bytes).toString())
      }),
    )
  })
})

describe('the digest of a record', () => {
  test('is that of its canonical JSON without nulls, whatever the schema', () => {
    const withoutNulls = (value: Json): Json => JSON.parse(JSON.stringify(value, leaveOutNulls))
    fc.assert(
      fc.property(samples(), ({ schema, records }) => {
        const { digest } = canonicalFor(schema.fields)
        for (const record of records) {
          if (holdsBigint(record)) continue
          const expected = createHash('sha256')
            .update(canonicalJson(withoutNulls(record)))
            .digest('hex')
          expect(Buffer.from(digest(record)).toString('hex')).toBe(expected)
        }
      }),
      { numRuns: 500 },
    )
  })
})

function leaveOutNulls(this: unknown, _: string, value: unknown): unknown {
  return value === null && !Array.isArray(this) ? undefined : value
}

const holdsBigint = (value: unknown): boolean =>
  typeof value === 'bigint' ||
  (typeof value === 'object' && value !== null && Object.values(value).some(holdsBigint))
