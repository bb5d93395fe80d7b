import { counted, enumerated, grouped } from '../text/sentence.js'
import { shown } from '../text/shown.js'
import { visible } from '../text/visible.js'
import { error, info } from './entry.js'

const restore = 'Restore the file, or export again.'

/** Releases that are verified. `formats` are names of formats. */
export const releases = {
  // What a release is made of
  'release/unreadable': error(
    (a: { detail: string }) => `this cannot be used: ${a.detail}.`,
    () => restore,
  ),
  'release/file-missing': error(
    () => 'this file is missing, and the release has to have it.',
    () => restore,
  ),
  'release/file-unknown': error(
    () => 'this is not a file of the release.',
    () => 'Take it out of the folder; what is kept beside a release needs a folder of its own.',
  ),

  // Formats compared
  'release/record-differs': error(
    (a: {
      pointer: string
      value: string
      other: string
      formats: readonly string[]
      at: number | undefined
      more: number
    }) =>
      `${a.pointer === '' ? 'the record' : visible(a.pointer)} is ${a.value} here, and ${a.other} in ${enumerated(a.formats)}${
        a.at === undefined ? '' : ` (from code point ${a.at} on)`
      }${a.more === 0 ? '' : `; ${a.more} more ${a.more === 1 ? 'element differs' : 'elements differ'}`}.`,
    () => restore,
  ),
  'release/record-missing': error(
    (a: { id: string; last: string; count: number; formats: readonly string[] }) =>
      a.count === 1
        ? `the record ${shown(a.id)} is missing here, and stands in ${enumerated(a.formats)}.`
        : `${counted(a.count, 'record')} are missing here, from ${shown(a.id)} to ${shown(a.last)}, which stand in ${enumerated(a.formats)}.`,
    () => restore,
  ),
  'release/record-extra': error(
    (a: { id: string; formats: readonly string[] }) =>
      `the record ${shown(a.id)} stands here, and not at this place in ${enumerated(a.formats)}.`,
    () => restore,
  ),
  'release/record-moved': error(
    (a: { id: string; formats: readonly string[] }) =>
      `the record ${shown(a.id)} stands at another place here than in ${enumerated(a.formats)}.`,
    () => restore,
  ),
  'release/records-unread': error(
    (a: { count: number }) =>
      `${counted(a.count, 'record')} of this file could not be compared with the other formats: it is missing or damaged.`,
    () => restore,
  ),
  'release/column': error(
    (a: { column: string; found: string; expected: string }) =>
      `the column "${visible(a.column)}" is ${a.found}, expected ${a.expected}.`,
    () => restore,
  ),
  'release/bytes': error(
    (a: { byte: number; tool: string }) =>
      `from byte ${a.byte} on this is not what ${a.tool} writes for these records.`,
    () => restore,
  ),

  // What a release says of itself
  'release/content-digest': error(
    (a: {
      stated: string
      found: readonly { readonly digest: string; readonly formats: readonly string[] }[]
      others: readonly string[]
    }) => {
      const told = a.found.map(({ digest, formats }) =>
        formats.length === 0
          ? `the records have ${digest}`
          : `those in ${enumerated(formats)} have ${digest}`,
      )
      const same =
        a.others.length === 0 ? [] : [`those in ${enumerated(a.others)} have the one that is stated`]
      return `the content digest of the records is stated as ${a.stated}, and ${[...told, ...same].join('; ')}.`
    },
    () => restore,
  ),
  'release/stated': error(
    (a: { what: string; stated: string; found: string }) =>
      `${a.what} is stated as ${a.stated}, and is ${a.found}.`,
    () => restore,
  ),
  'release/metadata': error(
    (a: { found: string; expected: string }) =>
      `this is ${a.found}, and follows from the release as ${a.expected}.`,
    () => 'Restore the file, or export again; what is to be changed is changed in corpus.yaml.',
  ),
  'release/other-version': info(
    (a: { made: string; own: string }) =>
      `this release was made by ${shown(a.made)}, and this is ${a.own}: its metadata and the bytes of its files are not compared with what would be written now.`,
  ),

  // A workbook made of it
  'release/sheet-too-large': error(
    (a: { what: 'lines' | 'columns'; has: number; most: number }) =>
      `this table has ${grouped(a.has)} ${a.what} with its head, and a sheet of Excel holds no more than ${grouped(a.most)}.`,
    () => 'Leave --excel out: no workbook holds this release.',
  ),
  'release/cell-too-long': error(
    (a: { column: string; length: number; most: number; record: string | undefined }) =>
      `the column ${shown(a.column)}${a.record === undefined ? '' : ` of the record ${shown(a.record)}`} has ${grouped(a.length)} characters (UTF-16), and a cell of Excel holds no more than ${grouped(a.most)}.`,
    () => 'Leave --excel out: Excel would cut the text.',
  ),

  // Exported again
  'release/rebuilt': error(
    (a: { detail: string }) => `the sources, exported again, give something else: ${a.detail}.`,
    () => 'Export again, or find out which source was changed.',
  ),
}
