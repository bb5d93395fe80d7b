import { diffReleases, type ReleaseDiff } from '../diff.js'
import { linesOf } from '../release/changes/lines.js'
import { describeDiff } from '../reports/release-diff.js'
import { displayOf } from './print.js'
import { countOf, untilInterrupted } from './run.js'

interface Options {
  readonly maxShown: string
  readonly exitCode?: boolean
  readonly json?: boolean
}

/** Prints what has changed from one release to another. */
export async function runDiff(before: string, after: string, options: Options): Promise<number> {
  const maxShown = countOf(options.maxShown, '--max-shown')
  return untilInterrupted({ farewell: 'Interrupted: nothing was changed.' }, async ({ signal }) => {
    const diff = await diffReleases({ before, after, maxShown, signal })
    process.stdout.write(
      options.json ? `${JSON.stringify(summary(diff))}\n` : describeDiff(diff, displayOf(process.stdout)),
    )
    return options.exitCode && differs(diff) ? 1 : 0
  })
}

/** Another version or day of release alone is no difference. */
const differs = ({ changes }: ReleaseDiff): boolean => linesOf(changes, plain).length > 0

const plain = { name: (text: string) => text, value: (json: string) => json, grouped: String }

function summary({ changes, level, expected, fault }: ReleaseDiff): unknown {
  const { records, examples, ...others } = changes
  const { shown: _, ...counts } = records
  return {
    level,
    expected,
    fits: fault === undefined,
    fault: fault?.kind ?? null,
    ...others,
    name: others.name ?? null,
    records: { ...counts, examples },
    reasons: linesOf(changes, plain),
  }
}
