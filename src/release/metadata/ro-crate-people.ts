import type { Party } from '../../corpus/corpus.js'
import type { Release } from '../release.js'
import { type Entity, property, type Reference } from './ro-crate-entity.js'

interface People {
  readonly creators: readonly Reference[]
  readonly entities: readonly Entity[]
}

const CONTACT = '#contact'

/** Creators, the organisations they belong to, and how to reach them, each an entity of its own. */
export function peopleOf({ corpus: { creators, contact } }: Release): People {
  const ids = identify(creators)
  const organisations = organisationsIn(creators, ids)
  // A contact that bears a creator's name is that creator's; any other speaks for all of them.
  const own = creators.some(({ name }) => name === contact?.name)
  const parties = creators.flatMap((party, i) => {
    const isReached = contact !== undefined && (!own || party.name === contact.name)
    const hasOther = party.email !== undefined && !(isReached && party.email === contact.email)
    const address = `#contact-of-creator-${i + 1}`
    const points = [...(hasOther ? [address] : []), ...(isReached ? [CONTACT] : [])].map(id => ({
      '@id': id,
    }))
    const entity = describeParty(party, ids[i] ?? '', organisations, points)
    return hasOther ? [entity, contactPoint(address, { email: party.email })] : [entity]
  })
  const affiliations = [...organisations]
    .filter(([, id]) => !ids.includes(id))
    .map(([name, id]): Entity => ({ '@id': id, '@type': 'Organization', name }))
  return {
    creators: ids.map(id => ({ '@id': id })),
    entities: [
      ...parties,
      ...affiliations,
      ...(contact === undefined ? [] : [contactPoint(CONTACT, contact)]),
    ],
  }
}

/** The ORCID of a person or the ROR of an organisation, which only one entity may bear; else an id of the graph's own. */
function identify(creators: readonly Party[]): readonly string[] {
  const taken = new Set<string>()
  return creators.map(({ type, orcid, url }, i) => {
    const known = type === 'person' ? orcid : rorOf(url)
    const id = known === undefined || taken.has(known) ? `#creator-${i + 1}` : known
    taken.add(id)
    return id
  })
}

function rorOf(url: string | undefined): string | undefined {
  return url !== undefined && /^https:\/\/ror\.org\/0[a-z0-9]{6}\d{2}$/.test(url) ? url : undefined
}

/** Ids of organisations by name; an affiliation that is named like a creator is that creator. */
function organisationsIn(creators: readonly Party[], ids: readonly string[]): ReadonlyMap<string, string> {
  const organisations = new Map<string, string>()
  for (const [i, { name, type }] of creators.entries()) {
    if (type === 'organisation' && !organisations.has(name)) organisations.set(name, ids[i] ?? '')
  }
  let count = 0
  for (const { affiliation } of creators) {
    if (affiliation === undefined || organisations.has(affiliation)) continue
    organisations.set(affiliation, `#affiliation-${++count}`)
  }
  return organisations
}

function describeParty(
  { name, type, given, family, orcid, url, email, affiliation }: Party,
  id: string,
  organisations: ReadonlyMap<string, string>,
  contactPoints: readonly Reference[],
): Entity {
  const organisation = affiliation === undefined ? undefined : organisations.get(affiliation)
  return {
    '@id': id,
    '@type': type === 'person' ? 'Person' : 'Organization',
    name,
    ...(given !== undefined && { givenName: given }),
    ...(family !== undefined && { familyName: family }),
    ...(orcid !== undefined && orcid !== id && { identifier: orcid }),
    ...(url !== undefined && { url }),
    ...(email !== undefined && { email }),
    ...(organisation !== undefined && { affiliation: { '@id': organisation } }),
    ...property('contactPoint', contactPoints),
  }
}

function contactPoint(
  id: string,
  {
    name,
    email,
    url,
  }: { readonly name?: string; readonly email?: string | undefined; readonly url?: string },
): Entity {
  return {
    '@id': id,
    '@type': 'ContactPoint',
    name: name ?? email ?? url ?? 'Contact',
    contactType: 'Questions about the data set',
    ...(email !== undefined && { email }),
    ...(url !== undefined && { url }),
  }
}
