import { readFileSync } from 'node:fs'
import { UsageError } from '../errors.js'
import { decodeUtf8 } from '../text/utf8.js'

/** The text of a schema that somebody names by its path. Throws UsageError where it cannot be read, or is not UTF-8. */
export function schemaTextAt(path: string): string {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    throw new UsageError(`The schema ${path} cannot be read.`, { cause })
  }
  const decoded = decodeUtf8(bytes)
  if ('text' in decoded) return decoded.text
  throw new UsageError(`The schema ${path} is not UTF-8 (byte ${decoded.badByte}).`)
}
