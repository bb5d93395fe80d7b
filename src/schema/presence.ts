import { subschemas } from './keywords.js'

/** Keywords that may tell a key that is null from a key that is absent, although both are allowed. */
const mindful = [
  'minProperties',
  'maxProperties',
  'dependentRequired',
  'dependentSchemas',
  'dependencies',
  'anyOf',
  'oneOf',
  'not',
  'if',
]

/** Whether a record might become invalid when its absent nullable keys are given as null. */
export function isPresenceSensitive(schema: unknown): boolean {
  for (const [subschema] of subschemas(schema)) {
    if (mindful.some(keyword => keyword in subschema)) return true
  }
  return false
}
