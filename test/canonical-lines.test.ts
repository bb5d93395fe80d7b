import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildBatch } from '../src/records/batch.js'
import { canonicalLinesFor } from '../src/records/canonical-lines.js'
import { columnsOf } from '../src/records/columns.js'
import { ingestFor } from '../src/records/ingest.js'
import { noOptions } from '../src/records/lints/lint.js'
import { startStatistics } from '../src/records/statistics.js'
import type { JsonObject, RecordSchema } from '../src/schema/field.js'
import type { ShardReport } from '../src/shards/report.js'
import { runShard, type ShardTask } from '../src/shards/shard.js'
import { idIn } from '../src/shards/unique.js'
import { draftOfJson } from '../src/sources/json-draft.js'
import { workdir } from './cli.js'
import { lineIn, loaded, samples } from './plain-schemas.js'

const blockOf = (lines: readonly Buffer[]): Buffer =>
  // The block does not start where its memory does.
  Buffer.concat([Buffer.from('"\\'), ...lines.flatMap(line => [line, Buffer.from('\n')])]).subarray(2)

/** Expects that a line which is taken by its bytes gives all that its record gives; tells how many were taken. */
function expectSame(schema: RecordSchema, lines: readonly Buffer[]): number {
  const look = canonicalLinesFor(schema)
  const ingest = ingestFor(schema)
  const batch = buildBatch(schema, { columns: true })
  const [seen, plain] = [startStatistics(schema), startStatistics(schema)]
  const records: JsonObject[] = []
  const texts: string[] = []
  let at = 0
  look?.(blockOf(lines), {
    canonical: taken => {
      const bytes = lines[at++]!
      const place = { file: 'a.jsonl', line: 1, column: 1, byte: 0, ordinal: 0 }
      const { record, line, digest, problems } = ingest(draftOfJson({ bytes, ...place }))
      if (record === undefined) return expect.unreachable(`${bytes} is no record`)
      expect({ line: bytes.toString(), problems }).toEqual({ line, problems: [] })
      expect(Buffer.from(taken.digest()).toString('hex')).toBe(Buffer.from(digest).toString('hex'))
      expect(taken.id()).toBe(schema.keyField === undefined ? '' : idIn(record, schema))
      taken.addTo(batch)
      seen.observe(taken.observed())
      plain.observe(record)
      records.push(record)
      texts.push(`${line}\n`)
    },
    other: () => {
      at++
    },
  })
  expect(seen.value()).toEqual(plain.value())
  const finished = batch.finish()
  expect(Buffer.from(finished.lines()).toString()).toBe(texts.join(''))
  expect(finished.columns()).toEqual(columnsOf(schema.fields, records))
  return records.length
}

test('a line that is taken by its bytes gives what its record gives, whatever the schema', () => {
  let count = 0
  fc.assert(
    fc.property(samples, ({ schema, values, mutations, random }) => {
      const lines = values.map((value, i) => lineIn(value, i % 2 === 0 ? 0 : (mutations[i] ?? 0), random))
      count += expectSame(loaded(schema, { columns: true }), lines)
    }),
    { numRuns: 600 },
  )
  // A look that takes nothing would pass.
  expect(count).toBeGreaterThan(150)
})

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'text', 'at'],
  properties: {
    id: { type: 'string', 'x-key': true },
    text: { type: ['string', 'null'] },
    at: {
      type: ['object', 'null'],
      additionalProperties: false,
      required: ['x'],
      properties: { y: { type: 'number' }, x: { type: 'integer' }, ä: { type: ['boolean', 'null'] } },
    },
    day: { type: 'string', format: 'date' },
    seen: { type: 'string', 'x-column': 'timestamp' },
    words: { type: 'array', items: { type: ['string', 'null'] } },
    who: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: { b: { type: ['string', 'null'] }, a: {} },
      },
    },
    kind: { enum: ['rain', 'wind', null] },
  },
}

