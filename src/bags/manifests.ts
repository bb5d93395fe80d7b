import { byCodePoint } from '../text/order.js'
import { type Algorithm, algorithmOf } from './algorithms.js'
import type { Contents } from './contents.js'
import type { Declaration } from './declaration.js'
import type { Findings } from './findings.js'
import { decodePath, parseManifestLine } from './manifest-line.js'
import { bagPath, isPayload } from './path.js'
import { textLines } from './tag-file.js'

/** All manifests of a bag together may have so many lines. */
export const MAX_MANIFEST_LINES = 20_000_000

export interface Manifest {
  readonly file: string
  readonly algorithm: Algorithm
  readonly ofPayload: boolean
}

/** One line of a manifest that names a place in the bag. */
interface Listing {
  readonly manifest: Manifest
  readonly line: number
  /** Lower-case hex; null where it cannot be right. */
  readonly checksum: string | null
}

export interface Listed {
  readonly manifests: readonly Manifest[]
  /** What is to be there, by the path of the file that is meant: those that stand in the bag first. */
  readonly files: ReadonlyMap<string, readonly Listing[]>
}

/** `manifest-sha512.txt`, `tagmanifest-md5.txt`. */
export function manifestsIn(contents: Contents): Manifest[] {
  return [...contents.files.keys()].flatMap(file => {
    const match = /^(tag)?manifest-([^/]+)\.txt$/.exec(file)
    if (match?.[2] === undefined) return []
    return [{ file, algorithm: algorithmOf(match[2]), ofPayload: match[1] === undefined }]
  })
}

export interface ListedContext {
  readonly maxLines: number
  readonly root: string
  readonly declaration: Declaration
  readonly contents: Contents
  /** Finds the file of the bag that a path means, by other spellings too. */
  readonly meant: (path: string) => string | undefined
  readonly findings: Findings
}

/** Reads all manifests of a bag. Memory grows with the number of their lines, by a few hundred bytes each. */
export function readManifests(manifests: readonly Manifest[], context: ListedContext): Listed {
  const files = new Map<string, Listing[]>()
  const budget = { lines: context.maxLines }
  for (const manifest of manifests) {
    checkName(manifest, context)
    readManifest(manifest, { ...context, files, budget })
  }
  return { manifests, files }
}

function checkName({ file, algorithm, ofPayload }: Manifest, { declaration, findings }: ListedContext): void {
  const given = file.slice(ofPayload ? 'manifest-'.length : 'tagmanifest-'.length, -'.txt'.length)
  if (algorithm.hash === null) findings.add('bag/algorithm', { file }, { algorithm: given })
  if (given !== algorithm.name) {
    const { strict } = declaration.rules
    findings.add('bag/algorithm-name', { file }, { strict, name: given, expected: algorithm.name })
  }
}

interface Reading extends ListedContext {
  readonly files: Map<string, Listing[]>
  readonly budget: { lines: number }
}

function readManifest(manifest: Manifest, reading: Reading): void {
  const { root, declaration, findings, files, budget, maxLines } = reading
  const { file } = manifest
  const said = new Set<string>()
  for (const { number, text } of textLines(root, file, { encoding: declaration.encoding, findings })) {
    if (text.trim() === '') continue
    const place = { file, line: number }
    if (budget.lines-- <= 0) {
      if (budget.lines === -1) findings.add('bag/too-many-lines', place, { limit: maxLines })
      return
    }
    const line = parseManifestLine(text)
    if (line === null) {
      findings.add('bag/manifest-line', place, { text })
      continue
    }
    /** A whole manifest is written in one way: that is said once. */
    const style = (found: 'asterisk' | 'dot-slash' | 'roundabout') => {
      if (!said.has(found)) findings.add('bag/manifest-style', place, { style: found })
      said.add(found)
    }
    if (line.asterisk) style('asterisk')
    const path = pathMeant(line.written, { place, style, ...reading })
    if (path === null) continue
    const listing = {
      manifest,
      line: number,
      checksum: checksumOf(line.checksum, { manifest, place, findings }),
    }
    const listings = files.get(path)
    const before = listings?.find(other => other.manifest === manifest)
    if (before !== undefined) {
      const args = { path, same: before.checksum === listing.checksum, strict: declaration.rules.strict }
      findings.add('bag/listed-twice', place, args, [{ file, line: before.line }])
      if (args.same) continue
    }
    checkKind(path, { manifest, place, ...reading })
    if (listings === undefined) files.set(path, [listing])
    else listings.push(listing)
  }
}

