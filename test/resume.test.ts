import { createHash } from 'node:crypto'
import {
  appendFileSync,
  chownSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { getuid } from 'node:process'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { copyOfCorpus, type Ended, root, warraq, workdir } from './cli.js'
import { killPreload } from './staging/built.js'
import { snapshot } from './staging/trees.js'

/** Four shards of every kind of column. */
const SHARDS = ['--shard-size', '400B']

interface Place {
  readonly corpus: string
  readonly out: string
  readonly staging: string
}

/** A corpus that was exported once, and so has its changelog; what the export gave; and what one left that was killed. */
let first: { readonly corpus: string; readonly whole: Record<string, string>; readonly staging: string }
let place: Place
let whole: Record<string, string>

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'warraq-resume-'))
  const corpus = join(folder, 'corpus')
  cpSync(join(root, 'test/corpora/readings'), corpus, { recursive: true })
  place = placeOf(corpus)
  whole = await exported(place)
  rmSync(place.out, { recursive: true })
  const staging = join(folder, 'staging')
  first = { corpus, whole, staging }
  await killedAfter(1)
  renameSync(place.staging, staging)
  rmSync(`${place.out}.lock`)
}, 120_000)
afterAll(() => rmSync(dirname(first.corpus), { recursive: true }))

beforeEach(() => {
  const folder = workdir()
  cpSync(first.corpus, folder, { recursive: true })
  place = placeOf(folder)
  whole = first.whole
})

/** What an export left that was killed when two of its four shards were finished. */
const withTwoFinished = () => cpSync(first.staging, place.staging, { recursive: true })

const placeOf = (corpus: string): Place => {
  const out = join(corpus, 'out')
  return { corpus, out, staging: `${out}.staging` }
}

const argsFor = ({ corpus, out }: Place, more: readonly string[] = SHARDS): string[] => [
  'export',
  '--corpus',
  corpus,
  '--out',
  out,
  ...more,
]

async function exported(at: Place, more: readonly string[] = SHARDS): Promise<Record<string, string>> {
  expect(await warraq(argsFor(at, more))).toMatchObject({ code: 0, stderr: '' })
  return snapshot(at.out)
}

/** Runs an export with an unreliable file system: see kill-preload.mjs. */
const faulty = (
  faults: Record<string, string | number>,
  more: readonly string[] = SHARDS,
): Promise<Ended> => {
  const env: NodeJS.ProcessEnv = { ...process.env }
  for (const [name, value] of Object.entries(faults)) env[`WARRAQ_TEST_${name}`] = String(value)
  return warraq(argsFor(place, more), { node: ['--import', killPreload], env })
}

/** The calls of an export that change the disk, in order. */
async function callsOf(more: readonly string[] = SHARDS): Promise<readonly string[]> {
  const log = join(place.corpus, '.log')
  expect(await faulty({ LOG_FILE: log }, more)).toMatchObject({ code: 0 })
  rmSync(place.out, { recursive: true })
  const calls = readFileSync(log, 'utf8').split('\n')
  rmSync(log)
  return calls
}

/** Kills an export right after the mark of its shard number `shard` stands in its place. */
async function killedAfter(shard: number, more: readonly string[] = SHARDS): Promise<void> {
  const calls = await callsOf(more)
  const at = calls.findIndex(call => call.startsWith('linkSync') && call.endsWith(`/shard-${shard}.json`))
  expect(at).toBeGreaterThan(0)
  expect(await faulty({ KILL_AT: at + 1 }, more)).toMatchObject({ code: null })
}

const resume = (more: readonly string[] = SHARDS): Promise<Ended> =>
  warraq([...argsFor(place, more), '--resume', '--json'])

const reusedIn = ({ stdout }: Ended): number => JSON.parse(stdout).reused

/** Nothing is left of the interrupted export, and the release is what it would have been without. */
const expectWhole = () => {
  expect(snapshot(place.out)).toEqual(whole)
  expect(readdirSync(place.corpus).filter(name => name.startsWith('out'))).toEqual(['out'])
}

