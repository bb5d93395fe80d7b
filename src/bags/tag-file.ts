import { join } from 'node:path'
import { systemCode } from '../files/io-error.js'
import type { Findings } from './findings.js'
import { bytesOf } from './open-file.js'
import type { TagEncoding } from './tag-encoding.js'
import { MAX_TAG_LINE_BYTES, tagLines } from './tag-lines.js'

export interface TextLine {
  readonly number: number
  readonly text: string
}

/** The lines of a tag file that are text; what stands in the way of the others is said. */
export function* textLines(
  root: string,
  file: string,
  { encoding, findings }: { encoding: TagEncoding; findings: Findings },
): Generator<TextLine> {
  try {
    for (const { number, text, fault, mark } of tagLines(bytesOf(join(root, file)), encoding)) {
      const line = { file, line: number }
      if (mark && encoding.isUtf8) findings.add('bag/bom', { file }, { declaration: false })
      if (fault === 'too-long') findings.add('bag/line-too-long', line, { limit: MAX_TAG_LINE_BYTES })
      if (fault === 'undecodable') findings.add('bag/undecodable', line, { encoding: encoding.name })
      if (text !== null) yield { number, text }
    }
  } catch (error) {
    const reason = systemCode(error)
    if (reason === null) throw error
    findings.add('bag/unreadable', { file }, { reason })
  }
}
