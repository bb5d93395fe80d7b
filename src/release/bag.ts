import { decodePath, encodePath, parseManifestLine } from '../bags/manifest-line.js'
import { byCodePoint } from '../text/order.js'

/** BagIt 1.0 (RFC 8493): the files that make a folder a bag, and its manifests back from text. */

export interface ManifestEntry {
  /** Relative to the bag, with slashes. */
  readonly path: string
  /** Lower-case hex. */
  readonly sha256: string
}

export interface Manifest {
  readonly entries: readonly ManifestEntry[]
  /** Numbers of the lines, from 1, that are neither blank nor a checksum and a path. */
  readonly malformed: readonly number[]
}

export const BAG_DECLARATION = 'bagit.txt'
export const PAYLOAD_MANIFEST = 'manifest-sha256.txt'
export const TAG_MANIFEST = 'tagmanifest-sha256.txt'

/** The text of bagit.txt. */
export function bagitTxt(): string {
  return 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'
}

/** manifest-sha256.txt: of all the files of a bag, those in data/. */
export function payloadManifest(files: readonly ManifestEntry[]): string {
  return renderManifest(files.filter(isPayload))
}

/** tagmanifest-sha256.txt: of all the files of a bag, those outside data/ except itself (RFC 8493 §2.2.1). */
export function tagManifest(files: readonly ManifestEntry[]): string {
  return renderManifest(files.filter(file => !isPayload(file) && file.path !== TAG_MANIFEST))
}

/**
 * `<sha256>  <path>` lines by code point of the path, as `sha256sum -c` reads them. Throws on a path that the
 * format cannot hold and on one that comes twice.
 */
export function renderManifest(entries: readonly ManifestEntry[]): string {
  const sorted = [...entries].sort((a, b) => byCodePoint(a.path, b.path))
  return sorted
    .map(({ path, sha256 }, index) => {
      if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`"${sha256}" is not a SHA-256 in lower-case hex`)
      // What readers take for part of the separator: linear whitespace, md5sum's asterisk, find's "./".
      if (/^([ \t*]|\.\/|$)/.test(path)) throw new Error(`"${path}" cannot stand in a BagIt manifest`)
      if (sorted[index + 1]?.path === path) throw new Error(`"${path}" is twice in the manifest`)
      return `${sha256}  ${encodePath(path)}\n`
    })
    .join('')
}

/** The inverse of renderManifest. Takes what RFC 8493 §2.1.3 and md5sum-like programs allow themselves. */
export function parseManifest(text: string): Manifest {
  const entries: ManifestEntry[] = []
  const malformed: number[] = []
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const parsed = parseManifestLine(line)
    if (parsed?.checksum.length === 64) {
      entries.push({ path: decodePath(parsed.written.replace(/^\.\//, '')), sha256: parsed.checksum })
    } else if (line.trim() !== '') malformed.push(index + 1)
  }
  return { entries, malformed }
}

/**
 * bag-info.txt: the labels in the order given, then the Payload-Oxum of the files in data/ (RFC 8493 §2.2.2). A line
 * break in a value becomes a space. Throws on a label that the format cannot hold.
 */
export function renderBagInfo(
  fields: readonly (readonly [label: string, value: string])[],
  files: readonly { readonly path: string; readonly bytes: number }[],
): string {
  const payload = files.filter(isPayload)
  const octets = payload.reduce((sum, file) => sum + file.bytes, 0)
  return [...fields, ['Payload-Oxum', `${octets}.${payload.length}`] as const]
    .map(([label, value]) => {
      if (!/^[\x21-\x39\x3B-\x7E]+$/.test(label))
        throw new Error(`"${label}" cannot be a label of bag-info.txt`)
      return `${label}: ${oneLine(value)}`.trimEnd() + '\n'
    })
    .join('')
}

function isPayload({ path }: { readonly path: string }): boolean {
  return path.startsWith('data/')
}

function oneLine(value: string): string {
  // Readers in Python break lines at U+001C to U+001E too.
  return value.replace(/[\s\x1c-\x1f\x85]*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029][\s\x1c-\x1f\x85]*/g, ' ').trim()
}
