import { isUtf8 } from 'node:buffer'
import { UsageError } from '../errors.js'
import { chunksOf } from '../files/chunks.js'
import { textsOf } from '../formats/csv-file.js'
import { type CsvPiece, csvScanner } from '../formats/csv-scanner.js'
import { type Problem, problem } from '../problem.js'
import { MAX_COLUMNS } from '../schema/fields.js'
import { openBytes } from '../sources/bytes.js'
import { namesIn } from '../sources/column-names.js'
import { markBytes } from '../sources/encoding.js'
import { streamDecoderOf } from '../text/decode.js'
import { likelyEncoding } from '../text/encoding.js'
import { grouped } from '../text/sentence.js'
import { shown } from '../text/shown.js'
import { firstBadByte } from '../text/utf8.js'
import { addCell, type CellsSeen, startCells } from './cells-seen.js'
import { isIdName } from './id-names.js'
import type { Reading, ReadOptions } from './reading.js'
import { addUnique, type Room, startRoom, startUniqueness, type Uniqueness } from './uniqueness.js'

/** How a table of CSV is written. */
interface Dialect {
  readonly separator: string
  /** Undefined for UTF-8. */
  readonly encoding: string | undefined
}

export interface TableSeen {
  readonly dialect: Dialect
  readonly names: readonly string[]
  readonly columns: readonly CellsSeen[]
  /** By column; see `Uniqueness`. */
  readonly unique: readonly Uniqueness[]
  readonly room: Room
  /** Names that the first line does not give. */
  readonly unnamed: readonly string[]
  lines: number
  /** Whether the end of the table was reached. */
  isWhole: boolean
}

const SEPARATORS = [',', ';', '\t', '|'] as const

/**
 * What parts the cells of a table: what gives the most columns in the first lines, the same number in each. Undefined where
 * nothing does.
 */
export function separatorOf(head: Buffer): string | undefined {
  let best: { readonly separator: string; readonly score: number } | undefined
  for (const separator of SEPARATORS) {
    const widths = widthsOf(head, separator)
    const [first = 1] = widths
    const same = widths.filter(width => width === first).length
    if (first < 2 || same < 0.8 * widths.length) continue
    const score = first * (same / widths.length) ** 4
    if (best === undefined || score > best.score) best = { separator, score }
  }
  return best?.separator
}

const LINES_LOOKED_AT = 50

function widthsOf(head: Buffer, separator: string): readonly number[] {
  const widths: number[] = []
  const scanner = csvScanner({ separator: separator.charCodeAt(0), crlf: true })
  for (const { cells, fault } of scanner.push(Buffer.from(head))) {
    if (widths.length === LINES_LOOKED_AT) break
    const isBlank = cells.length === 1 && cells[0]?.start === cells[0]?.end
    if (fault === undefined && !isBlank) widths.push(cells.length)
  }
  // A small file may have no end to its last line.
  if (widths.length < 2) for (const { cells } of scanner.end()) widths.push(cells.length)
  return widths
}

interface TableOptions extends ReadOptions {
  /** UTF-8 where it is left out. */
  readonly encoding?: string | undefined
  readonly separator?: string | undefined
  /** What stands in cells without a value. */
  readonly missing?: readonly string[] | undefined
  /** What was seen of a table before, which this one goes on with. */
  readonly into?: TableSeen | undefined
}

/** The cells of a table, column by column. Throws UsageError where it has no names of columns that can be used. */
export async function readTable(
  { path, file }: Reading,
  {
    parts,
    maxBytes = Number.POSITIVE_INFINITY,
    onProblem,
    onBytes,
    encoding,
    separator: wanted,
    missing,
    into,
  }: TableOptions,
): Promise<TableSeen> {
  const bytes = await openBytes({ path: file, at: path }, { folder: '.' })
  const decoder = encoding === undefined ? undefined : await streamDecoderOf(encoding)
  const head =
    decoder === undefined ? bytes.head : Buffer.from(decoder.write(bytes.head.subarray(0, 65536), false))
  const mark = markBytes(head)
  const separator = wanted ?? separatorOf(head.subarray(mark)) ?? ','
  const startScanner = () => csvScanner({ separator: separator.charCodeAt(0), crlf: true, start: mark })
  let scanner = startScanner()
  // A part may begin within a cell, so that what is wrong there may be no fault of the file.
  let isTrusted = true
  let seen: TableSeen | undefined
  const take = (piece: CsvPiece): void => {
    if (piece.continued) return
    const fault = faultOf(piece, file, seen?.names.length)
    if (seen === undefined) {
      if (fault !== undefined)
        throw new UsageError(`The first line of ${file} cannot be read.`, { problems: [fault] })
      const names = namesOf(piece, file)
      const given = textsOf(piece)
      const unnamed = names.filter((name, i) => name !== given[i])
      seen = startTable({ names, unnamed }, { separator, encoding: decoder?.encoding }, into)
      return
    }
    if (fault === undefined) addLine(seen, textsOf(piece, missing))
    else if (isTrusted) onProblem(fault)
  }
  const decoded = decoder === undefined ? undefined : await streamDecoderOf(decoder.encoding)
  const skip = mark
  const run = (chunk: Buffer, isFirst: boolean): void => {
    const text =
      decoded === undefined
        ? chunk
        : Buffer.from(decoded.write(chunk, false).replace(isFirst ? /^\uFEFF/ : /$^/, ''))
    for (const piece of scanner.push(isFirst && decoded === undefined ? text.subarray(skip) : text))
      take(piece)
  }
  let isFirst = true
  let passed = 0
  if (parts === undefined) {
    for await (const chunk of bytes.chunks) {
      run(chunk, isFirst)
      isFirst = false
      onBytes?.(chunk.length)
      passed += chunk.length
      if (passed >= maxBytes) break
    }
    const fault = bytes.fault({ file })
    if (fault !== undefined) onProblem(fault)
    // What the limit cuts through is no line.
    if (passed < maxBytes) for (const piece of scanner.end()) take(piece)
  } else {
    await bytes.close()
    for (const part of parts) {
      const all = Buffer.concat([...chunksOf(path, part)])
      const start = part.start === 0 ? 0 : all.indexOf(0x0a) + 1
      const end = part.isLast ? all.length : all.lastIndexOf(0x0a) + 1
      scanner = startScanner()
      isTrusted = part.start === 0
      if (end > start) run(all.subarray(start, end), part.start === 0)
      onBytes?.(all.length)
    }
  }
  const bad = decoded?.badByte()
  if (bad !== undefined) {
    onProblem(problem('file/not-utf8', { file, byte: bad }, { byte: bad, value: 0 }))
  }
  if (seen === undefined)
    throw new UsageError(`${file} is empty, expected a line with the names of its columns.`)
  seen.isWhole &&= parts === undefined && passed < maxBytes
  return seen
}

