import type { InferRule } from '../rule.js'

/** An empty list, where nobody stated another. */
export const emptyList: InferRule = {
  name: 'empty-list',
  version: 1,
  infer: () => ({ value: [], basis: 'rule', note: 'empty-list@1' }),
}
