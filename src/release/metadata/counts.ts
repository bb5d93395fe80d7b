import type { Release } from '../release.js'
import { describedFields } from './data-dictionary.js'
import { code, counted, grouped } from './markdown.js'
import { byCount, type ValueCounts, valuesOfRole } from './measures.js'

/** How much there is in a release: records, elements of lists, text, languages. Lines of Markdown. */
export function countsOf(release: Release): string[] {
  return [
    counted(release.statistics.records, 'record'),
    ...listSizes(release),
    ...textLength(release),
    ...['language', 'script', 'direction'].flatMap(role => shares(valuesOfRole(release, role))),
    ...setAside(release),
  ]
}

/** How often each value occurs; empty where none does. */
export function shares(values: ValueCounts | undefined): string[] {
  if (values === undefined) return []
  if (values.counts === undefined) return [`${code(values.label)}: too many different values to list`]
  const counts = values.counts.map(([value, count]) => `${code(value)} ${grouped(count)}`)
  return counts.length === 0 ? [] : [`${code(values.label)}: ${counts.join(', ')}`]
}

/** How many records were left out, and why; empty where none was. */
export function setAside({ rejected, rejections = {} }: Release): string[] {
  if (rejected === 0) return []
  const reasons = byCount(rejections).map(([check, count]) => `${code(check)} ${grouped(count)}`)
  const why = reasons.length === 0 ? '' : `: ${reasons.join(', ')}`
  return [`${counted(rejected, 'record')} set aside because of errors, not released${why}`]
}

function listSizes({ schema, statistics }: Release): string[] {
  return describedFields(schema)
    .filter(({ field }) => field.kind === 'list')
    .map(({ label, field }) => `${code(label)}: ${counted(statistics.items[field.pointer] ?? 0, 'element')}`)
}

function textLength({ schema, statistics: { length, records } }: Release): string[] {
  if (length === undefined || schema.textField === undefined) return []
  const total = `${code(schema.textField.name)}: ${counted(length.sum, 'code point')}`
  if (records === 1) return [total]
  return [`${total}, from ${grouped(length.min)} to ${grouped(length.max)} in a record`]
}
