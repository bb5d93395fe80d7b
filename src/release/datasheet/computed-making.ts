import type { Party } from '../../corpus/corpus.js'
import type { Field } from '../../schema/field.js'
import { labelsOf, ruleIn, rulesOf, subjectOf } from '../metadata/data-dictionary.js'
import { bullets, code, counted, grouped, inline, listed, table } from '../metadata/markdown.js'
import { byCount } from '../metadata/measures.js'
import type { Release } from '../release.js'
import type { Compute } from './question.js'

/** Computed answers of the sections Motivation, Collection process and Preprocessing, by slug. */
export const making: Readonly<Record<string, Compute>> = {
  'motivation.creators': ({ corpus }) => ({
    text: `Creators of the release: ${corpus.creators.map(creator).join('; ')}.`,
    how: 'read from `creators` in corpus.yaml',
  }),

  'collection.acquisition': ({ statistics }) => {
    const total: Record<string, number> = {}
    for (const counts of Object.values(statistics.basis)) {
      for (const [basis, count] of Object.entries(counts)) total[basis] = (total[basis] ?? 0) + count
    }
    const lines = byCount(total).map(([basis, count]) => [code(basis), grouped(count)])
    if (lines.length === 0) return undefined
    return {
      text: `Records state on what basis they give a value or leave it out:\n\n${table(['Basis', 'Times'], lines)}`,
      how: 'counted over all records',
    }
  },

  'collection.procedures': ({ tool, corpus }) => {
    const sources = corpus.sources.map(({ path, format }) => `${code(path)} (${format})`)
    return {
      text: `${inline(tool.name)} ${inline(tool.version)} read ${listed(sources)} of the corpus; how the files came there is not known to it.`,
      how: 'read from `sources` in corpus.yaml',
    }
  },

  'collection.timeframe': ({ schema, statistics }) => {
    const labels = labelsOf(schema)
    const dates = ['retrieved', 'published'].flatMap(role => schema.roles.get(role) ?? [])
    if (dates.length === 0) return undefined
    const lines = dates.map(field => {
      const range = statistics.ranges[field.pointer]
      const given = statistics.records - (statistics.nulls[field.pointer] ?? 0)
      const span =
        range === undefined ? '' : `, from ${inline(String(range.min))} to ${inline(String(range.max))}`
      const label = code(labels.get(field.pointer) ?? field.pointer)
      return `${label}: given in ${grouped(given)} of ${counted(statistics.records, 'record')}${span}`
    })
    return { text: bullets(lines), how: 'smallest and largest date over all records' }
  },

  'preprocessing.steps': ({ schema, unicode }) => {
    const lines = rulesOf(schema).map(({ label, rule, mode }) => [
      code(label),
      code(rule),
      mode === 'derived' ? 'always' : 'where nobody stated it',
    ])
    const rules =
      lines.length === 0
        ? 'No field is filled by a rule.'
        : `These rules filled fields (the number is the rule’s version; Unicode ${inline(unicode)}):\n\n${table(['Field', 'Rule', 'When'], lines)}`
    const raw = rawText(schema)
    const kept =
      raw === undefined
        ? ''
        : `${code(raw.text.name)} is the input as it was supplied; no rule changed it.\n\n`
    return { text: `${kept}${rules}`, how: 'read from the record schema, by which the release was made' }
  },

  'preprocessing.raw': ({ schema }) => {
    const raw = rawText(schema)
    if (raw === undefined) return undefined
    const checksum = code(labelsOf(schema).get(raw.checksum.pointer) ?? raw.checksum.pointer)
    return {
      text: `Yes, in the release: the UTF-8 bytes of ${code(raw.text.name)} are the raw file, and ${checksum} is their SHA-256.`,
      how: 'the checksum is computed from the text of every record',
    }
  },

  'preprocessing.software': ({ tool, unicode }) => ({
    text: `${inline(tool.name)} ${inline(tool.version)}, with the character properties of Unicode ${inline(unicode)}.`,
    how: 'as the program names itself',
  }),
}

function creator({ name, type, affiliation }: Party): string {
  return `${inline(name)} (${type}${affiliation === undefined ? '' : `, ${inline(affiliation)}`})`
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
