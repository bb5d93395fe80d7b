import type { Excerpt } from './text/excerpt.js'
import { fewerLetters, numbered, numbers, whyMeaningless } from './text/names.js'
import {
  counted,
  described,
  listed,
  named,
  retyped,
  shellWord,
  shown,
  suchAs,
  times,
  withArticle,
} from './text/shown.js'
import { visible } from './text/visible.js'

export type Severity = 'error' | 'warning' | 'info'

/**
 * A place in an input. Lines and columns count from 1, columns in code points; `endColumn`, of the same line, is the
 * first after the place; `byte` counts from 0.
 */
export interface Location {
  readonly file: string
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly endColumn?: number | undefined
  readonly byte?: number | undefined
  /** Number of the record, from 1, in a file that has no lines. */
  readonly record?: number | undefined
  /** JSON Pointer into the record or document. */
  readonly pointer?: string | undefined
}

/** One thing that is wrong, or worth knowing, about an input. Data faults are problems, never exceptions. */
export interface Problem {
  readonly code: Code
  readonly severity: Severity
  /** One sentence: subject, what was found, what was expected. */
  readonly message: string
  readonly location: Location
  /** The record's id. */
  readonly record?: string | undefined
  readonly excerpt?: Excerpt | undefined
  /** An action that mends it. */
  readonly fix?: string | undefined
  readonly related?: readonly Location[] | undefined
}

/** Another record: its id, where there is one, and its place. */
interface Other {
  readonly id: string
  readonly place: string
}
const other = ({ id, place }: Other): string => (id === '' ? place : `${visible(id)} (${place})`)

interface Entry<A> {
  readonly severity: Severity | ((args: A) => Severity)
  readonly message: (args: A) => string
  readonly fix?: ((args: A) => string | undefined) | undefined
}

const error = <A>(message: (args: A) => string, fix?: (args: A) => string | undefined): Entry<A> => ({
  severity: 'error',
  message,
  fix,
})
const warning = <A>(message: (args: A) => string, fix?: (args: A) => string | undefined): Entry<A> => ({
  severity: 'warning',
  message,
  fix,
})
const info = <A>(message: (args: A) => string, fix?: (args: A) => string | undefined): Entry<A> => ({
  severity: 'info',
  message,
  fix,
})

/** The kind of entry whose severity depends on what was found. */
const graded = <A>(
  severity: (args: A) => Severity,
  message: (args: A) => string,
  fix?: (args: A) => string | undefined,
): Entry<A> => ({ severity, message, fix })

/** A character or word, and how often it stands there; several kinds together have none. */
interface Kind {
  readonly kind: string | undefined
  readonly count: number
}

/** `<U+202E> RIGHT-TO-LEFT OVERRIDE, 3 times` */
const called = ({ kind, count }: Kind): string =>
  `${kind === undefined ? 'others of this kind' : numbered(kind)}${times(count)}`

const gaps = {
  leading: 'before the text',
  trailing: 'after the last word of a line',
  doubled: 'more than once between two words',
}

