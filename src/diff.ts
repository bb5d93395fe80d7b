import { rmSync } from 'node:fs'
import { temporaryFolder } from './files/temporary-folder.js'
import { levelOf } from './release/changes/lines.js'
import { compareReleases, type ReleaseChanges } from './release/changes/release-changes.js'
import { judgeVersion, type VersionFault } from './release/changes/version-rule.js'
import { openRelease } from './release/opened.js'
import { recover } from './release/recovery.js'
import { type Level, nextVersion, parseVersion } from './text/semver.js'

export interface DiffOptions {
  /** Folder of the earlier release. */
  readonly before: string
  /** Folder of the later release. */
  readonly after: string
  /** So many records of each kind are named; all are counted. */
  readonly maxShown?: number
  readonly signal?: AbortSignal
}

export interface ReleaseDiff {
  readonly changes: ReleaseChanges
  /** What the changes call for. */
  readonly level: Level
  /** The least version that the later release may have. */
  readonly expected: string
  /** What is wrong with the version that it has. */
  readonly fault: VersionFault | undefined
}

/** So many records of each kind are named where nothing else is said. */
const SHOWN = 10

/**
 * Compares two releases: records, schema, formats, and what is said of them. Every record of both is read; nothing is
 * written beside a temporary folder, which is removed. Throws UsageError where a folder is no release that can be read.
 */
export async function diffReleases(options: DiffOptions): Promise<ReleaseDiff> {
  const { maxShown = SHOWN, signal } = options
  const [before, after] = [await open(options.before), await open(options.after)]
  const folder = temporaryFolder()
  try {
    const changes = await compareReleases(before, after, { folder, maxShown, signal })
    const level = levelOf(changes)
    const from = parseVersion(changes.before.version)
    return {
      changes,
      level,
      expected: from === undefined ? changes.after.version : nextVersion(from, level),
      fault: judgeVersion(changes.before.version, changes.after.version, level),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Digests that a release states are not believed: what it holds is compared. */
async function open(path: string) {
  recover(path)
  const { folder, corpus, data, description } = await openRelease(path)
  return { folder, corpus, data, records: description.recordCount }
}
