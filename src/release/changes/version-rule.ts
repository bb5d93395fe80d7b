import {
  byLevel,
  compareVersions,
  type Level,
  nextVersion,
  parseVersion,
  type Version,
} from '../../text/semver.js'

/** Why a version may not be given to what has changed. */
export interface VersionFault {
  /** `lower`: it comes before the earlier one; `same`: it is the earlier one; `less`: it promises less than has changed. */
  readonly kind: 'lower' | 'same' | 'less'
  /** The least version that may be given. */
  readonly expected: string
}

/**
 * Judges the version of a release against the earlier one and what has changed since; undefined where it is right. See
 * docs/versions.md. A text that is no version is never judged.
 */
export function judgeVersion(earlier: string, version: string, level: Level): VersionFault | undefined {
  const [from, to] = [parseVersion(earlier), parseVersion(version)]
  if (from === undefined || to === undefined) return undefined
  const order = compareVersions(to, from)
  const expected = nextVersion(from, level)
  if (order < 0) return { kind: 'lower', expected }
  if (level === 'none') return undefined
  if (order === 0) return { kind: 'same', expected }
  return byLevel(promised(from, to), level) < 0 ? { kind: 'less', expected } : undefined
}

/** What a later version says has changed at most. A pre-release of the next version announces what that will be. */
function promised(from: Version, to: Version): Level {
  if (from.pre.length > 0) return 'major'
  if (to.major > from.major) return 'major'
  if (from.major > 0n) return to.minor > from.minor ? 'minor' : 'patch'
  // 0.y.z: the first number that is not 0 is the one of major changes.
  if (to.minor > from.minor || from.minor === 0n) return 'major'
  return 'minor'
}
