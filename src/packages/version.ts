import type { Json, JsonObject } from '../text/json.js'
import { isJsonObject } from '../text/json-value.js'
import { isList, isText } from './rules.js'

/**
 * The version of the standard that a descriptor is written for. `unstated` has neither `$schema` nor `profile`: names
 * are those of version 1, which the standard takes for the default; of all else, what either version allows is allowed.
 */
export type Version = 'v1' | 'v2' | 'unstated'

/** `$schema` says it, or `profile`, which only version 1 has; else what only version 2 has. */
export function versionOf(descriptor: JsonObject): Version {
  const address = descriptor['$schema']
  if (isText(address)) return /^https?:\/\/datapackage\.org\/profiles\/1(?:\.|\/)/.test(address) ? 'v1' : 'v2'
  if (isText(descriptor['profile'])) return 'v1'
  const resources = isList(descriptor['resources']) ? descriptor['resources'] : []
  if (resources.some(isOfVersion2)) return 'v2'
  return resources.some(resource => isJsonObject(resource) && isText(resource['profile'])) ? 'v1' : 'unstated'
}

/** Properties that version 1 does not know. */
function isOfVersion2(resource: Json): boolean {
  if (!isJsonObject(resource)) return false
  const { type, schema } = resource
  if (type === 'table') return true
  return isJsonObject(schema) && ('fieldsMatch' in schema || 'uniqueKeys' in schema)
}
