import { tokensOf } from '../../text/pointer.js'
import { countsOf, setAside, shares } from '../metadata/counts.js'
import { describedFields, labelsOf } from '../metadata/data-dictionary.js'
import { bullets, code, counted, grouped, inline, listed, prose, share, table } from '../metadata/markdown.js'
import { byCount, missingOf, valuesOfField } from '../metadata/measures.js'
import type { Release } from '../release.js'
import type { Compute } from './question.js'

const FROM_SCHEMA = 'read from the record schema'
const OVER_RECORDS = 'counted over all records'

/** Computed answers of the section Composition, by slug. */
export const composition: Readonly<Record<string, Compute>> = {
  'composition.instances': ({ schema }) => {
    const { title, description } = schema.json
    const name = typeof title === 'string' ? ` of the kind “${inline(title)}”` : ''
    const meaning = typeof description === 'string' ? ` The schema says: ${prose(description)}` : ''
    return { text: `An instance is a record${name}; there is one kind.${meaning}`, how: FROM_SCHEMA }
  },

  'composition.counts': release => ({ text: bullets(countsOf(release)), how: OVER_RECORDS }),

  'composition.content': ({ schema }) => {
    const text = schema.textField && `The text is in ${code(schema.textField.name)}.`
    const all = `A record has ${counted(schema.fields.length, 'field')}; the data dictionary above describes them.`
    return { text: [all, text ?? 'No field is marked as the text.'].join(' '), how: FROM_SCHEMA }
  },

  'composition.labels': ({ schema }) => {
    const labels = describedFields(schema).filter(({ field }) => field.schema['x-role'] === 'label')
    const names = labels.map(({ label }) => code(label))
    return {
      text: names.length === 0 ? 'No: the schema marks no field as a label.' : `Yes: ${listed(names)}.`,
      how: FROM_SCHEMA,
    }
  },

  'composition.missing': release => {
    const { records } = release.statistics
    const fields = missingOf(release)
    const lines = fields.map(({ label, nulls, empty, basis }) => [
      code(label),
      grouped(nulls),
      share(nulls, records),
      empty === undefined ? '' : grouped(empty),
      basis.map(([word, count]) => `${code(word)} ${grouped(count)}`).join(', '),
    ])
    return {
      text:
        lines.length === 0
          ? 'Nothing can be missing: the schema lets no field be null, absent or an empty list.'
          : table(['Field', 'Null or absent', 'Share', 'Empty list', 'Basis that records state'], lines),
      how: `${OVER_RECORDS}; fields that can be neither null nor an empty list are left out, and so are fields inside lists`,
    }
  },

  'composition.links': ({ schema }) => {
    const labels = labelsOf(schema)
    const spans = describedFields(schema).flatMap(({ label, field }) => {
      const target = field.schema['x-span']
      return typeof target === 'string'
        ? [`${code(label)} points into ${code(labels.get(target) ?? target)}`]
        : []
    })
    const within = spans.length === 0 ? '' : ` Inside a record, ${listed(spans)} by code point offsets.`
    return { text: `The schema declares no reference from one record to another.${within}`, how: FROM_SCHEMA }
  },

  'composition.splits': release => {
    const split = release.schema.fields.find(({ schema }) => schema['x-split'] === true)
    if (split === undefined) return { text: 'The release is not split.', how: FROM_SCHEMA }
    return { text: bullets(shares(valuesOfField(release, split))), how: OVER_RECORDS }
  },

  'composition.errors': release => ({
    text: [refused(release), noted(release), looked(release), accepted(release), turnedOff(release)]
      .filter(Boolean)
      .join('\n\n'),
    how: 'by the checks that every record passed through before release',
  }),

  'composition.external': release => {
    const url = release.schema.roles.get('url')
    const held = 'The records are in the files of this release; reading them needs nothing else.'
    const { records } = release.statistics
    if (url === undefined || tokensOf(url.pointer).includes('*')) return { text: held, how: FROM_SCHEMA }
    const given = records - (release.statistics.nulls[url.pointer] ?? 0)
    const label = code(labelsOf(release.schema).get(url.pointer) ?? url.pointer)
    const untried = given === 0 ? '' : ' Whether these still answer was not tried.'
    return {
      text: `${held} ${label} holds an outside address in ${grouped(given)} of ${counted(records, 'record')}.${untried}`,
      how: OVER_RECORDS,
    }
  },

  'composition.identifiable': release => {
    const found = Object.fromEntries(personalChecks(release).map(check => [check, timesOf(check, release)]))
    const lines = [
      ...namedPeople(release),
      ...byCount(found).map(([check, n]) => `${code(check)}: ${grouped(n)} noted`),
    ]
    if (lines.length === 0) return undefined
    return { text: bullets(lines), how: `${OVER_RECORDS}; names inside a text are not looked for` }
  },
}

function refused(release: Release): string {
  const { keyField } = release.schema
  const unique = keyField === undefined ? '' : `; no two records share their ${code(keyField.name)}`
  const aside = setAside(release).map(line => ` ${line}.`)
  return `No released record has an error that the checks look for${unique}.${aside.join('')}`
}

function noted({ notes }: Release): string {
  const counts = byCount(notes)
  if (counts.length === 0) return 'The checks noted nothing.'
  return `The checks noted:\n\n${table(
    ['Check', 'Times'],
    counts.map(([check, count]) => [code(check), grouped(count)]),
  )}`
}

/** Only where the release says which checks ran is the absence of a note a finding. */
function looked({ checks = [], notes }: Release): string {
  const silent = checks.filter(check => notes[check] === undefined)
  return silent.length === 0 ? '' : `Looked for and not noted: ${silent.map(code).join(', ')}.`
}

function accepted({ accepted = [], acceptedMore = 0 }: Release): string {
  if (accepted.length === 0) return ''
  const listed = table(
    ['Check', 'Record', 'Times', 'Reason'],
    accepted.map(({ id, code: check, times, reason }) => [
      code(check),
      id === undefined ? 'all' : code(id),
      grouped(times),
      inline(reason),
    ]),
  )
  const more = acceptedMore === 0 ? '' : `\n\nAnd ${counted(acceptedMore, 'warning')} that sidecars accept.`
  return `Warnings that people accepted:\n\n${listed}${more}`
}

function turnedOff({ corpus }: Release): string {
  const off = Object.keys(corpus.lints ?? {})
  return off.length === 0 ? '' : `Not looked for, by choice of the corpus: ${off.map(code).join(', ')}.`
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

function namedPeople({ schema, statistics }: Release): string[] {
  const authors = schema.roles.get('authors')
  if (authors?.kind !== 'list') return []
  const names = statistics.items[authors.pointer] ?? 0
  return [`${code(labelsOf(schema).get(authors.pointer) ?? authors.pointer)}: ${counted(names, 'name')}`]
}
