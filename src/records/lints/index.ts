import type { Finding } from '../../problem.js'
import type { JsonObject, RecordSchema } from '../../schema/field.js'
import { joinerInWord, lookalikeLetter, mixedDigits, spellingVariants, tatweelInWord } from './arabic.js'
import { boilerplate } from './boilerplate.js'
import { recordDate } from './date.js'
import { noFinalNewline } from './file.js'
import { iban } from './iban.js'
import { languageMismatch } from './language.js'
import { length } from './length.js'
import { type Lint, type LintOptions, noOptions } from './lint.js'
import { html } from './markup.js'
import { mojibake } from './mojibake.js'
import { nullLookalike } from './null-lookalike.js'
import { email, ip, urlCredentials } from './personal.js'
import { phone } from './phone.js'
import { licenseUnknown } from './record.js'
import { bidiMark } from './text.js'

/**
 * The notes (severity I) that are a function of one record alone. `flags@1` are the codes of these and no others:
 * another note in this list, or one that decides otherwise, makes it `flags@2`.
 */
export const notes: readonly Lint[] = [
  noFinalNewline,
  bidiMark,
  tatweelInWord,
  joinerInWord,
  spellingVariants,
  lookalikeLetter,
  mixedDigits,
  licenseUnknown,
]

/** All lints of single records: the notes, and what makes an error or a warning. */
const lints: readonly Lint[] = [
  ...notes,

  mojibake,
  html,
  boilerplate,
  length,
  languageMismatch,
  email,
  phone,
  ip,
  iban,
  urlCredentials,
  recordDate,
  nullLookalike,
]

/** Codes of the lints of single records: those that can be turned off. */
export const lintCodes: ReadonlySet<string> = new Set(lints.map(({ code }) => code))

/** What the lints of single records find in this one, lint by lint; `prepareLints` comes before. */
export function lint(record: JsonObject, schema: RecordSchema, options: LintOptions = noOptions): Finding[] {
  return lints.flatMap(({ code, check }) =>
    options.off.includes(code) ? [] : check(record, schema, options),
  )
}
