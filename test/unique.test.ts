import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { locatorOf, type Origin, origins, type RecordPlace } from '../src/shards/record-place.js'
import { sortEntries } from '../src/shards/sorted-runs.js'
import {
  type Duplicate,
  type DuplicateOptions,
  findDuplicates,
  gatherUnique,
  type UniqueKind,
} from '../src/shards/unique.js'
import { duplicateProblems, newIdProblem, verdictsOn } from '../src/shards/verdict.js'
import { root, workdir } from './cli.js'

const place = (line: number, more: Partial<RecordPlace> = {}): RecordPlace => ({
  origin: 'corpus',
  slice: 0,
  line,
  id: `id ${line}`,
  ...more,
})

type Value = readonly [UniqueKind, string, RecordPlace]

/** The duplicates among values that are gathered in runs of at most `runLength`. */
function duplicatesIn(values: readonly Value[], options: DuplicateOptions = {}, runLength = 3): Duplicate[] {
  const folder = workdir()
  for (let i = 0; i < values.length; i += runLength) {
    const unique = gatherUnique(run => join(folder, `${i}-${run}`))
    for (const value of values.slice(i, i + runLength)) unique.add(...value)
    unique.close()
  }
  const files = readdirSync(folder).map(name => join(folder, name))
  return [...findDuplicates(files, options)]
}

test('values that stand twice are found across runs and shards, with the earlier place first', () => {
  const folder = workdir()
  const count = 300_000
  const at = (slice: number, line: number) => place(line, { slice, id: `${slice}:${line}` })
  for (const shard of [0, 1]) {
    const unique = gatherUnique(run => join(folder, `${shard}-${run}`))
    for (let i = 0; i < count; i++) unique.add('key', `id ${shard * (count - 3) + i}`, at(shard, i + 1))
    unique.add('exact', 'id 7', at(shard, shard === 0 ? 8 : 0))
    unique.close()
  }
  const files = readdirSync(folder)
  expect(files.length).toBe(4)
  const found = [...findDuplicates(files.map(name => join(folder, name)))].sort(
    (a, b) => a.second.line - b.second.line,
  )
  const rest = { isOwnVersion: false, also: undefined }
  expect(found).toEqual([
    { kind: 'exact', first: at(0, 8), second: at(1, 0), ...rest },
    ...[1, 2, 3].map(line => ({ kind: 'key', first: at(0, count - 3 + line), second: at(1, line), ...rest })),
  ])
})

test('a long id is shown by its beginning, no character cut, and compared as a whole', () => {
  const long = 'ب'.repeat(100)
  const [found] = duplicatesIn([
    ['exact', 'x', place(1, { id: long })],
    ['exact', 'x', place(2, { id: `${long}2`, origin: 'contributed' })],
  ])
  expect(found?.first.id).toBe('ب'.repeat(32))
  expect(found?.second.id).toBe('ب'.repeat(32))
  expect(found?.isOwnVersion).toBe(false)
})

/** As findDuplicates promises, in the plainest words. */
function oracle(values: readonly Value[], withinCorpus: boolean): Omit<Duplicate, 'isOwnVersion'>[] {
  const rank = ({ origin, slice, line }: RecordPlace) => [origins.indexOf(origin), slice, line] as const
  const sorted = [...values].sort(([, , a], [, , b]) => {
    const [x, y] = [rank(a), rank(b)]
    return x[0] - y[0] || x[1] - y[1] || x[2] - y[2]
  })
  return sorted.flatMap(([kind, value, second], i) => {
    const earlier = sorted.slice(0, i).filter(([k, v]) => k === kind && v === value)
    const [first] = earlier
    if (first === undefined || (!withinCorpus && second.origin !== 'contributed')) return []
    const own = earlier.find(([, , { origin }]) => origin === second.origin)
    return [{ kind, first: first[2], second, also: own === first ? undefined : own?.[2] }]
  })
}