/** Every code, its severity and its words. `docs/problems.md` has a heading for each. */
export const catalogue = {
  // Bytes and encodings
  'file/not-utf8': error(
    (a: {
      byte: number
      value: number
      likely?: { encoding: string; script: string; share: number } | undefined
      /** A text that can be added again. */
      file?: string | undefined
    }) =>
      `byte ${a.byte} (0x${a.value.toString(16).toUpperCase().padStart(2, '0')}) is not valid UTF-8${
        a.likely === undefined
          ? ''
          : `; as ${a.likely.encoding}, ${Math.floor(100 * a.likely.share)} % of the letters are ${a.likely.script}`
      }.`,
    ({ likely, file }) => {
      if (likely === undefined) return 'Convert the file to UTF-8.'
      if (file === undefined) return `Convert it from ${likely.encoding} to UTF-8.`
      return `warraq add --from ${likely.encoding} ${shellWord(file)}`
    },
  ),
  'file/bom': error(
    () => 'a byte order mark (U+FEFF) stands at the start, which is no part of the text.',
    () => 'Save the file as UTF-8 without BOM.',
  ),
  'file/empty': error(
    () => 'the file is empty.',
    () => 'Put the text into it, or delete it.',
  ),
  'file/too-large': error(
    (a: { bytes: number; limit: number }) => `the file has ${a.bytes} bytes; an article may have ${a.limit}.`,
    () => 'Split the text into several articles.',
  ),
  'file/ignored': info(
    (a: { extensions: string }) =>
      `this file is not read: a source of this kind has files ending in ${a.extensions}.`,
  ),

  // JSON Lines
  'jsonl/blank-line': error(
    () => 'the line is blank, and every line is one record.',
    () => 'Delete the line.',
  ),
  'jsonl/line-too-long': error(
    (a: { limit: number }) => `the line is longer than ${a.limit} bytes.`,
    () => 'Check that every record ends with a line feed.',
  ),

  // Other forms of input
  'jsonl/array': error(
    () => 'this file is one JSON array, not JSON Lines.',
    () => 'Save one record per line, or let the name of the file end in .json.',
  ),
  'jsonl/no-final-newline': info(() => 'the last line does not end with a line feed.'),
  'file/utf-16': error(
    () => 'the file is UTF-16, expected UTF-8.',
    () => 'Save the file as UTF-8 without BOM.',
  ),
  'file/no-records': info(() => 'the file holds no records.'),
  'file/gzip': error(
    (a: { detail: string }) => `the gzip file is damaged or cut off from here on (${a.detail}).`,
    () => 'Pack or copy the file again.',
  ),
  'file/gzip-bomb': error(
    (a: { bytes: number; ratio: number }) =>
      `the gzip file becomes more than ${a.bytes} bytes, and more than ${a.ratio} times its size.`,
    () => 'Check what is in it, and unpack it yourself.',
  ),
  'file/damaged': error(
    (a: { form: string; detail: string }) => `this cannot be read as ${a.form}: ${a.detail}.`,
    a => `Write the file again, as ${a.form}.`,
  ),
  'file/twice': info((a: { other: string }) => `this is the same file as ${a.other}, and is read once.`),
  'file/outside': error(
    () => 'this is a link that leads out of the folder, so it is not read.',
    () => 'Copy the file into the folder, or name it itself.',
  ),
  'file/unreadable': error(
    (a: { reason: string }) => `this cannot be read: ${a.reason}.`,
    () => 'Allow it to be read, or leave it out.',
  ),
  'json/lines': error(
    () => 'a second value follows the first: this is JSON Lines, expected one JSON array.',
    () => 'Let the name of the file end in .jsonl, or put `[`, commas and `]` around the records.',
  ),
  'json/too-long': error(
    (a: { limit: number }) => `the record is longer than ${a.limit} bytes.`,
    () => 'Check that its brackets and quotes are closed.',
  ),
  'csv/separator': error(
    (a: { separator: string }) => `the cells are separated by ${a.separator}, expected commas.`,
    () => 'Save the file with commas.',
  ),
  'csv/quote': error(
    (a: { fault: 'open' | 'lone' | 'bare' }) =>
      a.fault === 'open'
        ? 'a quote is opened here and never closed.'
        : a.fault === 'lone'
          ? 'a quote stands alone in a quoted cell, expected two.'
          : 'a quote stands in a cell that does not begin with one.',
    a =>
      a.fault === 'open'
        ? 'Close the quote.'
        : 'Write each quote within a cell twice, and one more at either end of the cell.',
  ),
  'csv/too-long': error(
    (a: { limit: number }) => `the record is longer than ${a.limit} bytes.`,
    () => 'Check that every quote is closed.',
  ),
  'csv/columns': error(
    (a: { cells: number; expected: number }) =>
      a.cells === 0
        ? `the line is blank, expected ${a.expected} cells.`
        : `the line has ${a.cells} ${a.cells === 1 ? 'cell' : 'cells'}, expected ${a.expected}.`,
    a =>
      a.cells === 0
        ? 'Delete the line.'
        : a.cells < a.expected
          ? 'Put a comma for every cell that is empty.'
          : 'Put quotes around cells that hold a comma.',
  ),
  'csv/cell': error(
    (a: { column: string; what: string }) => `the column "${visible(a.column)}" ${visible(a.what)}.`,
    () => 'Correct the cell.',
  ),
  'csv/count': error(
    (a: { column: string; count: number | null; lines: number; file: string }) =>
      `the column "${visible(a.column)}" counts ${a.count ?? 'nothing'}, but ${visible(a.file)} has ${a.lines} ${a.lines === 1 ? 'line' : 'lines'} for it.`,
    () => 'Correct the count, or the lines.',
  ),
  'csv/position': error(
    (a: { position: number; fault: 'missing' | 'twice' }) =>
      a.fault === 'missing'
        ? `no line has the position ${a.position}, though a later one is there.`
        : `the position ${a.position} stands twice in one list.`,
    () => 'Number the lines of each list from 0.',
  ),
  'csv/no-main': error(
    (a: { path: string }) => `there is no ${visible(a.path)} whose lists this file holds.`,
    () => 'Give the file of the records with it.',
  ),
  'csv/orphan': error(
    (a: { column: string; text: string | null; known: string }) =>
      `the column "${visible(a.column)}" holds ${shown(a.text ?? '')}, which no ${a.known} has.`,
    () => 'Delete the line, or correct what it belongs to.',
  ),
  'csv/order': error(
    (a: { file: string; limit: number }) =>
      `the lines do not come in the order of the records of ${visible(a.file)}, and are more than ${a.limit}.`,
    () => 'Sort both files alike.',
  ),
  'columns/unknown': error(
    (a: { column: string; meant: string | undefined }) =>
      `the column "${visible(a.column)}" is not in the schema.${a.meant === undefined ? '' : ` Did you mean "${visible(a.meant)}"?`}`,
    a =>
      a.meant === undefined ? 'Remove it, or declare it in the schema.' : `Call it "${visible(a.meant)}".`,
  ),
  'columns/missing': error(
    (a: { column: string }) => `the column "${visible(a.column)}" is missing, and every record needs it.`,
    a => `Add the column "${visible(a.column)}".`,
  ),
  'columns/twice': error(
    (a: { column: string }) => `the column "${visible(a.column)}" stands twice; the second would be lost.`,
    () => 'Keep the one that is meant.',
  ),
  'columns/type': error(
    (a: { detail: string }) => a.detail,
    () => 'Write the column with the type that the schema asks for.',
  ),
  'columns/value': error(
    (a: { detail: string }) => a.detail,
    () => 'Correct the value, or write the column with another type.',
  ),

  // Sidecars and other YAML
  'yaml/syntax': error(
    (a: { detail: string }) => `this is not YAML: ${a.detail}.`,
    () => 'Correct the YAML here; texts with a colon or a quote in them need quotes.',
  ),
  'yaml/duplicate-key': error(
    (a: { detail: string }) => `\`${a.detail}\` stands twice in one mapping.`,
    () => 'Keep the one that is meant.',
  ),
  'sidecar/missing': error(
    (a: { path: string }) => `there is no sidecar ${a.path}.`,
    a => `Write ${a.path}: \`warraq types --sidecar\` says what stands in it.`,
  ),
  'sidecar/orphan': error(
    (a: { path: string }) => `there is no text ${a.path} that this sidecar speaks of.`,
    () => 'Delete the sidecar, or restore the text.',
  ),
  'sidecar/no-mapping': error(
    () => 'the sidecar is no mapping of keys to values.',
    () => 'Write `language: ar` and the like.',
  ),
  'sidecar/null': error(
    (a: { key: string }) => `\`${a.key}\` has no value.`,
    a => `Leave \`${a.key}\` out, and say under \`basis\` why it is not known.`,
  ),
  'sidecar/no-such-line': error(
    (a: { line: string }) =>
      `line ${a.line} of the text is blank or does not exist, so there is no block to correct.`,
    () => 'Count the lines of the text from 1, blank ones included.',
  ),
  'corpus/unknown-key': error(
    (a: { key: string; meant: string | undefined }) =>
      `\`${a.key}\` is not a key of corpus.yaml here.${a.meant === undefined ? '' : ` Did you mean \`${a.meant}\`?`}`,
    a => (a.meant === undefined ? 'Remove it.' : `Write \`${a.meant}\`.`),
  ),
  'sidecar/unknown-key': error(
    (a: { key: string; meant: string | undefined }) =>
      `\`${a.key}\` is not a sidecar key.${a.meant === undefined ? '' : ` Did you mean \`${a.meant}\`?`}`,
    a => (a.meant === undefined ? 'Remove it.' : `Write \`${a.meant}\`.`),
  ),

  // JSON texts
  'json/syntax': error(
    (a: { detail: string }) => `this is not JSON: ${a.detail}.`,
    () => 'Correct the JSON here.',
  ),
  'json/duplicate-key': error(
    (a: { key: string }) => `"${a.key}" stands twice in one object; the first would be lost.`,
    () => 'Keep the one that is meant.',
  ),
  'json/depth': error(
    (a: { limit: number }) => `the nesting is deeper than ${a.limit} levels.`,
    () => 'Flatten the value, or keep it as text.',
  ),
  'json/rounded': info(
    (a: { literal: string; value: string }) =>
      `${a.literal} has more digits than a 64-bit float holds; it becomes ${a.value}.`,
  ),
  'json/non-finite': error(
    (a: { literal: string }) => `${a.literal} is larger than any 64-bit float.`,
    () => 'Correct the number, or keep it as text.',
  ),
  'text/lone-surrogate': error(
    () => 'half of a surrogate pair stands alone: this is no character, and no file can hold it as UTF-8.',
    () => 'Put the whole character, or delete the escape.',
  ),

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

  // Records compared with others
  'record/id-taken': error(
    (a: { id: string; place: string }) =>
      `the id ${shown(a.id)} is already used in the corpus, at ${a.place}.`,
    () => 'Run with --update if this corrects that record; otherwise give it another id.',
  ),
  'record/new-id': info(
    (a: { id: string }) =>
      `the corpus has no record with the id ${shown(a.id)} to correct: this one would be a new record.`,
  ),
  'record/withdrawn': error(
    (a: { id: string; date: string; reason: string }) =>
      `the record ${shown(a.id)} was withdrawn on ${a.date} (${shown(a.reason)}), and its id is never used again.`,
    () => 'Leave the record out; another text needs another id.',
  ),
  'record/differs': error(
    (a: { pointer: string; value: string; corpus: string; at: number | undefined; more: number }) =>
      `${a.pointer} is ${a.value}, but the corpus gives ${a.corpus} for this id${
        a.at === undefined ? '' : ` (from code point ${a.at} on)`
      }${a.more === 0 ? '' : `, and ${a.more} more ${a.more === 1 ? 'element differs' : 'elements differ'}`}.`,
    () => 'Run with --update if this is a correction; otherwise leave it as it is in the corpus.',
  ),
  'duplicate/exact': error(
    (a: Other) => `the text is the same as that of ${other(a)}.`,
    () => 'Keep one of the two.',
  ),
  'duplicate/folded': error(
    (a: Other) =>
      `the text is the same as that of ${other(a)} once spelling variants, marks and punctuation are removed.`,
    () => 'Keep one of the two.',
  ),
  'duplicate/near': warning(
    (a: Other & { percent: number; of: string; more: number; atLeast: boolean }) =>
      `the text is nearly that of ${other(a)}: ${a.percent} % of all runs of ${a.of} in the two stand in both${
        a.more === 0
          ? ''
          : `, and ${a.atLeast ? 'at least ' : ''}${a.more} more ${a.more === 1 ? 'text is' : 'texts are'} as near`
      }.`,
    () => 'Keep one of them, or accept the warning and say why both are needed.',
  ),

  // Ids that were taken out of the corpus
  'withdrawn/line': error(
    (a: { detail: string }) => `${a.detail}; expected {"id": "…", "reason": "…", "date": "YYYY-MM-DD"}.`,
    () => 'Write the three keys, and nothing else.',
  ),
  'withdrawn/unknown-key': error(
    (a: { key: string; meant: string | undefined }) =>
      `\`${a.key}\` is not a key of withdrawn.jsonl.${a.meant === undefined ? '' : ` Did you mean \`${a.meant}\`?`}`,
    a => (a.meant === undefined ? 'Remove it.' : `Write "${a.meant}".`),
  ),
  'withdrawn/duplicate': error(
    (a: { id: string; line: number }) => `the id ${shown(a.id)} stands in line ${a.line} already.`,
    () => 'Keep the earlier line.',
  ),

  // Record schemas
  'schema/rule': error(
    (a: { pointer: string; rule: string; meant: string | undefined; known: readonly string[] }) =>
      `${a.pointer} names the rule "${a.rule}", which does not exist.${a.meant === undefined ? '' : ` Did you mean "${a.meant}"?`}`,
    a => `Rules: ${a.known.join(', ')}.`,
  ),
  'schema/invalid': error(
    (a: { detail: string }) => `this is no valid schema: ${a.detail}${a.detail.endsWith('?') ? '' : '.'}`,
    () => 'Correct the schema here.',
  ),
  'schema/dialect': error(
    (a: { dialect: string; known: readonly string[] }) =>
      `${a.dialect} is not a dialect that can be checked here.`,
    a => `Use one of ${a.known.join(', ')}.`,
  ),
  'schema/keyword': error(
    (a: { keyword: string; meant: string }) => `"${a.keyword}" is not a keyword. Did you mean "${a.meant}"?`,
    a => `Write "${a.meant}", or choose a name that is less like it.`,
  ),
  'schema/keyword-value': error(
    (a: { keyword: string; expected: string }) => `"${a.keyword}" has another value than ${a.expected}.`,
    a => `Write ${a.expected}.`,
  ),
  'schema/reference': error(
    (a: { reference: string }) =>
      `the reference "${a.reference}" leads nowhere in this file; nothing is read from elsewhere.`,
    () => 'Copy the schema that is meant into "$defs" and refer to it there.',
  ),
  'schema/loop': error(
    (a: { reference: string; limit: number | undefined }) =>
      a.limit === undefined
        ? `"${a.reference}" comes back to itself without going into a property or an element: no check of it would end.`
        : `"${a.reference}" begins a chain of more than ${a.limit} references.`,
    a =>
      a.limit === undefined
        ? 'Refer to it from inside "properties" or "items".'
        : 'Refer to what is meant directly.',
  ),
  'schema/nullable': error(
    () => '"nullable" is a keyword of OpenAPI, which JSON Schema ignores: null would be refused here.',
    (a: { type: unknown }) =>
      `Say "type": ["${typeof a.type === 'string' && a.type !== 'null' ? a.type : 'string'}", "null"].`,
  ),
  'schema/too-many-columns': error(
    (a: { limit: number }) => `the schema makes more than ${a.limit} columns.`,
    () => 'Say "x-column": "json" where one column of JSON will do.',
  ),
  'schema/collision': error(
    (a: { words: string }) => a.words,
    () => 'Rename one of the properties.',
  ),
  'schema/root': error(
    () => 'the schema allows no object, and a record is one.',
    () => 'Say "type": "object" and list the "properties".',
  ),
  'schema/no-properties': error(
    () => 'the schema declares no properties, so there are no columns.',
    () => 'List the record\'s "properties".',
  ),
  'schema/name': error(
    (a: { name: string }) =>
      `a property cannot be called ${JSON.stringify(a.name)}: files and programs would trip over it.`,
    () => 'Choose another name.',
  ),
  'schema/key': error(
    (a: { pointer: string }) =>
      `${a.pointer} cannot be the key: there is one "x-key", a required string or integer at the top that is never null.`,
    () => 'Mark one required string or integer at the top that is never null.',
  ),
  'schema/column': error(
    (a: { pointer: string; column: string }) => `${a.pointer} cannot be stored as "x-column": "${a.column}".`,
    () => 'Take another "x-column", or leave it out.',
  ),
  'schema/span': error(
    (a: { pointer: string; target: string }) =>
      `${a.pointer} is no list of objects with integer "start" and "end" into a text field ${a.target}.`,
    () => 'Mark a list of objects with integer "start" and "end", and name a text field.',
  ),
  'schema/basis': error(
    (a: { pointer: string; unknown: readonly string[] }) =>
      a.unknown.length > 0
        ? `"x-basis" names ${a.unknown.join(', ')}, which the schema does not declare.`
        : `${a.pointer} is no list of objects with "field", "basis" and "note".`,
    () => 'Mark a list of {field, basis, note}, and name fields of the schema.',
  ),
  'schema/rule-in-list': error(
    (a: { pointer: string; keyword: string }) =>
      `${a.pointer} stands inside a list, where "${a.keyword}" is not followed.`,
    () => 'Let a rule fill the whole list.',
  ),
  'schema/infer-without-basis': error(
    (a: { pointer: string }) =>
      `${a.pointer} is inferred, but no list marked "x-basis" would say so in the record.`,
    () => 'Add a list of {field, basis, note} marked "x-basis".',
  ),

  // Characters that a text should not have
  'file/line-ends': error(
    (a: { crlf: number; cr: number; lf: number }) =>
      `lines end with ${counted({ CRLF: a.crlf, CR: a.cr, LF: a.lf })}, expected LF alone.`,
    () => 'Save the text with LF at the end of its lines; `warraq validate --fix` does.',
  ),
  'file/control-character': graded(
    (a: Kind) => (a.kind === '\t' ? 'warning' : 'error'),
    a =>
      a.kind === '\t'
        ? `${called(a)}; how wide it is nobody knows, and TSV files are cut there.`
        : `${called(a)}; a text has no control characters.`,
    a => (a.kind === '\t' ? 'Write spaces.' : 'Find out what was meant, and write that.'),
  ),
  'text/replacement-character': error(
    (a: Kind) => `${called(a)}; what stood there was lost when the text was decoded.`,
    () => 'Take the text from its source again.',
  ),
  'text/bidi-control': error(
    (a: Kind) => `${called(a)}; people would read another order than programs do.`,
    () => 'Delete it; `warraq validate --fix` does.',
  ),
  'text/zero-width': warning(
    (a: Kind) => `${called(a)}; nobody sees it, and no search finds the word that has it.`,
    () => 'Delete it; `warraq validate --fix` does.',
  ),
  'arabic/presentation-form': warning(
    (a: Kind) =>
      a.kind === undefined
        ? `${called(a)}; these are shapes of letters, not letters.`
        : `${named(a.kind)}${times(a.count)}; this is the shape of a letter, which is written ${named(a.kind.normalize('NFKC').trim())}.`,
    () => 'Write the letters; `warraq validate --fix` does.',
  ),
  'text/not-nfc': warning(
    (a: { found: string; composed: string }) =>
      `${numbers(a.found)} stands where NFC has ${numbers(a.composed)}, so that equal words differ.`,
    () => 'Normalise the text to NFC; `warraq validate --fix` does.',
  ),
  'text/odd-space': warning(
    (a: Kind) => `${called(a)}; programs that expect SPACE or LF do not see it.`,
    () => 'Write SPACE or LF; `warraq validate --fix` does.',
  ),
  'text/whitespace': warning(
    (a: { kind: 'leading' | 'trailing' | 'doubled' | undefined; count: number }) =>
      `white space stands ${gaps[a.kind ?? 'doubled']}${times(a.count)}.`,
    () => 'Delete it; `warraq validate --fix` does.',
  ),
  'text/unassigned': warning(
    (a: Kind) => `${called(a)}; ${whyMeaningless(a.kind)}.`,
    () => 'Find out what was meant, and write that.',
  ),
  'text/mixed-script-word': warning(
    (a: Kind) =>
      a.kind === undefined
        ? `${a.count} other words have letters of two scripts.`
        : `${shown(a.kind)}${times(a.count)}: ${fewerLetters(a.kind).map(named).join(' and ')} ${fewerLetters(a.kind).length === 1 ? 'is' : 'are'} of another script than the rest of the word.`,
    () => 'Write the word in one script, or part the two words.',
  ),
  'file/no-final-newline': info(() => 'the file does not end with a line feed.'),
  // What the text itself gives rise to
  'text/bidi-mark': info(
    ({ kind, count }: Kind) =>
      `${visible(kind ?? '')}${count === 1 ? '' : `, ${count} times,`} is not seen, and steers the order of what stands beside it.`,
  ),
  'arabic/tatweel-in-word': info(
    (a: { word: string }) => `${shown(a.word)} is stretched by tatweel (U+0640).`,
  ),
  'arabic/joiner-in-word': info(
    (a: { word: string }) => `${shown(a.word)} has a hyphen or dots inside a name.`,
  ),
  'arabic/spelling-variants': info(
    (a: { spellings: readonly { readonly text: string; readonly count: number }[] }) =>
      `one word is spelled in ${a.spellings.length} ways: ${a.spellings
        .slice(0, 20)
        .map(({ text, count }) => `${shown(text)} ×${count}`)
        .join(', ')}.`,
  ),
  'arabic/lookalike-letter': info(
    (a: { letter: string; instead: string; count: number }) =>
      `${named(a.letter)} stands ${a.count === 1 ? 'once' : `${a.count} times`} where Arabic writes ${named(a.instead)}.`,
  ),
  'arabic/mixed-digits': info(
    (a: { sets: readonly string[] }) => `the text mixes ${a.sets.join(' and ')} digits.`,
  ),
  'record/license-unknown': info(
    () => 'the licence is NOASSERTION: nobody has said what may be done with this.',
  ),

  // What a text says, and what stands in it that is no part of an article
  'text/mojibake': error(
    (a: {
      is: string | undefined
      readAs: string
      letters?: { named: string; share: number } | undefined
      seen?: string
      count?: number
      begins: string | undefined
    }) => {
      const found =
        a.seen === undefined
          ? `${percent(a.letters?.share ?? 0)} of the letters are ${a.letters?.named}`
          : `${shown(a.seen)} stands where one character should${more((a.count ?? 1) - 1)}`
      return `${found}: ${a.is ?? 'another encoding'} was read as ${a.readAs} and saved again.`
    },
    a =>
      `Take the text from its source again, and read it as ${a.is ?? 'what it is'}${a.begins === undefined ? '' : `: it begins ${shown(a.begins)}`}.`,
  ),
  'text/html': warning(
    (a: { kind: 'tag' | 'entity'; first: string; count: number }) =>
      `${shown(a.first)} is ${a.kind === 'tag' ? 'a tag' : 'an entity'} of HTML${a.count === 1 ? '' : `, the first of ${a.count}`}; a text has characters only.`,
    () => 'Convert the page to plain text.',
  ),
  'text/boilerplate': warning(
    (a: { kind: 'link' | 'rights' | 'share'; line: string }) =>
      `${shown(a.line)} is ${{ link: 'a link to something else', rights: 'a notice of rights', share: 'a bar for sharing' }[a.kind]}, and no part of the article.`,
    () => 'Delete the line from the text before it is added.',
  ),
  'text/length': warning(
    (a: { few: boolean; limit: number }) =>
      a.few
        ? `the text has fewer than ${a.limit} letters, which is no whole article.`
        : `the text has more than ${a.limit} code points, which is more than one article.`,
    () =>
      'Check that it is all there and is one; where texts are short or long, say `lints: {text/length: off}`.',
  ),
  'text/language-mismatch': graded(
    (a: { script: string; share: number } | { language: string; other: string }) =>
      'script' in a ? 'error' : 'warning',
    a =>
      'script' in a
        ? `${percent(a.share)} of the letters are of the script ${a.script}, which is that of the stated language; expected at least half.`
        : `the language is stated as \`${a.language}\`, and a detector takes the whole text for \`${a.other}\`.`,
    a =>
      'script' in a
        ? 'State the language that the text is in, with the script if it is not its usual one: `ar-Latn`.'
        : 'State the language that the text is in, or accept this warning: detectors err.',
  ),
  'personal/email': warning(
    (a: { value: string }) => `${masked(a.value)} is an address of e-mail.`,
    () => 'Ask whether it may be published; accept this warning if it may.',
  ),
  'personal/phone': warning(
    (a: { value: string }) => `${masked(a.value)} looks like a number of a telephone.`,
    () => 'Ask whether it may be published; accept this warning if it may.',
  ),
  'personal/ip': warning(
    (a: { value: string }) => `${masked(a.value)} is an address of a computer (IP).`,
    () => 'Ask whether it may be published; accept this warning if it may.',
  ),
  'personal/iban': error(
    (a: { country: string }) =>
      `the number of a bank account (IBAN, ${a.country}) stands here; its checksum holds.`,
    () => 'Leave the text out, or the number if the text need not be verbatim.',
  ),
  'personal/url-credentials': error(
    (a: { scheme: string; host: string }) =>
      `an address with user name and password stands here: ${visible(a.scheme)}://…@${shown(a.host).slice(1, -1)}.`,
    () => 'Remove both from the address, and change the password: it is known now.',
  ),
  'record/null-lookalike': warning(
    (a: { pointer: string; value: string }) =>
      `${a.pointer} is the string ${shown(a.value)}, which pandas and others read as a missing value.`,
    () => 'Leave the key out or write null if nothing is known; accept this warning if the word is meant.',
  ),

  // How lints are chosen, and warnings accepted
  'lint/unknown': error(
    (a: { code: string; meant: string | undefined; isAccepted: boolean }) =>
      `\`${a.code}\` is no ${a.isAccepted ? 'warning' : 'lint'}.${a.meant === undefined ? '' : ` Did you mean \`${a.meant}\`?`}`,
    a => (a.meant === undefined ? 'Take a code from docs/problems.md.' : `Write \`${a.meant}\`.`),
  ),
  'lint/not-acceptable': error(
    (a: { code: string; severity: Severity }) =>
      `\`${a.code}\` is ${withArticle(severityNames[a.severity])}, and only warnings are accepted.`,
    a => (a.severity === 'error' ? 'Mend what it says.' : 'Delete it: a note stops nothing.'),
  ),
  'lint/unused-acceptance': info(
    (a: { code: string; id: string | undefined }) =>
      `there is no warning \`${a.code}\` ${a.id === undefined ? 'to accept' : `in ${shown(a.id)}`}.`,
    () => 'Delete it, or correct the code.',
  ),

  // Files that were to be added
  'add/no-file': error(
    (a: { found: 'nothing' | 'folder' | 'link' | 'sidecar' | 'other' }) =>
      a.found === 'nothing'
        ? 'there is no such file.'
        : `this is ${a.found === 'other' ? 'no ordinary file' : `a ${a.found}`}, expected a text.`,
    a => (a.found === 'link' ? 'Name the file that it leads to.' : 'Name the file that holds the text.'),
  ),
  'add/encoding': error(
    (a: { byte: number; value: number; encoding: string }) =>
      `byte ${a.byte} (0x${a.value.toString(16).toUpperCase().padStart(2, '0')}) stands for no character in ${a.encoding}.`,
    () => 'Name the encoding that the text is in.',
  ),
  'add/utf8-already': error(
    (a: { encoding: string }) => `the bytes are UTF-8, and would become other characters as ${a.encoding}.`,
    () => 'Leave --from out.',
  ),
  'add/no-id': error(
    (a: { tried: readonly string[] }) =>
      `the schema does not allow the id ${a.tried.map(shown).join(' nor ')}.`,
    () => 'Give the file a name that can be an id, or state one with --id.',
  ),
  'add/present': error(
    (a: { place: string; given: boolean }) =>
      a.given ? `this is the same text as ${a.place}.` : `this text is in the corpus already: ${a.place}.`,
    a => (a.given ? 'Name it once.' : 'Nothing is left to do; to change it, change the file that is there.'),
  ),
  'add/withdrawn': error(
    (a: { id: string; reason: string; date: string }) =>
      `the id "${a.id}" was withdrawn on ${a.date} and is never used again: ${shown(a.reason)}.`,
    () => 'Give the file another name, or leave the text out.',
  ),
  'add/sidecar-present': error(
    (a: { path: string }) => `there is a sidecar ${a.path} already, which says something else.`,
    a => `Change ${a.path} by hand, or remove it.`,
  ),
}

