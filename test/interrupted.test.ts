import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyOfCorpus, warraq } from './cli.js'
import { killPreload } from './staging/built.js'
import { labelOf } from './staging/trees.js'

/** Same numbers in every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const INSTANTS = 200

/** A release of the old text, then a new text that would replace it. */
async function changedCorpus(): Promise<{ corpus: string; out: string; args: string[] }> {
  const corpus = copyOfCorpus('haiku')
  const out = join(corpus, 'dist-data')
  const args = ['export', '--corpus', corpus, '--out', out]
  expect((await warraq(args)).code).toBe(0)
  const statement = join(corpus, 'corpus.yaml')
  writeFileSync(statement, readFileSync(statement, 'utf8').replace('Three short texts', 'Three newer texts'))
  return { corpus, out, args }
}

/** The release that a reader finds: at the target, or at `.previous` in the middle of a swap. */
function wholeRelease(out: string): string {
  const label = labelOf(existsSync(out) ? out : `${out}.previous`)
  if (label?.includes('Three short texts')) return 'old'
  return label?.includes('Three newer texts') ? 'new' : 'none'
}

async function runKilled(worker: number, count: number): Promise<Record<string, number>> {
  const { corpus, out, args } = await changedCorpus()
  const began = performance.now()
  await warraq([...args.slice(0, -1), join(corpus, 'other')])
  const duration = performance.now() - began
  const next = random(worker)
  const seen: Record<string, number> = { old: 0, new: 0, killed: 0 }
  for (let i = 0; i < count; i++) {
    const { code } = await warraq(args, { killAfter: next() * duration * 1.1 })
    const found = wholeRelease(out)
    seen[found] = (seen[found] ?? 0) + 1
    if (code === null) seen['killed'] = (seen['killed'] ?? 0) + 1
    if (found === 'new') rmSync(out, { recursive: true, force: true })
    if (found === 'new') {
      const statement = join(corpus, 'corpus.yaml')
      const text = readFileSync(statement, 'utf8')
      writeFileSync(statement, text.replace('Three newer texts', 'Three short texts'))
      expect((await warraq(args)).code).toBe(0)
      writeFileSync(statement, text)
    }
  }
  const last = await warraq(args)
  expect(last).toMatchObject({ code: 0 })
  expect(wholeRelease(out)).toBe('new')
  expect(
    readdirSync(corpus)
      .filter(name => name.startsWith('dist-data'))
      .sort(),
  ).toEqual(['dist-data'])
  return seen
}

test(`an export killed at any of ${INSTANTS} instants leaves a whole release, old or new`, {
  timeout: 900_000,
}, async () => {
  const halves = await Promise.all([1, 2].map(worker => runKilled(worker, INSTANTS / 2)))
  const sum = (key: string) => halves.reduce((total, half) => total + (half[key] ?? 0), 0)
  expect(sum('old') + sum('new')).toBe(INSTANTS)
  expect(sum('killed')).toBeGreaterThan(INSTANTS / 2)
})

test('a disk that fills up at any point leaves the old release, and says so', {
  timeout: 300_000,
}, async () => {
  const { corpus, out, args } = await changedCorpus()
  const next = random(3)
  for (let i = 0; i < 12; i++) {
    const { code, stderr } = await warraq(args, {
      node: ['--import', killPreload],
      env: { ...process.env, WARRAQ_TEST_DISK_BYTES: String(Math.floor(next() * 20_000)) },
    })
    expect({ code, found: wholeRelease(out) }).toEqual({ code: 2, found: 'old' })
    expect(stderr).toMatch(/no space|disk is full/i)
    expect(
      readdirSync(corpus)
        .filter(name => name.startsWith('dist-data'))
        .sort(),
    ).toEqual(['dist-data'])
  }
})
