import { readFileSync } from 'node:fs'
import { CHANGELOG_FILE, isChangelog } from './corpus/changelog.js'
import { loadStatement, placesInCorpus } from './corpus/load.js'
import { UsageError } from './errors.js'
import { systemCode } from './files/io-error.js'
import { problem } from './problem.js'
import { levelOf, reasonsFor } from './release/changes/lines.js'
import {
  type ComparedRelease,
  compareReleases,
  type ReleaseChanges,
} from './release/changes/release-changes.js'
import { judgeVersion } from './release/changes/version-rule.js'
import { loadDescription } from './release/description.js'
import { openRelease } from './release/opened.js'
import { recover } from './release/recovery.js'
import { releaseFile } from './release/release-file.js'
import { inspect } from './release/target.js'

export interface EarlierOptions {
  /** The release that would be replaced; nothing has to stand there. */
  readonly target: string
  /** The release at the target was never given out: its version may be used again. */
  readonly unpublished: boolean
  /** Another earlier release to be compared with. */
  readonly since: string | undefined
  /** For what is sorted on disk. */
  readonly folder: string
  readonly signal: AbortSignal | undefined
}

/** What the earlier release has to say to a new one. */
export interface Earlier {
  /** What has changed since; undefined where there is no release of another version to be compared with. */
  readonly changes: ReleaseChanges | undefined
  /** Version of the release at the target, which could not be read. */
  readonly unread: string | undefined
  /** The changelog of the release at the target. */
  readonly changelog: string | undefined
}

/**
 * Compares a release that is about to be published with the one that it replaces, and with the one of `since`. Throws
 * UsageError where the version promises less than has changed, or where nothing can be compared.
 */
export async function compareWithEarlier(after: ComparedRelease, options: EarlierOptions): Promise<Earlier> {
  const { target, unpublished, since } = options
  const replaced = unpublished || inspect(target).kind !== 'release' ? undefined : target
  const found = replaced === undefined ? undefined : await replacedChanges(replaced, after, options)
  const changes = since === undefined ? found?.changes : await changesSince(since, after, options)
  const isNew = changes?.before.version !== after.corpus.statement.version
  return {
    changes: isNew ? changes : undefined,
    unread: found?.unread,
    changelog: replaced === undefined ? undefined : changelogOf(replaced),
  }
}

/** Compared with a release that somebody names, which may be in the middle of a swap. */
async function changesSince(
  since: string,
  after: ComparedRelease,
  options: EarlierOptions,
): Promise<ReleaseChanges> {
  recover(since)
  const changes = await changesTo(after, since, options)
  refuseVersion(changes, after, false)
  return changes
}

type Replaced = Partial<Pick<Earlier, 'changes' | 'unread'>>

/**
 * Compared with the release at the target. Where that cannot be read, a version that allows for any change may replace
 * it.
 */
async function replacedChanges(
  target: string,
  after: ComparedRelease,
  options: EarlierOptions,
): Promise<Replaced> {
  try {
    const changes = await changesTo(after, target, options)
    refuseVersion(changes, after, true)
    return { changes }
  } catch (error) {
    const isUnreadable = systemCode(error) !== null || (error instanceof UsageError && !isRefusal(error))
    if (!isUnreadable || !(error instanceof Error)) throw error
    if (options.since !== undefined) return {}
    const version = versionOf(target)
    const { statement } = after.corpus
    if (version !== undefined && judgeVersion(version, statement.version, 'major') === undefined)
      return { unread: version }
    const named = version === undefined ? '' : ` (version ${version})`
    throw new UsageError(
      `The release at ${target}${named} cannot be compared with the new one: ${error.message}`,
      {
        fix: 'Name an undamaged copy of it with --since, or export with --unpublished to replace it without comparing.',
        cause: error,
      },
    )
  }
}

async function changesTo(
  after: ComparedRelease,
  before: string,
  { folder, signal }: EarlierOptions,
): Promise<ReleaseChanges> {
  const opened = await openRelease(before)
  const { contentDigest, recordCount: records } = opened.description
  const options = { folder, maxShown: MAX_NAMED, signal }
  return compareReleases({ ...opened, contentDigest, records }, after, options)
}

/** Ids of so many records at most stand in the changelog. */
const MAX_NAMED = 20

function refuseVersion(changes: ReleaseChanges, after: ComparedRelease, replaces: boolean): void {
  const { corpus } = after
  const level = levelOf(changes)
  const earlier = changes.before.version
  const { version } = corpus.statement
  const fault = judgeVersion(earlier, version, level)
  if (fault === undefined) return
  const args = { ...fault, version, earlier, level, changes: reasonsFor(changes), replaces }
  throw new UsageError(REFUSAL, {
    problems: [problem('corpus/version', placesInCorpus(corpus)('/version'), args)],
  })
}

const REFUSAL = 'Nothing was published: the version in corpus.yaml is not one for what has changed.'
const isRefusal = ({ message }: UsageError): boolean => message === REFUSAL

function versionOf(release: string): string | undefined {
  const read = [() => loadStatement(release).statement.version, () => loadDescription(release).version]
  for (const one of read) {
    try {
      const version = one()
      if (version !== undefined) return version
    } catch (error) {
      if (!(error instanceof UsageError) && systemCode(error) === null) throw error
    }
  }
  return undefined
}

function changelogOf(release: string): string | undefined {
  const file = releaseFile(release, CHANGELOG_FILE)
  const text = file === undefined ? undefined : readFileSync(file, 'utf8')
  return text !== undefined && isChangelog(text) ? text : undefined
}
