import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findDuplicates, gatherUnique } from '../src/shards/unique.js'
import { workdir } from './cli.js'

test('values that stand twice are found across runs and shards, with the earlier place first', () => {
  const folder = workdir()
  const count = 300_000
  for (const shard of [0, 1]) {
    const unique = gatherUnique(run => join(folder, `${shard}-${run}`))
    for (let i = 0; i < count; i++)
      unique.add('key', `id ${shard * (count - 3) + i}`, { slice: shard, line: i + 1 })
    unique.add('exact', 'id 7', { slice: shard, line: shard === 0 ? 8 : 0 })
    unique.close()
  }
  const files = readdirSync(folder)
  expect(files.length).toBe(4)
  const found = [...findDuplicates(files.map(name => join(folder, name)))].sort(
    (a, b) => a.second.line - b.second.line,
  )
  expect(found).toEqual([
    { kind: 'exact', value: 'id 7', first: { slice: 0, line: 8 }, second: { slice: 1, line: 0 } },
    ...[1, 2, 3].map(line => ({
      kind: 'key',
      value: `id ${count - 4 + line}`,
      first: { slice: 0, line: count - 3 + line },
      second: { slice: 1, line },
    })),
  ])
})

test('a long value is shown by its beginning, no character cut', () => {
  const folder = workdir()
  const unique = gatherUnique(run => join(folder, String(run)))
  for (const line of [1, 2]) unique.add('key', 'ب'.repeat(100), { slice: 0, line })
  unique.add('key', 'short', { slice: 0, line: 3 })
  unique.close()
  expect([...findDuplicates([join(folder, '0')])].map(({ value }) => value)).toEqual(['ب'.repeat(18)])
})
