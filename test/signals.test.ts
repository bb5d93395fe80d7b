import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyOfCorpus, warraq } from './cli.js'
import { snapshot } from './staging/trees.js'

/** More than can be exported while a signal arrives. */
function manyReadings(count: number): { corpus: string; out: string; args: string[] } {
  const corpus = copyOfCorpus('readings')
  const line = readFileSync(join(corpus, 'records/a.jsonl'), 'utf8').split('\n')[1] ?? ''
  const many = Array.from({ length: count }, (_, i) => line.replace('000124', String(500_000 + i)))
  writeFileSync(join(corpus, 'records/many.jsonl'), `${many.join('\n')}\n`)
  const out = join(corpus, 'out')
  return { corpus, out, args: ['export', '--corpus', corpus, '--out', out, '--formats', 'jsonl,csv'] }
}

const outsIn = (corpus: string): string[] => readdirSync(corpus).filter(name => name.startsWith('out'))

/** Whether two shards are finished, which may be in any order. */
const areFinished = (out: string) => () =>
  [0, 1].every(shard => existsSync(join(`${out}.staging`, `work/shard-${shard}.json`)))

test.each([
  ['SIGINT', 130, '1'],
  ['SIGTERM', 143, '1'],
  ['SIGINT', 130, '3'],
  ['SIGTERM', 143, '3'],
] as const)(
  '%s ends an export with %d, on %s threads, which is then resumed',
  { timeout: 240_000 },
  async (signal, expected, threads) => {
    const { corpus, out, args } = manyReadings(20_000)
    const all = [...args, '--shard-size', '100KB', '--threads', threads]
    const { code, stdout, stderr } = await warraq(all, { killWhen: areFinished(out), signal })
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' })
    const said =
      /^Interrupted: nothing was published, (\S+) is as it was\.\n(\d+) of (\d+) shards are finished and kept\. To go on: (.*)\n$/.exec(
        stderr,
      )
    expect(said?.[1]).toBe(out)
    expect(said?.[4]).toBe(`warraq ${all.join(' ')} --resume`)
    expect(outsIn(corpus)).toEqual(['out.staging'])
    const marks = readdirSync(join(`${out}.staging`, 'work')).filter(name => name.startsWith('shard-'))
    expect(marks).toHaveLength(Number(said?.[2]))
    expect(
      readdirSync(join(`${out}.staging`, 'work')).filter(name => name.startsWith('digests-')),
    ).toHaveLength(marks.length)
    const resumed = await warraq([...all, '--resume'])
    expect(resumed.code).toBe(0)
    expect(resumed.stdout).toContain(`  ${marks.length} shards of the interrupted export used again\n`)
    const release = snapshot(out)
    rmSync(out, { recursive: true })
    expect((await warraq(all)).code).toBe(0)
    expect(release).toEqual(snapshot(out))
    expect(outsIn(corpus)).toEqual(['out'])
  },
)

test('a second signal stops at once, and the export is resumed all the same', {
  timeout: 240_000,
}, async () => {
  const { corpus, out, args } = manyReadings(20_000)
  const all = [...args, '--shard-size', '100KB']
  const { code } = await warraq(all, {
    killWhen: areFinished(out),
    signal: 'SIGINT',
    secondSignal: 'SIGTERM',
  })
  // Which of two signals is heard first is for the system to say.
  expect([130, 143]).toContain(code)
  const resumed = await warraq([...all, '--resume', '--json'])
  expect(resumed.code).toBe(0)
  expect(JSON.parse(resumed.stdout).reused).toBeGreaterThan(1)
  expect(outsIn(corpus)).toEqual(['out'])
})

test('where no shard is finished nothing is left', { timeout: 120_000 }, async () => {
  const { corpus, out, args } = manyReadings(200_000)
  const isBegun = () => existsSync(join(`${out}.staging`, 'work/digests-0'))
  const { code, stderr } = await warraq(args, { killWhen: isBegun, signal: 'SIGINT' })
  expect({ code, stderr }).toEqual({
    code: 130,
    stderr: `Interrupted: nothing was published, ${out} is as it was. No shard was finished, so there is nothing to resume.\n`,
  })
  expect(readdirSync(corpus).sort()).toEqual(['CHANGELOG.md', 'corpus.yaml', 'records', 'schema'])
})
