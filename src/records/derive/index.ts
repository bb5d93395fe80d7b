import type { InferRule, Rule } from '../rule.js'
import { byteCount } from './byte-count.js'
import { charCount } from './char-count.js'
import { constant } from './const.js'
import { direction } from './direction.js'
import { emptyList } from './empty-list.js'
import { flags } from './flags.js'
import { itemCount } from './item-count.js'
import { plainLines } from './plain-lines.js'
import { script } from './script.js'
import { searchText } from './search-text.js'
import { sha256 } from './sha256.js'
import { wordCount } from './word-count.js'

/** Rules that `x-derive` may name, by `name@version`. A rule that computes anything else than before is a new version. */
export const deriveRules: ReadonlyMap<string, Rule> = byName([
  byteCount,
  charCount,
  constant,
  direction,
  flags,
  itemCount,
  script,
  searchText,
  sha256,
  wordCount,
])

/** Rules that `x-infer` may name, by `name@version`. */
export const inferRules: ReadonlyMap<string, InferRule> = byName([emptyList, plainLines])

function byName<R extends { readonly name: string; readonly version: number }>(
  rules: readonly R[],
): ReadonlyMap<string, R> {
  return new Map(rules.map(rule => [`${rule.name}@${rule.version}`, rule]))
}
