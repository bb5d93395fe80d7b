import { finding } from '../../problem.js'
import { valueAt } from '../../text/pointer.js'
import type { Lint } from './lint.js'

/** The field whose role is `license` says that nobody knows. */
export const licenseUnknown: Lint = {
  code: 'record/license-unknown',
  check: (record, schema) => {
    const pointer = schema.roles.get('license')?.pointer
    if (pointer === undefined || valueAt(record, pointer) !== 'NOASSERTION') return []
    return [finding('record/license-unknown', pointer, undefined)]
  },
}
