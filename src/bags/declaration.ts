import { join } from 'node:path'
import type { Findings } from './findings.js'
import { bytesOf } from './open-file.js'
import { type Rules, rulesOf } from './rules.js'
import { type TagEncoding, tagEncoding, UTF_8 } from './tag-encoding.js'
import { tagLines } from './tag-lines.js'

export const DECLARATION = 'bagit.txt'

export interface Declaration {
  readonly rules: Rules
  readonly encoding: TagEncoding
}

/** No line of a declaration after this one is read. */
const MAX_LINES = 100

/**
 * Reads bagit.txt: two lines, in UTF-8 without byte order mark, whatever the encoding they name for the others. What is
 * wrong is said, and read as it was meant.
 */
export function readDeclaration(root: string, findings: Findings): Declaration {
  const lines: string[] = []
  for (const { number, text, fault, mark } of tagLines(bytesOf(join(root, DECLARATION)), UTF_8)) {
    const place = { file: DECLARATION, line: number }
    if (mark) findings.add('bag/bom', { file: DECLARATION }, { declaration: true })
    if (fault !== null) findings.add('bag/undecodable', place, { encoding: 'UTF-8' })
    lines.push(text ?? '')
    if (number === MAX_LINES) break
  }
  const version = valueUnder('BagIt-Version', lines)
  const encoding = valueUnder('Tag-File-Character-Encoding', lines)
  const rules = rulesOf(version?.value ?? '')
  if (version !== null && rules.version === null) {
    findings.add('bag/version', { file: DECLARATION, line: version.line }, { version: version.value })
  }
  checkForm(lines, { version, encoding }, rules, findings)
  return { rules, encoding: encodingFor(encoding, rules, findings) }
}

interface Value {
  readonly line: number
  readonly value: string
}

function valueUnder(label: string, lines: readonly string[]): Value | null {
  for (const [index, line] of lines.entries()) {
    const colon = line.indexOf(':')
    if (line.slice(0, Math.max(colon, 0)).trim() === label) {
      return { line: index + 1, value: line.slice(colon + 1).trim() }
    }
  }
  return null
}

function checkForm(
  lines: readonly string[],
  { version, encoding }: { version: Value | null; encoding: Value | null },
  rules: Rules,
  findings: Findings,
): void {
  const say = (line: number | undefined, found: string, expected: string, harmless = false) =>
    findings.add('bag/declaration', { file: DECLARATION, line }, { found, expected, harmless })
  if (version === null) say(undefined, 'no BagIt-Version', 'the line "BagIt-Version: 1.0"')
  if (encoding === null) {
    say(undefined, 'no Tag-File-Character-Encoding', 'the line "Tag-File-Character-Encoding: UTF-8"')
  }
  if (version === null || encoding === null) return
  if (version.line > encoding.line) say(version.line, 'its lines in the other order', 'BagIt-Version first')
  else if (lines.length > 2) {
    const rest = lines.slice(2).every(line => line.trim() === '') ? 'blank lines' : 'more lines'
    say(3, rest, 'two lines', !rules.strict && rest === 'blank lines')
  }
  for (const [label, { line, value }] of [
    ['BagIt-Version', version],
    ['Tag-File-Character-Encoding', encoding],
  ] as const) {
    const text = lines[line - 1] ?? ''
    if (text === `${label}: ${value}`) continue
    // The drafts do not say how much space stands after a colon; none says that there is some before.
    const harmless = !rules.strict && text.startsWith(`${label}:`)
    say(line, 'other spaces around the colon or the value', `"${label}: ${value}"`, harmless)
  }
}

function encodingFor(stated: Value | null, rules: Rules, findings: Findings): TagEncoding {
  if (stated === null) return UTF_8
  const encoding = tagEncoding(stated.value)
  const place = { file: DECLARATION, line: stated.line }
  if (encoding === null) findings.add('bag/encoding', place, { encoding: stated.value, known: false })
  else if (!encoding.isUtf8 && rules.strict) {
    findings.add('bag/encoding', place, { encoding: stated.value, known: true })
  }
  return encoding ?? UTF_8
}
