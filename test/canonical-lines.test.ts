import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildBatch } from '../src/records/batch.js'
import { canonicalLinesFor } from '../src/records/canonical-lines.js'
import { canonicalNumber } from '../src/records/canonical-spelling.js'
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
    steps: {
      type: 'array',
      items: {
        type: ['object', 'null'],
        additionalProperties: false,
        required: ['n'],
        properties: {
          b: { type: ['string', 'null'] },
          n: { type: 'integer' },
          a: { type: 'array', items: { type: ['number', 'null'] } },
          ok: { type: 'boolean' },
          day: { type: 'string', format: 'date' },
          é: { type: 'array', items: { type: 'array', items: { type: 'string' } } },
        },
      },
    },
    kind: { enum: ['rain', 'wind', null] },
  },
}

/** A line whose steps are spelled so. */
const withSteps = (steps: string): string => `{"id":"a","text":"t","at":null,"steps":${steps},"kind":null}`

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
  ['{"id":"a","text":"t","at":{"y":0.000001,"x":-7,"ä":null},"kind":null}', true],
  ['{"id":"a","text":"t","at":{"y":-123456.789012345,"x":0,"ä":null},"kind":null}', true],
  ['{"id":"a","text":"t","at":{"y":0.30000000000000004,"x":0,"ä":null},"kind":null}', true],
  ['{"id":"a","text":"t","at":{"y":1e-7,"x":0,"ä":null},"kind":null}', true],
  ['{"id":"a","text":"t","at":{"y":0.0000001,"x":0,"ä":null},"kind":null}', false],
  ['{"id":"a","text":"t","at":{"y":0.50,"x":0,"ä":null},"kind":null}', false],
  ['{"id":"a","text":"t","at":{"y":-0.0,"x":0,"ä":null},"kind":null}', false],
  [withSteps('[]'), true],
  [withSteps('[null,{"b":null,"n":-3},null]'), true],
  [
    withSteps(
      '[{"b":"\\"مد\\u0001😀","n":1,"a":[0.5,null,-2],"ok":false,"day":"2024-02-29","é":[[],["x","\\n"]]}]',
    ),
    true,
  ],
  [withSteps('[{"b":null,"n":1,"a":[],"ok":true},{"b":"","n":2,"é":[]}]'), true],
  [withSteps('[ ]'), false],
  [withSteps('[null ]'), false],
  [withSteps('[{"b":null,"n":1},\t{"b":null,"n":1}]'), false],
  [withSteps('[{"n":1}]'), false],
  [withSteps('[{"n":1,"b":null}]'), false],
  [withSteps('[{"b":null,"n":1.0}]'), false],
  [withSteps('[{"b":null,"n": 1}]'), false],
  [withSteps('[{"b":null,"n":1 }]'), false],
  [withSteps('[{"b":null,"n":1,"a":[1e1]}]'), false],
  [withSteps('[{"b":null,"n":1,"é":[["\\u0061"]]}]'), false],
  [withSteps('[{"b":null,"n":1,"é":[["\\/"]]}]'), false],
  [withSteps('[{"b":null,"n":1,"\\u00e9":[]}]'), false],
])('%s is taken by its bytes: %s', (line, isTaken) => {
  expect(expectSame(loaded(schema, { columns: true }), [Buffer.from(line)])).toBe(isTaken ? 1 : 0)
})

test('a number is canonical where its text is what JavaScript makes of it', () => {
  const decimal = fc
    .tuple(fc.constantFrom('', '-'), fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.nat(20))
    .map(([sign, digits, point]) => {
      const text = String(digits).padStart(point + 1, '0')
      return `${sign}${point === 0 ? text : `${text.slice(0, -point)}.${text.slice(-point)}`}`
    })
  const spelled = fc.oneof(
    decimal,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.tuple(decimal, fc.integer({ min: -30, max: 30 })).map(([number, power]) => `${number}e${power}`),
  )
  fc.assert(
    fc.property(spelled, text => {
      const bytes = Buffer.from(`[${text}]`)
      const number = canonicalNumber(bytes, 1, bytes.length - 1)
      expect(number).toBe(String(Number(text)) === text ? Number(text) : Number.NaN)
    }),
    { numRuns: 5000 },
  )
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
  const good =
    '{"id":"#","text":"a\\n\\"b\\" مد","at":{"y":0.25,"x":7,"ä":true},"day":"2024-02-29","words":["x"],"steps":[{"b":"\\"q\\"","n":1,"a":[0.5,null],"é":[["\\\\","ب"]]},null],"kind":"rain"}'
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
  const known = new Map<string, string>()
  // Parquet keeps batches until the end; without it, each is made in the memory of the one before.
  for (const task of [{}, { setAside }, { formats: ['jsonl', 'csv', 'arrow'] }]) {
    const fast = await exported(folder, workdir(), task)
    const slow = await exported(folder, workdir(), { ...task, plain: true })
    expect(JSON.stringify(fast.report)).toBe(JSON.stringify(slow.report))
    for (const [i, bytes] of fast.bytes.entries()) expect(bytes === slow.bytes[i], String(i)).toBe(true)
    for (const { path, sha256 } of fast.report.files) {
      if (task.setAside === undefined)
        expect({ path, sha256 }).toEqual({ path, sha256: known.get(path) ?? sha256 })
      if (task.setAside === undefined) known.set(path, sha256)
    }
  }
  expect(known.size).toBeGreaterThan(3)
})