interface Place {
  readonly file: string
  readonly line: number
}

interface PathContext extends ListedContext {
  readonly place: Place
  readonly style: (found: 'dot-slash' | 'roundabout') => void
}

/** The file that a path of a manifest means, or would mean if it were there; null for one outside the bag. */
function pathMeant(
  written: string,
  { place, style, declaration, contents, meant, findings }: PathContext,
): string | null {
  const { strict } = declaration.rules
  // The drafts encode nothing, but programs have encoded line breaks in bags of theirs.
  const spelled = strict ? decodePath(written) : written
  const found = bagPath(spelled)
  if ('outside' in found) {
    findings.add('bag/path-outside', place, { path: spelled, reason: found.outside })
    return null
  }
  if (found.dotSlash) style('dot-slash')
  if (found.roundabout) style('roundabout')
  if (strict && /%(?!0A|0D|25)/i.test(written)) findings.add('bag/percent', place, { strict, path: written })
  const { path } = found
  if (contents.files.has(path)) return path
  const decoded = strict ? path : decodePath(path, false)
  if (decoded !== path && contents.files.has(decoded)) {
    findings.add('bag/percent', place, { strict, path: written })
    return decoded
  }
  if (path.includes('\\')) {
    findings.add('bag/path-outside', place, { path: spelled, reason: 'backslash' })
    return null
  }
  const other = meant(path)
  if (other === undefined) return path
  findings.add('bag/normalization', place, { other, same: 'file' })
  return other
}

function checksumOf(
  checksum: string,
  { manifest, place, findings }: { manifest: Manifest; place: Place; findings: Findings },
): string | null {
  const { name, digits, hash } = manifest.algorithm
  if (hash === null || checksum.length === digits) return checksum
  findings.add('bag/checksum-form', place, { algorithm: name, digits: checksum.length, expected: digits })
  return null
}

function checkKind(
  path: string,
  { manifest, place, declaration, findings }: ListedContext & { manifest: Manifest; place: Place },
): void {
  const { strict } = declaration.rules
  if (manifest.ofPayload) {
    if (!isPayload(path)) findings.add('bag/not-payload', place, { strict, path })
  } else if (isPayload(path)) findings.add('bag/not-tag-file', place, { strict, path, kind: 'payload' })
  else if (/^tagmanifest-[^/]+\.txt$/.test(path)) {
    findings.add('bag/not-tag-file', place, { strict, path, kind: 'manifest' })
  }
}

/** RFC 8493 §2.2.1: a tag manifest lists every payload manifest. The drafts do not say so. */
export function checkTagManifests(
  { manifests, files }: Listed,
  { declaration, findings }: ListedContext,
): void {
  if (!declaration.rules.strict) return
  for (const tagManifest of manifests.filter(({ ofPayload }) => !ofPayload)) {
    for (const { file } of manifests.filter(({ ofPayload }) => ofPayload)) {
      const listings = files.get(file) ?? []
      if (!listings.some(({ manifest }) => manifest === tagManifest)) {
        findings.add('bag/manifest-unlisted', { file: tagManifest.file }, { manifest: file })
      }
    }
  }
}

export const sortedPaths = (files: ReadonlyMap<string, unknown>): string[] =>
  [...files.keys()].sort(byCodePoint)