test.each([
  ['{"id":"a","text":"t","at":{"y":0.5,"x":1,"ä":null},"kind":"rain"}', true],
  ['{"id":"a","text":null,"at":null,"kind":null}', true],
  [
    '{"id":"a\\n\\"\\\\\\u0001","text":"\\t","at":null,"day":"2024-02-29","seen":"2024-02-29T00:00:00.5Z","words":["x",null],"kind":"wind"}',
    true,
  ],
  ['{"id":"a","text":"t","at":{"y":0.5,"x":1},"kind":"rain"}', false],
  ['{"id":"a","text":"t","at":null}', false],
  ['{"id":"a","at":null,"text":"t","kind":null}', false],
  ['{"id":"a", "text":"t","at":null,"kind":null}', false],
  ['{"id":"a","text":"\\u0061","at":null,"kind":null}', false],
  ['{"id":"a","text":"\\/","at":null,"kind":null}', false],
  ['{"id":"a","text":"\\u001F","at":null,"kind":null}', false],
  ['{"id":"a","text":"\\u000a","at":null,"kind":null}', false],
  ['{"id":"a","text":"\\u2028","at":null,"kind":null}', false],
  ['{"id":"a","text":"\u2028","at":null,"kind":null}', false],
  ['{"id":"a","text":"t","at":{"y":1.0,"x":1,"ä":null},"kind":null}', false],
  ['{"id":"a","text":"t","at":{"y":1e2,"x":1,"ä":null},"kind":null}', false],
  ['{"id":"a","text":"t","at":{"y":-0,"x":1,"ä":null},"kind":null}', false],
  ['{"id":"a","text":"t","at":{"y":1,"x":1.0,"ä":null},"kind":null}', false],
  ['{"id":"a","text":"t","at":null,"words":["x" ],"kind":null}', false],
  ['{"id":"a","text":"t","at":null,"who":[{"b":null,"a":[1]}],"kind":null}', true],
  ['{"id":"a","text":"t","at":null,"who":[{"b":null}],"kind":null}', false],
])('%s is taken by its bytes: %s', (line, isTaken) => {
  expect(expectSame(loaded(schema, { columns: true }), [Buffer.from(line)])).toBe(isTaken ? 1 : 0)
})

const corpusSchema = JSON.stringify(schema)

/** Exports one shard, and gives what it reports and every file that it wrote. */
async function exported(
  folder: string,
  out: string,
  task: Partial<ShardTask>,
): Promise<{ report: ShardReport; bytes: readonly string[] }> {
  const whole: ShardTask = {
    shard: 0,
    shards: 1,
    slices: [
      {
        source: 'jsonl',
        path: 'a.jsonl',
        start: 0,
        end: readFileSync(join(folder, 'a.jsonl')).length,
        line: 1,
      },
    ],
    firstSlice: 0,
    folder,
    corpus: 'things',
    schema: { text: corpusSchema, path: 's.json' },
    lints: noOptions,
    formats: ['jsonl', 'csv', 'arrow', 'parquet'],
    out,
    unique: 'unique',
    digests: 'digests',
    ...task,
  }
  const report = await runShard(whole)
  const files = [...report.files.map(({ path }) => path), 'digests', 'unique-0']
  return { report, bytes: files.map(path => readFileSync(join(out, path)).toString('latin1')) }
}

test('a shard is the same whether lines are taken by their bytes or read, in whatever mixture', async () => {
  const good = '{"id":"#","text":"a\\n\\"b\\" مد","at":{"y":0.25,"x":7,"ä":true},"words":["x"],"kind":"rain"}'
  const odd = '{"kind":null, "id":"#","text":null,"at":null}'
  const wrong = '{"id":"#","text":7,"at":null}'
  const long = `{"id":"#","text":"${'طويل '.repeat(200_000)}","at":null,"kind":"wind"}`
  const choices = [good, good, good, odd, wrong, long, '', '{"id":"#"']
  const lines = Array.from({ length: 400 }, (_, i) =>
    (i % 97 === 5 ? long : choices[(i * 7919) % 5]!).replace('#', i % 50 === 49 ? 'twice' : `k${i}`),
  )
  lines.splice(100, 0, choices[6]!, choices[7]!)
  const folder = workdir()
  writeFileSync(join(folder, 'a.jsonl'), `\ufeff${lines.join('\n')}`)
  const setAside = { 'a.jsonl': [0, 3, 17] }
  for (const task of [{}, { setAside }]) {
    const fast = await exported(folder, workdir(), task)
    const slow = await exported(folder, workdir(), { ...task, plain: true })
    expect(JSON.stringify(fast.report)).toBe(JSON.stringify(slow.report))
    for (const [i, bytes] of fast.bytes.entries()) expect(bytes === slow.bytes[i], String(i)).toBe(true)
  }
})
