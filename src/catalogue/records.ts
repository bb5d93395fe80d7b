import { described, listed, retyped, shown, suchAs, withArticle } from '../text/shown.js'
import { error } from './entry.js'

/** Values that their schema does not allow, and what a record says of itself. */
export const records = {
  // Values that their schema does not allow
  'record/type': error(
    (a: { pointer: string; value: unknown; expected: readonly string[] }) =>
      `${a.pointer || 'the record'} is ${described(a.value)}, expected ${a.expected.map(type => withArticle(type) + suchAs(type, a.value)).join(' or ')}.`,
    a => retyped(a.value, a.expected),
  ),
  'record/required': error(
    (a: { key: string; because?: string }) =>
      `\`${a.key}\` is missing${a.because === undefined ? '' : `; it is needed where \`${a.because}\` stands`}.`,
    a => `Add \`${a.key}\`.`,
  ),
  'record/unknown-key': error(
    (a: { key: string; meant: string | undefined; isThere?: boolean }) =>
      `\`${a.key}\` is not a key of this record.${a.meant === undefined ? '' : ` Did you mean \`${a.meant}\`?`}`,
    a => {
      if (a.meant === undefined) return 'Remove it, or declare it in the schema.'
      return a.isThere ? `Remove it: \`${a.meant}\` is there too.` : `Write \`${a.meant}\`.`
    },
  ),
  'record/undeclared-key': error(
    (a: { key: string; meant: string | undefined }) =>
      `\`${a.key}\` is not declared in the schema, so there is no column to keep it in.${a.meant === undefined ? '' : ` Did you mean \`${a.meant}\`?`}`,
    a =>
      a.meant === undefined
        ? 'Declare it, or say "additionalProperties": true to keep undeclared keys as JSON.'
        : `Write \`${a.meant}\`, or declare it.`,
  ),
  'record/enum': error(
    (a: { pointer: string; value: unknown; allowed: readonly unknown[]; meant: string | undefined }) =>
      `${a.pointer} is ${described(a.value)}, expected ${listed(a.allowed)}.${a.meant === undefined ? '' : ` Did you mean "${a.meant}"?`}`,
    a => (a.meant === undefined ? 'Write one of the allowed values.' : `Write "${a.meant}".`),
  ),
  'record/pattern': error(
    (a: { pointer: string; value: unknown; pattern: string }) =>
      `${a.pointer} is ${described(a.value)}, which does not match ${a.pattern}.`,
    () => 'Spell it as the pattern asks, or correct the pattern.',
  ),
  'record/format': error(
    (a: { pointer: string; value: unknown; format: string }) =>
      `${a.pointer} is ${described(a.value)}, which is no ${a.format}.`,
    a => `Write a valid ${a.format}.`,
  ),
  'record/date': error(
    (a: { value: unknown; partial?: boolean; later?: { than: string; what: 'as-of' | 'retrieved' } }) =>
      a.later === undefined
        ? `${shown(a.value)} is not a calendar date.`
        : `${shown(a.value)} is after ${a.later.than}, ${a.later.what === 'as-of' ? 'the day that the corpus speaks of' : 'when the text was retrieved'}.`,
    a =>
      a.later === undefined
        ? `Write ${a.partial ? 'YYYY, YYYY-MM or ' : ''}YYYY-MM-DD; leave the key out if you do not know.`
        : `Correct the date${a.later.what === 'as-of' ? ', or the day: --as-of, or `released` in corpus.yaml' : ', or that of retrieval'}.`,
  ),
  'record/length': error(
    (a: { pointer: string; length: number; least: boolean; limit: number }) =>
      `${a.pointer} has ${a.length} characters, expected ${a.least ? 'at least' : 'at most'} ${a.limit}.`,
    a => (a.least ? 'Write all of it, or leave the key out.' : 'Shorten it.'),
  ),
  'record/bounds': error(
    (a: { pointer: string; value: unknown; words: string; limit: string }) =>
      `${a.pointer || 'the record'} is ${shown(a.value)}, expected ${a.words} ${a.limit}.`,
    a => `Write a number that is ${a.words} ${a.limit}.`,
  ),
  'record/items': error(
    (a: { pointer: string; value: unknown; words: string; limit: number }) =>
      `${a.pointer} has ${Array.isArray(a.value) ? a.value.length : 0} elements, expected ${a.words} ${a.limit}.`,
    a => (a.words === 'at least' ? 'Add what is missing.' : 'Leave out what is too much.'),
  ),
  'record/repeated': error(
    (a: { pointer: string; value: unknown }) => `${shown(a.value)} stands twice in ${a.pointer}.`,
    () => 'Keep one of them.',
  ),
  'record/keys': error(
    (a: { pointer: string; count: number; words: string; limit: number }) =>
      `${a.pointer || 'the record'} has ${a.count} ${a.count === 1 ? 'key' : 'keys'}, expected ${a.words} ${a.limit}.`,
    a => (a.words === 'at least' ? 'Add what is missing.' : 'Leave out what is not needed.'),
  ),
  'record/key-name': error(
    (a: { key: string; reason: string }) => `the key ${shown(a.key)} is not allowed here: ${a.reason}.`,
    () => 'Give it another name.',
  ),
  'record/contains': error(
    (a: { pointer: string; count: number; words: string; limit: number }) =>
      `${a.pointer || 'the record'} has ${a.count} ${a.count === 1 ? 'element' : 'elements'} of the kind that "contains" in the schema asks for, expected ${a.words} ${a.limit}.`,
    a => (a.words === 'at least' ? 'Add one of that kind.' : 'Leave out what is too much.'),
  ),
  'record/choice': error(
    (a: { pointer: string; value: unknown; fits: string; reasons: readonly string[] }) =>
      a.fits === ''
        ? `${a.pointer || 'the record'} is ${described(a.value)}, which fits none of the forms that the schema allows: ${a.reasons.map((reason, i) => `(${i + 1}) ${reason.replace(/\.$/, '')}`).join('; ')}.`
        : `${a.pointer || 'the record'} is ${described(a.value)}, which fits the forms ${a.fits} of the schema at once, expected exactly one.`,
    a => (a.fits === '' ? 'Follow one of the forms.' : 'Leave out what makes it fit the other form.'),
  ),
  'record/forbidden': error(
    (a: { pointer: string; value: unknown; keyword: string }) =>
      a.keyword === 'not'
        ? `${a.pointer || 'the record'} is ${described(a.value)}, which "not" in the schema forbids.`
        : `${a.pointer || 'the record'} is ${described(a.value)}, where the schema allows nothing.`,
    a => (a.keyword === 'not' ? 'Give another value.' : 'Leave it out.'),
  ),
  'record/integer-range': error(
    (a: { pointer: string; value: unknown; bits: number }) =>
      `${a.pointer} is ${shown(a.value)}, which needs more than ${a.bits} bits.`,
    () => 'Correct the number; if it is no quantity, keep it as text.',
  ),
  'record/timestamp': error(
    (a: { pointer: string; value: unknown; spelling: string | undefined }) =>
      `${a.pointer} is ${described(a.value)}, expected a moment in UTC with at most 6 digits of a second.`,
    a => (a.spelling === undefined ? 'Write it as 2020-01-31T12:00:00Z.' : `Write ${a.spelling}.`),
  ),
  'record/column': error(
    (a: { pointer: string; value: unknown; kind: string; conditional: boolean }) =>
      `${a.pointer} is ${a.value === undefined ? 'missing' : described(a.value)} here, and its column holds ${a.kind}${a.conditional ? ': only a branch of the schema declares it' : ''}.`,
    a =>
      a.conditional
        ? 'Declare it beside the branches, with every type that it may have, or say "x-column": "json".'
        : 'Say "x-column": "json" for it in the schema.',
  ),

  'record/derived': error(
    (a: { pointer: string; value: unknown; expected: unknown; rule: string }) =>
      `${a.pointer} is ${described(a.value)}, but ${a.rule} gives ${shown(a.expected)}.`,
    () => 'Leave the key out: it is computed.',
  ),
  'record/altered': error(
    (a: { pointer: string; field: string }) =>
      `${a.pointer} is not the text whose SHA-256 ${a.field} gives: one of the two was changed.`,
    a => `Put the text back as it was; for a correction leave ${a.field} out, it is computed.`,
  ),
  'record/inferred': error(
    (a: { value: unknown; expected: unknown; rule: string }) =>
      `this is said to come from ${a.rule}, which gives ${shown(a.expected)} and not ${shown(a.value)}.`,
    () => 'State another basis, or leave the key out.',
  ),

  'record/rule-unnamed': error(
    (a: { target: string; rule: string }) =>
      `the basis of ${a.target} is rule, and its note does not name ${a.rule}, which is the rule for it.`,
    a => `Say "note": "${a.rule}", state another basis, or leave the key and its basis out.`,
  ),

  // What a record says of itself
  'record/unclaimed': error(
    (a: { target: string; isNull: boolean }) =>
      `${a.target} is ${a.isNull ? 'null' : 'given'}, and nothing says why.`,
    a =>
      `Add {"field": "${a.target}", "basis": "${a.isNull ? 'unknown' : 'curator'}", "note": null} to the bases.`,
  ),
  'record/basis': error(
    (a: { target: string; fault: 'twice' | 'unknown' }) =>
      a.fault === 'twice'
        ? `${a.target} has two bases.`
        : `a basis is given for ${a.target}, which needs none.`,
    a => (a.fault === 'twice' ? 'Keep the one that is true.' : 'Remove it.'),
  ),
  'record/basis-mismatch': error(
    (a: { target: string; basis: string; isNull: boolean }) =>
      `the basis of ${a.target} is ${a.basis}, but its value is ${a.isNull ? 'null' : 'not null'}.`,
    a =>
      a.isNull
        ? 'Say absent_in_source, unknown, withheld or not_applicable.'
        : 'Say source, rule, curator or model, or leave the value out.',
  ),
  'record/not-in-source': error(
    (a: { target: string; value: unknown; note: string | null }) =>
      `${a.target} is said to stand in the source, but ${shown(a.note ?? a.value)} does not occur in the text.`,
    () => 'Quote the passage in "note", or state another basis.',
  ),
  'record/span': error(
    (a: { start: number; end: number; length: number }) =>
      `the span ${a.start}-${a.end} is no part of a text of ${a.length} code points.`,
    () => 'Count code points, not bytes or UTF-16 units.',
  ),
  'record/blocks': error(
    (a: { fault: 'overlap' | 'gap'; at: number }) =>
      a.fault === 'overlap'
        ? `a block starts at code point ${a.at}, inside the one before it.`
        : `the text at code point ${a.at} belongs to no block.`,
    () => 'Correct `start` and `end`, or leave the blocks out: they are found in the text.',
  ),
  'record/byline': error(
    (a: { value: string }) => `${shown(a.value)} is not the text of a block of type byline.`,
    () => 'Copy the line as it stands, or set the block that holds it to byline.',
  ),
  'record/path': error(
    (a: { pointer: string; path: string; id: string }) =>
      `${a.pointer} does not go with the rest: the file ${shown(a.path)} is not called by the id ${shown(a.id)}.`,
    () => 'Correct the id or the path: the name of the file is the id.',
  ),
  'record/duplicate-key': error(
    (a: { id: string; place: string }) => `the id "${a.id}" is already used at ${a.place}.`,
    () => 'Give each record its own id.',
  ),
}
