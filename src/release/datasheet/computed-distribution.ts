import { bullets, inline } from '../metadata/markdown.js'
import { groupsOf, valuesOfRole } from '../metadata/measures.js'
import type { Compute } from './question.js'

/** Computed answers of the sections Distribution and Maintenance, by slug. */
export const distribution: Readonly<Record<string, Compute>> = {
  'distribution.channel': ({ corpus, resources }, { distribution, how }) => {
    const formats = [...new Set(groupsOf(resources).map(({ format }) => format))]
    return { text: distribution.channel(corpus.url, formats), how: how.channel }
  },

  'distribution.date': ({ corpus }, { distribution, how }) => ({
    text: distribution.date(corpus.version, corpus.released),
    how: how.corpus,
  }),

  'distribution.license': ({ corpus }, { distribution, how }) => ({
    text: distribution.license(corpus.license, corpus.metadata_license),
    how: how.licenses,
  }),

  'distribution.restrictions': (release, { distribution, how }) => {
    const { schema, statistics } = release
    const licenses = valuesOfRole(release, 'license')
    const holder = schema.roles.get('rights-holder')
    const lines: string[] = []
    if (licenses !== undefined) lines.push(distribution.licenses(licenses.counts))
    if (holder !== undefined) {
      const named = statistics.records - (statistics.nulls[holder.pointer] ?? 0)
      lines.push(distribution.holders(named, statistics.records))
    }
    return lines.length === 0 ? undefined : { text: bullets(lines), how: how.records }
  },

  'maintenance.contact': ({ corpus: { contact } }, { address, code, distribution, how }) => {
    if (contact === undefined) return undefined
    const { name, email, url } = contact
    const parts = [
      ...(name === undefined ? [] : [inline(name)]),
      ...(email === undefined ? [] : [code(email)]),
      ...(url === undefined ? [] : [address(url)]),
    ]
    return parts.length === 0 ? undefined : { text: distribution.contact(parts), how: how.contact }
  },

  'maintenance.versions': ({ corpus }, { distribution, how }) => ({
    text: distribution.version(corpus.version),
    how: how.corpus,
  }),

  'maintenance.contributions': ({ tool }, { distribution, how }) => ({
    text: distribution.contributions(tool.name),
    how: how.documented,
  }),
}