describe('an export that is killed', () => {
  test('at any instant is resumed to the same release', { timeout: 600_000 }, async () => {
    const calls = await callsOf()
    const reused = new Set<number>()
    const marks = calls.flatMap((call, i) => (/^linkSync .*\/shard-\d\.json$/.test(call) ? [i, i + 1] : []))
    const some = calls.flatMap((_, i) => (i % 23 === 7 ? [i] : []))
    for (const at of [...marks, ...some]) {
      const { code } = await faulty({ KILL_AT: at, KILL_HALFWAY: at % 2 })
      expect({ at, code }).toEqual({ at, code: null })
      const ended = await resume()
      expect(ended).toMatchObject({ code: 0 })
      reused.add(reusedIn(ended))
      expectWhole()
      rmSync(place.out, { recursive: true })
    }
    expect([...reused].sort()).toEqual([0, 1, 2, 3, 4])
  })

  test('again and again while it is resumed comes to the same release', { timeout: 600_000 }, async () => {
    let ended: Ended | undefined
    const codes: (number | null)[] = []
    for (let run = 0; run < 20 && ended?.code !== 0; run++) {
      ended = await faulty({ KILL_AT: 45 + 17 * run }, [...SHARDS, '--resume'])
      codes.push(ended.code)
    }
    expect(codes.length).toBeGreaterThan(3)
    expect(codes.slice(0, -1).every(code => code === null)).toBe(true)
    expectWhole()
  })

  test('on threads is resumed on another number of threads', { timeout: 120_000 }, async () => {
    // Each thread counts its own calls.
    for (const at of [20, 60, 90]) {
      await faulty({ KILL_AT: at }, [...SHARDS, '--threads', '3'])
      expect(await resume([...SHARDS, '--threads', at === 60 ? '1' : '2'])).toMatchObject({ code: 0 })
      expectWhole()
      rmSync(place.out, { recursive: true })
    }
    await killedAfter(2, SHARDS)
    const ended = await resume([...SHARDS, '--threads', '4'])
    expect({ ...ended, reused: reusedIn(ended) }).toMatchObject({ code: 0, reused: 3 })
    expectWhole()
  })

  test('leaves the earlier release in its place until it is resumed', async () => {
    const before = await exported(place, ['--formats', 'csv'])
    const statement = join(place.corpus, 'corpus.yaml')
    const text = readFileSync(statement, 'utf8').replace('2.1.0', '3.0.0')
    writeFileSync(statement, text)
    const calls = await callsWithRelease()
    const at = calls.findIndex(call => call.endsWith('/shard-1.json')) + 1
    await faulty({ KILL_AT: at })
    expect(snapshot(place.out)).toEqual(before)
    expect((await warraq(['verify', place.out])).code).toBe(0)
    const ended = await resume()
    expect(reusedIn(ended)).toBe(2)
    const resumed = snapshot(place.out)
    rmSync(place.out, { recursive: true })
    expect(resumed).toEqual(await exported(place))
  })
})

/** As callsOf, where a release stands at the target: that is put back afterwards. */
async function callsWithRelease(): Promise<readonly string[]> {
  const { corpus, out } = place
  cpSync(out, join(corpus, 'kept'), { recursive: true })
  const changelog = readFileSync(join(corpus, 'CHANGELOG.md'))
  const calls = await callsOf()
  renameSync(join(corpus, 'kept'), out)
  writeFileSync(join(corpus, 'CHANGELOG.md'), changelog)
  return calls
}

test('raw texts with their sidecars, and tables with their lists, are resumed', {
  timeout: 120_000,
}, async () => {
  place = placeOf(copyOfCorpus('haiku'))
  whole = await exported(place, ['--shard-size', '40B'])
  rmSync(place.out, { recursive: true })
  await killedAfter(1, ['--shard-size', '40B'])
  const ended = await resume(['--shard-size', '40B'])
  expect(reusedIn(ended)).toBe(2)
  expectWhole()
  rmSync(place.out, { recursive: true })
  await killedAfter(1, ['--shard-size', '40B'])
  // The first text is in a finished shard; its sidecar is read with it.
  appendFileSync(join(place.corpus, 'texts/cicada.meta.yaml'), '# \n')
  const refused = await resume(['--shard-size', '40B'])
  expect(refused).toMatchObject({ code: 2 })
  expect(refused.stderr).toContain('cicada.txt is not what it was')
})