function startTable(
  { names, unnamed }: Pick<TableSeen, 'names' | 'unnamed'>,
  dialect: Dialect,
  into: TableSeen | undefined,
): TableSeen {
  if (into !== undefined) {
    if (into.names.length === names.length && into.names.every((name, i) => name === names[i])) return into
    throw new UsageError('The tables have other columns than the first of them.', {
      fix: 'Make a corpus of each, or give all of them the same first line.',
    })
  }
  return {
    dialect,
    names,
    unnamed,
    columns: names.map(startCells),
    unique: names.map(name => startUniqueness(isIdName(name))),
    room: startRoom(),
    lines: 0,
    isWhole: true,
  }
}

function addLine(seen: TableSeen, texts: readonly (string | null)[]): void {
  for (const [i, column] of seen.columns.entries()) {
    const text = texts[i] ?? null
    addCell(column, text)
    const unique = seen.unique[i]
    if (unique?.holds) addUnique(unique, text, seen.lines, seen.room)
  }
  seen.lines++
}

function faultOf(piece: CsvPiece, file: string, width: number | undefined): Problem | undefined {
  const { fault, raw, start, number, cells } = piece
  if (fault !== undefined) {
    const { kind, line, column } = fault
    if (kind === 'too-long') return problem('csv/too-long', { file, line, column }, { limit: 2 ** 26 })
    return problem('csv/quote', { file, line, column }, { fault: kind })
  }
  if (!isUtf8(raw)) {
    const bad = firstBadByte(raw)
    const likely = likelyEncoding(raw, bad)
    const args = { byte: start + bad, value: raw[bad] ?? 0, likely }
    return problem('file/not-utf8', { file, line: number, byte: start + bad }, args)
  }
  if (width === undefined || cells.length === width) return undefined
  const isBlank = cells.length === 1 && cells[0]?.end === 0
  return problem(
    'csv/columns',
    { file, line: number, byte: start },
    { cells: isBlank ? 0 : cells.length, expected: width },
  )
}

function namesOf(piece: CsvPiece, file: string): readonly string[] {
  const names = namesIn(textsOf(piece))
  if (names.length > MAX_COLUMNS) {
    throw new UsageError(
      `The first line of ${file} names ${grouped(names.length)} columns; a table may have ${grouped(MAX_COLUMNS)}.`,
      { fix: 'Write a line for each name and value instead.' },
    )
  }
  const first = new Map(names.map((name, i) => [name, i] as const).reverse())
  const twice = names.find((name, i) => first.get(name) !== i)
  if (twice !== undefined) {
    throw new UsageError(`The column ${shown(twice)} stands twice in the first line of ${file}.`, {
      fix: 'Give one of the two another name. If the first line is a record and no header, write a line of names above it.',
    })
  }
  return names
}

/** What makes the first line look like a record, in a sentence; names that are years make a header. */
export function headerDoubt({ names }: Pick<TableSeen, 'names'>): string | undefined {
  const numbers = names.filter(name => /^-?\d+(?:[.,]\d+)?$/.test(name))
  if (numbers.length === 0 || numbers.every(name => /^(?:1[5-9]|20)\d\d$/.test(name))) return undefined
  const some = numbers.slice(0, 3).map(name => `\`${name}\``)
  return `The first line names columns by numbers (${some.join(', ')}): if it is a record and no header, write a line of names above it.`
}
