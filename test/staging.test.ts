import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getuid } from 'node:process'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { UsageError } from '../src/errors.js'
import { openFileSink } from '../src/files/file-sink.js'
import { thisProcess } from '../src/release/owner.js'
import { recover } from '../src/release/recovery.js'
import { openStaging } from '../src/release/staging.js'
import { type Built, build, killPreload } from './staging/built.js'
import { publishRelease, writeRelease } from './staging/publish-release.js'
import { labelOf, snapshot } from './staging/trees.js'

let built: Built
beforeAll(() => {
  built = build('publish-child')
})
afterAll(() => built.remove())

let folder: string
let target: string
let beside: { lock: string; staging: string; previous: string; trash: string }
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'warraq-staging-')))
  target = join(folder, 'dist-data')
  beside = {
    lock: `${target}.lock`,
    staging: `${target}.staging`,
    previous: `${target}.previous`,
    trash: `${target}.trash`,
  }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const refusal = (action: () => unknown): UsageError => {
  try {
    action()
  } catch (error) {
    if (error instanceof UsageError) return error
    throw error
  }
  throw new Error('it was not refused')
}

/** Runs publishRelease in a process of its own, with an unreliable file system: see kill-preload.mjs. */
const publishInChild = (label: string, faults: Record<string, string | number>, ...more: string[]) => {
  const env: NodeJS.ProcessEnv = { ...process.env }
  for (const [name, value] of Object.entries(faults)) env[`WARRAQ_TEST_${name}`] = String(value)
  const args = ['--import', killPreload, built.program('publish-child'), target, label, ...more]
  const { status, signal, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' })
  return { status, signal, stderr }
}
const messageOf = (stderr: string): string => JSON.parse(stderr).message

const onlyTheReleaseIsLeft = (label: string) => {
  expect(labelOf(target)).toBe(label)
  expect(readdirSync(folder)).toEqual(['dist-data'])
}

describe('publishing', () => {
  it('makes a release where nothing was', () => {
    expect(publishRelease(target, 'new').recovered).toEqual({ action: 'none' })
    onlyTheReleaseIsLeft('new')
  })

  it('replaces a release, and an empty folder', () => {
    mkdirSync(target)
    publishRelease(target, 'old')
    publishRelease(target, 'new')
    onlyTheReleaseIsLeft('new')
  })

  it('happens where a link leads, and the link stays', () => {
    mkdirSync(join(folder, 'disk'))
    mkdirSync(join(folder, 'disk', 'real'))
    symlinkSync('disk/real', target)
    publishRelease(target, 'old')
    expect(publishRelease(target, 'new').target).toBe(join(folder, 'disk', 'real'))
    expect(labelOf(target)).toBe('new')
    expect(readdirSync(folder)).toEqual(['disk', 'dist-data'])
    expect(readdirSync(join(folder, 'disk'))).toEqual(['real'])
  })

  it('replaces a release whose folders were made read-only', () => {
    publishRelease(target, 'old')
    for (const path of ['data', 'schema', '']) chmodSync(join(target, path), 0o555)
    publishRelease(target, 'new')
    onlyTheReleaseIsLeft('new')
  })

  it('refuses names that not every system can have', () => {
    const staging = openStaging(target)
    for (const name of ['a:b', 'what?', 'a\\b', 'end.', 'é', '..', ''])
      expect(refusal(() => openFileSink(staging.folder, `schema/${name}`)).message).toContain(
        'cannot be the name',
      )
    staging.discard()
  })

  it('says what each file came to', () => {
    const staging = openStaging(target)
    writeRelease(staging, 'new')
    const files = staging.files()
    staging.discard()
    expect(files.map(file => file.path)).toEqual([
      'README.md',
      'bag-info.txt',
      'bagit.txt',
      'data/articles.csv',
      'data/articles.jsonl',
      'manifest-sha256.txt',
      'schema/article.schema.json',
      'tagmanifest-sha256.txt',
    ])
    expect(files[0]).toEqual({
      path: 'README.md',
      bytes: 3,
      sha256: '11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437',
    })
  })

  it('is not done with manifests that do not match the files', () => {
    publishRelease(target, 'old')
    const staging = openStaging(target)
    writeRelease(staging, 'new')
    openFileSink(staging.folder, 'data/unlisted').close()
    expect(() => staging.publish()).toThrow('data/unlisted')
    onlyTheReleaseIsLeft('old')
  })

  it('is refused when something came into the target meanwhile', () => {
    publishRelease(target, 'old')
    const staging = openStaging(target)
    writeRelease(staging, 'new')
    writeFileSync(join(target, 'notes.txt'), 'mine')
    expect(refusal(() => staging.publish()).message).toContain('"notes.txt"')
    expect(readFileSync(join(target, 'notes.txt'), 'utf8')).toBe('mine')
    expect(readdirSync(folder)).toEqual(['dist-data'])
  })
})

describe('discarding', () => {
  it('leaves what was published, and may be done twice', () => {
    publishRelease(target, 'old')
    const staging = openStaging(target)
    staging.createFile('data/half').write(Buffer.from('half'))
    expect(staging.discard()).toEqual({ leftover: null })
    expect(staging.discard()).toEqual({ leftover: null })
    onlyTheReleaseIsLeft('old')
    expect(() => staging.createFile('data/late')).toThrow('discarded')
  })

  it('keeps a thread that writes on from bringing the folder back', () => {
    const staging = openStaging(target)
    staging.discard()
    expect(refusal(() => openFileSink(staging.folder, 'data/late')).message).toContain('ENOENT')
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('a target is refused, and nothing touched, when it', () => {
  const cases: Record<
    string,
    { make: () => void; says: string; path?: () => string; protect?: () => string[] }
  > = {
    'is a file': { make: () => writeFileSync(target, 'x'), says: 'is a file' },
    'is neither empty nor a release': {
      make: () => {
        mkdirSync(target)
        for (const name of ['b.txt', 'a.txt', 'd', 'c', 'e', 'f', 'g']) writeFileSync(join(target, name), '')
      },
      says: '"a.txt", "b.txt", "c", "d", "e" and 2 more',
    },
    'is a bag without our manifests': {
      make: () => {
        publishRelease(target, 'old')
        rmSync(join(target, 'tagmanifest-sha256.txt'))
      },
      says: 'neither empty nor a release',
    },
    'holds unlisted files': {
      make: () => {
        publishRelease(target, 'old')
        for (const name of ['notes.txt', 'data/a.txt']) writeFileSync(join(target, name), '')
      },
      says: '"data/a.txt" and "notes.txt"',
    },
    'holds a link': {
      make: () => {
        publishRelease(target, 'old')
        symlinkSync('README.md', join(target, 'link'))
      },
      says: '"link"',
    },
    'holds a link in place of a listed file': {
      make: () => {
        publishRelease(target, 'old')
        renameSync(join(target, 'README.md'), join(folder, 'README.md'))
        symlinkSync('../README.md', join(target, 'README.md'))
      },
      says: '"README.md"',
    },
    'holds an unlisted folder': {
      make: () => {
        publishRelease(target, 'old')
        mkdirSync(join(target, 'data/mine'))
        writeFileSync(join(target, 'data/mine/a.txt'), '')
        mkdirSync(join(target, 'hollow'))
      },
      says: '"data/mine/", "data/mine/a.txt" and "hollow/"',
    },
    'has no folder above it': {
      make: () => {},
      path: () => join(folder, 'no', 'dist-data'),
      says: 'There is no folder',
    },
    'has a file above it': {
      make: () => writeFileSync(join(folder, 'no'), ''),
      path: () => join(folder, 'no', 'dist-data'),
      says: 'There is no folder',
    },
    'is a link that leads nowhere': { make: () => symlinkSync('nowhere', target), says: 'leads nowhere' },
    'is the root': { make: () => {}, path: () => '/', says: 'nothing is beside it' },
    'is the corpus': { make: () => mkdirSync(target), says: 'would replace', protect: () => [target] },
    'is above the corpus': {
      make: () => mkdirSync(join(target, 'a/corpus'), { recursive: true }),
      says: 'would replace',
      protect: () => [join(target, 'a/corpus')],
    },
    'leads to the corpus by a link': {
      make: () => {
        mkdirSync(join(folder, 'corpus'))
        symlinkSync('corpus', target)
      },
      says: 'would replace',
      protect: () => [join(folder, 'corpus')],
    },
    'holds an input that was named by a link': {
      make: () => {
        mkdirSync(target)
        writeFileSync(join(target, 'seed.txt'), '')
        symlinkSync('dist-data', join(folder, 'seeds'))
      },
      says: 'would replace',
      protect: () => [join(folder, 'seeds', 'seed.txt')],
    },
    'has the corpus for its staging folder': {
      make: () => mkdirSync(beside.staging),
      says: 'would replace',
      protect: () => [beside.staging],
    },
    'has somebody’s folder where staging goes': {
      make: () => {
        mkdirSync(beside.staging)
        writeFileSync(join(beside.staging, 'site.html'), '')
      },
      says: 'is in the way',
    },
    'has somebody’s folder where the earlier release goes': {
      make: () => {
        publishRelease(target, 'old')
        mkdirSync(beside.previous)
        writeFileSync(join(beside.previous, 'letter.txt'), '')
      },
      says: 'is in the way',
    },
    'has somebody’s file where trash goes': {
      make: () => writeFileSync(beside.trash, ''),
      says: 'is in the way',
    },
    'is no release, and the earlier one was moved aside': {
      make: () => {
        publishRelease(beside.previous, 'old')
        mkdirSync(target)
        writeFileSync(join(target, 'mine.txt'), '')
      },
      says: 'should have replaced it',
    },
  }
  it.each(Object.entries(cases))('%s', (_, { make, says, path = () => target, protect = () => [] }) => {
    make()
    const before = snapshot(folder)
    const error = refusal(() => publishRelease(path(), 'new', { protect: protect() }))
    expect(error.message).toContain(says)
    expect(snapshot(folder)).toEqual(before)
  })

  it.each(['EROFS', 'EACCES'])('is in a folder that cannot be written (%s)', code => {
    publishRelease(target, 'old')
    const before = snapshot(folder)
    const { status, stderr } = publishInChild('new', { READ_ONLY: folder, FAIL_CODE: code })
    expect(status).toBe(2)
    expect(messageOf(stderr)).toContain(code)
    expect(messageOf(stderr)).toContain('nothing was touched')
    expect(snapshot(folder)).toEqual(before)
  })

  it.skipIf(getuid?.() === 0)('is in a folder that may not be written', () => {
    publishRelease(target, 'old')
    chmodSync(folder, 0o555)
    const before = snapshot(folder)
    const error = refusal(() => publishRelease(target, 'new'))
    chmodSync(folder, 0o755)
    expect(error.message).toContain('permission was denied')
    expect(snapshot(folder)).toEqual(before)
  })
})

/** The mutating calls of publishing `new` into what is in the folder now; the folder stays as it is. */
const callsToPublish = (): string[] =>
  withCopies(again => {
    publishInChild('new', { LOG_FILE: `${folder}.log` })
    again()
    const calls = readFileSync(`${folder}.log`, 'utf8').split('\n')
    rmSync(`${folder}.log`)
    return calls
  })

/** Lets `use` put the folder back, as often as it likes, to what is in it now. */
const withCopies = <T>(use: (again: () => void) => T): T => {
  const start = `${folder}.start`
  cpSync(folder, start, { recursive: true })
  try {
    return use(() => {
      rmSync(folder, { recursive: true })
      cpSync(start, folder, { recursive: true })
    })
  } finally {
    rmSync(start, { recursive: true })
  }
}

/** The number of the call that moves the earlier release aside: after it none is at the target. */
const callThatMoves = () => 1 + callsToPublish().indexOf(`renameSync ${target} ${beside.previous}`)

describe('a process killed after any of its calls', () => {
  const starts: Record<string, { make: () => void; earlier: string | null }> = {
    'makes the first release': { make: () => {}, earlier: null },
    'fills an empty folder': { make: () => mkdirSync(target), earlier: null },
    'replaces a release': { make: () => publishRelease(target, 'old'), earlier: 'old' },
    'finds what another left': {
      make: () => {
        publishRelease(target, 'old')
        publishInChild('lost', { KILL_AT: callThatMoves() })
        expect(readdirSync(folder)).toEqual(['dist-data.lock', 'dist-data.previous', 'dist-data.staging'])
      },
      earlier: 'old',
    },
  }

  const releaseIsWhole = (earlier: string | null) => {
    const [atTarget, atPrevious] = [
      existsSync(target) && readdirSync(target).length > 0,
      existsSync(beside.previous),
    ]
    if (atTarget) expect([earlier, 'new']).toContain(labelOf(target))
    if (atPrevious) expect(labelOf(beside.previous)).toBe(earlier)
    if (earlier !== null) expect(atTarget || atPrevious).toBe(true)
  }

  it.each(Object.entries(starts))('%s', { timeout: 300_000 }, (_, { make, earlier }) => {
    make()
    const seen = new Set<string>()
    const calls = callsToPublish()
    withCopies(again => {
      for (const [index, call] of calls.entries()) {
        for (const halfway of call.startsWith('write') ? [0, 1] : [0]) {
          again()
          const { signal } = publishInChild('new', { KILL_AT: index + 1, KILL_HALFWAY: halfway })
          expect(signal).toBe('SIGKILL')
          releaseIsWhole(earlier)
          seen.add(readdirSync(folder).join(' '))
          if (index % 2 === 0) {
            recover(target)
            releaseIsWhole(earlier)
            if (earlier !== null) expect(labelOf(target)).not.toBeNull()
          }
          publishRelease(target, 'last')
          onlyTheReleaseIsLeft('last')
        }
      }
    })
    if (earlier === null) return
    expect(seen).toContain('dist-data.lock dist-data.previous dist-data.staging')
    expect(seen).toContain('dist-data dist-data.lock dist-data.previous')
    expect(seen).toContain('dist-data dist-data.lock dist-data.trash')
  })

  it('and then again while the next run recovers', { timeout: 300_000 }, () => {
    publishRelease(target, 'old')
    const moved = callThatMoves()
    withCopies(again => {
      for (const first of [moved, moved + 1, moved + 3]) {
        again()
        publishInChild('new', { KILL_AT: first })
        // What one leaves the next finds, so that remains of several kinds come together.
        for (let second = 1; second <= 24; second += 2) {
          publishInChild('new', { KILL_AT: second })
          releaseIsWhole('old')
        }
        publishRelease(target, 'last')
        onlyTheReleaseIsLeft('last')
      }
    })
  })
})

describe('a disk that fails', () => {
  it('in any one call ends in a clear error with a whole release, and the next run succeeds', {
    timeout: 300_000,
  }, () => {
    publishRelease(target, 'old')
    const calls = callsToPublish()
    const failedWhenPublished: string[] = []
    withCopies(again => {
      for (const [index, call] of calls.entries()) {
        again()
        const { status, stderr } = publishInChild('new', { FAIL_AT: index + 1 })
        const label = labelOf(target)
        if (status === 0) expect({ label, stderr }).toEqual({ label: 'new', stderr: '' })
        else {
          expect({ status, message: messageOf(stderr) }).toMatchObject({
            status: 2,
            message: expect.stringContaining('(EIO)'),
          })
          if (label === 'old') expect(existsSync(beside.staging)).toBe(false)
          else failedWhenPublished.push(call)
        }
        publishRelease(target, 'last')
        onlyTheReleaseIsLeft('last')
      }
    })
    // Only the sync of the folder above comes after the swap and can still fail the run.
    expect(failedWhenPublished).toEqual(['fsyncSync'])
  })

  it('when it is full leaves the release and nothing else', { timeout: 300_000 }, () => {
    publishRelease(target, 'old')
    const before = snapshot(folder)
    const size = 3_000_000
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: size })), bytes => {
        const { status, stderr } = publishInChild('new', { DISK_BYTES: bytes }, String(size))
        expect(status).toBe(2)
        expect(messageOf(stderr)).toContain('the disk is full (ENOSPC)')
        expect(snapshot(folder)).toEqual(before)
      }),
      { numRuns: 25 },
    )
  })

  it('when it is really full leaves the release and nothing else', ({ skip }) => {
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', disk]).status !== 0) {
      skip('this process may not mount a tmpfs')
    }
    try {
      target = join(disk, 'dist-data')
      publishRelease(target, 'old')
      const before = snapshot(disk)
      const error = refusal(() => publishRelease(target, 'new', { size: 3_000_000 }))
      expect(error.message).toBe(
        `"${target}.staging/data/articles.jsonl" could not be written: the disk is full (ENOSPC); nothing was published, and an earlier release is as it was.`,
      )
      expect(snapshot(disk)).toEqual(before)
      expect(refusal(() => publishRelease(disk, 'new')).message).toContain('"dist-data"')
      rmSync(target, { recursive: true })
      expect(refusal(() => publishRelease(disk, 'new')).message).toContain('is a mount point')
    } finally {
      execFileSync('umount', [disk])
    }
  })
})

