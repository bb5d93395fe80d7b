import type { JsonObject, RecordSchema } from '../../schema/field.js'
import { valueAt } from '../../text/pointer.js'
import type { Rule } from '../rule.js'
import { likelyScripts } from './likely-scripts.js'

/** ISO 15924: the script is not known. */
const UNKNOWN = 'Zzzz'

/** The script of the language in the field whose role is `language`; null where there is no language. */
export const script: Rule = {
  name: 'script',
  version: 1,
  compute: (record, { schema }) => languageScript(record, schema) ?? null,
}

/** The script that the record's language is written in, undefined where the record states no language. */
export function languageScript(record: JsonObject, schema: RecordSchema): string | undefined {
  const field = schema.roles.get('language')
  const language = field === undefined ? undefined : valueAt(record, field.pointer)
  return typeof language === 'string' ? scriptOf(language) : undefined
}

/** ISO 15924 code for a BCP 47 tag: the script subtag, else the likely script, else `Zzzz`. */
export function scriptOf(tag: string): string {
  const [language = '', ...subtags] = tag.toLowerCase().split('-')
  let next = 0
  const take = (form: RegExp): string | undefined =>
    form.test(subtags[next] ?? '') ? subtags[next++] : undefined
  const extended = take(/^[a-z]{3}$/)
  while (take(/^[a-z]{3}$/) !== undefined);
  const written = take(/^[a-z]{4}$/)
  if (written !== undefined) return written[0]!.toUpperCase() + written.slice(1)
  const region = take(/^([a-z]{2}|\d{3})$/)?.toUpperCase()
  likely ??= likelyScriptsByTag()
  const spoken = extended ?? language
  return likely.get(`${spoken}-${region}`) ?? likely.get(spoken) ?? likely.get(language) ?? UNKNOWN
}

let likely: ReadonlyMap<string, string> | undefined

function likelyScriptsByTag(): ReadonlyMap<string, string> {
  const byTag = new Map<string, string>()
  for (const [script, tags] of Object.entries(likelyScripts)) {
    for (const tag of tags.split(' ')) byTag.set(tag, script)
  }
  return byTag
}
