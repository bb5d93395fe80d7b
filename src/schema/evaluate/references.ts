import type { Keyword } from './check.js'

const reference: Keyword = (said, context) => (typeof said === 'string' ? context.follow(said) : undefined)

const dynamic: Keyword = (said, context) =>
  typeof said === 'string' ? context.followDynamic(said) : undefined

export const referenceKeywords: Readonly<Record<string, Keyword>> = {
  $ref: reference,
  $dynamicRef: dynamic,
  $recursiveRef: dynamic,
}
