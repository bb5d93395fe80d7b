import { resolve, sep } from 'node:path'
import { UsageError } from '../errors.js'
import { translateIoError } from '../files/io-error.js'
import { checkFolderOf, checkReplaceable, truePath } from '../files/replaceable.js'
import { writeWhole } from '../files/write-whole.js'
import { readHelp } from '../reports/help.js'
import { reportFormats } from '../reports/index.js'
import { type Verification, verifyRelease } from '../verify.js'
import { displayOf } from './print.js'
import { startProgress } from './progress.js'
import { countOf, INTERRUPTED, signals } from './run.js'

interface Options {
  readonly rebuild?: boolean
  readonly corpus?: string
  readonly strict?: boolean
  readonly problems?: string
  readonly format: string
  readonly maxShown: string
  readonly json?: boolean
}

export async function runVerify(folder: string, options: Options): Promise<number> {
  const maxShown = countOf(options.maxShown, '--max-shown')
  const formatName = options.json ? 'json' : options.format
  const format = reportFormats.get(formatName)
  if (format === undefined) {
    throw new UsageError(`There is no report format "${formatName}".`, {
      fix: `Choose from ${[...reportFormats.keys()].join(', ')}.`,
    })
  }
  if (options.corpus !== undefined && !options.rebuild)
    throw new UsageError('--corpus is for --rebuild.', { fix: 'Add --rebuild, or leave it out.' })
  if (options.problems !== undefined) checkPlace(resolve(options.problems), resolve(folder))
  const isBrief = options.problems === undefined && (formatName === 'text' || formatName === 'github')
  const abort = new AbortController()
  const stop = () => abort.abort()
  for (const signal of signals) process.on(signal, stop)
  const progress = startProgress(process.stderr)
  let verification: Verification | undefined
  try {
    verification = await verifyRelease({
      folder,
      ...(options.rebuild && { rebuild: true }),
      ...(options.corpus !== undefined && { corpus: options.corpus }),
      ...(options.strict && { strict: true }),
      ...(isBrief && { keep: maxShown }),
      onProgress: progress.show,
      signal: abort.signal,
    })
    progress.end()
    if (options.problems !== undefined) writeProblems(options.problems, verification)
    const display = { maxShown, ...displayOf(process.stdout), help: readHelp() }
    for (const part of format.render(verification.summary, verification.problems(), display)) {
      if (process.stdout.destroyed) break
      await print(part)
    }
    return verification.summary.ok ? 0 : 1
  } catch (error) {
    progress.end()
    if (!abort.signal.aborted) throw error
    process.stderr.write('Interrupted: nothing was changed.\n')
    return INTERRUPTED
  } finally {
    verification?.close()
    for (const signal of signals) process.off(signal, stop)
  }
}

/** A reader that is slower than we are sets the pace. */
async function print(part: string): Promise<void> {
  if (process.stdout.write(part)) return
  await new Promise<void>(resolve => {
    const go = () => {
      process.stdout.off('drain', go).off('close', go)
      resolve()
    }
    process.stdout.once('drain', go).once('close', go)
  })
}

/** What judges a folder does not write into it. */
function checkPlace(path: string, folder: string): void {
  checkFolderOf(path)
  checkReplaceable(path)
  if (truePath(path).startsWith(truePath(folder) + sep))
    throw new UsageError(`${path} stands in the folder that is judged, which would no longer be the same.`, {
      fix: 'Name a file outside of it for --problems.',
    })
}

function writeProblems(path: string, { problems, summary }: Verification): void {
  const display = { maxShown: 0, color: false, terminal: false }
  function* lines(): Generator<Uint8Array> {
    for (const part of reportFormats.get('jsonl')?.render(summary, problems(), display) ?? [])
      yield Buffer.from(part, 'utf8')
  }
  try {
    writeWhole(resolve(path), lines(), { replace: true })
  } catch (error) {
    throw translateIoError(error, { path, done: 'written' })
  }
}
