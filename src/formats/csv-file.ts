import { isUtf8 } from 'node:buffer'
import { UsageError } from '../errors.js'
import { chunksOf } from '../files/chunks.js'
import { type CsvFaultKind, type CsvPiece, csvScanner } from './csv-scanner.js'

/** A line of a CSV file (which spans lines of text where cells do), without the quotes. */
export interface CsvLine {
  readonly header: Header
  /** Where it begins; the file's first line of text is 1. */
  readonly number: number
  readonly cells: Cells
}

interface Header {
  readonly file: string
  readonly names: Cells
  /** Where the columns asked for stand in the file. */
  readonly places: readonly number[]
}

/** Null is an empty cell without quotes. */
export type Cells = readonly (string | null)[]

const MAX_LINE_BYTES = 2 ** 27

/**
 * Reads the lines after the header, one chunk of the file at a time. Columns are known by name and numbered as in
 * `columns`. Throws UsageError where the file is no CSV in UTF-8 or has other columns.
 */
export function* readLines(
  file: string,
  columns: readonly string[],
  maxLineBytes = MAX_LINE_BYTES,
): Generator<CsvLine, undefined> {
  let header: Header | undefined
  for (const piece of piecesOf(file, maxLineBytes)) {
    const cells = textsOf(piece)
    if (header === undefined) header = headerOf(cells, columns, file)
    else yield lineOf(cells, piece.number, header)
  }
  if (header === undefined) refuse(file, 1, 'is empty, expected a line with the names of its columns')
}

/** The texts of a line whose bytes are UTF-8; null is a cell without quotes that is empty, or one of `missing`. */
export function textsOf({ raw, cells }: CsvPiece, missing: readonly string[] = []): Cells {
  return cells.map(({ start, end, quoted, doubled }) => {
    if (start === end) return quoted ? '' : null
    const text = raw.toString('utf8', start, end)
    if (!quoted && missing.includes(text)) return null
    return doubled ? text.replaceAll('""', '"') : text
  })
}

/** A cell's text; null when the cell is empty and not quoted. Columns are numbered as `readLines` was told. */
export function cellOf({ cells, header }: CsvLine, column: number): string | null {
  return cells[header.places[column] ?? -1] ?? null
}

/** Throws UsageError, naming file, line and column. `what` follows the column: `holds "x", expected a date`. */
export function refuseCell({ cells, header, number }: CsvLine, column: number, what: string): never {
  const place = header.places[column] ?? 0
  const line = number + lineFeeds(cells.slice(0, place))
  refuse(header.file, line, `the column ${quote(header.names[place])} ${what}`)
}

function headerOf(cells: Cells, columns: readonly string[], file: string): Header {
  const twice = cells.find((name, i) => cells.indexOf(name) !== i)
  if (twice !== undefined) refuse(file, 1, `has the column ${quote(twice)} twice`)
  const unknown = cells.find(name => name === null || !columns.includes(name))
  if (unknown !== undefined)
    refuse(file, 1, `has the column ${quote(unknown)}, of which the schema says nothing`)
  const missing = columns.find(name => !cells.includes(name))
  if (missing !== undefined) refuse(file, 1, `lacks the column ${quote(missing)}`)
  return { file, names: cells, places: columns.map(name => cells.indexOf(name)) }
}

function lineOf(cells: Cells, number: number, header: Header): CsvLine {
  const { file, names } = header
  if (cells.length !== names.length)
    refuse(file, number, `has ${cells.length} cells, expected ${names.length}`)
  return { header, number, cells }
}

function* piecesOf(file: string, limit: number): Generator<CsvPiece> {
  const scanner = csvScanner({ limit })
  for (const chunk of chunksOf(file))
    for (const piece of scanner.push(chunk)) yield checked(piece, file, limit)
  for (const piece of scanner.end()) yield checked(piece, file, limit)
}

function checked(piece: CsvPiece, file: string, limit: number): CsvPiece {
  const { fault, raw } = piece
  if (!isUtf8(raw)) throw new UsageError(`${file} is not UTF-8.`)
  if (fault !== undefined) {
    const tooLong = `a line is longer than ${limit} bytes`
    refuse(file, fault.line, fault.kind === 'too-long' ? tooLong : faults[fault.kind])
  }
  return piece
}

const faults: Record<Exclude<CsvFaultKind, 'too-long'>, string> = {
  open: 'a quote is opened and never closed',
  lone: 'a quote stands alone in a quoted cell, expected two',
  bare: 'a quote stands in a cell that does not begin with one',
}

function lineFeeds(cells: Cells): number {
  let count = 0
  for (const text of cells) {
    for (let at = text?.indexOf('\n') ?? -1; at !== -1; at = text?.indexOf('\n', at + 1) ?? -1) count++
  }
  return count
}

/** A cell's text as a message shows it; a long one is cut. */
export function quote(text: string | null | undefined): string {
  const start = text?.slice(0, 60) ?? ''
  return JSON.stringify(start) + (start.length < (text?.length ?? 0) ? '…' : '')
}

function refuse(file: string, line: number, what: string): never {
  throw new UsageError(`${file}:${line}: ${what}.`)
}
