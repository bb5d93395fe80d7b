import { readFileSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import { UsageError } from '../errors.js'
import { decodeUtf8 } from '../text/utf8.js'
import type { Corpus, CorpusStatement } from './corpus.js'
import { insideOf } from './load.js'

/** Where a corpus keeps its changelog unless corpus.yaml says otherwise; a release has its copy under this name. */
export const CHANGELOG_FILE = 'CHANGELOG.md'

/** How a changelog of ours is known: it may be edited, but another file is never written over. */
export const CHANGELOG_MARK = '<!-- warraq keeps this changelog:'

const MAX_BYTES = 16 * 1024 * 1024

export interface CorpusChangelog {
  /** Relative to the corpus, with slashes. */
  readonly path: string
  /** Absolute. */
  readonly file: string
  /** Undefined where there is none yet. */
  readonly text: string | undefined
}

/** Reads the changelog of a corpus. Throws UsageError where it is no file of ours, or lies where inputs are read. */
export function loadChangelog({ folder, statement }: Pick<Corpus, 'folder' | 'statement'>): CorpusChangelog {
  const path = changelogPathOf(statement)
  const file = insideOf(folder, path)
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) return { path, file, text: undefined }
  if (!stat.isFile() || stat.size > MAX_BYTES) {
    throw new UsageError(
      `${path} ${stat.isFile() ? `has ${stat.size} bytes; ${MAX_BYTES} are read` : 'is no file'}.`,
      { fix: 'Name another file with `changelog:` in corpus.yaml.' },
    )
  }
  const decoded = decodeUtf8(readFileSync(file))
  if (!('text' in decoded)) throw new UsageError(`${path} is not UTF-8.`, { fix: 'Save it as UTF-8.' })
  if (!isChangelog(decoded.text)) {
    throw new UsageError(
      `${path} is no changelog that warraq keeps, and a section for each version would be written into it.`,
      {
        fix: `Name another file with \`changelog:\` in corpus.yaml, such as \`changelog: docs/${CHANGELOG_FILE}\`.`,
      },
    )
  }
  return { path, file, text: decoded.text }
}

/** Relative to the corpus, with slashes. */
export const changelogPathOf = ({ changelog = CHANGELOG_FILE }: CorpusStatement): string =>
  posix.normalize(changelog)

export const isChangelog = (text: string): boolean => text.includes(CHANGELOG_MARK)