describe('finished shards are made again where', () => {
  beforeEach(withTwoFinished)

  const damage: Record<string, (staging: string) => void> = {
    'a data file is shorter': staging => truncateSync(join(staging, 'data/readings-00000-of-00004.csv'), 20),
    'a byte of a data file is another': staging =>
      changeByte(join(staging, 'data/readings-00000-of-00004.parquet')),
    'a data file is gone': staging => rmSync(join(staging, 'data/readings-00000-of-00004.arrow')),
    'ids are others': staging => changeByte(join(staging, 'work/unique-0-0')),
    'ids are gone': staging => rmSync(join(staging, 'work/unique-0-0')),
    'there are more ids': staging =>
      cpSync(join(staging, 'work/unique-0-0'), join(staging, 'work/unique-0-1')),
    'digests are others': staging => changeByte(join(staging, 'work/digests-0')),
    'the mark is cut': staging => truncateSync(join(staging, 'work/shard-0.json'), 300),
    'the mark is empty': staging => truncateSync(join(staging, 'work/shard-0.json'), 0),
    'a byte of the mark is another': staging => changeByte(join(staging, 'work/shard-0.json'), 800),
    'the mark is of another shard': staging =>
      cpSync(join(staging, 'work/shard-1.json'), join(staging, 'work/shard-0.json')),
    'the mark is of another plan': staging => forge(staging, mark => ({ ...mark, plan: 'f'.repeat(64) })),
    'the mark says nothing': staging => forge(staging, () => ({})),
    'the mark says too little of records': staging =>
      forge(staging, mark => ({ ...mark, report: { ...Object(mark['report']), statistics: null } })),
    'the mark leads out of the folder': staging =>
      forge(staging, mark => ({ ...mark, work: [...listIn(mark, 'work').slice(0, -1), outside(staging)] })),
    'the mark names a data file elsewhere': staging =>
      forge(staging, mark => {
        const report = Object(mark['report'])
        const [first, ...rest] = report.files
        return { ...mark, report: { ...report, files: [{ ...first, ...outside(staging) }, ...rest] } }
      }),
    'a data file is a link': staging => {
      const path = join(staging, 'data/readings-00000-of-00004.csv')
      renameSync(path, join(staging, '..', 'elsewhere.csv'))
      symlinkSync('../../elsewhere.csv', path)
    },
  }

  test.each(Object.entries(damage))('%s', async (_, spoil) => {
    writeFileSync(join(place.corpus, 'precious.txt'), 'precious')
    spoil(place.staging)
    const ended = await resume()
    expect({ ...ended, reused: reusedIn(ended) }).toMatchObject({ code: 0, reused: 1 })
    expectWhole()
    expect(readFileSync(join(place.corpus, 'precious.txt'), 'utf8')).toBe('precious')
  })

  test('their folder leads elsewhere, where nothing is written', async () => {
    const elsewhere = join(place.corpus, 'elsewhere')
    renameSync(join(place.staging, 'data'), elsewhere)
    symlinkSync('../elsewhere', join(place.staging, 'data'))
    const before = snapshot(elsewhere)
    const ended = await resume()
    expect({ ...ended, reused: reusedIn(ended) }).toMatchObject({ code: 0, reused: 0 })
    expect(snapshot(elsewhere)).toEqual(before)
    expectWhole()
  })

  test('and what nobody made is no part of the release', async () => {
    mkdirSync(join(place.staging, 'data/more'))
    for (const path of ['data/more/a', 'data/readings-00001-of-00004.txt', 'README.md', 'work/unique-9-0'])
      writeFileSync(join(place.staging, path), 'x')
    linkSync(join(place.corpus, 'corpus.yaml'), join(place.staging, 'data/hard'))
    const ended = await resume()
    expect({ ...ended, reused: reusedIn(ended) }).toMatchObject({ code: 0, reused: 2 })
    expectWhole()
    expect(existsSync(join(place.corpus, 'corpus.yaml'))).toBe(true)
  })
})

