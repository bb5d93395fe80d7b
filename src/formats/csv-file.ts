import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { UsageError } from '../errors.js'

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
type Cells = readonly (string | null)[]

/** An unclosed quote would otherwise take the whole file for one cell. */
const MAX_LINE_BYTES = 2 ** 27

/**
 * Reads the lines after the header, one chunk of the file at a time. Columns are known by name and numbered as in
 * `columns`. Throws UsageError where the file is no CSV in UTF-8 or has other columns.
 */
export async function* readLines(
  file: string,
  columns: readonly string[],
  maxLineBytes = MAX_LINE_BYTES,
): AsyncGenerator<CsvLine, undefined> {
  let header: Header | undefined
  let number = 1
  for await (const cells of readCells(file, maxLineBytes)) {
    if (header === undefined) header = headerOf(cells, columns, file)
    else yield lineOf(cells, number, header)
    number += 1 + lineFeeds(cells)
  }
  if (header === undefined) refuse(file, 1, 'is empty, expected a line with the names of its columns')
}

/** A cell's text; null when the cell is empty and not quoted. Columns are numbered as `readLines` was told. */
export function cellOf({ cells, header }: CsvLine, column: number): string | null {
  return cells[header.places[column] ?? -1] ?? null
}

/** Throws UsageError, naming file, line and column. `what` follows the column: `holds "x", expected a date`. */
export function refuseCell(
  { cells, header, number }: CsvLine,
  column: number,
  what: string,
  cause?: unknown,
): never {
  const place = header.places[column] ?? 0
  const line = number + lineFeeds(cells.slice(0, place))
  refuse(header.file, line, `the column ${quote(header.names[place])} ${what}`, cause)
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

async function* readCells(file: string, maxLineBytes: number): AsyncGenerator<Cells> {
  const { CsvError, parse } = await import('csv-parse')
  const parser = parse({
    record_delimiter: '\n',
    max_record_size: maxLineBytes,
    relax_column_count: true,
    cast: (text, { quoting }) => (text === '' && !quoting ? null : text),
  })
  // The parser is destroyed with the error, and so the loop below throws it.
  pipeline(Readable.from(readUtf8(file)), parser, () => {})
  try {
    for await (const cells of parser) yield cells
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    const line = await lineAtByte(file, Number(cause.bytes))
    const tooLong = `a line is longer than ${maxLineBytes} bytes`
    refuse(
      file,
      line,
      cause.code === 'CSV_MAX_RECORD_SIZE' ? tooLong : (faults[cause.code] ?? cause.message),
      cause,
    )
  }
}

const faults: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'a quote stands alone in a quoted cell, expected two',
  INVALID_OPENING_QUOTE: 'a quote stands in a cell that does not begin with one',
}

/** The file's bytes, cut between characters. */
async function* readUtf8(file: string): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(file)) {
    const bytes = Buffer.concat([rest, chunk])
    const end = bytes.length - unfinishedBytes(bytes)
    const whole = bytes.subarray(0, end)
    rest = bytes.subarray(end)
    if (!isUtf8(whole)) throw new UsageError(`${file} is not UTF-8.`)
    yield whole
  }
  if (rest.length > 0) throw new UsageError(`${file} ends within a character.`)
}

/** How many bytes at the end begin a character that needs more. */
function unfinishedBytes(bytes: Buffer): number {
  for (let length = 1; length < 4; length++) {
    const byte = bytes.at(-length) ?? 0
    if (byte >= 0xc0) return length < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? length : 0
    if (byte < 0x80) return 0
  }
  return 0
}

/** csv-parse counts a carriage return inside a cell as a line, so its own count is of no use. */
async function lineAtByte(file: string, byte: number): Promise<number> {
  let line = 1
  let start = 0
  for await (const chunk of createReadStream(file)) {
    line += lineFeeds([chunk.toString('latin1', 0, byte - start)])
    start += chunk.length
    if (start >= byte) break
  }
  return line
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

function refuse(file: string, line: number, what: string, cause?: unknown): never {
  throw new UsageError(`${file}:${line}: ${what}.`, { cause })
}
