import type { Release } from '../release.js'
import { isUnlicensed, licenseAddress, licenseChoices, licensesNamed } from './licenses.js'
import { type Entity, property, type Reference } from './ro-crate-entity.js'

export const LICENSE_FILE = 'LICENSE'

export interface Terms {
  /** Of the content. */
  readonly content: Reference
  /** Of what stands beside the data; undefined where it is that of the content. */
  readonly metadata: Reference | undefined
  /** What LICENSE says where no licence is known: it stands for the licence then. */
  readonly stated: readonly string[]
  readonly entities: readonly Entity[]
}

/** The licences of content and metadata. RO-Crate requires one; where none is known, it is the file that says so. */
export function termsOf({ corpus: { license, metadata_license } }: Release): Terms {
  const content = referenceTo(license)
  const metadata = referenceTo(metadata_license)
  return {
    content,
    metadata: metadata['@id'] === content['@id'] ? undefined : metadata,
    stated: [
      ...(license === 'NOASSERTION' ? ['No licence of the content of the records is known.'] : []),
      ...(license === 'NONE' ? ['No licence of the content of the records is granted.'] : []),
      ...(metadata_license === undefined ? ['None is stated for the schema and the metadata.'] : []),
    ],
    entities: [license, metadata_license].flatMap(describe),
  }
}

function referenceTo(expression = 'NOASSERTION'): Reference {
  if (isUnlicensed(expression)) return { '@id': LICENSE_FILE }
  const [only, ...others] = licenseChoices(expression)
  const isOne = only !== undefined && others.length === 0
  return { '@id': isOne ? licenseAddress(only) : `#${encodeURIComponent(expression)}` }
}

function describe(expression = 'NOASSERTION'): Entity[] {
  if (isUnlicensed(expression)) return []
  const named = licensesNamed(expression)
  const reference = referenceTo(expression)
  const licenses = named.map(
    (id): Entity => ({
      '@id': licenseAddress(id),
      '@type': 'CreativeWork',
      name: id,
      description: `The licence that the SPDX License List calls ${id}.`,
      url: licenseAddress(id),
    }),
  )
  if (licenses.some(license => license['@id'] === reference['@id'])) return licenses
  const whole: Entity = {
    ...reference,
    '@type': 'CreativeWork',
    name: expression,
    description: `The SPDX licence expression ${expression}; LICENSE says what it covers.`,
    ...property(
      'mentions',
      named.map(id => ({ '@id': licenseAddress(id) })),
    ),
  }
  return [whole, ...licenses]
}
