import type { Corpus } from '../../corpus/corpus.js'
import { CORPUS_FILE } from '../../corpus/load.js'
import { loadWithdrawn, WITHDRAWN_FILE, type Withdrawn } from '../../corpus/withdrawn.js'
import { UsageError } from '../../errors.js'
import { type Problem, problem } from '../../problem.js'
import type { Description } from '../described.js'
import { DESCRIPTION_FILE, loadDescription } from '../description.js'
import { loadReleasedSchema, loadReleasedStatement, schemaFileOf } from '../opened.js'
import { releaseFile } from '../release-file.js'

/** What a release says of itself, as far as it can be used. */
interface Parts {
  readonly corpus: Corpus | undefined
  readonly description: Description | undefined
  readonly withdrawn: Withdrawn
  /** Files that are named by others, whether they are there or not. */
  readonly named: readonly string[]
}

/** Loads what a release says of itself; what cannot be used is told, and is undefined. */
export function loadParts(folder: string, onProblem: (problem: Problem) => void): Parts {
  const attempt = <T>(file: string, load: () => T): T | undefined => {
    try {
      return load()
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      if (releaseFile(folder, file) === undefined) onProblem(problem('release/file-missing', { file }, {}))
      else tellRefusal(file, error, onProblem)
      return undefined
    }
  }
  const stated = attempt(CORPUS_FILE, () => loadReleasedStatement(folder))
  const description = attempt(DESCRIPTION_FILE, () => loadDescription(folder))
  const none: Withdrawn = { text: undefined, byId: new Map() }
  const nothing = { corpus: undefined, description, withdrawn: none }
  if (stated === undefined) return { ...nothing, named: [] }
  const path = stated.statement.schema
  const named = [schemaFileOf(path)]
  const schema = attempt(schemaFileOf(path), () => loadReleasedSchema(folder, path))
  if (schema === undefined) return { ...nothing, named }
  const corpus = { folder, ...stated, schema }
  const isWithdrawn = releaseFile(folder, WITHDRAWN_FILE) !== undefined
  const withdrawn = isWithdrawn ? attempt(WITHDRAWN_FILE, () => loadWithdrawn(corpus)) : none
  return { corpus, description, withdrawn: withdrawn ?? none, named }
}

/** Tells why a file of the release was refused. */
export function tellRefusal(file: string, error: UsageError, onProblem: (problem: Problem) => void): void {
  for (const one of error.problems) onProblem({ ...one, location: { ...one.location, file } })
  if (error.problems.length === 0) onProblem(unreadable(file, error.message.replace(/\.$/, '')))
}

/** A file of the release that cannot be used, and why: a sentence without its full stop. */
export const unreadable = (file: string, detail: string): Problem =>
  problem('release/unreadable', { file }, { detail })
