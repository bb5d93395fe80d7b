import type { Release } from '../release.js'

/**
 * Labels and values of bag-info.txt; bag.ts adds the Payload-Oxum. A value is never folded: of a folded one, readers keep the
 * line break and the blanks, and it would be another value.
 */
export function bagInfo({
  tool,
  corpus,
  contentDigest,
  resources,
  statistics,
}: Release): readonly (readonly [label: string, value: string])[] {
  const { contact, creators } = corpus
  const bytes = resources.reduce((sum, resource) => sum + resource.bytes, 0)
  return [
    ...creators
      .filter(({ type }) => type === 'organisation')
      .map(({ name }) => ['Source-Organization', name] as const),
    ...creators.map(({ name }) => ['Creator', name] as const),
    ...(contact?.name === undefined ? [] : [['Contact-Name', contact.name] as const]),
    ...(contact?.email === undefined ? [] : [['Contact-Email', contact.email] as const]),
    ['External-Description', `${corpus.title}, version ${corpus.version}. ${corpus.description.trim()}`],
    ['External-Identifier', corpus.url],
    ['Internal-Sender-Identifier', `${corpus.name} ${corpus.version}`],
    ['Bagging-Date', corpus.released],
    ['Bag-Size', size(bytes)],
    ['Bag-Software-Agent', `${tool.name} ${tool.version}`],
    ['Content-Digest', `sha256:${contentDigest}`],
    ['Record-Count', String(statistics.records)],
  ]
}

/** About how much room the bag takes: that of its data in whole megabytes, gigabytes or terabytes, rounded up. */
function size(bytes: number): string {
  const [unit, name] = units.find(([unit]) => bytes > 10 * unit) ?? [1e6, 'MB']
  return `${Math.max(1, Math.ceil(bytes / unit))} ${name}`
}

const units: readonly (readonly [bytes: number, name: string])[] = [
  [1e12, 'TB'],
  [1e9, 'GB'],
]