function changeByte(path: string, at = 10): void {
  const bytes = readFileSync(path)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

/** Another mark of the first shard, with a checksum that is right. */
function forge(staging: string, change: (mark: Record<string, unknown>) => unknown): void {
  const path = join(staging, 'work/shard-0.json')
  const [, text = ''] = readFileSync(path, 'utf8').split('\n')
  const forged = JSON.stringify(change(JSON.parse(text)))
  writeFileSync(path, `${createHash('sha256').update(forged).digest('hex')}\n${forged}`)
}

const listIn = (mark: Record<string, unknown>, name: string): readonly unknown[] => {
  const list = mark[name]
  return Array.isArray(list) ? list : []
}

const outside = (staging: string) => {
  const bytes = readFileSync(join(staging, '..', 'precious.txt'))
  return {
    path: '../precious.txt',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
}

describe('an export is not resumed, and no finished shard touched, where', () => {
  beforeEach(withTwoFinished)

  const longer = (text: string) => text.replace('"id":"000123"', '"id":"0001234"')
  const otherBytes = (text: string) => text.replace('"id":"000123"', '"id":"000199"')
  const change = (path: string, how: (text: string) => string) => () => {
    const file = join(place.corpus, path)
    writeFileSync(file, how(readFileSync(file, 'utf8')))
  }
  const cases: Record<string, { change?: () => void; args?: string[]; says: string }> = {
    'other formats are asked for': {
      args: ['--formats', 'jsonl'],
      says: '--formats was jsonl,csv,arrow,parquet.',
    },
    'shards are of another size': { args: ['--shard-size', '500B'], says: '--shard-size was 400 bytes.' },
    'another day is the last': { args: ['--as-of', '2026-11-30'], says: '--as-of was 2026-11-22.' },
    'records may be left out': { args: ['--rejected', 'wrong.jsonl'], says: '--rejected was not given.' },
    'the schema is another': {
      change: change('schema/reading.schema.json', text => `${text}\n`),
      says: 'the record schema has changed.',
    },
    'lints are others': {
      change: change('corpus.yaml', text => text.replace('lints: { record/null-lookalike: off }', '')),
      says: 'lints or accepted warnings of corpus.yaml have changed.',
    },
    'the corpus has another name': {
      change: change('corpus.yaml', text => text.replace('name: readings', 'name: others')),
      says: 'the name of the corpus was readings',
    },
    'an input has another size': {
      change: change('records/a.jsonl', longer),
      says: 'records/a.jsonl has changed.',
    },
    'an input has other bytes, but its size': {
      change: change('records/a.jsonl', otherBytes),
      says: 'records/a.jsonl is not what it was when its shard was finished.',
    },
    'an input is new': {
      change: () => writeFileSync(join(place.corpus, 'records/c.jsonl'), '{}\n'),
      says: 'records/c.jsonl is new.',
    },
    'an input is gone': {
      change: () => rmSync(join(place.corpus, 'records/b.jsonl')),
      says: 'records/b.jsonl is gone.',
    },
  }

  test.each(Object.entries(cases))('%s', async (_, { change: spoil, args = [], says }) => {
    spoil?.()
    // A file that the killed process had not removed yet.
    for (const name of readdirSync(join(place.staging, 'work')))
      if (name.startsWith('.')) rmSync(join(place.staging, 'work', name))
    const before = snapshot(place.staging)
    const { code, stderr } = await resume([...SHARDS, ...args])
    expect(code).toBe(2)
    expect(stderr).toContain(`The interrupted export cannot be resumed: ${says}`)
    expect(stderr).toContain('export without --resume, which starts over.')
    expect(snapshot(place.staging)).toEqual(before)
    expect(existsSync(`${place.out}.lock`)).toBe(false)
  })

  test('it was begun by another version', async () => {
    const path = join(place.staging, 'work/plan.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('warraq 0.1.0', 'warraq 0.0.9'))
    const { code, stderr } = await resume()
    expect(code).toBe(2)
    expect(stderr).toContain('it was begun by warraq 0.0.9.')
  })
})

test('what a later export says that does not resume', async () => {
  withTwoFinished()
  const { code, stderr } = await warraq(argsFor(place))
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr:
      'An interrupted export had finished 2 shards, which were removed: --resume would have used them.\n',
  })
  expectWhole()
})

test('a title that is mended, or a version, is no hindrance', async () => {
  withTwoFinished()
  const statement = join(place.corpus, 'corpus.yaml')
  writeFileSync(statement, readFileSync(statement, 'utf8').replace('Readings of', 'Measurements of'))
  const ended = await resume()
  expect({ ...ended, reused: reusedIn(ended) }).toMatchObject({ code: 0, reused: 2 })
  const resumed = snapshot(place.out)
  rmSync(place.out, { recursive: true })
  expect(resumed).toEqual(await exported(place))
})

test('a version that is refused is corrected, and the export resumed', async () => {
  await exported(place)
  const path = join(place.corpus, 'records/b.jsonl')
  writeFileSync(path, readFileSync(path, 'utf8').replace('"level":33', '"level":34'))
  const refused = await warraq(argsFor(place))
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('4 of 4 shards are finished and kept. To go on: warraq export')
  const statement = join(place.corpus, 'corpus.yaml')
  writeFileSync(statement, readFileSync(statement, 'utf8').replace('2.1.0', '3.0.0'))
  const ended = await resume()
  expect({ ...ended, reused: reusedIn(ended) }).toMatchObject({ code: 0, reused: 4 })
  expect((await warraq(['verify', '--rebuild', '--corpus', place.corpus, place.out])).code).toBe(0)
})

test('what another user left is not resumed', async ({ skip }) => {
  if (getuid?.() !== 0) skip('only root may give a folder away')
  withTwoFinished()
  chownSync(place.staging, 54_321, 54_321)
  const { code, stderr } = await resume()
  expect(code).toBe(2)
  expect(stderr).toContain('belongs to another user, whose work is not resumed.')
  expect(existsSync(`${place.out}.lock`)).toBe(false)
})

test.each(['nothing stands there', 'the plan is damaged', 'the folder was just begun'])(
  'there is nothing to resume where %s',
  async what => {
    if (what === 'the plan is damaged') {
      withTwoFinished()
      truncateSync(join(place.staging, 'work/plan.json'), 50)
    }
    if (what === 'the folder was just begun') {
      mkdirSync(place.staging)
      writeFileSync(join(place.staging, 'bagit.txt'), 'BagIt')
    }
    const { code, stderr } = await resume()
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'There is nothing to resume: the export starts from the beginning.\n',
    })
    expectWhole()
  },
)

