import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadCorpus } from '../corpus/load.js'
import { UsageError } from '../errors.js'
import { translateIoError } from '../files/io-error.js'
import { temporaryFolder } from '../files/temporary-folder.js'
import { writeWhole } from '../files/write-whole.js'
import { fixTexts } from '../fix.js'
import { mendText } from '../records/lints/mend.js'
import { counted } from '../reports/counts.js'
import { readHelp } from '../reports/help.js'
import { reportFormats } from '../reports/index.js'
import { safe } from '../reports/safe.js'
import { inputsOf } from '../sources/named-inputs.js'
import { type Validation, validateRecords } from '../validate.js'
import { displayOf, printProblems } from './print.js'
import { startProgress } from './progress.js'
import { countOf, INTERRUPTED, signals, threadsOf } from './run.js'
import { spoolStandardInput } from './standard-input.js'

interface Options {
  readonly corpus: string
  readonly schema?: string
  readonly as?: string
  readonly update?: boolean
  readonly strict?: boolean
  readonly asOf?: string
  readonly annotateFormats?: boolean
  readonly nearLimit?: string
  readonly threads?: string
  readonly fix?: boolean
  readonly diff?: boolean
  readonly release?: string
  readonly accepted?: string
  readonly rejected?: string
  readonly problems?: string
  readonly format: string
  readonly maxShown: string
  readonly json?: boolean
}

export async function runValidate(files: readonly string[], options: Options): Promise<number> {
  const maxShown = countOf(options.maxShown, '--max-shown')
  const formatName = options.json ? 'json' : options.format
  const format = reportFormats.get(formatName)
  if (format === undefined) {
    throw new UsageError(`There is no report format "${formatName}".`, {
      fix: `Choose from ${[...reportFormats.keys()].join(', ')}.`,
    })
  }
  // Reports for people show no more than that; what reads the others wants all.
  const isBrief = options.problems === undefined && (formatName === 'text' || formatName === 'github')
  const work = temporaryFolder()
  const abort = new AbortController()
  const stop = () => abort.abort()
  for (const signal of signals) process.on(signal, stop)
  const progress = startProgress(process.stderr)
  let validation: Validation | undefined
  try {
    const standardInput = files.includes('-') ? spoolStandardInput(join(work, 'input')) : undefined
    if (options.fix || options.diff) await mend(files, options)
    validation = await validateRecords({
      ...(options.schema === undefined ? { corpus: options.corpus } : { schema: options.schema }),
      files,
      ...(standardInput !== undefined && { standardInput }),
      ...(options.as !== undefined && { as: options.as }),
      ...(options.update && { update: true }),
      ...(options.strict && { strict: true }),
      ...(options.asOf !== undefined && { asOf: options.asOf }),
      ...(options.annotateFormats && { assertsFormats: false }),
      ...(options.nearLimit !== undefined && { nearLimit: countOf(options.nearLimit, '--near-limit') }),
      ...(options.accepted !== undefined && { accepted: options.accepted }),
      ...(options.rejected !== undefined && { rejected: options.rejected }),
      ...(options.problems !== undefined && { problems: options.problems }),
      ...(isBrief && { keep: maxShown }),
      threads: threadsOf(options.threads),
      onProgress: progress.show,
      signal: abort.signal,
    })
    progress.end()
    const { summary } = validation
    if (options.problems !== undefined) writeProblems(options.problems, validation)
    const display = { maxShown, ...displayOf(process.stdout), help: readHelp() }
    for (const part of format.render(summary, validation.problems(), display)) {
      if (process.stdout.destroyed) break
      await print(part)
    }
    return summary.ok ? 0 : 1
  } catch (error) {
    progress.end()
    if (!abort.signal.aborted) throw error
    process.stderr.write(options.fix ? 'Interrupted.\n' : 'Interrupted: nothing was changed.\n')
    return INTERRUPTED
  } finally {
    validation?.close()
    rmSync(work, { recursive: true, force: true })
    for (const signal of signals) process.off(signal, stop)
  }
}

/** A reader that is slower than we are sets the pace: what it has not taken yet is not heaped up. */
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

function writeProblems(path: string, validation: Validation): void {
  try {
    writeWhole(resolve(path), problemLines(validation), { replace: true })
  } catch (error) {
    throw translateIoError(error, { path, done: 'written' })
  }
}

function* problemLines({ problems, summary }: Validation): Generator<Uint8Array> {
  const display = { maxShown: 0, color: false, terminal: false }
  for (const part of reportFormats.get('jsonl')?.render(summary, problems(), display) ?? [])
    yield Buffer.from(part, 'utf8')
}

/** Mends new raw texts before they are validated, and shows what changed. */
async function mend(files: readonly string[], options: Options): Promise<void> {
  if (options.schema !== undefined || files.length === 0) {
    throw new UsageError('Only raw texts that are named are mended.', {
      fix: 'Name new texts of the corpus: warraq validate --fix seeds/a.txt',
    })
  }
  const corpus = loadCorpus(options.corpus)
  const { schema } = corpus
  const named = files.filter(file => file !== '-')
  const { inputs } = inputsOf(named, { folder: process.cwd(), schema, as: options.as })
  const texts = inputs
    .filter(({ source }) => source === 'text')
    .map(({ path, at }) => ({ path, at: at ?? resolve(path) }))
  const release = resolve(corpus.folder, options.release ?? 'dist-data')
  const result = await fixTexts(corpus, texts, { mend: mendText, write: options.fix === true, release })
  for (const { diff } of result.fixed) process.stderr.write(`${diff}\n`)
  for (const path of result.released) {
    process.stderr.write(`${safe(path)} is released, and stays as it is.\n`)
  }
  printProblems(result.problems, { max: 1000, total: result.problems.length, stream: process.stderr })
  const done = options.fix ? 'mended' : 'to mend'
  process.stderr.write(`${counted(result.fixed.length, 'text')} ${done}.\n`)
}
