import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root, workdir } from './cli.js'

test('more shards than a process may have open files are exported, and verified', {
  timeout: 240_000,
}, () => {
  const corpus = workdir()
  for (const folder of ['schema', 'records']) mkdirSync(join(corpus, folder))
  writeFileSync(
    join(corpus, 'corpus.yaml'),
    readFileSync(join(root, 'test/corpora/readings/corpus.yaml'), 'utf8'),
  )
  // Without a key nothing has to be unique, so nothing but shards is merged.
  const schema = { type: 'object', properties: { n: { type: 'integer' }, text: { type: 'string' } } }
  writeFileSync(join(corpus, 'schema/reading.schema.json'), JSON.stringify(schema))
  const lines = Array.from({ length: 1000 }, (_, n) => JSON.stringify({ n, text: 'x'.repeat(100) }))
  writeFileSync(join(corpus, 'records/a.jsonl'), `${lines.join('\n')}\n`)
  const cli = join(root, 'dist/cli.js')
  const out = join(corpus, 'out')
  const run = (args: string) => {
    const command = `ulimit -n 256; exec "${process.execPath}" "${cli}" ${args}`
    const ended = spawnSync('sh', ['-c', command], { cwd: corpus, encoding: 'utf8' })
    expect([ended.status, ended.stderr]).toEqual([0, ''])
    return ended
  }
  const ended = run(`export --shard-size 300B --formats jsonl,csv --out "${out}" --json`)
  const summary: { records: number; resources: unknown[] } = JSON.parse(ended.stdout)
  expect(summary.records).toBe(1000)
  // Three lines of about 120 bytes make a shard; two formats write a file each.
  expect(summary.resources).toHaveLength(2 * 334)
  expect(run(`verify "${out}"`).stdout).toContain('in 334 shards')
})
