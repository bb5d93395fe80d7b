import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportCorpus } from '../src/export.js'
import type { Problem } from '../src/problem.js'
import { openRelease, releasedRecords } from '../src/release/opened.js'
import type { Json, JsonObject } from '../src/schema/field.js'
import { root } from './cli.js'
import { rewrite, seal, verify } from './sealed.js'

/** `.ci/full` multiplies the corruptions. */
const TIMES = Number(process.env['WARRAQ_SWEEP'] ?? 1)
const home = join(tmpdir(), `warraq-sweep-${process.pid}`)
const releases = { seed: 2 ** 28, readings: 900, haiku: 2 ** 28 } as const
type Name = keyof typeof releases
const whole = (name: Name): string => join(home, name)
const work = join(home, 'work', 'release')

beforeAll(async () => {
  mkdirSync(home)
  for (const [name, shardBytes] of Object.entries(releases)) {
    const corpus = name === 'seed' ? root : join(root, 'test/corpora', name)
    await exportCorpus({ corpus, out: join(home, name), shardBytes })
  }
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** Of one seed always the same numbers: xorshift. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1
  return below => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

function filesOf(name: Name): string[] {
  return readdirSync(whole(name), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(whole(name).length + 1))
    .sort()
}

function fresh(name: Name): void {
  rmSync(join(home, 'work'), { recursive: true, force: true })
  mkdirSync(join(home, 'work'))
  cpSync(whole(name), work, { recursive: true })
}

async function errors(): Promise<readonly Problem[]> {
  const { problems } = await verify(work)
  return problems.filter(({ severity }) => severity === 'error')
}

const filesNamed = (problems: readonly Problem[]): Set<string> =>
  new Set(
    problems.flatMap(({ location, related = [] }) => [location.file, ...related.map(({ file }) => file)]),
  )

const damages: Readonly<Record<string, (bytes: Buffer, next: (below: number) => number) => Buffer>> = {
  flipped: (bytes, next) => {
    const copy = Buffer.from(bytes)
    const at = next(copy.length)
    copy[at] = (copy[at] ?? 0) ^ (1 << next(8))
    return copy
  },
  inserted: (bytes, next) => {
    const at = next(bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, at), Buffer.from([next(256)]), bytes.subarray(at)])
  },
  deleted: (bytes, next) => {
    const at = next(bytes.length)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])
  },
  truncated: (bytes, next) => bytes.subarray(0, next(bytes.length)),
  emptied: () => Buffer.alloc(0),
}

const minutes = 60_000

describe.each(['seed', 'readings', 'haiku'] as const)('a file of %s', name => {
  test('whose bytes were changed is found and named', { timeout: 10 * minutes * TIMES }, async () => {
    const silent: string[] = []
    for (const [f, path] of filesOf(name).entries()) {
      const bytes = readFileSync(join(whole(name), path))
      const rounds = Object.keys(damages).flatMap(kind =>
        Array.from({ length: (kind === 'flipped' ? 3 : 1) * TIMES }, (_, i) => ({
          kind,
          i,
        })),
      )
      for (const { kind, i } of rounds) {
        const damaged = damages[kind]?.(bytes, numbersFrom(1000 * f + 10 * i + kind.length)) ?? bytes
        if (damaged.equals(bytes)) continue
        fresh(name)
        writeFileSync(join(work, path), damaged)
        const named = filesNamed(await errors())
        if (!named.has(path)) silent.push(`${path} ${kind} ${i}: ${[...named]}`)
      }
    }
    expect(silent).toEqual([])
  })

  test('that was removed, added, renamed or swapped is found and named', {
    timeout: 10 * minutes,
  }, async () => {
    const silent: string[] = []
    const files = filesOf(name)
    for (const [i, path] of files.entries()) {
      const other = files[(i + 1) % files.length] ?? ''
      const changes: Record<string, () => string[]> = {
        removed: () => {
          rmSync(join(work, path))
          return [path]
        },
        added: () => {
          writeFileSync(join(work, `${path}.bak`), 'x')
          return [`${path}.bak`]
        },
        renamed: () => {
          renameSync(join(work, path), join(work, `${path}2`))
          return [path, `${path}2`]
        },
        swapped: () => {
          renameSync(join(work, path), join(work, 'x'))
          renameSync(join(work, other), join(work, path))
          renameSync(join(work, 'x'), join(work, other))
          return [path, other]
        },
      }
      for (const [kind, change] of Object.entries(changes)) {
        fresh(name)
        const expected = change()
        const named = filesNamed(await errors())
        for (const one of expected) if (!named.has(one)) silent.push(`${path} ${kind}: ${[...named]}`)
      }
    }
    expect(silent).toEqual([])
  })
})

