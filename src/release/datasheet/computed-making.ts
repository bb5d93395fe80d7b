import type { Field } from '../../schema/field.js'
import { labelsOf, ruleIn, rulesOf, subjectOf } from '../metadata/data-dictionary.js'
import { bullets, grouped, table } from '../metadata/markdown.js'
import { byCount } from '../metadata/measures.js'
import type { Release } from '../release.js'
import type { Compute } from './question.js'

/** Computed answers of the sections Motivation, Collection process and Preprocessing, by slug. */
export const making: Readonly<Record<string, Compute>> = {
  'motivation.creators': ({ corpus }, { making, how }) => ({
    text: making.creators(corpus.creators),
    how: how.creators,
  }),

  'collection.acquisition': ({ statistics }, { code, making, how }) => {
    const total: Record<string, number> = {}
    for (const counts of Object.values(statistics.basis)) {
      for (const [basis, count] of Object.entries(counts)) total[basis] = (total[basis] ?? 0) + count
    }
    const lines = byCount(total).map(([basis, count]) => [code(basis), grouped(count)])
    if (lines.length === 0) return undefined
    return { text: `${making.bases}\n\n${table(making.basesHead, lines)}`, how: how.records }
  },

  'collection.procedures': ({ tool, corpus }, { making, how }) => ({
    text: making.read(tool.name, tool.version, corpus.sources),
    how: how.sources,
  }),

  'collection.timeframe': ({ schema, statistics }, { making, how }) => {
    const labels = labelsOf(schema)
    const dates = ['retrieved', 'published'].flatMap(role => schema.roles.get(role) ?? [])
    if (dates.length === 0) return undefined
    const lines = dates.map(({ pointer }) => {
      const range = statistics.ranges[pointer]
      const given = statistics.records - (statistics.nulls[pointer] ?? 0)
      const span = range === undefined ? undefined : ([String(range.min), String(range.max)] as const)
      return making.dates(labels.get(pointer) ?? pointer, given, statistics.records, span)
    })
    return { text: bullets(lines), how: how.dates }
  },

  'preprocessing.steps': ({ schema, unicode }, { code, making, how }) => {
    const lines = rulesOf(schema).map(({ label, rule, mode }) => [
      code(label),
      code(rule),
      mode === 'derived' ? making.always : making.otherwise,
    ])
    const rules =
      lines.length === 0 ? making.noRules : `${making.rules(unicode)}\n\n${table(making.rulesHead, lines)}`
    const raw = rawText(schema)
    const kept = raw === undefined ? '' : `${making.asSupplied(raw.text.name)}\n\n`
    return { text: `${kept}${rules}`, how: how.rules }
  },

  'preprocessing.raw': ({ schema }, { making, how }) => {
    const raw = rawText(schema)
    if (raw === undefined) return undefined
    const checksum = labelsOf(schema).get(raw.checksum.pointer) ?? raw.checksum.pointer
    return { text: making.raw(raw.text.name, checksum), how: how.checksum }
  },

  'preprocessing.software': ({ tool, unicode }, { making, how }) => ({
    text: making.software(tool.name, tool.version, unicode),
    how: how.program,
  }),
}

/** The text field and the checksum that proves it to be the raw file. */
function rawText(schema: Release['schema']): { readonly text: Field; readonly checksum: Field } | undefined {
  const text = schema.textField
  const checksum = schema.roles.get('sha256')
  const rule = checksum?.schema['x-derive']
  if (text === undefined || checksum === undefined || ruleIn(rule)?.split('@')[0] !== 'sha256')
    return undefined
  return subjectOf(rule) === text.pointer ? { text, checksum } : undefined
}