test('agrees with comparing all with all, whatever the origins and the order of reading', () => {
  const value = fc.tuple(
    fc.constantFrom<UniqueKind>('key', 'exact', 'folded'),
    fc.constantFrom('a', 'b', 'ab', ''),
    fc.record({
      origin: fc.constantFrom<Origin>(...origins),
      slice: fc.nat(2),
      line: fc.constant(0),
      id: fc.constantFrom('x', 'y', ''),
    }),
  )
  const sample = fc.record({ values: fc.array(value, { maxLength: 30 }), withinCorpus: fc.boolean() })
  const text = (found: Omit<Duplicate, 'isOwnVersion'>) => JSON.stringify(found)
  fc.assert(
    fc.property(sample, ({ values, withinCorpus }) => {
      const placed = values.map(([kind, value, at], line): Value => [kind, value, { ...at, line }])
      const found = duplicatesIn(placed, { withinCorpus }).map(({ isOwnVersion: _, ...rest }) => rest)
      expect(found.map(text).sort()).toEqual(oracle(placed, withinCorpus).map(text).sort())
      const order = found.map(({ kind }) => ['key', 'exact', 'folded'].indexOf(kind))
      expect(order).toEqual([...order].sort())
    }),
    { numRuns: 100 },
  )
})

test('entries whose hashes begin alike are in order', () => {
  const size = 12
  const entries = fc.array(fc.uint8Array({ minLength: size, maxLength: size, max: 2 }), { maxLength: 50 })
  fc.assert(
    fc.property(entries, arrays => {
      const sorted = sortEntries(Buffer.concat(arrays), { size, key: size })
      expect(sorted.toString('hex')).toBe(
        arrays
          .map(bytes => Buffer.from(bytes).toString('hex'))
          .sort()
          .join(''),
      )
    }),
  )
})

test('thousands of runs are merged with few files open, and nothing is left beside them', () => {
  const folder = workdir()
  const runs = 3000
  for (let run = 0; run < runs; run++) {
    const unique = gatherUnique(() => join(folder, String(run)))
    for (const i of [0, 1]) {
      const line = run * 2 + i
      // The last two runs repeat the ids of the first two.
      const id = `id ${line % (2 * (runs - 2))}`
      unique.add('key', id, place(line, { id }))
    }
    unique.close()
  }
  const script = `
    import { readdirSync } from 'node:fs'
    import { findDuplicates } from '${join(root, 'dist/shards/unique.js')}'
    const files = readdirSync('.').map(name => name)
    const found = [...findDuplicates(files)]
    console.log(JSON.stringify(found.map(({ first, second }) => [first.line, second.line]).sort()))`
  const { stdout, stderr } = spawnSync(
    'sh',
    ['-c', 'ulimit -n 100 && exec "$0" --input-type=module -e "$1"', process.execPath, script],
    { cwd: folder, encoding: 'utf8' },
  )
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual([
    [0, 5996],
    [1, 5997],
    [2, 5998],
    [3, 5999],
  ])
  expect(readdirSync(folder).length).toBe(runs)
})

test('a run that ends within an entry is no silent end', () => {
  const folder = workdir()
  const unique = gatherUnique(() => join(folder, 'run'))
  unique.add('key', 'a', place(1))
  unique.close()
  const path = join(folder, 'cut')
  const bytes = readFileSync(join(folder, 'run'))
  spawnSync('sh', ['-c', `head -c 50 run > cut`], { cwd: folder })
  expect(bytes.length).toBeGreaterThan(50)
  expect(() => [...findDuplicates([path])]).toThrow('ends within an entry')
})

const contributed = (line: number, id: string): RecordPlace =>
  place(line, { origin: 'contributed', slice: 9, id })

/** Codes and the places they are about. */
function verdictsIn(values: readonly Value[], update: boolean): [string, string][] {
  return duplicatesIn(values, { withinCorpus: false }).flatMap(duplicate =>
    verdictsOn(duplicate, { update }).map(({ code, against }): [string, string] => [
      code,
      `${duplicate.second.line} ${against.origin} ${against.line}`,
    ]),
  )
}

const id = (at: RecordPlace): Value => ['key', at.id, at]
const textOf = (text: string, at: RecordPlace): Value => ['exact', text, at]

