import type { Contents } from './contents.js'
import type { Declaration } from './declaration.js'
import type { Findings } from './findings.js'
import { isPayload } from './path.js'
import { textLines } from './tag-file.js'

/** A label of bag-info.txt and its value, folded lines joined by a space. */
export type Tag = readonly [label: string, value: string]

interface PlacedTag {
  readonly label: string
  value: string
  readonly line: number
}

interface InfoContext {
  readonly root: string
  readonly declaration: Declaration
  readonly contents: Contents
  readonly findings: Findings
}

/** Longer metadata is not kept. */
const MAX_TAG_BYTES = 64 * 1024 * 1024

/** Reads bag-info.txt, or the file that had its place in older drafts, and compares it with the payload. */
export function readBagInfo(context: InfoContext): readonly Tag[] {
  const { declaration, findings } = context
  const file = declaration.rules.infoFile
  const tags = parse(file, context)
  checkRepeated(tags, file, context)
  for (const tag of tags) {
    const place = { file, line: tag.line }
    const label = tag.label.toLowerCase()
    if (label === 'payload-oxum') checkOxum(tag.value, { place, ...context })
    else if (label === 'bagging-date' && !/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(tag.value)) {
      findings.add('bag/info-value', place, {
        label: tag.label,
        value: tag.value,
        expected: 'a date YYYY-MM-DD',
      })
    } else if (label === 'bag-count' && !/^\d+ of (\d+|\?)$/.test(tag.value)) {
      findings.add('bag/info-value', place, { label: tag.label, value: tag.value, expected: '"N of T"' })
    }
  }
  return tags.map(({ label, value }) => [label, value])
}

function parse(file: string, { root, declaration, findings }: InfoContext): readonly PlacedTag[] {
  const { encoding, rules } = declaration
  const tags: PlacedTag[] = []
  let bytes = 0
  for (const { number, text } of textLines(root, file, { encoding, findings })) {
    if (text.trim() === '') continue
    bytes += text.length
    if (bytes > MAX_TAG_BYTES) {
      findings.add('bag/line-too-long', { file, line: number }, { limit: MAX_TAG_BYTES })
      break
    }
    const last = tags.at(-1)
    if (/^[ \t]/.test(text) && last !== undefined) {
      last.value = `${last.value} ${text.trim()}`.trim()
      continue
    }
    const colon = text.indexOf(':')
    const label = text.slice(0, Math.max(colon, 0))
    const place = { file, line: number }
    if (label.trim() === '' || /^[ \t]/.test(text)) {
      findings.add('bag/info-line', place, { text, fault: 'form', strict: rules.strict })
      continue
    }
    const value = text.slice(colon + 1)
    if (label !== label.trim() || /^[^ \t]/.test(value)) {
      findings.add('bag/info-line', place, { text, fault: 'space', strict: rules.strict })
    }
    tags.push({ label: label.trim(), value: value.trim(), line: number })
  }
  return tags
}

/** Labels that RFC 8493 §2.2.2 wants at most once. */
const once = ['Payload-Oxum', 'Bagging-Date', 'Bag-Size', 'Bag-Group-Identifier', 'Bag-Count']

function checkRepeated(
  tags: readonly PlacedTag[],
  file: string,
  { declaration, findings }: InfoContext,
): void {
  const { strict } = declaration.rules
  for (const label of strict ? once : ['Payload-Oxum']) {
    const [first, second] = tags.filter(tag => tag.label.toLowerCase() === label.toLowerCase())
    if (first === undefined || second === undefined) continue
    findings.add('bag/info-twice', { file, line: second.line }, { label, strict }, [
      { file, line: first.line },
    ])
  }
}

function checkOxum(
  stated: string,
  { place, contents, findings }: InfoContext & { place: { file: string; line: number } },
): void {
  const payload = [...contents.files].filter(([path]) => isPayload(path))
  const bytes = payload.reduce((sum, [, size]) => sum + size, 0)
  const [, octets, streams] = /^(\d+)\.(\d+)$/.exec(stated) ?? []
  const right =
    octets !== undefined &&
    streams !== undefined &&
    BigInt(octets) === BigInt(bytes) &&
    BigInt(streams) === BigInt(payload.length)
  if (!right) findings.add('bag/oxum', place, { stated, bytes, files: payload.length })
}
