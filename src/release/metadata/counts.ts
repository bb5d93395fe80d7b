import type { Release } from '../release.js'
import { english, type Words } from '../words/english.js'
import { describedFields } from './data-dictionary.js'
import { byCount, type ValueCounts, valuesOfRole } from './measures.js'

/** How much there is in a release: records, elements of lists, text, languages. Lines of Markdown. */
export function countsOf(release: Release, words: Words = english): string[] {
  return [
    words.counts.records(release.statistics.records),
    ...listSizes(release, words),
    ...textLength(release, words),
    ...['language', 'script', 'direction'].flatMap(role => shares(valuesOfRole(release, role), words)),
    ...setAside(release, words),
  ]
}

/** How often each value occurs; empty where none does. */
export function shares(values: ValueCounts | undefined, { counts }: Words = english): string[] {
  if (values === undefined) return []
  if (values.counts === undefined) return [counts.unlisted(values.label)]
  return values.counts.length === 0 ? [] : [counts.values(values.label, values.counts)]
}

/** How many records were left out, and why; empty where none was. */
export function setAside({ rejected, rejections = {} }: Release, { counts }: Words = english): string[] {
  return rejected === 0 ? [] : [counts.setAside(rejected, byCount(rejections))]
}

function listSizes({ schema, statistics }: Release, { counts }: Words): string[] {
  return describedFields(schema)
    .filter(({ field }) => field.kind === 'list')
    .map(({ label, field }) => counts.elements(label, statistics.items[field.pointer] ?? 0))
}

function textLength({ schema, statistics: { length, records } }: Release, { counts }: Words): string[] {
  if (length === undefined || schema.textField === undefined) return []
  const range = records === 1 ? undefined : ([length.min, length.max] as const)
  return [counts.length(schema.textField.name, length.sum, range)]
}
