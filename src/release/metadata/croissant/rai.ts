import { type Answer, answersOf } from '../../datasheet/answers.js'
import type { Release } from '../../release.js'

/** Its range is dates: an interval of ISO 8601. */
const TIMEFRAME = 'rai:dataCollectionTimeframe'

/**
 * The datasheet's answers under the properties of the RAI vocabulary that they feed, as Markdown. An answer that is
 * not known says so; a question that nobody answered is left out.
 */
export function raiOf(release: Release): Readonly<Record<string, string>> {
  const texts = new Map<string, string[]>()
  for (const entry of answersOf(release)) {
    const said = saidTo(entry)
    if (said === undefined) continue
    for (const property of propertiesOf(entry)) texts.set(property, [...(texts.get(property) ?? []), said])
  }
  const timeframe = timeframeOf(release)
  return {
    ...Object.fromEntries(Array.from(texts, ([property, said]) => [property, said.join('\n\n')])),
    ...(timeframe !== undefined && { [TIMEFRAME]: timeframe }),
  }
}

/** A timeframe is an interval of dates; what is said of it in words belongs to the collection. */
function propertiesOf({ question }: Answer): string[] {
  const properties = question.rai.filter(name => name.startsWith('rai:'))
  return [...new Set(properties.map(name => (name === TIMEFRAME ? 'rai:dataCollection' : name)))]
}

function saidTo({ question, stated, computed }: Answer): string | undefined {
  const { status, answer, reason } = stated ?? {}
  const words = [answer, reason].flatMap(text => (text === undefined ? [] : [text.trim()])).join('\n\n')
  const parts = [
    ...(status === undefined ? [] : [`${prefixes[status]}${words}`]),
    ...(computed === undefined ? [] : [`Computed (${computed.how}):\n\n${computed.text}`]),
  ]
  return parts.length === 0 ? undefined : `${question.question}\n\n${parts.join('\n\n')}`
}

const prefixes = { answered: '', unknown: 'Unknown: ', 'not-applicable': 'Not applicable: ' }

/** From the first to the last day on which a text was taken from its source, where records say so. */
function timeframeOf({ schema, statistics }: Release): string | undefined {
  const field = schema.roles.get('retrieved')
  const range = field && statistics.ranges[field.pointer]
  return range === undefined ? undefined : `${range.min}/${range.max}`
}
