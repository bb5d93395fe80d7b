import { cpSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openRelease, releasedRecords } from '../src/release/opened.js'
import { root, workdir } from './cli.js'
import { type Export, releaseOf } from './sealed.js'

const exported = (name: string, options: Export = {}): Promise<string> =>
  releaseOf(join(root, 'test/corpora', name), options)

async function idsIn(folder: string): Promise<unknown[]> {
  const release = await openRelease(folder)
  const ids: unknown[] = []
  for await (const { records } of releasedRecords(release)) ids.push(...records.map(({ id }) => id))
  return ids
}

describe('a release is opened', () => {
  test('with what it says of itself, its schema and its files', async () => {
    const folder = await exported('readings', { shardBytes: 1400 })
    const { corpus, description, data } = await openRelease(folder)
    expect(corpus.statement.name).toBe('readings')
    expect(corpus.schema.path).toBe(corpus.statement.schema)
    expect(data.shards).toBeGreaterThan(1)
    expect(data.formats.map(({ format }) => format.name)).toEqual(['jsonl', 'csv', 'arrow', 'parquet'])
    const paths = data.formats.flatMap(({ shards }) => shards.flatMap(({ tables }) => Object.values(tables)))
    expect(paths.sort()).toEqual([...description.resources.keys()].sort())
  })

  test('and gives the same records in the same order from every format, in any number of shards', async () => {
    const ids = await idsIn(await exported('readings'))
    expect(ids.length).toBeGreaterThan(3)
    for (const format of ['jsonl', 'csv', 'arrow', 'parquet'])
      expect(
        await idsIn(await exported('readings', { shardBytes: 1400, formats: [format] })),
        format,
      ).toEqual(ids)
  })

  test('also where one of its formats lacks a file', async () => {
    const folder = await exported('haiku')
    const ids = await idsIn(folder)
    rmSync(join(folder, 'data', 'haiku.jsonl'))
    expect(await idsIn(folder)).toEqual(ids)
  })

  test('but not where a file is missing that it cannot do without, is a link, or is damaged', async () => {
    const whole = await exported('haiku')
    const spoiled = async (spoil: (folder: string) => void): Promise<unknown> => {
      const folder = join(workdir(), 'release')
      cpSync(whole, folder, { recursive: true })
      spoil(folder)
      return openRelease(folder).catch((error: unknown) => error)
    }
    const named = (words: string) =>
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(words) })
    for (const path of ['corpus.yaml', 'datapackage.json', 'schema/poem.schema.json']) {
      expect(await spoiled(folder => rmSync(join(folder, path)))).toEqual(named(path))
      const replace = (folder: string) => {
        rmSync(join(folder, path))
        symlinkSync(join(whole, path), join(folder, path))
      }
      expect(await spoiled(replace)).toEqual(named(path))
      for (const bytes of ['', '{', '[]', '{"a": 1, "a": 2}', '\xFF'])
        expect(await spoiled(folder => writeFileSync(join(folder, path), bytes, 'latin1')), bytes).toEqual(
          named(path),
        )
    }
    expect(await openRelease(join(whole, 'nowhere')).catch((error: unknown) => error)).toEqual(
      named('nowhere'),
    )
  })
})