test('errors in the data leave nothing to resume', async () => {
  appendFileSync(join(place.corpus, 'records/b.jsonl'), '{"id":7}\n')
  const { code, stderr } = await warraq(argsFor(place))
  expect(code).toBe(1)
  expect(stderr).not.toContain('--resume')
  expect(readdirSync(place.corpus)).not.toContain('out.staging')
})

test('errors of shards that were finished before are told as if they were not', async () => {
  const path = join(place.corpus, 'records/a.jsonl')
  writeFileSync(path, readFileSync(path, 'utf8').replace('"ok":true', '"ok":7'))
  const told = await warraq(argsFor(place))
  expect(told.code).toBe(1)
  const calls = join(workdir(), 'log')
  await faulty({ LOG_FILE: calls })
  const at = readFileSync(calls, 'utf8')
    .split('\n')
    .findIndex(call => call.startsWith('linkSync') && call.endsWith('/shard-2.json'))
  await faulty({ KILL_AT: at + 1 })
  const ended = await warraq([...argsFor(place), '--resume'])
  expect(ended).toEqual({
    ...told,
    stderr: `Resuming an export of which 3 shards are finished.\n${told.stderr}`,
  })
  expect(readdirSync(place.corpus)).not.toContain('out.staging')
})

test('records that are set aside are so when it is resumed, too', { timeout: 120_000 }, async () => {
  appendFileSync(join(place.corpus, 'records/a.jsonl'), '{"id":7}\n')
  const more = [...SHARDS, '--rejected', join(place.corpus, 'wrong')]
  whole = await exported(place, more)
  const rejected = snapshot(join(place.corpus, 'wrong'))
  rmSync(place.out, { recursive: true })
  await killedAfter(2, more)
  const ended = await resume(more)
  expect({ ...ended, reused: reusedIn(ended) }).toMatchObject({ code: 0, reused: 3 })
  expectWhole()
  expect(snapshot(join(place.corpus, 'wrong'))).toEqual(rejected)
})

describe('a disk that is full', () => {
  test('keeps finished shards, removes the rest, and tells how to go on', async () => {
    const { code, stderr } = await faulty({ DISK_BYTES: 45_000 })
    expect(code).toBe(2)
    expect(stderr).toContain('the disk is full (ENOSPC)')
    const [, finished] = /(\d) of 4 shards (?:is|are) finished and kept/.exec(stderr) ?? []
    expect(Number(finished)).toBeGreaterThan(0)
    expect(stderr).toContain(`To go on: warraq export --corpus ${place.corpus} --out ${place.out}`)
    expect(existsSync(`${place.out}.lock`)).toBe(false)
    const data = readdirSync(join(place.staging, 'data'))
    expect(data).toHaveLength(6 * Number(finished))
    const ended = await resume()
    expect(reusedIn(ended)).toBe(Number(finished))
    expectWhole()
  })

  test('before a shard is finished leaves nothing', async () => {
    const { code, stderr } = await faulty({ DISK_BYTES: 5_000 })
    expect(code).toBe(2)
    expect(stderr).not.toContain('--resume')
    expect(readdirSync(place.corpus).filter(name => name.startsWith('out'))).toEqual([])
  })
})
