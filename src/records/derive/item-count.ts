import type { Rule } from '../rule.js'
import { inputOf } from './input.js'

/** Number of elements of the list that the parameter `of` points to; null where there is no list. */
export const itemCount: Rule = {
  name: 'item-count',
  version: 1,
  compute: (record, context) => {
    const list = inputOf(record, context)
    return Array.isArray(list) ? list.length : null
  },
}
