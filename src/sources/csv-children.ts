import { closeSync, openSync, readSync } from 'node:fs'
import { csvScanner } from '../formats/csv-scanner.js'
import { type Problem, problem } from '../problem.js'
import { lineOf, MAX_BYTES, piecesOf, type TableFile, type TableLine, textIn } from './csv-table.js'

/** Lines of a child table that come in another order than their records are kept by place, up to so many. */
const MAX_INDEXED = 2 ** 20
/** The key stands first in every child table. */
const KEY = 0

/** A line of a child table: what it holds, or what is wrong with it. */
export interface ChildLine {
  readonly line: TableLine | Problem
  readonly raw: Buffer
}

export interface Children {
  /** The lines of one record; asked for once for each record, in their order. */
  linesOf(key: string): readonly ChildLine[]
  /** Lines so far that are too broken to say whose they are. */
  strays(): readonly ChildLine[]
  /** Lines that no record has asked for. */
  rest(): Iterable<ChildLine>
  close(): void
}

/**
 * Opens the child tables of a file. Those whose lines come in the order of the records are read along with them; of
 * others the places are kept. A table that is too large for that is named.
 */
export function openChildren(
  main: TableFile,
  key: number,
  files: readonly TableFile[],
): ReadonlyMap<string, Children | Problem> {
  const aligned = alignedTables(main, key, files)
  return new Map(
    files.map(of => [
      of.table.name,
      aligned.has(of)
        ? streamed(of)
        : (indexed(of) ?? problem('csv/order', { file: of.file }, { file: main.file, limit: MAX_INDEXED })),
    ]),
  )
}

/** Tables whose lines are grouped by record, in the records' order. */
function alignedTables(main: TableFile, key: number, files: readonly TableFile[]): ReadonlySet<TableFile> {
  const cursors = files.map(of => {
    const keys = keysOf(of, KEY)
    return { of, keys, next: keys.next() }
  })
  for (const record of cursors.length === 0 ? [] : keysOf(main, key)) {
    for (const cursor of cursors) {
      while (!cursor.next.done && cursor.next.value === record) cursor.next = cursor.keys.next()
    }
  }
  for (const { keys } of cursors) keys.return(undefined)
  return new Set(cursors.filter(({ next }) => next.done).map(({ of }) => of))
}

/** Broken lines have no key, and belong nowhere. */
function* keysOf(of: TableFile, key: number): Generator<string, undefined> {
  for (const piece of piecesOf(of)) {
    const text = textIn(of, piece, key)
    if (text !== undefined) yield text
  }
}

function streamed(of: TableFile): Children {
  const pieces = piecesOf(of)
  let next = pieces.next()
  let strays: ChildLine[] = []
  const take = (): ChildLine | undefined => {
    const piece = next.value
    if (!piece) return undefined
    next = pieces.next()
    return { line: lineOf(of, piece), raw: piece.raw }
  }
  return {
    linesOf: key => {
      const lines: ChildLine[] = []
      let bytes = 0
      for (let piece = next.value; piece; piece = next.value) {
        const text = textIn(of, piece, KEY)
        if (text !== undefined && text !== key) break
        const taken = take()
        if (taken === undefined) break
        bytes += taken.raw.length
        if (text === undefined) strays.push(taken)
        else if (bytes <= MAX_BYTES) lines.push(taken)
        else strays.push({ ...taken, line: tooLong(of, piece.number) })
      }
      return lines
    },
    strays: () => {
      const taken = strays
      strays = []
      return taken
    },
    *rest() {
      for (let line = take(); line !== undefined; line = take()) yield line
    },
    close: () => void pieces.return(undefined),
  }
}

const tooLong = ({ file }: TableFile, line: number | undefined): Problem =>
  problem('csv/too-long', { file, line }, { limit: MAX_BYTES })

/** Start, length and line number of each line, by key, in the order of the file. Undefined past the limit. */
function indexed(of: TableFile): Children | undefined {
  const index = new Map<string, number[]>()
  const broken: { readonly line: TableLine | Problem; readonly start: number; readonly length: number }[] = []
  let count = 0
  for (const piece of piecesOf(of)) {
    const key = textIn(of, piece, KEY)
    if (++count > MAX_INDEXED) return undefined
    if (key === undefined)
      broken.push({ line: lineOf(of, piece), start: piece.start, length: piece.raw.length })
    else {
      const places = index.get(key) ?? []
      if (places.length === 0) index.set(key, places)
      places.push(piece.start, piece.raw.length, piece.number)
    }
  }
  const file = openSync(of.path, 'r')
  const asked = new Set<string>()
  const bytesAt = (start: number, length: number): Buffer => {
    const raw = Buffer.alloc(length)
    readSync(file, raw, 0, length, start)
    return raw
  }
  const read = function* (places: readonly number[]): Generator<ChildLine> {
    for (let i = 0; i < places.length; i += 3) {
      const [start = 0, length = 0, number = 1] = places.slice(i, i + 3)
      const raw = bytesAt(start, length)
      const scanner = csvScanner({ ...of.dialect, start, number })
      const [piece] = [...scanner.push(raw), ...scanner.end()]
      if (piece !== undefined) yield { line: lineOf(of, piece), raw: piece.raw }
    }
  }
  return {
    linesOf: key => {
      asked.add(key)
      const lines: ChildLine[] = []
      let bytes = 0
      for (const line of read(index.get(key) ?? [])) {
        bytes += line.raw.length
        const number = 'of' in line.line ? line.line.piece.number : line.line.location.line
        lines.push(bytes <= MAX_BYTES ? line : { ...line, line: tooLong(of, number) })
      }
      return lines
    },
    strays: () => broken.splice(0).map(({ line, start, length }) => ({ line, raw: bytesAt(start, length) })),
    *rest() {
      for (const [key, places] of index) if (!asked.has(key)) yield* read(places)
    },
    close: () => closeSync(file),
  }
}