describe('two processes', () => {
  it('do not write one target: the second is told who the first is and touches nothing', () => {
    publishRelease(target, 'old')
    const staging = openStaging(target)
    writeRelease(staging, 'new')
    const before = snapshot(folder)
    const { status, stderr } = publishInChild('second', {})
    expect(status).toBe(2)
    expect(messageOf(stderr)).toContain(`locked by process ${process.pid}`)
    expect(snapshot(folder)).toEqual(before)
    staging.publish()
    onlyTheReleaseIsLeft('new')
  })

  it('all at once leave one whole release', async () => {
    publishRelease(target, 'old')
    const codes = await Promise.all(
      Array.from({ length: 12 }, (_, index) => {
        const child = spawn(process.execPath, [built.program('publish-child'), target, `new ${index}`])
        return new Promise<number | null>(done => child.once('close', done))
      }),
    )
    expect(codes.every(code => code === 0 || code === 2)).toBe(true)
    expect(codes).toContain(0)
    const label = labelOf(target)
    expect(codes[Number(label?.split(' ')[1])]).toBe(0)
    expect(readdirSync(folder)).toEqual(['dist-data'])
  })
})

describe('recovery for readers', () => {
  const lockAlive = () => writeFileSync(beside.lock, JSON.stringify(thisProcess()))

  it('does nothing where nothing is to be done, not even lock', () => {
    publishRelease(target, 'old')
    lockAlive()
    expect(recover(target)).toEqual({ action: 'none' })
    expect(recover(join(folder, 'missing'))).toEqual({ action: 'none' })
  })

  it('puts the earlier release back where none is', () => {
    publishRelease(beside.previous, 'old')
    expect(recover(target)).toEqual({ action: 'undone' })
    onlyTheReleaseIsLeft('old')
  })

  it('removes the earlier release where the new one is', () => {
    publishRelease(target, 'new')
    publishRelease(beside.previous, 'old')
    expect(recover(target)).toEqual({ action: 'finished' })
    onlyTheReleaseIsLeft('new')
  })

  it('removes trash', () => {
    publishRelease(target, 'new')
    publishRelease(beside.trash, 'old')
    rmSync(join(beside.trash, 'manifest-sha256.txt'))
    expect(recover(target)).toEqual({ action: 'cleaned' })
    onlyTheReleaseIsLeft('new')
  })

  it('leaves everything to a live owner of the lock', () => {
    publishRelease(target, 'new')
    publishRelease(beside.previous, 'old')
    lockAlive()
    const before = snapshot(folder)
    expect(recover(target)).toEqual({
      action: 'left',
      reason: `"${target}" is locked by process ${process.pid}, which is still running.`,
    })
    rmSync(target, { recursive: true })
    expect(refusal(() => recover(target)).message).toContain(`process ${process.pid}`)
    expect(labelOf(beside.previous)).toBe('old')
    expect(Object.keys(before).length).toBeGreaterThan(10)
  })

  it('keeps what somebody put into the earlier release', () => {
    publishRelease(target, 'new')
    publishRelease(beside.previous, 'old')
    writeFileSync(join(beside.previous, 'notes.txt'), '')
    const before = snapshot(folder)
    expect(recover(target)).toMatchObject({ action: 'left', reason: expect.stringContaining('"notes.txt"') })
    expect(snapshot(folder)).toEqual(before)
    expect(refusal(() => publishRelease(target, 'newer')).message).toContain('"notes.txt"')
    expect(snapshot(folder)).toEqual(before)
  })
})

