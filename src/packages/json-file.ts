import { type Location, type Problem, problem } from '../problem.js'
import { type Json, type JsonFault, MAX_DEPTH, readJson } from '../text/json.js'
import { locatorFor } from '../text/json-locate.js'
import { placeAt } from '../text/place.js'
import { decodeUtf8 } from '../text/utf8.js'

/** A JSON file that is in memory, and where in it a pointer leads. */
export interface JsonFile {
  readonly file: string
  readonly value: Json
  at(pointer: string, part?: 'key' | 'value'): Location
}

/** Reads the bytes of a JSON file. Without `json` it cannot be read, and the problems say why. */
export function readJsonFile(
  file: string,
  bytes: Buffer,
): { readonly json: JsonFile | undefined; readonly problems: readonly Problem[] } {
  const decoded = decodeUtf8(bytes)
  if ('badByte' in decoded) {
    const { badByte: byte } = decoded
    const args = { byte, value: bytes[byte] ?? 0 }
    return { json: undefined, problems: [problem('file/not-utf8', { file, byte }, args)] }
  }
  const isMarked = decoded.text.startsWith('\uFEFF')
  const text = isMarked ? decoded.text.slice(1) : decoded.text
  const { value, faults } = readJson(text)
  const locate = (offset: number): Location => ({ file, ...placeAt(text, offset) })
  const problems = [
    ...(isMarked ? [problem('file/bom', { file, line: 1, column: 1, byte: 0 }, {})] : []),
    ...faults.flatMap(fault => worded(fault, locate)),
  ]
  if (value === undefined) return { json: undefined, problems }
  const locator = locatorFor(text)
  const at: JsonFile['at'] = (pointer, part = 'value') => ({ ...locate(locator(pointer, part)), pointer })
  return { json: { file, value, at }, problems }
}

function worded(fault: JsonFault, locate: (offset: number) => Location): Problem[] {
  const location = locate(fault.offset)
  if (fault.kind === 'syntax') return [problem('json/syntax', location, { detail: fault.detail })]
  if (fault.kind === 'depth') return [problem('json/depth', location, { limit: MAX_DEPTH })]
  if (fault.kind === 'rounded') return []
  const at = { ...location, pointer: fault.pointer }
  if (fault.kind === 'duplicate-key') return [problem('json/duplicate-key', at, { key: fault.key })]
  if (fault.kind === 'non-finite') return [problem('json/non-finite', at, { literal: fault.literal })]
  return [problem('text/lone-surrogate', at, {})]
}
