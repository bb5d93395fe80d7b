import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHANGELOG_FILE } from './corpus/changelog.js'
import { loadCorpus } from './corpus/load.js'
import { UsageError } from './errors.js'
import { exportCorpus } from './export.js'
import { type Problem, problem } from './problem.js'
import type { DataFiles } from './release/data-files.js'
import type { ExportFacts } from './release/facts.js'
import { releaseFile } from './release/release-file.js'
import { walkTree } from './release/tree.js'
import { firstDifferenceOfFiles } from './release/verification/same-bytes.js'
import { counted } from './reports/counts.js'

interface RebuildOptions {
  /** The release, absolute. */
  readonly folder: string
  /** The corpus whose sources it was made from: its folder. */
  readonly corpus: string
  readonly facts: ExportFacts
  readonly data: DataFiles
  /** An empty folder. */
  readonly work: string
  readonly onProblem: (problem: Problem) => void
  readonly signal?: AbortSignal | undefined
}

/**
 * Exports a corpus again, as its release says that it was exported, and compares every file. Returns how many are the
 * same. Throws UsageError where the corpus cannot be used.
 */
export async function checkRebuilt(options: RebuildOptions): Promise<number> {
  const { folder, corpus, facts, data, work, onProblem, signal } = options
  const out = join(work, 'release')
  const { name } = loadCorpus(corpus).statement
  const changelog = releaseFile(folder, CHANGELOG_FILE)
  const result = await exportCorpus({
    corpus,
    out,
    changelog: changelog === undefined ? '' : readFileSync(changelog, 'utf8'),
    formats: data.formats.map(({ format }) => format.name),
    ...(facts.shardBytes !== undefined && { shardBytes: facts.shardBytes }),
    ...(facts.asOf !== undefined && { asOf: facts.asOf }),
    ...(facts.rejections !== undefined && { rejected: join(work, 'rejected') }),
    ...(signal !== undefined && { signal }),
  })
  const told = (file: string, detail: string) => problem('release/rebuilt', { file }, { detail })
  if (result.release === undefined) {
    const { error, warning } = result.problems.bySeverity
    const found = `${counted(error, 'error')} and ${counted(warning, 'warning')}`
    onProblem(told('corpus.yaml', `${found} stop the export of ${name}`))
    return 0
  }
  const now = filesIn(out)
  const then = filesIn(folder)
  for (const path of then) if (!now.has(path)) onProblem(told(path, 'no such file'))
  let same = 0
  for (const path of now) {
    if (!then.has(path)) {
      onProblem(told(path, 'a file that the release does not have'))
      continue
    }
    const byte = firstDifferenceOfFiles(join(folder, path), join(out, path))
    if (byte === undefined) same++
    else onProblem({ ...told(path, `other bytes from byte ${byte} on`), location: { file: path, byte } })
  }
  return same
}

const filesIn = (folder: string): ReadonlySet<string> =>
  new Set([...walkTree(folder)].flatMap(({ path, kind }) => (kind === 'file' ? [path] : [])))

/** Throws UsageError where a release does not say how it was made. */
export function factsToRebuild(facts: ExportFacts | undefined): ExportFacts {
  if (facts !== undefined) return facts
  throw new UsageError('The release does not say how it was exported, so it cannot be exported again.', {
    fix: 'Mend what is wrong with its datapackage.json and corpus.yaml first.',
  })
}
