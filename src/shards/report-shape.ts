import { catalogue } from '../problem.js'
import { isCount, isText, listOf, mapOf, objectOf, oneOf, optional, type Shape } from './shape.js'

const isCounts = mapOf(isCount)
const isNumber: Shape = value => typeof value === 'number'
const isCode: Shape = value => typeof value === 'string' && Object.hasOwn(catalogue, value)
const isSeverity: Shape = value => value === 'error' || value === 'warning' || value === 'info'
const isDigits: Shape = value => value === 7 || value === 4 || value === 2
const isBound = oneOf(isNumber, isText)

const isLocation = objectOf({
  file: isText,
  line: optional(isCount),
  column: optional(isCount),
  endColumn: optional(isCount),
  byte: optional(isCount),
  record: optional(isCount),
  pointer: optional(isText),
})

const isProblem = objectOf({
  code: isCode,
  severity: isSeverity,
  message: isText,
  location: isLocation,
  record: optional(isText),
  excerpt: optional(objectOf({ before: isText, marked: isText, after: isText })),
  fix: optional(isText),
  related: optional(listOf(isLocation)),
})

const acceptance = { code: isText, reason: isText, id: optional(isText) }

const isStatistics = objectOf({
  records: isCount,
  nulls: isCounts,
  empty: isCounts,
  items: isCounts,
  values: mapOf(isCounts),
  unlisted: mapOf(value => value === true),
  ranges: mapOf(objectOf({ min: isBound, max: isBound, sum: optional(isBound) })),
  length: optional(objectOf({ min: isCount, max: isCount, sum: isCount })),
  lengths: isCounts,
  periods: mapOf(objectOf({ digits: isDigits, counts: isCounts })),
  basis: mapOf(isCounts),
})

/** Whether a value that was read has the shape of a `ShardReport`. */
export const isReport = objectOf({
  records: isCount,
  rejected: isCount,
  statistics: isStatistics,
  problems: objectOf({
    bySeverity: objectOf({ error: isCount, warning: isCount, info: isCount }),
    byCode: isCounts,
    first: listOf(isProblem),
  }),
  accepted: objectOf({
    byCorpus: isCounts,
    bySidecar: listOf(objectOf({ ...acceptance, times: isCount })),
    more: isCount,
    pending: listOf(objectOf({ ...acceptance, location: isLocation })),
  }),
  files: listOf(
    objectOf({
      path: isText,
      format: isText,
      mediaType: isText,
      table: isText,
      shard: isCount,
      bytes: isCount,
      sha256: isText,
      records: isCount,
    }),
  ),
})
