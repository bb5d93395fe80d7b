import { isUtf8 } from 'node:buffer'
import type { StatedForm } from '../corpus/corpus.js'
import { chunksOf } from '../files/chunks.js'
import { type Cells, textsOf } from '../formats/csv-file.js'
import { type CsvDialect, type CsvPiece, csvScanner } from '../formats/csv-scanner.js'
import { type Location, type Problem, problem } from '../problem.js'
import type { RecordSchema } from '../schema/field.js'
import type { Table, TableColumn } from '../schema/tables.js'
import { type LikelyEncoding, likelyEncoding } from '../text/encoding.js'
import { nearest } from '../text/nearest.js'
import { NO_CHARACTER } from '../text/transcode.js'
import { firstBadByte } from '../text/utf8.js'
import { startOf, unpackedName } from './bytes.js'
import { namesIn } from './column-names.js'
import { isRuled } from './columns.js'
import { isUtf16, markBytes } from './encoding.js'
import type { PlainFile } from './plain-copy.js'

/** More bytes are no line, and no list of one record. */
export const MAX_BYTES = 2 ** 26
const COMMA = 0x2c
const LINE_FEED = 0x0a

/** A file of a table, whose first line has been read. */
export interface TableFile {
  readonly table: Table
  /** Its name in messages, and where it is. */
  readonly file: string
  readonly path: string
  /** The encoding that it was copied from. */
  readonly encoding: string | undefined
  /** What bytes that are not UTF-8 were most likely written in: a line, and the first such byte in it. */
  likelyAt(raw: Buffer, bad: number): LikelyEncoding | undefined
  /** Names of the columns in the file. */
  readonly names: readonly string[]
  /** Where each column of the table stands in the file, −1 where it does not. */
  readonly places: readonly number[]
  readonly dialect: CsvDialect
  /** Cells without a value, beside empty ones. */
  readonly nulls: readonly string[]
  /** The first line as it stands, without a byte order mark. */
  readonly header: Buffer
  readonly problems: readonly Problem[]
  /** Pointers of fields that every line lacks. */
  readonly missing: readonly string[]
  /** Whether the problems concern every line. */
  readonly spoiled: boolean
}

/** A line whose cells can be read. */
export interface TableLine {
  readonly of: TableFile
  readonly piece: CsvPiece
  readonly texts: Cells
}

interface TablePlace {
  readonly plain: PlainFile
  readonly file: string
  readonly stated: StatedForm | undefined
}

/** Reads a table's header. Without a line of column names there is no table, and the problem says why. */
export function openTable(
  table: Table,
  { plain, file, stated }: TablePlace,
  schema: RecordSchema,
): TableFile | Problem {
  const { path, encoding, cut } = plain
  const head = startOf(path)
  const at: Location = { file, line: 1 }
  if (head.length === 0) return cut?.(at) ?? problem('file/empty', { file }, {})
  if (isUtf16(head)) return problem('file/utf-16', at, {})
  const mark = markBytes(head)
  const expected = expectedSeparator(file, stated)
  const separator =
    stated?.separator === undefined ? separatorOf(head.subarray(mark), table, expected) : expected
  const dialect: CsvDialect = { separator, crlf: true, limit: MAX_BYTES, start: mark }
  // Taken apart, and not asked with `next`, the generator ends and closes the file.
  const [first] = piecesIn(path, dialect)
  if (!first) return problem('file/empty', { file }, {})
  if (cut !== undefined && isBroken(first)) return cut(at)
  const likelyAt = judgeOf(path)
  const fault = faultOf(first, { file, encoding, likelyAt })
  if (fault !== undefined) return fault
  const known = table.columns.map(({ name }) => name)
  const names = namesIn(textsOf(first), known)
  const placed = (place: number): Location => ({
    file,
    ...placeIn({ encoding }, first, startOfCell(first, place)),
  })
  const found = names.flatMap((column, i): Problem[] => {
    if (!known.includes(column)) {
      const meant = nearest(
        column,
        known.filter(other => !names.includes(other)),
      )
      return [problem('columns/unknown', placed(i), { column, meant })]
    }
    return names.indexOf(column) === i ? [] : [problem('columns/twice', placed(i), { column })]
  })
  const lacking = needed(table, schema).filter(({ name }) => !names.includes(name))
  const separated =
    separator === expected
      ? []
      : [
          problem('csv/separator', at, {
            separator: separatorNames[separator] ?? '',
            expected: separatorNames[expected] ?? '',
          }),
        ]
  const wrong = [
    ...separated,
    ...found,
    ...lacking.map(({ name }) => problem('columns/missing', at, { column: name })),
  ]
  return {
    table,
    file,
    path,
    encoding,
    likelyAt,
    names,
    places: known.map(name => names.indexOf(name)),
    dialect: { ...dialect, start: mark + first.raw.length, number: 1 + feedsIn(first.raw, first.raw.length) },
    nulls: stated?.missing ?? [],
    header: Buffer.from(first.raw),
    problems: wrong,
    missing: lacking.filter(({ role }) => role === 'value').map(({ field }) => field.pointer),
    spoiled: wrong.length > 0,
  }
}