interface Change {
  readonly pointer: string
  readonly record: JsonObject
}

/** The record with one value changed, each value in its turn. */
function* changesOf(record: JsonObject, key: string | undefined): Generator<Change> {
  for (const [name, value] of Object.entries(record)) {
    if (name === key) continue
    const changed = changedValue(value)
    if (changed !== undefined)
      yield { pointer: `/${name}${changed.below}`, record: { ...record, [name]: changed.value } }
  }
}

function changedValue(value: Json): { value: Json; below: string } | undefined {
  if (typeof value === 'string' && !/^\d{4}-/.test(value)) return { value: `${value}x`, below: '' }
  if (typeof value === 'boolean') return { value: !value, below: '' }
  if (typeof value === 'number') return { value: value === 1 ? 2 : 1, below: '' }
  if (Array.isArray(value) && value.length > 0) {
    const last = value.length - 1
    const changed = changedValue(value[last])
    return changed && { value: [...value.slice(0, last), changed.value], below: `/${last}${changed.below}` }
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [name, member] of Object.entries(value)) {
      const changed = changedValue(member)
      if (changed) return { value: { ...value, [name]: changed.value }, below: `/${name}${changed.below}` }
    }
  }
  return undefined
}

describe.each(['seed', 'readings', 'haiku'] as const)('one field of one record of %s', name => {
  test.each(['jsonl', 'csv', 'arrow', 'parquet'])(
    'that was changed in %s, all checksums corrected, is named',
    { timeout: 10 * minutes },
    async format => {
      const release = await openRelease(whole(name))
      const { schema } = release.corpus
      const shards = release.data.formats.find(one => one.format.name === format)?.shards ?? []
      const missed: string[] = []
      for (const [shard, { tables }] of shards.entries()) {
        const one = {
          ...release,
          data: {
            ...release.data,
            formats: release.data.formats.map(files => ({
              ...files,
              shards: files.shards.slice(shard, shard + 1),
            })),
          },
        }
        const records: JsonObject[] = []
        for await (const batch of releasedRecords(one)) records.push(...batch.records)
        for (const [i, record] of records.entries()) {
          for (const { pointer, record: changed } of changesOf(record, schema.keyField?.name)) {
            fresh(name)
            await rewrite({ folder: work, format, tables, schema }, records.with(i, changed))
            for (const sealed of shard === 0 && i === 0 ? [false, true] : [true]) {
              if (sealed) seal(work)
              const problems = await errors()
              const id = String(record[schema.keyField?.name ?? ''])
              const isNamed = problems.some(
                one =>
                  one.code === 'release/record-differs' &&
                  one.record === id &&
                  Object.values(tables).includes(one.location.file) &&
                  one.location.pointer === pointer,
              )
              const strangers = problems.filter(
                one => one.code === 'release/record-differs' && one.location.pointer !== pointer,
              )
              if (!isNamed || strangers.length > 0)
                missed.push(
                  `${sealed} ${id} ${pointer}: ${problems.map(one => `${one.code} ${one.location.file} ${one.location.pointer ?? ''} ${one.message}`).join('\n')}`,
                )
            }
          }
        }
      }
      expect(missed).toEqual([])
    },
  )
})
