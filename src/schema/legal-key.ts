import type { RecordSchema } from './field.js'
import { compileValidator } from './validator.js'

/** Longer names cannot be kept by every file system, endings and temporary names included. */
const MAX_NAME_BYTES = 200

/** Makes the check whether a text may be the id of a record and the name of its file. */
export function legalKeyFor(schema: RecordSchema): (id: string) => boolean {
  const validate = compileValidator(schema)
  const key = schema.keyField
  return id =>
    key !== undefined &&
    isFileName(id) &&
    validate({ [key.name]: id }).every(({ pointer }) => pointer !== key.pointer)
}

/** Names that begin with a full stop are hidden, and no source reads them. */
const isFileName = (name: string): boolean =>
  /^[^./\\\u0000-\u001f\u007f][^/\\\u0000-\u001f\u007f]*$/.test(name) &&
  name.isWellFormed() &&
  Buffer.byteLength(name) <= MAX_NAME_BYTES
