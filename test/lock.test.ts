import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { UsageError } from '../src/errors.js'
import { takeLock, tryLock } from '../src/release/lock.js'
import { type Owner, thisProcess } from '../src/release/owner.js'
import { type Built, build, killPreload } from './staging/built.js'

let folder: string
let target: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'warraq-lock-'))
  target = join(folder, 'dist-data')
})
afterEach(() => rmSync(folder, { recursive: true }))

const put = (text: string) => writeFileSync(`${target}.lock`, text)
const putOwner = (owner: Partial<Owner>) => put(JSON.stringify({ ...thisProcess(), ...owner }))
const here = () => readdirSync(folder)
const refused = (): UsageError => {
  try {
    takeLock(target)
  } catch (error) {
    if (error instanceof UsageError) return error
    throw error
  }
  throw new Error('the lock was taken')
}
const deadPid = () => Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }))

describe('the lock', () => {
  it('names its owner and leaves nothing behind', () => {
    const lock = takeLock(target)
    expect(here()).toEqual(['dist-data.lock'])
    expect(JSON.parse(readFileSync(lock.path, 'utf8'))).toEqual(thisProcess())
    lock.release()
    expect(here()).toEqual([])
  })

  it('is refused while a process that runs has it, and says which', () => {
    const lock = takeLock(target)
    expect(refused().message).toContain(`process ${process.pid}`)
    expect(refused().fix).toContain(`kill ${process.pid}`)
    expect(here()).toEqual(['dist-data.lock'])
    lock.release()
    takeLock(target).release()
  })

  it('is taken over from a process that has ended', () => {
    putOwner({ pid: deadPid() })
    const lock = takeLock(target)
    expect(JSON.parse(readFileSync(lock.path, 'utf8'))).toEqual(thisProcess())
    expect(here()).toEqual(['dist-data.lock'])
  })

  it.skipIf(process.platform !== 'linux')('is taken over when the id now belongs to a later process', () => {
    const { started } = thisProcess()
    putOwner({ started: `${started?.slice(0, started.lastIndexOf(' '))} 1` })
    takeLock(target).release()
  })

  it.skipIf(process.platform !== 'linux')('is taken over after a restart of the machine', () => {
    const { started } = thisProcess()
    putOwner({ started: `another-boot ${started?.split(' ').slice(1).join(' ')}` })
    takeLock(target).release()
  })

  it.skipIf(process.platform !== 'linux')(
    'is taken over from a killed process that nobody waits for',
    async () => {
      // A parent that became sleep never waits for its child: the child stays a zombie.
      const parent = spawn('bash', ['-c', 'sleep 0.1 & echo $!; exec sleep 30'])
      try {
        const pid = Number(await new Promise(done => parent.stdout.once('data', done)))
        const isZombie = () => readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
        while (!isZombie()) await new Promise(done => setTimeout(done, 10))
        putOwner({ pid, started: null })
        takeLock(target).release()
      } finally {
        parent.kill()
      }
    },
  )

  it('is refused when only the id is known and a process has it', () => {
    putOwner({ started: null })
    expect(refused().fix).toContain(`delete "${target}.lock"`)
  })

  it('is refused when another machine has it', () => {
    putOwner({ host: `not-${hostname()}`, pid: deadPid() })
    expect(refused().message).toContain(`not-${hostname()}`)
    expect(refused().fix).toContain(`delete "${target}.lock"`)
  })

  it.skipIf(process.platform !== 'linux')('is refused when another container has it', () => {
    const [boot, , ticks] = thisProcess().started?.split(' ') ?? []
    putOwner({ pid: deadPid(), started: `${boot} pid:[1] ${ticks}` })
    expect(refused().message).toContain('container')
  })

  it.each(['', '{"pid":', '{"pid":-1,"started":null,"host":"x"}', 'null', '12'])(
    'is refused where %j stands',
    text => {
      put(text)
      expect(refused().message).toContain('is no lock')
      expect(refused().fix).toContain(`delete "${target}.lock"`)
      expect(readFileSync(`${target}.lock`, 'utf8')).toBe(text)
    },
  )

  it('is refused where a folder stands', () => {
    mkdirSync(`${target}.lock`)
    expect(refused().message).toContain('is no lock')
  })

  it('is not removed when it has become somebody else’s', () => {
    const lock = takeLock(target)
    put('somebody else’s')
    lock.release()
    expect(readFileSync(lock.path, 'utf8')).toBe('somebody else’s')
  })

  it('sweeps up what killed processes left, and nothing else', () => {
    const names = [
      'dist-data.lock.bak',
      'dist-data.lock.0123456789abcdef',
      `dist-data.lock${'.0123456789abcdef'.repeat(3)}`,
    ]
    for (const name of names) writeFileSync(join(folder, name), '')
    takeLock(target).release()
    expect(here()).toEqual(['dist-data.lock.bak'])
  })

  it('is taken over when process after process was killed while taking it over', () => {
    writeFileSync(`${target}.go`, '')
    const depths = new Set<number>()
    for (let call = 1; call <= 40; call++) {
      if (here().every(name => name !== 'dist-data.lock')) putOwner({ pid: deadPid() })
      const env = { ...process.env, WARRAQ_TEST_KILL_AT: String(call % 13) }
      spawnSync(process.execPath, ['--import', killPreload, built.program('race-child'), target, '1'], {
        env,
      })
      rmSync(`${target}.witness`, { force: true })
      for (const name of here()) depths.add(name.split('.').length)
    }
    expect(Math.max(...depths)).toBeGreaterThan(3)
    takeLock(target).release()
    expect(here().filter(name => !name.includes('.stale.'))).toEqual(['dist-data.go'])
  })
})

let built: Built
beforeAll(() => {
  built = build('race-child')
})
afterAll(() => built.remove())

describe('many processes', () => {
  it('hold the lock one at a time, whether they find it free or stale', async () => {
    putOwner({ pid: deadPid() })
    const outcomes = Array.from({ length: 20 }, () => {
      const child = spawn(process.execPath, [built.program('race-child'), target, '40'])
      let said = ''
      child.stderr.on('data', text => {
        said += text
      })
      return new Promise<string>(done => child.once('close', code => done(`${code} ${said}`)))
    })
    await new Promise(done => setTimeout(done, 1_000))
    writeFileSync(`${target}.go`, '')
    expect(await Promise.all(outcomes)).toEqual(Array.from({ length: 20 }, () => '0 '))
    expect(here()).toEqual(['dist-data.go'])
    expect('lock' in tryLock(target)).toBe(true)
  })
})
