import { UsageError } from '../errors.js'
import { readSchema } from './document.js'
import type { RecordSchema } from './field.js'
import { isObject } from './keywords.js'
import { loadSchema } from './load.js'

/** Any schema that values can be checked against; where no columns can be made from it, `why` says so. */
export interface CheckingSchema {
  readonly schema: RecordSchema
  readonly why: UsageError | undefined
}

/** Reads a schema that is given without a corpus: columns are not needed, and a value need be no object. Throws UsageError. */
export function loadForChecking(text: string, path: string): CheckingSchema {
  try {
    return { schema: loadSchema(text, path), why: undefined }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const { json } = readSchema(text, path)
    const schema: RecordSchema = {
      path,
      text,
      json: isObject(json) ? json : {},
      fields: [],
      keyField: undefined,
      textField: undefined,
      roles: new Map(),
    }
    return { schema, why: error }
  }
}
