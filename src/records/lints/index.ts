import type { Finding } from '../../problem.js'
import type { JsonObject, RecordSchema } from '../../schema/field.js'
import { joinerInWord, lookalikeLetter, mixedDigits, spellingVariants, tatweelInWord } from './arabic.js'
import { noFinalNewline } from './file.js'
import type { Lint } from './lint.js'
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

const lints: readonly Lint[] = notes

/** What the lints of single records find in this one, lint by lint. */
export function lint(record: JsonObject, schema: RecordSchema): Finding[] {
  return lints.flatMap(({ check }) => check(record, schema))
}
