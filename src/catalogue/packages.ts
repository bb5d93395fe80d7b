import { counted } from '../text/sentence.js'
import { shown } from '../text/shown.js'
import { visible } from '../text/visible.js'
import { error, graded, info, warning } from './entry.js'

const subject = (pointer: string, whole: string): string => (pointer === '' ? whole : visible(pointer))
const named = (field: string): string => `the field "${visible(field)}"`

/** Data Packages that others wrote: the descriptor, the files, and the tables in them. */
export const packages = {
  'package/descriptor': error(
    (a: { what: string }) => `the descriptor ${a.what}.`,
    () => 'Put a JSON object that describes the package into datapackage.json.',
  ),
  'package/property': error(
    (a: { pointer: string; what: string }) => `${subject(a.pointer, 'the descriptor')} ${a.what}.`,
    () => 'Correct the property.',
  ),
  'package/advice': warning(
    (a: { pointer: string; what: string; subject?: string }) =>
      `${subject(a.pointer, a.subject ?? 'the descriptor')} ${a.what}.`,
    () => 'Follow the recommendation, unless there is a reason not to.',
  ),
  'package/name-twice': error(
    (a: { name: string; other: string }) =>
      `the resource name ${shown(a.name)} is already used at ${a.other}.`,
    () => 'Give each resource a name of its own.',
  ),
  'package/path': error(
    (a: { path: string; why: string }) =>
      `the path ${shown(a.path)} ${a.why}, expected a relative path of a file beside or below the descriptor, or an http, https, ftp or ftps address.`,
    () => 'Write the path from the folder of the descriptor, with slashes.',
  ),
  'package/missing-file': error(
    (a: { path: string }) => `there is no file ${visible(a.path)}, which the descriptor names.`,
    () => 'Put the file there, or correct the path.',
  ),
  'package/unsafe-file': error(
    (a: { why: string }) => `this ${a.why}, expected a file inside the folder of the package.`,
    () => 'Put the file itself into the folder.',
  ),
  'package/bytes': error(
    (a: { bytes: number; stated: string }) =>
      `the data has ${a.bytes} bytes, but the descriptor says ${a.stated}.`,
    () => 'Restore the file, or correct `bytes`.',
  ),
  'package/hash': error(
    (a: { algorithm: string; hash: string; stated: string }) =>
      `the ${visible(a.algorithm)} hash of the data is ${a.hash}, but the descriptor says ${visible(a.stated)}.`,
    () => 'Restore the file, or correct `hash`.',
  ),
  'package/not-checked': info((a: { what: string; why: string }) => `${a.what} is not checked: ${a.why}.`),
  'table/schema': error(
    (a: { pointer: string; what: string }) => `${subject(a.pointer, 'the Table Schema')} ${a.what}.`,
    () => 'Correct the Table Schema.',
  ),
  'table/dialect': error(
    (a: { pointer: string; what: string }) => `${subject(a.pointer, 'the dialect')} ${a.what}.`,
    () => 'Correct the dialect.',
  ),
  'table/unreadable': error(
    (a: { what: string }) => `the data cannot be read as a table: ${a.what}.`,
    () => 'Write the file again, in the form that the descriptor names.',
  ),
  'table/encoding': error(
    (a: { byte: number; encoding: string; stated: boolean }) =>
      `byte ${a.byte} is not valid ${visible(a.encoding)}, which is the encoding ${a.stated ? 'that the descriptor states' : 'where none is stated'}.`,
    () => 'Convert the file, or state its `encoding`.',
  ),
  'table/quote': graded(
    (a: { fault: 'open' | 'after' | 'inside' }) => (a.fault === 'inside' ? 'warning' : 'error'),
    a =>
      a.fault === 'open'
        ? 'a quote is opened here and never closed.'
        : a.fault === 'after'
          ? 'something follows the quote that closes the cell, expected the next cell or line.'
          : 'a quote stands in a cell that does not begin with one.',
    () => 'Write each quote within a quoted cell twice.',
  ),
  'table/too-long': error(
    (a: { limit: number }) => `the line is longer than ${a.limit} characters.`,
    () => 'Check that every quote is closed.',
  ),
  'table/header': error(
    (a: { what: string }) => `${a.what}.`,
    () => 'Let the header name the fields of the Table Schema.',
  ),
  'table/cells': error(
    (a: { cells: number; expected: number }) =>
      `the line has ${counted(a.cells, 'cell')}, expected ${a.expected}.`,
    () => 'Put a delimiter for every cell that is empty, and quotes around cells that hold one.',
  ),
  'table/blank-line': graded(
    (a: { cells: number }) => (a.cells === 1 ? 'warning' : 'error'),
    a =>
      a.cells === 0
        ? 'the line is blank, and every line is a record.'
        : a.cells === 1
          ? 'the line is blank: its only cell is empty.'
          : 'all cells of the line are empty, so that the record says nothing.',
    () => 'Delete the line.',
  ),
  'table/type': error(
    (a: { field: string; value: unknown; expected: string }) =>
      `${named(a.field)} holds ${shown(a.value)}, expected ${a.expected}.`,
    () => 'Correct the value, or the type of the field.',
  ),
  'table/constraint': error(
    (a: { field: string; value: unknown; expected: string }) =>
      `${named(a.field)} holds ${a.value === null ? 'no value' : shown(a.value)}, expected ${a.expected}.`,
    () => 'Correct the value, or the constraints of the field.',
  ),
  'table/unique': error(
    (a: { key: string; value: string; first: string }) =>
      `${a.key} has the value ${visible(a.value)}, which stands at ${visible(a.first)} already.`,
    () => 'Keep one of them.',
  ),
  'table/foreign-key': error(
    (a: { fields: string; value: string; target: string }) =>
      `${a.fields} has the value ${visible(a.value)}, which is not among ${visible(a.target)}.`,
    () => 'Correct the value, or add the line that it refers to.',
  ),
}
