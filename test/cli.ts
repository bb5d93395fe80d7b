import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export const root = fileURLToPath(new URL('..', import.meta.url))
const cli = join(root, 'dist/cli.js')

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Start {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Options of Node itself. */
  readonly node?: readonly string[]
  /** Ends the process so many milliseconds after its start. */
  readonly killAfter?: number
  /** Ends it as soon as this is so. */
  readonly killWhen?: () => boolean
  readonly signal?: NodeJS.Signals
  /** Sent right after the first. */
  readonly secondSignal?: NodeJS.Signals
}

/** Runs the built program as a person would. */
export function warraq(args: readonly string[], options: Start = {}): Promise<Ended> {
  const { cwd = root, env = process.env, node = [], killAfter, killWhen, signal = 'SIGKILL' } = options
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...node, cli, ...args], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill(signal), killAfter)
    const watch = setInterval(() => {
      if (!killWhen?.()) return
      clearInterval(watch)
      child.kill(signal)
      if (options.secondSignal !== undefined) child.kill(options.secondSignal)
    }, 2)
    child.on('error', reject).on('close', code => {
      clearTimeout(timer)
      clearInterval(watch)
      resolve({ code, stdout, stderr })
    })
  })
}

/** An empty folder that is gone after the test. */
export function workdir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'warraq-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A copy of a test corpus, or of the seed's, that a test may change. */
export function copyOfCorpus(name: 'seed' | 'readings' | 'haiku'): string {
  const folder = workdir()
  if (name !== 'seed') cpSync(join(root, 'test/corpora', name), folder, { recursive: true })
  else
    for (const part of ['corpus.yaml', 'schema', 'seeds'])
      cpSync(join(root, part), join(folder, part), { recursive: true })
  return folder
}
