import type { Release } from '../release.js'

/** Labels and values of bag-info.txt; bag.ts adds the Payload-Oxum. */
export function bagInfo({
  tool,
  corpus,
  contentDigest,
  statistics,
}: Release): readonly (readonly [label: string, value: string])[] {
  const { contact } = corpus
  return [
    ...corpus.creators.map(({ name }) => ['Source-Organization', name] as const),
    ...(contact?.name === undefined ? [] : [['Contact-Name', contact.name] as const]),
    ...(contact?.email === undefined ? [] : [['Contact-Email', contact.email] as const]),
    ['External-Description', `${corpus.title}, version ${corpus.version}. ${corpus.description.trim()}`],
    ['External-Identifier', corpus.url],
    ['Bagging-Date', corpus.released],
    ['Bag-Software-Agent', `${tool.name} ${tool.version}`],
    ['Content-Digest', `sha256:${contentDigest}`],
    ['Record-Count', String(statistics.records)],
  ]
}
