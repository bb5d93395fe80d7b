import type { Contents } from './contents.js'
import type { Declaration } from './declaration.js'
import type { Findings } from './findings.js'
import { type Listed, sortedPaths } from './manifests.js'
import { isPayload } from './path.js'

interface CompletenessContext {
  readonly declaration: Declaration
  readonly contents: Contents
  readonly listed: Listed
  /** Paths of fetch.txt. */
  readonly fetched: ReadonlySet<string>
  readonly findings: Findings
}

/** Whether what is listed is there, and what is there is listed (RFC 8493 §3). */
export function checkCompleteness(context: CompletenessContext): void {
  checkListed(context)
  checkPayload(context)
  checkOddities(context)
}

function checkListed({ contents, listed, fetched, findings }: CompletenessContext): void {
  for (const path of sortedPaths(listed.files)) {
    if (contents.files.has(path) || contents.others.has(path) || contents.unreadable.has(path)) continue
    const [first, ...others] = (listed.files.get(path) ?? []).map(({ manifest: { file }, line }) => ({
      file,
      line,
    }))
    if (first === undefined) continue
    const found = contents.folders.has(path) ? 'folder' : undefined
    findings.add('bag/missing', first, { path, fetched: fetched.has(path), found }, others)
  }
}

function checkPayload({ declaration, contents, listed, findings }: CompletenessContext): void {
  const manifests = listed.manifests.filter(({ ofPayload }) => ofPayload)
  for (const path of contents.files.keys()) {
    if (!isPayload(path)) continue
    const listings = listed.files.get(path) ?? []
    const without = manifests.filter(one => !listings.some(({ manifest }) => manifest === one))
    if (without.length === manifests.length) findings.add('bag/unlisted', { file: path }, {})
    else if (declaration.rules.strict) {
      for (const { file } of without) {
        findings.add('bag/not-in-every-manifest', { file: path }, { manifest: file })
      }
    }
  }
}

function checkOddities({ contents, listed, findings }: CompletenessContext): void {
  for (const [file, kind] of contents.others) {
    const matters = file === 'data' || isPayload(file) || listed.files.has(file)
    findings.add('bag/not-a-file', { file }, { kind, matters })
  }
  for (const [file, reason] of contents.unreadable) findings.add('bag/unreadable', { file }, { reason })
  for (const file of contents.notUtf8) {
    if (isPayload(file)) findings.add('bag/unlisted', { file }, {})
    findings.add('bag/name', { file }, { why: 'not-utf8' })
  }
  for (const folder of contents.emptyFolders) {
    if (isPayload(folder)) findings.add('bag/empty-folder', { file: folder }, {})
  }
}
