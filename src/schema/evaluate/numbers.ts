import { isMultiple } from '../../text/decimal.js'
import type { Json } from '../../text/json.js'
import { type Check, type FailingKeyword, fail, type Keyword } from './check.js'

type Numeric = number | bigint

export const isNumeric = (value: unknown): value is Numeric =>
  typeof value === 'number' || typeof value === 'bigint'

/** JavaScript compares bigints with floats by their exact values. */
function bound(keyword: FailingKeyword, holds: (value: Numeric, limit: Numeric) => boolean): Keyword {
  return (limit, context): Check | undefined =>
    isNumeric(limit)
      ? (value, run) => !isNumeric(value) || holds(value, limit) || fail(run, value, keyword, context)
      : undefined
}

const multipleOf: Keyword = (divisor, context) =>
  isNumeric(divisor)
    ? (value: Json, run) =>
        !isNumeric(value) || isMultiple(value, divisor) || fail(run, value, 'multipleOf', context)
    : undefined

export const numberKeywords: Readonly<Record<string, Keyword>> = {
  minimum: bound('minimum', (value, limit) => value >= limit),
  maximum: bound('maximum', (value, limit) => value <= limit),
  exclusiveMinimum: bound('exclusiveMinimum', (value, limit) => value > limit),
  exclusiveMaximum: bound('exclusiveMaximum', (value, limit) => value < limit),
  multipleOf,
}
