import { basename } from 'node:path'
import type { Contents } from './contents.js'
import type { Findings } from './findings.js'
import { sortedPaths } from './manifests.js'

/** The file of a bag that another spelling of its path means, by Unicode normalization. */
export function spellings(contents: Contents): (path: string) => string | undefined {
  let byNfc: Map<string, string> | undefined
  return path => {
    if (/^[\0-\x7f]*$/.test(path)) return undefined
    byNfc ??= new Map([...contents.files.keys()].reverse().map(other => [other.normalize('NFC'), other]))
    return byNfc.get(path.normalize('NFC'))
  }
}

/** What RFC 8493 §6 warns of: names that other systems take for one, change, or cannot have. */
export function checkNames(contents: Contents, findings: Findings): void {
  const byNfc = new Map<string, string>()
  const byCase = new Map<string, string>()
  for (const path of sortedPaths(contents.files)) {
    const ascii = /^[\0-\x7f]*$/.test(path)
    const nfc = ascii ? path : path.normalize('NFC')
    const same = byNfc.get(nfc)
    if (same !== undefined) findings.add('bag/normalization', { file: path }, { other: same, same: 'names' })
    byNfc.set(nfc, path)
    const folded = nfc.toUpperCase().toLowerCase()
    const other = byCase.get(folded)
    if (other !== undefined && same === undefined) findings.add('bag/case', { file: path }, { other })
    byCase.set(folded, path)
    const why = whyNot(path)
    if (why !== undefined) findings.add('bag/name', { file: path }, { why })
  }
}

const system =
  /^(\.DS_Store|\._.*|\.Spotlight-V100|\.Trashes|\.fseventsd|Thumbs\.db|ehthumbs\.db|desktop\.ini)$/i
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i

function whyNot(path: string): 'system' | 'reserved' | 'characters' | undefined {
  if (system.test(basename(path))) return 'system'
  const steps = path.split('/')
  if (steps.some(step => reserved.test(step))) return 'reserved'
  return steps.some(step => /[\0-\x1f<>:"\\|?*]|[. ]$/.test(step)) ? 'characters' : undefined
}
