import type { Json } from '../../schema/field.js'
import type { Rule } from '../rule.js'

/** The `const` of the field's own schema. */
export const constant: Rule = {
  name: 'const',
  version: 1,
  compute: (_record, { field }) => (field.schema.const ?? null) as Json,
}
