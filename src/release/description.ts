import { readFileSync } from 'node:fs'
import { UsageError } from '../errors.js'
import { problem } from '../problem.js'
import { readJson } from '../text/json.js'
import { isJsonObject } from '../text/json-value.js'
import { placeAt } from '../text/place.js'
import { decodeUtf8 } from '../text/utf8.js'
import { type Description, describe } from './described.js'
import { neededFile } from './release-file.js'

export const DESCRIPTION_FILE = 'datapackage.json'

/** More than this is no description of anything. */
const MAX_BYTES = 256 * 1024 * 1024

/** Reads the datapackage.json of a release. Throws UsageError where there is none, or it is no JSON object. */
export function loadDescription(folder: string): Description {
  const bytes = readFileSync(neededFile(folder, DESCRIPTION_FILE))
  const file = DESCRIPTION_FILE
  const refuse = (problems: UsageError['problems']): never => {
    throw new UsageError(`${file} cannot be used.`, { problems })
  }
  if (bytes.length > MAX_BYTES)
    throw new UsageError(`${file} has ${bytes.length} bytes; ${MAX_BYTES} are read.`)
  const decoded = decodeUtf8(bytes)
  if ('badByte' in decoded) {
    const byte = decoded.badByte
    return refuse([problem('file/not-utf8', { file, byte }, { byte, value: bytes[byte] ?? 0 })])
  }
  const { text } = decoded
  const { value, faults } = readJson(text)
  const [fault] = faults.filter(({ kind }) => kind !== 'rounded')
  if (fault !== undefined) {
    const at = { file, ...placeAt(text, fault.offset) }
    if (fault.kind === 'duplicate-key')
      return refuse([problem('json/duplicate-key', { ...at, pointer: fault.pointer }, { key: fault.key })])
    const detail = fault.kind === 'syntax' ? fault.detail : 'it is nested too deep'
    return refuse([problem('file/damaged', at, { form: 'JSON', detail })])
  }
  if (!isJsonObject(value))
    return refuse([problem('file/damaged', { file }, { form: 'JSON', detail: 'it is no object' })])
  return describe(value)
}
