import { type Finding, finding } from '../problem.js'
import type { JsonObject, RecordSchema } from '../schema/field.js'
import { getAt } from './paths.js'

/** A raw text is called by its record's id: where a field says which file the text stood in, the two must agree. */
export function checkPath(record: JsonObject, { roles, keyField }: RecordSchema): readonly Finding[] {
  const field = roles.get('path')
  if (field === undefined || keyField === undefined) return []
  const path = getAt(record, field.pointer)
  const id = getAt(record, keyField.pointer)
  if (typeof path !== 'string' || typeof id !== 'string') return []
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  if ((dot > 0 ? name.slice(0, dot) : name) === id) return []
  return [
    finding('record/path', field.pointer, { pointer: field.pointer, path, id }),
    finding('record/path', keyField.pointer, { pointer: keyField.pointer, path, id }),
  ]
}
