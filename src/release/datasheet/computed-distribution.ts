import { address, bullets, code, counted, grouped, inline, listed } from '../metadata/markdown.js'
import { groupsOf, valuesOfRole } from '../metadata/measures.js'
import type { Compute } from './question.js'

const FROM_CORPUS = 'read from corpus.yaml'

/** Computed answers of the sections Distribution and Maintenance, by slug. */
export const distribution: Readonly<Record<string, Compute>> = {
  'distribution.channel': ({ corpus, resources }) => {
    const formats = [...new Set(groupsOf(resources).map(({ format }) => format))]
    return {
      text: `Identifier of the data set: ${address(corpus.url)}. Formats: ${listed(formats.map(inline))}.`,
      how: 'read from `url` in corpus.yaml and from the files of the release',
    }
  },

  'distribution.date': ({ corpus }) => ({
    text: `Version ${inline(corpus.version)} was released on ${inline(corpus.released)}.`,
    how: FROM_CORPUS,
  }),

  'distribution.license': ({ corpus }) => ({
    text: bullets([
      `content of the records: ${code(corpus.license)}${corpus.license === 'NOASSERTION' ? ' (no licence is known)' : ''}`,
      `schema, metadata and datasheet: ${corpus.metadata_license === undefined ? 'not stated' : code(corpus.metadata_license)}`,
    ]),
    how: 'read from `license` and `metadata_license` in corpus.yaml',
  }),

  'distribution.restrictions': release => {
    const { schema, statistics } = release
    const licenses = valuesOfRole(release, 'license')
    const holder = schema.roles.get('rights-holder')
    const lines: string[] = []
    if (licenses !== undefined) {
      const counts = licenses.counts?.map(([license, count]) => `${code(license)} ${grouped(count)}`)
      lines.push(`licences of records: ${counts?.join(', ') ?? 'too many different ones to list'}`)
    }
    if (holder !== undefined) {
      const named = statistics.records - (statistics.nulls[holder.pointer] ?? 0)
      lines.push(
        `a holder of the rights is named in ${grouped(named)} of ${counted(statistics.records, 'record')}`,
      )
    }
    return lines.length === 0 ? undefined : { text: bullets(lines), how: 'counted over all records' }
  },

  'maintenance.contact': ({ corpus: { contact } }) => {
    if (contact === undefined) return undefined
    const { name, email, url } = contact
    const parts = [name && inline(name), email && code(email), url && address(url)].filter(Boolean)
    return parts.length === 0
      ? undefined
      : { text: `${parts.join(', ')}.`, how: 'read from `contact` in corpus.yaml' }
  },

  'maintenance.versions': ({ corpus }) => ({
    text: `This is version ${inline(corpus.version)}. What has changed from version to version stands in ${code('CHANGELOG.md')}, in the folder of the release.`,
    how: FROM_CORPUS,
  }),

  'maintenance.contributions': ({ tool }) => ({
    text: `Records and texts that others add are checked by ${code(`${tool.name} export`)}, which publishes nothing while one of them has an error.`,
    how: 'as the program documents itself',
  }),
}
