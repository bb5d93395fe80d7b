import type { Contents } from './contents.js'
import type { Declaration } from './declaration.js'
import type { Findings } from './findings.js'
import { decodePath } from './manifest-line.js'
import type { Listed } from './manifests.js'
import { bagPath, isPayload } from './path.js'
import { textLines } from './tag-file.js'

export const FETCH = 'fetch.txt'

interface FetchContext {
  readonly root: string
  readonly declaration: Declaration
  readonly contents: Contents
  readonly meant: (path: string) => string | undefined
  readonly listed: Listed
  readonly findings: Findings
}

/** Reads fetch.txt, and fetches nothing. Returns the paths that it says where to get, those that are there included. */
export function readFetch(context: FetchContext): ReadonlySet<string> {
  const { root, declaration, contents, findings } = context
  const { strict } = declaration.rules
  const paths = new Set<string>()
  for (const { number, text } of textLines(root, FETCH, { encoding: declaration.encoding, findings })) {
    if (text.trim() === '') continue
    const place = { file: FETCH, line: number }
    const [, url = '', length = '', written = ''] = /^(\S+)[ \t]+(\S+)[ \t]+(.+)$/s.exec(text) ?? []
    if (written === '') {
      findings.add('bag/fetch-line', place, { text, fault: 'form' })
      continue
    }
    if (!/^[A-Za-z][A-Za-z0-9+.-]*:./.test(url))
      findings.add('bag/fetch-line', place, { text: url, fault: 'url' })
    if (!/^(\d+|-)$/.test(length)) findings.add('bag/fetch-line', place, { text: length, fault: 'length' })
    const decoded = strict ? decodePath(written) : written
    const found = bagPath(decoded)
    if ('outside' in found || (decoded.includes('\\') && !contents.files.has(decoded))) {
      const reason = 'outside' in found ? found.outside : 'backslash'
      findings.add('bag/path-outside', place, { path: decoded, reason })
      continue
    }
    const path = contents.files.has(found.path) ? found.path : (context.meant(found.path) ?? found.path)
    if (paths.has(path)) findings.add('bag/fetch-twice', place, { path })
    paths.add(path)
    checkTarget(path, { place, length, ...context })
  }
  return paths
}

function checkTarget(
  path: string,
  {
    place,
    length,
    declaration,
    contents,
    listed,
    findings,
  }: FetchContext & { place: { file: string; line: number }; length: string },
): void {
  const { strict } = declaration.rules
  const bytes = contents.files.get(path)
  if (bytes !== undefined && /^\d+$/.test(length) && BigInt(length) !== BigInt(bytes)) {
    findings.add('bag/fetch-length', place, { path, found: bytes, stated: length })
  }
  if (!isPayload(path)) {
    findings.add('bag/fetch-not-payload', place, { path, strict })
    return
  }
  const listings = listed.files.get(path) ?? []
  const payloadManifests = listed.manifests.filter(({ ofPayload }) => ofPayload)
  const without = payloadManifests.filter(one => !listings.some(({ manifest }) => manifest === one))
  if (without.length === payloadManifests.length) {
    findings.add('bag/fetch-unlisted', place, { path, manifest: '', strict })
  } else if (strict) {
    for (const { file } of without)
      findings.add('bag/fetch-unlisted', place, { path, manifest: file, strict })
  }
}
