import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadCorpus } from '../corpus/load.js'
import { UsageError } from '../errors.js'
import { temporaryFolder } from '../files/temporary-folder.js'
import { fixTexts } from '../fix.js'
import { mendText } from '../records/lints/mend.js'
import { safe } from '../reports/safe.js'
import { inputsOf } from '../sources/named-inputs.js'
import { counted } from '../text/sentence.js'
import { validateRecords } from '../validate.js'
import { printProblems } from './print.js'
import { type ReportingOptions, reportingOf } from './reporting.js'
import { countOf, threadsOf, untilInterrupted } from './run.js'
import { spoolStandardInput } from './standard-input.js'

interface Options extends ReportingOptions {
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
}

/** Checks the files that are named, or the whole corpus, and reports what is wrong with them. */
export async function runValidate(files: readonly string[], options: Options): Promise<number> {
  const { keep, report } = reportingOf(options)
  const work = temporaryFolder()
  try {
    const farewell = options.fix ? 'Interrupted.' : 'Interrupted: nothing was changed.'
    return await untilInterrupted(
      { farewell, showsProgress: !options.json },
      async ({ progress, signal }) => {
        const standardInput = files.includes('-') ? spoolStandardInput(join(work, 'input')) : undefined
        if (options.fix || options.diff) await mend(files, options)
        const validation = await validateRecords({
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
          ...(keep !== undefined && { keep }),
          threads: threadsOf(options.threads),
          onProgress: progress.show,
          signal,
        })
        try {
          progress.end()
          await report(validation)
          return validation.summary.ok ? 0 : 1
        } finally {
          validation.close()
        }
      },
    )
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
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
