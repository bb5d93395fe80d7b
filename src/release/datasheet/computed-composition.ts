import { tokensOf } from '../../text/pointer.js'
import { countsOf, setAside, shares } from '../metadata/counts.js'
import { describedFields, labelsOf } from '../metadata/data-dictionary.js'
import { bullets, grouped, inline, prose, table } from '../metadata/markdown.js'
import { byCount, missingOf, valuesOfField } from '../metadata/measures.js'
import type { Release } from '../release.js'
import type { Words } from '../words/english.js'
import type { Compute } from './question.js'

/** Computed answers of the section Composition, by slug. */
export const composition: Readonly<Record<string, Compute>> = {
  'composition.instances': ({ schema }, { composition, how }) => {
    const { title, description } = schema.json
    const kind = composition.instance(typeof title === 'string' ? title : undefined)
    const meaning = typeof description === 'string' ? composition.meaning(prose(description)) : ''
    return { text: `${kind}${meaning}`, how: how.schema }
  },

  'composition.counts': (release, words) => ({
    text: bullets(countsOf(release, words)),
    how: words.how.records,
  }),

  'composition.content': ({ schema }, { composition, how }) => ({
    text: composition.content(schema.fields.length, schema.textField?.name),
    how: how.schema,
  }),

  'composition.labels': ({ schema }, { composition, how }) => {
    const labels = describedFields(schema).filter(({ field }) => field.schema['x-role'] === 'label')
    const names = labels.map(({ label }) => label)
    return {
      text: names.length === 0 ? composition.noLabels : composition.labels(names),
      how: how.schema,
    }
  },

  'composition.missing': (release, { code, share, joined, composition, how }) => {
    const { records } = release.statistics
    const lines = missingOf(release).map(({ label, nulls, empty, basis }) => [
      code(label),
      grouped(nulls),
      share(nulls, records),
      empty === undefined ? '' : grouped(empty),
      joined(basis),
    ])
    return {
      text: lines.length === 0 ? composition.noneMissing : table(composition.missingHead, lines),
      how: how.missing,
    }
  },

  'composition.links': ({ schema }, { composition, how }) => {
    const labels = labelsOf(schema)
    const spans = describedFields(schema).flatMap(({ label, field }) => {
      const target = field.schema['x-span']
      return typeof target === 'string' ? [[label, labels.get(target) ?? target] as const] : []
    })
    return { text: composition.links(spans), how: how.schema }
  },

  'composition.splits': (release, words) => {
    const split = release.schema.fields.find(({ schema }) => schema['x-split'] === true)
    if (split === undefined) return { text: words.composition.notSplit, how: words.how.schema }
    return { text: bullets(shares(valuesOfField(release, split), words)), how: words.how.records }
  },

  'composition.errors': (release, words) => ({
    text: [refused, noted, looked, accepted, turnedOff]
      .map(part => part(release, words))
      .filter(Boolean)
      .join('\n\n'),
    how: words.how.checks,
  }),

  'composition.external': (release, { composition, how }) => {
    const url = release.schema.roles.get('url')
    const { records, nulls } = release.statistics
    if (url === undefined || tokensOf(url.pointer).includes('*'))
      return { text: composition.held, how: how.schema }
    const given = records - (nulls[url.pointer] ?? 0)
    const label = labelsOf(release.schema).get(url.pointer) ?? url.pointer
    return {
      text: `${composition.held}${composition.addresses(label, given, records)}`,
      how: how.records,
    }
  },

  'composition.identifiable': (release, words) => {
    const found = Object.fromEntries(personalChecks(release).map(check => [check, timesOf(check, release)]))
    const lines = [
      ...namedPeople(release, words),
      ...byCount(found).map(([check, n]) => words.composition.notes(check, n)),
    ]
    return lines.length === 0 ? undefined : { text: bullets(lines), how: words.how.identifiable }
  },
}

function refused(release: Release, words: Words): string {
  const aside = setAside(release, words).map(line => ` ${line}.`)
  return `${words.composition.clean(release.schema.keyField?.name)}${aside.join('')}`
}

function noted({ notes }: Release, { code, composition }: Words): string {
  const counts = byCount(notes)
  if (counts.length === 0) return composition.nothingNoted
  const lines = counts.map(([check, count]) => [code(check), grouped(count)])
  return `${composition.noted}\n\n${table(composition.notedHead, lines)}`
}

/** Only where the release says which checks ran is the absence of a note a finding. */
function looked({ checks = [], notes }: Release, { composition }: Words): string {
  const silent = checks.filter(check => notes[check] === undefined)
  return silent.length === 0 ? '' : composition.silent(silent)
}

function accepted({ accepted = [], acceptedMore = 0 }: Release, words: Words): string {
  if (accepted.length === 0) return ''
  const { code, foreign, composition } = words
  const listed = table(
    composition.acceptedHead,
    accepted.map(({ id, code: check, times, reason }) => [
      code(check),
      id === undefined ? composition.all : code(id),
      grouped(times),
      foreign(inline(reason)),
    ]),
  )
  const more = acceptedMore === 0 ? '' : `\n\n${composition.acceptedMore(acceptedMore)}`
  return `${composition.accepted}\n\n${listed}${more}`
}

function turnedOff({ corpus }: Release, { composition }: Words): string {
  const off = Object.keys(corpus.lints ?? {})
  return off.length === 0 ? '' : composition.turnedOff(off)
}

function personalChecks({ checks = [], notes, accepted = [] }: Release): string[] {
  const found = [...checks, ...Object.keys(notes), ...accepted.map(({ code }) => code)]
  return [...new Set(found)].filter(check => check.startsWith('personal/'))
}

/** That somebody accepted it does not make it less. */
function timesOf(check: string, { notes, accepted = [] }: Release): number {
  const times = accepted.filter(({ code }) => code === check).map(({ times }) => times)
  return times.reduce((a, b) => a + b, notes[check] ?? 0)
}

function namedPeople({ schema, statistics }: Release, { composition }: Words): string[] {
  const authors = schema.roles.get('authors')
  if (authors?.kind !== 'list') return []
  const label = labelsOf(schema).get(authors.pointer) ?? authors.pointer
  return [composition.names(label, statistics.items[authors.pointer] ?? 0)]
}