const severityNames: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' }
const more = (count: number): string =>
  count === 0 ? '' : count === 1 ? ', and so does one more like it' : `, and so do ${count} more like it`
const percent = (share: number): string => `${Math.floor(share * 100)} %`

/** Enough of a value to find it by, and not the value: reports are read by more people than texts are. */
function masked(value: string): string {
  const characters = [...value]
  return `"${visible(`${characters.slice(0, 3).join('')}…${characters.slice(-2).join('')}`)}"`
}

export type Code = keyof typeof catalogue
/** What the words of a code are made from. */
export type Args<C extends Code> = Parameters<(typeof catalogue)[C]['message']>[0]

/** A problem that has no place yet: what a check of one record returns. `part` says which end of the pointer is meant. */
export interface Finding extends Omit<Problem, 'location' | 'record' | 'related'> {
  readonly pointer: string
  readonly part: 'key' | 'value'
  /** Code points into the string at `pointer`, half-open. */
  readonly span?: { readonly start: number; readonly end: number } | undefined
}

export function finding<C extends Code>(
  code: C,
  pointer: string,
  args: Args<C>,
  part: 'key' | 'value' = 'value',
  span?: { readonly start: number; readonly end: number },
): Finding {
  const { severity, message, fix } = worded(code, args)
  return { code, severity, message, fix, pointer, part, span }
}

interface More {
  readonly record?: string | undefined
  readonly excerpt?: Excerpt | undefined
  readonly related?: readonly Location[] | undefined
}

/** A problem of the catalogue, worded. */
export function problem<C extends Code>(
  code: C,
  location: Location,
  args: Args<C>,
  more: More = {},
): Problem {
  const { severity, message, fix } = worded(code, args)
  return {
    code,
    severity,
    message,
    location,
    ...(more.record !== undefined && { record: more.record }),
    ...(more.excerpt !== undefined && { excerpt: more.excerpt }),
    ...(fix !== undefined && { fix }),
    ...(more.related !== undefined && { related: more.related }),
  }
}

function worded<C extends Code>(code: C, args: Args<C>): Pick<Problem, 'severity' | 'message' | 'fix'> {
  const { severity, message, fix }: Entry<Args<C>> = catalogue[code] as Entry<Args<C>>
  return {
    severity: typeof severity === 'string' ? severity : severity(args),
    message: message(args),
    fix: fix?.(args),
  }
}