/** The same table from a later line on. */
export const startingAt = (
  of: TableFile,
  place: { readonly start: number; readonly number: number },
): TableFile => ({ ...of, dialect: { ...of.dialect, ...place } })

/** The lines after the header, broken ones too. */
export function piecesOf({ path, dialect }: TableFile): Generator<CsvPiece, undefined> {
  return piecesIn(path, dialect)
}

function* piecesIn(path: string, dialect: CsvDialect): Generator<CsvPiece, undefined> {
  const scanner = csvScanner(dialect)
  for (const chunk of chunksOf(path, { start: dialect.start ?? 0 })) yield* scanner.push(chunk)
  yield* scanner.end()
}

/** The line that a piece is, or what is wrong with it. */
export function lineOf(of: TableFile, piece: CsvPiece): TableLine | Problem {
  const { file, names } = of
  const fault = faultOf(piece, of)
  if (fault !== undefined) return fault
  const { length } = piece.cells
  if (length === names.length) return { of, piece, texts: textsOf(piece, of.nulls) }
  const isBlank = length === 1 && piece.cells[0]?.end === 0
  const at = { file, ...lineStart(of, piece) }
  return problem('csv/columns', at, { cells: isBlank ? 0 : length, expected: names.length })
}

/** The text of a column in a piece that may be no whole line; undefined where it cannot be told. */
export function textIn(of: TableFile, piece: CsvPiece, column: number): string | undefined {
  const cell = piece.cells[of.places[column] ?? -1]
  if (cell === undefined || !isUtf8(piece.raw)) return undefined
  return textsOf({ ...piece, cells: [cell] }, of.nulls)[0] ?? undefined
}

/** Null for an empty cell without quotes, undefined where the file has no such column. */
export function cellOf({ of, texts }: TableLine, column: number): string | null | undefined {
  const place = of.places[column] ?? -1
  return place === -1 ? undefined : (texts[place] ?? null)
}

/** Where the cell of a column begins. */
export function placeOfCell({ of, piece }: TableLine, column: number): Location {
  const place = of.places[column] ?? -1
  if (place === -1) return { file: of.file, ...lineStart(of, piece) }
  return { file: of.file, ...placeIn(of, piece, startOfCell(piece, place)) }
}

/**
 * Whether a piece is what is left of a line where its file is cut off: nothing ends it, or it opens quotes in which all that
 * follows stands.
 */
export const isBroken = ({ raw, fault }: CsvPiece): boolean =>
  raw.at(-1) !== LINE_FEED || fault?.kind === 'open'

/** Number of the line of text behind a piece. */
export const lineAfter = ({ raw, number }: CsvPiece): number => number + feedsIn(raw, raw.length)

/** Where a line begins. Bytes of a copy in another encoding stand elsewhere in the file. */
export const lineStart = ({ encoding }: Pick<TableFile, 'encoding'>, { number, start }: CsvPiece) =>
  encoding === undefined ? { line: number, byte: start } : { line: number }

function startOfCell({ cells }: CsvPiece, place: number): number {
  const cell = cells[place]
  return cell === undefined ? 0 : cell.start - (cell.quoted ? 1 : 0)
}