test('a known id is an error, and none with update', () => {
  const values = [id(place(1, { id: 'a' })), id(contributed(2, 'a'))]
  expect(verdictsIn(values, false)).toEqual([['record/id-taken', '2 corpus 1']])
  expect(verdictsIn(values, true)).toEqual([])
})

test('two contributed records with one id are an error either way', () => {
  const values = [id(place(1, { id: 'a' })), id(contributed(2, 'a')), id(contributed(3, 'a'))]
  expect(verdictsIn(values, true)).toEqual([['record/duplicate-key', '3 contributed 2']])
  expect(verdictsIn(values, false)).toEqual([
    ['record/id-taken', '2 corpus 1'],
    ['record/id-taken', '3 corpus 1'],
    ['record/duplicate-key', '3 contributed 2'],
  ])
})

test('the text of its own old version makes no duplicate of a record, that of others does', () => {
  const old = [id(place(1, { id: 'a' })), textOf('text', place(1, { id: 'a' }))]
  const same = [id(contributed(2, 'a')), textOf('text', contributed(2, 'a'))]
  const other = [id(contributed(3, 'b')), textOf('text', contributed(3, 'b'))]
  expect(verdictsIn([...old, ...same], true)).toEqual([])
  expect(verdictsIn([...old, ...same], false)).toEqual([['record/id-taken', '2 corpus 1']])
  expect(verdictsIn([...old, ...other], true)).toEqual([['duplicate/exact', '3 corpus 1']])
  expect(verdictsIn([...old, ...other, ...same], true)).toEqual([['duplicate/exact', '3 corpus 1']])
  // Another record that was read before it is at fault, not the record that keeps its text.
  const before = textOf('text', contributed(1, 'c'))
  expect(verdictsIn([...old, before, ...same], true)).toEqual([['duplicate/exact', '1 corpus 1']])
})

test('an id that was withdrawn is never used again, update or not', () => {
  const values = [
    id(place(5, { origin: 'withdrawn', slice: 4, id: 'a' })),
    id(place(1, { id: 'a' })),
    id(contributed(2, 'a')),
  ]
  for (const update of [true, false]) {
    expect(verdictsIn(values, update)).toEqual([['record/withdrawn', '2 withdrawn 5']])
  }
})

test('contributed ids that the corpus does not have are told', () => {
  const seen: string[] = []
  duplicatesIn(
    [
      id(place(1, { id: 'a' })),
      id(contributed(2, 'a')),
      id(contributed(3, 'b')),
      id(place(7, { origin: 'withdrawn', id: 'b' })),
      textOf('c', contributed(3, 'b')),
      id(place(2, { id: 'd' })),
    ],
    {
      onNewKey: place => {
        const { code, severity, record, location } = newIdProblem(
          place,
          locatorOf(Array(10).fill('more.jsonl')),
        )
        seen.push(`${location.file}:${location.line} ${severity} ${code} ${record}`)
      },
    },
  )
  expect(seen).toEqual(['more.jsonl:3 info record/new-id b'])
})

test('a text that is the same altogether is reported once; the other record is named with its place', () => {
  const copies = (kind: UniqueKind): Value[] => [
    [kind, 'x', place(1, { id: 'a17' })],
    [kind, 'x', place(2, { id: 'b' })],
  ]
  const alike: Value[] = [...copies('folded'), ['folded', 'x', place(0, { id: 'c', slice: 1 })]]
  const problems = [
    ...duplicateProblems(duplicatesIn([...alike, ...copies('exact')]), {
      locate: locatorOf(['records/a.jsonl', 'seeds/c.txt']),
      withdrawn: new Map(),
    }),
  ].map(({ problem }) => problem)
  expect(problems.map(({ code, record, location }) => [code, record, location])).toEqual([
    ['duplicate/exact', 'b', { file: 'records/a.jsonl', line: 2 }],
    ['duplicate/folded', 'c', { file: 'seeds/c.txt' }],
  ])
  expect(problems[0]?.message).toContain('a17 (records/a.jsonl:1)')
  expect(problems[0]?.related).toEqual([{ file: 'records/a.jsonl', line: 1 }])
})
