import { finding } from '../../problem.js'
import type { JsonObject, RecordSchema } from '../../schema/field.js'
import { countLetters, scriptNamed } from '../../text/letters.js'
import { valueAt } from '../../text/pointer.js'
import { languageScript } from '../derive/script.js'
import { otherLanguageOf } from './detector.js'
import { namesOf } from './languages.js'
import { type Lint, languageOf } from './lint.js'

/** Letters below which nothing can be said of a text's script, and of its language: headings are read wrongly. */
const FEW_FOR_SCRIPT = 20
const FEW_FOR_LANGUAGE = 200
/** Share of its letters that a text has to have in the script that is stated. */
const MIN_SHARE = 0.5

/**
 * The text is in another language than is stated. An error where less than half of its letters are of the language's
 * script; a warning where the detector names another language. A language that is not stated, or that
 * the detector does not know, gives no warning.
 */
export const languageMismatch: Lint = {
  code: 'text/language-mismatch',
  check: (record, schema) => {
    const pointer = schema.textField?.pointer
    const text = pointer === undefined ? undefined : valueAt(record, pointer)
    const code = statedScript(record, schema)
    if (pointer === undefined || typeof text !== 'string' || code === undefined) return []
    const script = scriptNamed(code)
    if (script === undefined) return []
    const { letters, ofScript } = countLetters(text, script)
    if (letters >= FEW_FOR_SCRIPT && ofScript < MIN_SHARE * letters) {
      return [finding('text/language-mismatch', pointer, { script: code, share: ofScript / letters })]
    }
    const language = languageOf(record, schema)
    if (letters < FEW_FOR_LANGUAGE || language === undefined) return []
    const names = namesOf(language)
    const other = names && otherLanguageOf(text, names)
    return other === undefined ? [] : [finding('text/language-mismatch', pointer, { language, other })]
  },
}

function statedScript(record: JsonObject, schema: RecordSchema): string | undefined {
  const field = schema.roles.get('script')
  const stated = field === undefined ? undefined : valueAt(record, field.pointer)
  return typeof stated === 'string' ? stated : languageScript(record, schema)
}