/** Place of a byte of a line. */
function placeIn(
  { encoding }: Pick<TableFile, 'encoding'>,
  { raw, number, start }: CsvPiece,
  offset: number,
) {
  let column = 1
  const lineStart = raw.subarray(0, offset).lastIndexOf(LINE_FEED) + 1
  for (let i = lineStart; i < offset; i++) if (((raw[i] ?? 0) & 0xc0) !== 0x80) column++
  const line = number + feedsIn(raw, offset)
  return encoding === undefined ? { line, column, byte: start + offset } : { line, column }
}

function feedsIn(raw: Buffer, end: number): number {
  let count = 0
  for (let at = raw.indexOf(LINE_FEED); at !== -1 && at < end; at = raw.indexOf(LINE_FEED, at + 1)) count++
  return count
}

type Faulty = Pick<TableFile, 'file' | 'encoding' | 'likelyAt'>

function faultOf(piece: CsvPiece, of: Faulty): Problem | undefined {
  const { file, encoding, likelyAt } = of
  const { fault, raw, start } = piece
  if (fault !== undefined) {
    const { kind, line, column, opened } = fault
    const at = { file, line, column }
    if (kind === 'too-long') return problem('csv/too-long', at, { limit: MAX_BYTES })
    const related = opened === undefined ? {} : { related: [{ file, ...opened }] }
    return problem('csv/quote', at, { fault: kind }, related)
  }
  if (isUtf8(raw)) return undefined
  const bad = firstBadByte(raw)
  const at = { file, ...placeIn(of, piece, bad) }
  if (encoding !== undefined) {
    const next = raw[bad + 1] ?? 0
    const value = raw[bad] === NO_CHARACTER && next > 0x7f ? next : undefined
    return problem('csv/encoding', at, { encoding, value })
  }
  const likely = likelyAt(raw, bad)
  return problem('file/not-utf8', at, { byte: start + bad, value: raw[bad] ?? 0, likely, nameable: true })
}

const SAMPLE_BYTES = 2 ** 20

/** Judged once for a file, at the first byte that is not UTF-8, where that is not far from its beginning. */
function judgeOf(path: string): Faulty['likelyAt'] {
  let head: { readonly likely: LikelyEncoding | undefined } | undefined
  let isFar = false
  return (raw, bad) => {
    if (head === undefined && !isFar) {
      const bytes = startOf(path, SAMPLE_BYTES)
      const first = firstBadByte(bytes)
      // A character may be cut off at the end.
      isFar = first > bytes.length - 4
      if (!isFar) head = { likely: likelyEncoding(bytes, first) }
    }
    return head === undefined ? likelyEncoding(raw, bad) : head.likely
  }
}

/** The byte between cells that the file's name leads to expect, where corpus.yaml does not say it. */
function expectedSeparator(file: string, stated: StatedForm | undefined): number {
  const separator = stated?.separator ?? (unpackedName(file).toLowerCase().endsWith('.tsv') ? '\t' : ',')
  return separator.charCodeAt(0)
}

const separatorNames: Readonly<Record<number, string>> = { 44: 'commas', 59: 'semicolons', 9: 'tabs' }

/** The byte that parts the first line into most names that the table knows; the one expected where none does. */
function separatorOf(head: Buffer, { columns }: Table, expected: number): number {
  const feed = head.indexOf(LINE_FEED)
  const line = head.toString('utf8', 0, feed === -1 ? head.length : feed).trim()
  const known = new Set(columns.map(({ name }) => name))
  const count = (separator: number): number =>
    line.split(String.fromCharCode(separator)).filter(cell => known.has(cell.replace(/^"(.*)"$/, '$1')))
      .length
  return [expected, COMMA, 0x3b, 0x09].reduce((best, other) => (count(other) > count(best) ? other : best))
}

/** Columns without which no line can be a record or one of its elements. */
function needed(table: Table, schema: RecordSchema): readonly TableColumn[] {
  const positions = table.columns.filter(({ role }) => role === 'position')
  const isGiven = isRuled(schema)
  return table.columns.filter(column => {
    if (column.role === 'position') return column !== positions.at(-1)
    return (
      column.role === 'key' || (column.role === 'value' && !column.nullable && !isGiven(column.field.pointer))
    )
  })
}
