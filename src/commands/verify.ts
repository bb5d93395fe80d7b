import { resolve, sep } from 'node:path'
import { UsageError } from '../errors.js'
import { checkFolderOf, checkReplaceable, truePath } from '../files/replaceable.js'
import { verifyRelease } from '../verify.js'
import { type ReportingOptions, reportingOf } from './reporting.js'
import { threadsOf, untilInterrupted } from './run.js'

interface Options extends ReportingOptions {
  readonly rebuild?: boolean
  readonly corpus?: string
  readonly strict?: boolean
  readonly thorough?: boolean
  readonly threads?: string
}

/** Judges the release in `folder`, and reports what is wrong with it. */
export async function runVerify(folder: string, options: Options): Promise<number> {
  const { keep, report } = reportingOf(options)
  const threads = threadsOf(options.threads)
  if (options.corpus !== undefined && !options.rebuild)
    throw new UsageError('--corpus is for --rebuild.', { fix: 'Add --rebuild, or leave it out.' })
  if (options.problems !== undefined) checkPlace(resolve(options.problems), resolve(folder))
  const interruptible = { farewell: 'Interrupted: nothing was changed.', showsProgress: !options.json }
  return untilInterrupted(interruptible, async ({ progress, signal }) => {
    const verification = await verifyRelease({
      folder,
      ...(options.rebuild && { rebuild: true }),
      ...(options.corpus !== undefined && { corpus: options.corpus }),
      ...(options.strict && { strict: true }),
      ...(options.thorough && { thorough: true }),
      threads,
      ...(keep !== undefined && { keep }),
      onProgress: progress.show,
      signal,
    })
    try {
      progress.end()
      await report(verification)
      return verification.summary.ok ? 0 : 1
    } finally {
      verification.close()
    }
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
