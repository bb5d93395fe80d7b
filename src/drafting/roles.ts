import type { JsonObject } from '../schema/field.js'
import { formatCheck } from '../schema/formats.js'
import { medianLength } from './lengths.js'
import type { Observation } from './observation.js'
import type { RecordsSeen } from './records-seen.js'

/** What a field is by its name and its values, and the words that say so. */
export interface Mark {
  readonly keywords: JsonObject
  readonly guess: string
}

/** Fields that lints and standards look for, by their names: the text, the language, the licence, the split. */
export function marksOf(seen: RecordsSeen): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>()
  const text = textOf(seen)
  if (text !== undefined) {
    marks.set(text, { keywords: { 'x-text': true }, guess: 'Guessed that this is the text of a record.' })
  }
  for (const { pattern, keywords, format, words } of roles) {
    const member = seen.objects.order.find(({ name }) => pattern.test(name) && !marks.has(name))
    if (member === undefined || !allAre(member.values, format)) continue
    marks.set(member.name, { keywords, guess: `Guessed that this is ${words}.` })
  }
  return marks
}

const roles = [
  {
    pattern: /^(lang|language|locale)(_?code|_?tag)?$/i,
    format: 'language-tag',
    keywords: { format: 'language-tag', 'x-role': 'language' },
    words: 'the language of the text',
  },
  {
    pattern: /^licen[cs]e$/i,
    format: 'spdx-expression',
    keywords: { format: 'spdx-expression', 'x-role': 'license' },
    words: 'the licence of the record',
  },
  { pattern: /^split$/i, format: undefined, keywords: { 'x-split': true }, words: 'the part of a split' },
] as const

const PLAIN = /^[a-z0-9_-]{1,32}$/i

/** Whether there are few different values, and all of them are of the format, or plain words. */
function allAre({ strings, count }: Observation, format: string | undefined): boolean {
  if (strings === undefined || strings.count !== count) return false
  const { counts } = strings.distinct
  if (counts === undefined) return false
  const check = format === undefined ? (value: unknown) => PLAIN.test(String(value)) : formatCheck(format)
  return check !== undefined && [...counts.keys()].every(value => check(value))
}

const TEXT_NAME =
  /^(full_?)?(text|body|content|contents|article|story|document|passage|transcript|lyrics|message)$/i
/** Half of the texts of a record are at least so long, with the name of one or without. */
const LONG = { named: 60, unnamed: 300 }

function textOf({ objects }: RecordsSeen): string | undefined {
  let best: { readonly name: string; readonly score: number } | undefined
  for (const { name, values } of objects.order) {
    const { strings, count, nulls } = values
    if (strings === undefined || strings.count !== count - nulls) continue
    const median = medianLength(strings.lengths)
    const isNamed = TEXT_NAME.test(name)
    if (median < (isNamed ? LONG.named : LONG.unnamed)) continue
    const score = isNamed ? median * 1000 : median
    if (best === undefined || score > best.score) best = { name, score }
  }
  return best?.name
}
