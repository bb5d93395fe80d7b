import { shellWord, shown } from '../text/shown.js'
import { visible } from '../text/visible.js'
import { error, info } from './entry.js'

/** As they are spelled in YAML. */
const separators: Readonly<Record<string, string>> = { semicolons: ';', tabs: '\\t' }

/** Bytes, lines, and the forms of input that records come in. */
export const files = {
  // Bytes and encodings
  'file/not-utf8': error(
    (a: {
      byte: number
      value: number
      likely?: { encoding: string; script: string; share: number } | undefined
      /** A text that can be added again. */
      file?: string | undefined
      /** Whether corpus.yaml may name the encoding. */
      nameable?: boolean
      /** The encoding that the file itself names. */
      stated?: string | undefined
    }) =>
      `byte ${a.byte} (0x${a.value.toString(16).toUpperCase().padStart(2, '0')}) is not valid UTF-8${
        a.likely === undefined
          ? a.stated === undefined
            ? ''
            : `; the page says that it is ${a.stated}`
          : `; as ${a.likely.encoding}, ${Math.floor(100 * a.likely.share)} % of the letters are ${a.likely.script}`
      }.`,
    ({ likely, file, nameable, stated }) => {
      const encoding = stated ?? likely?.encoding
      if (encoding === undefined) return 'Convert the file to UTF-8.'
      if (nameable === true) {
        return `Convert it from ${encoding} to UTF-8, or state \`encoding: ${encoding}\` for its source in corpus.yaml.`
      }
      if (file === undefined) return `Convert it from ${encoding} to UTF-8.`
      return `warraq add --from ${encoding} ${shellWord(file)}`
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
  'file/packed': error(
    (a: { packing: string; detail: string }) =>
      `the ${a.packing} file is damaged or cut off from here on (${a.detail}).`,
    () => 'Pack or copy the file again.',
  ),
  'file/bomb': error(
    (a: { packing: string; bytes: number; ratio: number }) =>
      `the ${a.packing} file becomes more than ${a.bytes} bytes, and more than ${a.ratio} times its size.`,
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
    (a: { separator: string; expected: string }) =>
      `the cells are separated by ${a.separator}, expected ${a.expected}.`,
    a =>
      `Save the file with ${a.expected}, or state \`separator: "${separators[a.separator] ?? ','}"\` for its source in corpus.yaml.`,
  ),
  'csv/encoding': error(
    (a: { encoding: string; value: number | undefined }) =>
      `${a.value === undefined ? 'what stands here' : `the byte 0x${a.value.toString(16).toUpperCase()}`} is no character of ${a.encoding}, which corpus.yaml names.`,
    () => 'Correct the cell, or name the encoding that the file has.',
  ),
  'csv/utf8-already': error(
    (a: { encoding: string }) => `the file is UTF-8, but corpus.yaml says that it is ${a.encoding}.`,
    () => 'Remove `encoding` from its source in corpus.yaml.',
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
}
