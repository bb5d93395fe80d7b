import { type Problem, problem } from '../problem.js'

const BOM = Buffer.of(0xef, 0xbb, 0xbf)

/** Bytes of a byte order mark in UTF-8 at the start of a file. */
export const markBytes = (head: Buffer): number => (head.subarray(0, BOM.length).equals(BOM) ? BOM.length : 0)

export const markProblem = (file: string): Problem =>
  problem('file/bom', { file, line: 1, column: 1, byte: 0 }, {})

/** UTF-16 is told by its mark, or by the NUL in every other byte of what begins in ASCII. */
export function isUtf16(head: Buffer): boolean {
  const [a = 1, b = 1, c = 1, d = 1] = head
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true
  return (a === 0 && c === 0 && b > 0 && d > 0) || (b === 0 && d === 0 && a > 0 && c > 0)
}
