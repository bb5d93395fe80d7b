/** What differs between the versions of BagIt. */
export interface Rules {
  /** As bagit.txt has it; null when it is none that we know. */
  readonly version: string | null
  /** BagIt 1.0 (RFC 8493) made a requirement of much that the drafts had recommended. */
  readonly strict: boolean
  /** The file of metadata: its name changed with 0.96. */
  readonly infoFile: string
}

const versions: Readonly<Record<string, Rules>> = Object.fromEntries(
  ['0.93', '0.94', '0.95', '0.96', '0.97', '1.0'].map(version => [
    version,
    {
      version,
      strict: version === '1.0',
      infoFile: version < '0.96' ? 'package-info.txt' : 'bag-info.txt',
    },
  ]),
)

/** The rules of a version, and those of 1.0 for one that does not exist. */
export function rulesOf(version: string): Rules {
  const known = Object.hasOwn(versions, version) ? versions[version] : undefined
  return known ?? { version: null, strict: true, infoFile: 'bag-info.txt' }
}
