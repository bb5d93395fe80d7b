import type { JsonObject, RecordSchema } from '../../schema/field.js'
import { valueAt } from '../../text/pointer.js'
import type { Rule } from '../rule.js'
import { languageScript } from './script.js'

/** Direction of the record's script, `ltr` or `rtl`; null where neither script nor language is known. */
export const direction: Rule = {
  name: 'direction',
  version: 1,
  compute: (record, { schema }) => {
    const script = scriptIn(record, schema)
    if (script === undefined) return null
    return rightToLeft.has(script) ? 'rtl' : 'ltr'
  },
}

/** The script as stated. One that a rule derives is not believed but derived again, so that a wrong one is one problem. */
function scriptIn(record: JsonObject, schema: RecordSchema): string | undefined {
  const field = schema.roles.get('script')
  if (field !== undefined && field.schema['x-derive'] === undefined) {
    const stated = valueAt(record, field.pointer)
    if (typeof stated === 'string') return stated
  }
  return languageScript(record, schema)
}

/** ISO 15924 codes of the scripts whose letters have Bidi_Class R or AL, variants of Arabic and Syriac included. */
export const rightToLeft: ReadonlySet<string> = new Set(
  (
    'Adlm Arab Aran Armi Avst Chrs Cprt Elym Gara Hatr Hebr Hung Khar Lydi Mand Mani Mend Merc Mero Narb Nbat Nkoo ' +
    'Orkh Ougr Palm Phli Phlp Phnx Prti Rohg Samr Sarb Sidt Sogd Sogo Syrc Syre Syrj Syrn Thaa Yezi'
  ).split(' '),
)
