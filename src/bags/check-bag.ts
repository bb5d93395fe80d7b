import { statSync } from 'node:fs'
import { UsageError } from '../errors.js'
import { translateIoError } from '../files/io-error.js'
import type { Problem } from '../problem.js'
import { readBagInfo, type Tag } from './bag-info.js'
import { type BagFile, type BagProgress, checkChecksums } from './checksums.js'
import { checkCompleteness } from './completeness.js'
import { type Contents, contentsOf } from './contents.js'
import { DECLARATION, readDeclaration } from './declaration.js'
import { FETCH, readFetch } from './fetch.js'
import { type Findings, startFindings } from './findings.js'
import { checkTagManifests, MAX_MANIFEST_LINES, manifestsIn, readManifests } from './manifests.js'
import { checkNames, spellings } from './names.js'

/** What was found of a bag. It is valid when no problem is an error. Paths are relative to the bag. */
export interface BagReport {
  /** Whether there is a bagit.txt: without one, nothing else is looked at. */
  readonly isBag: boolean
  /** Whether there is a manifest: with one and without bagit.txt, a folder is a bag that was damaged. */
  readonly hasManifest: boolean
  /** `1.0`; null where it is not stated, or none that exists. */
  readonly version: string | null
  readonly problems: readonly Problem[]
  /** Labels and values of bag-info.txt, in its order. */
  readonly tags: readonly Tag[]
  /** Every ordinary file that could be read, by code point of its path. */
  readonly files: ReadonlyMap<string, BagFile>
}

export interface CheckBagOptions {
  readonly onProgress?: (progress: BagProgress) => void
  /** Ends the check. */
  readonly signal?: AbortSignal
  /** All manifests together are read no further; each line takes a few hundred bytes of memory. */
  readonly maxManifestLines?: number
}

/**
 * Judges a bag of BagIt 0.93 to 1.0 by the rules of its own version: what they require and it has not is an error, what
 * they only recommend is a warning. Opens ordinary files below the folder, nothing else, and fetches nothing. Memory
 * grows with the number of files, not with their size. Throws UsageError where there is no folder.
 */
export async function checkBag(folder: string, options: CheckBagOptions = {}): Promise<BagReport> {
  checkFolder(folder)
  const findings = startFindings()
  const contents = look(folder)
  if (!contents.files.has(DECLARATION)) {
    findings.add('bag/no-declaration', { file: DECLARATION }, {})
    const hasManifest = manifestsIn(contents).length > 0
    return { ...noBag, hasManifest, problems: findings.all() }
  }
  const declaration = readDeclaration(folder, findings)
  const meant = spellings(contents)
  const maxLines = options.maxManifestLines ?? MAX_MANIFEST_LINES
  const context = { root: folder, declaration, contents, meant, findings, maxLines }
  checkStructure(contents, findings)
  const listed = readManifests(manifestsIn(contents), context)
  checkTagManifests(listed, context)
  const fetched = contents.files.has(FETCH) ? readFetch({ ...context, listed }) : new Set<string>()
  checkCompleteness({ ...context, listed, fetched })
  const tags = contents.files.has(declaration.rules.infoFile) ? readBagInfo(context) : []
  checkNames(contents, findings)
  const files = await checkChecksums({ root: folder, contents, listed, findings, ...options })
  const hasManifest = manifestsIn(contents).length > 0
  return {
    isBag: true,
    hasManifest,
    version: declaration.rules.version,
    problems: findings.all(),
    tags,
    files,
  }
}

/** What there is to say of a folder that is no bag. */
export const noBag: BagReport = {
  isBag: false,
  hasManifest: false,
  version: null,
  problems: [],
  tags: [],
  files: new Map(),
}

function checkFolder(folder: string): void {
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats?.isDirectory() === true) return
  if (stats === undefined) throw new UsageError(`There is no folder "${folder}".`)
  throw new UsageError(`"${folder}" is a file; a bag is a folder.`, {
    fix: /\.(zip|tar|tgz|tar\.\w+|7z)$/i.test(folder)
      ? 'Unpack it, and name the folder that holds bagit.txt.'
      : 'Name the folder that holds bagit.txt.',
  })
}

function look(folder: string): Contents {
  try {
    return contentsOf(folder)
  } catch (error) {
    throw translateIoError(error, { path: folder, done: 'read' })
  }
}

function checkStructure(contents: Contents, findings: Findings): void {
  if (!contents.folders.has('data')) findings.add('bag/no-payload-folder', { file: 'data' }, {})
  if (!manifestsIn(contents).some(({ ofPayload }) => ofPayload)) {
    findings.add('bag/no-manifest', { file: DECLARATION }, {})
  }
}
