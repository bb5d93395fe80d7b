import type { Finding } from '../../problem.js'
import type { JsonObject, RecordSchema } from '../../schema/field.js'
import { joinerInWord, lookalikeLetter, mixedDigits, spellingVariants, tatweelInWord } from './arabic.js'
import { presentationForm } from './arabic-forms.js'
import { boilerplate } from './boilerplate.js'
import { recordDate } from './date.js'
import { byteOrderMark, controlCharacter, lineEnds, noFinalNewline } from './file.js'
import { iban } from './iban.js'
import { languageMismatch } from './language.js'
import { length } from './length.js'
import { type Lint, type LintOptions, noOptions } from './lint.js'
import { html } from './markup.js'
import { mixedScriptWord } from './mixed-script.js'
import { mojibake } from './mojibake.js'
import { notNfc } from './nfc.js'
import { nullLookalike } from './null-lookalike.js'
import { email, ip, urlCredentials } from './personal.js'
import { phone } from './phone.js'
import { licenseUnknown } from './record.js'
import { oddSpace } from './spaces.js'
import { bidiControl, bidiMark, replacementCharacter, unassigned } from './text.js'
import { strayWhiteSpace } from './white-space.js'
import { zeroWidth } from './zero-width.js'

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

/** Every lint of single records. Those that mend do so in this order: what a mend leaves is mended by a later one. */
export const lints: readonly Lint[] = [
  ...notes,
  byteOrderMark,
  lineEnds,
  controlCharacter,
  replacementCharacter,
  bidiControl,
  zeroWidth,
  presentationForm,
  notNfc,
  oddSpace,
  strayWhiteSpace,
  unassigned,
  mixedScriptWord,

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

/** What the lints of single records find in this one, lint by lint. */
export function lint(record: JsonObject, schema: RecordSchema, options: LintOptions = noOptions): Finding[] {
  const found: Finding[] = []
  for (const { code, check } of lints) {
    if (options.off.includes(code)) continue
    for (const one of check(record, schema, options)) found.push(one)
  }
  return found
}
