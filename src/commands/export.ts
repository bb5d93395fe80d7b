import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UsageError } from '../errors.js'
import { type ExportResult, exportCorpus } from '../export.js'
import { translateIoError } from '../files/io-error.js'
import type { Recovery } from '../release/recovery.js'
import { counted, describeCounts, grouped, printProblems } from './print.js'
import { startProgress } from './progress.js'

interface Options {
  readonly corpus: string
  readonly out: string
  readonly formats: string
  readonly shardSize: string
  readonly datasheet?: string
  readonly strict?: boolean
  readonly maxShown: string
  readonly json?: boolean
}

const INTERRUPTED = 130

export async function runExport(options: Options): Promise<number> {
  const maxShown = countOf(options.maxShown, '--max-shown')
  checkFolderOf(options.datasheet)
  const abort = new AbortController()
  const stop = () => abort.abort()
  process.on('SIGINT', stop).on('SIGTERM', stop)
  const progress = startProgress(process.stderr)
  try {
    const result = await exportCorpus({
      corpus: options.corpus,
      out: options.out,
      formats: options.formats.split(',').map(name => name.trim()),
      shardBytes: sizeOf(options.shardSize),
      ...(options.strict && { strict: true }),
      onProgress: progress.show,
      signal: abort.signal,
    })
    progress.end()
    if (options.datasheet !== undefined && result.datasheet !== undefined)
      writeWhole(options.datasheet, result.datasheet)
    if (options.json) process.stdout.write(`${JSON.stringify(summary(result))}\n`)
    else report(result, options.out, maxShown)
    return result.release === undefined ? 1 : 0
  } catch (error) {
    progress.end()
    if (!abort.signal.aborted) throw error
    process.stderr.write(`Interrupted: nothing was published, ${options.out} is as it was.\n`)
    return INTERRUPTED
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

function report(result: ExportResult, out: string, maxShown: number): void {
  const { release, problems, records, leftover, recovered } = result
  const shown = problems.first.filter(({ severity }) => severity !== 'info')
  const total = problems.bySeverity.error + problems.bySeverity.warning
  printProblems(shown, { max: maxShown, total, stream: process.stderr })
  if (recovered.action !== 'none') process.stderr.write(`${recoveries[recovered.action]}\n`)
  if (leftover !== null) process.stderr.write(`${leftover}\n`)
  if (release === undefined) {
    process.stderr.write(`${describeCounts(problems)}. Nothing was published; ${out} is as it was.\n`)
    return
  }
  process.stdout.write(`${out}: ${counted(records, 'record')}, ${describeCounts(problems)}\n`)
  for (const { path, bytes } of release.resources) {
    process.stdout.write(`  ${path.padEnd(40)} ${grouped(bytes).padStart(14)} bytes\n`)
  }
  process.stdout.write(`  content digest ${release.contentDigest}\n`)
}

function summary({ target, release, problems, records, recovered, leftover }: ExportResult): unknown {
  return {
    published: release !== undefined,
    target,
    records,
    recovered: recovered.action,
    leftover,
    problems: { ...problems.bySeverity, byCode: problems.byCode, first: problems.first },
    ...(release && {
      contentDigest: release.contentDigest,
      resources: release.resources.map(({ path, format, table, bytes, sha256, records }) => ({
        path,
        format,
        table,
        bytes,
        sha256,
        records,
      })),
    }),
  }
}

const recoveries: Record<Exclude<Recovery['action'], 'none'>, string> = {
  undone: 'An export was interrupted before: the release of then was put back first.',
  finished: 'An export was interrupted before: what it had replaced was removed first.',
  cleaned: 'An export was interrupted before: its remains were removed first.',
  left: 'The remains of an interrupted export could not be removed.',
}

const units: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
}

function sizeOf(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? []
  const factor = units[unit.toLowerCase()]
  const bytes = Math.floor(Number(number) * (factor ?? 0))
  if (bytes >= 1) return bytes
  throw new UsageError(`--shard-size ${text} is no size.`, { fix: 'Write it as 64MB or 1GiB.' })
}

function countOf(text: string, option: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new UsageError(`${option} ${text} is no number.`)
}

/** Found before the export, not after it. */
function checkFolderOf(path: string | undefined): void {
  if (path === undefined) return
  const folder = dirname(resolve(path))
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return
  throw new UsageError(`There is no folder ${folder} to write the datasheet into.`, { fix: 'Make it first.' })
}

/** A reader of the file sees the old text or the new one, never a part. */
function writeWhole(path: string, text: string): void {
  const temporary = `${resolve(path)}.new`
  try {
    const file = openSync(temporary, 'w')
    writeSync(file, text)
    closeSync(file)
    renameSync(temporary, resolve(path))
  } catch (error) {
    throw translateIoError(error, { path, done: 'written' })
  }
}
