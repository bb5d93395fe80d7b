/** Names of fields that tell records apart, the likeliest first. */
const likely: readonly RegExp[] = [
  /^_?id$/i,
  /^(uuid|guid|identifier|key|slug|doi|isbn|issn|iri|pmid|record_?id)$/i,
  /^(ال)?(رقم|معر\u0651?ف|رمز|كود|مسلسل)$|^رقم /,
  /(^|[_. -])(id|uuid|guid|key)$/i,
  /[a-z](Id|ID|Key|Uuid)$/,
  /^(id|no|nr|num|number|code|ref|iso_?639_?3|cca3)$|[_. -](code|no|nr|number)$|[a-z]Code$/i,
]

/** How likely a field of that name is an id: 0 is the likeliest, undefined where nothing speaks for it. */
export function idRank(name: string): number | undefined {
  const rank = likely.findIndex(pattern => pattern.test(name))
  return rank === -1 ? undefined : rank
}

export const isIdName = (name: string): boolean => idRank(name) !== undefined
