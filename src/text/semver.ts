/** A version as Semantic Versioning 2.0.0 has it. Numbers are digits: they may be of any length. */
export interface Version {
  readonly major: bigint
  readonly minor: bigint
  readonly patch: bigint
  /** Identifiers after the hyphen; none in a final version. */
  readonly pre: readonly string[]
}

/** How much a change takes from those who read what was there before. */
export type Level = 'none' | 'patch' | 'minor' | 'major'

const levels: readonly Level[] = ['none', 'patch', 'minor', 'major']

/** The greater of two levels comes later. */
export const byLevel = (a: Level, b: Level): number => levels.indexOf(a) - levels.indexOf(b)

export const greatest = (all: Iterable<Level>): Level =>
  [...all].reduce((most, level) => (byLevel(level, most) > 0 ? level : most), 'none')

/** Undefined where the text is no version. Build metadata is read and left out: it decides nothing. */
export function parseVersion(text: string): Version | undefined {
  const [whole, major, minor, patch, pre] =
    /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text) ?? []
  if (whole === undefined || major === undefined || minor === undefined || patch === undefined)
    return undefined
  const identifiers = pre?.split('.') ?? []
  if (identifiers.some(identifier => identifier === '' || /^0\d+$/.test(identifier))) return undefined
  return { major: BigInt(major), minor: BigInt(minor), patch: BigInt(patch), pre: identifiers }
}

/** Precedence, §11 of the specification. */
export function compareVersions(a: Version, b: Version): number {
  return (
    compareNumbers(a.major, b.major) ||
    compareNumbers(a.minor, b.minor) ||
    compareNumbers(a.patch, b.patch) ||
    comparePre(a.pre, b.pre)
  )
}

/**
 * The least version that a change of this level to `from` may have. While the first number is 0 the second stands for it, and
 * where that is 0 as well the third: what cargo does. A pre-release promises nothing, so that the next one is enough.
 */
export function nextVersion(from: Version, level: Level): string {
  const { major, minor, patch, pre } = from
  if (level === 'none') return versionText(from)
  if (pre.length > 0) return nextPre(from)
  if (major > 0n) {
    if (level === 'major') return `${major + 1n}.0.0`
    return level === 'minor' ? `${major}.${minor + 1n}.0` : `${major}.${minor}.${patch + 1n}`
  }
  return level === 'major' && minor > 0n ? `0.${minor + 1n}.0` : `0.${minor}.${patch + 1n}`
}

const versionText = ({ major, minor, patch, pre }: Version): string =>
  `${major}.${minor}.${patch}${pre.length === 0 ? '' : `-${pre.join('.')}`}`

/** `rc.1` → `rc.2`, `beta` → `beta.1`. */
function nextPre(from: Version): string {
  const last = from.pre.at(-1) ?? ''
  const pre = /^\d+$/.test(last) ? [...from.pre.slice(0, -1), String(BigInt(last) + 1n)] : [...from.pre, '1']
  return versionText({ ...from, pre })
}

const compareNumbers = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

function comparePre(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return (a.length === 0 ? 1 : 0) - (b.length === 0 ? 1 : 0)
  for (const [i, x] of a.entries()) {
    const y = b[i]
    if (y === undefined) return 1
    const order = compareIdentifiers(x, y)
    if (order !== 0) return order
  }
  return a.length - b.length
}

function compareIdentifiers(a: string, b: string): number {
  const [isA, isB] = [a, b].map(text => /^\d+$/.test(text))
  if (isA && isB) return compareNumbers(BigInt(a), BigInt(b))
  if (isA !== isB) return isA ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