describe('a file sink', () => {
  const write = (path: string, chunks: readonly Uint8Array[]) => {
    const sink = openFileSink(folder, path)
    for (const chunk of chunks) sink.write(chunk)
    return sink.close()
  }

  it('counts and hashes what it writes, in pieces of any size', () => {
    const size = fc.oneof(
      fc.nat(50),
      fc.nat(3_000_000),
      fc.constantFrom(1 << 20, (1 << 20) - 1, (1 << 20) + 1),
    )
    let runs = 0
    fc.assert(
      fc.property(fc.array(size, { maxLength: 6 }), sizes => {
        const chunks = sizes.map((length, index) => Buffer.alloc(length, index + 1))
        const file = write(`run-${runs++}`, chunks)
        const content = readFileSync(join(folder, file.path))
        expect(content.equals(Buffer.concat(chunks))).toBe(true)
        expect(file.bytes).toBe(content.length)
        expect(file.sha256).toBe(
          execFileSync(process.execPath, ['-e', HASH, join(folder, file.path)], { encoding: 'utf8' }),
        )
      }),
      { numRuns: 10 },
    )
  })

  it('does not keep the caller’s buffer', () => {
    const chunk = Buffer.from('a')
    const sink = openFileSink(folder, 'a')
    sink.write(chunk)
    chunk.fill('b')
    sink.close()
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('a')
  })

  it.each(['', '/a', '../a', 'a/../b', './a', 'a//b', 'a/', 'a\0', 'a\n', 'a\\b', 'مقال', 'a/é'])(
    'refuses the path %j',
    path => {
      expect(refusal(() => openFileSink(folder, path)).message).toContain('cannot be the name')
      expect(readdirSync(folder)).toEqual([])
    },
  )

  it('does not write over a file or through a link', () => {
    symlinkSync('elsewhere', join(folder, 'link'))
    write('a', [])
    for (const path of ['a', 'link'])
      expect(refusal(() => openFileSink(folder, path)).message).toContain('EEXIST')
  })
})

const HASH = `process.stdout.write(require('crypto').createHash('sha256').update(require('fs').readFileSync(process.argv[1])).digest('hex'))`
