import { type Problem, problem } from '../problem.js'
import type { Draft } from '../records/draft.js'
import type { RecordSchema } from '../schema/field.js'
import { type Table, tablesOf } from '../schema/tables.js'
import { alsoPacked } from './bytes.js'
import { type ChildLine, type Children, openChildren } from './csv-children.js'
import { partition } from './csv-partition.js'
import { childPath, csvRecordReader, mainPath, orphan } from './csv-record.js'
import { isBroken, lineAfter, lineOf, piecesOf, startingAt, type TableLine, textIn } from './csv-table.js'
import { type OpenTables, openTables, plainTable } from './csv-tables.js'
import { ofFile, refused } from './refusals.js'
import { gatherRuns, type Runs } from './runs.js'
import type { InputFile, Slice, Source, SourceContext } from './source.js'
import { placeOf } from './whole-file.js'

/** CSV: a file of records, and beside it one for each list of objects (`x.csv`, `x.blocks.csv`); also packed. */
export const csv: Source = {
  name: 'csv',
  extensions: alsoPacked(['.csv', '.tsv']),
  companions: [],
  companionOf: (path, { schema }) => {
    for (const table of childTables(schema)) {
      const main = mainPath(path, table)
      if (main !== undefined) return main
    }
    return undefined
  },
  readWith: (path, { schema }) => childTables(schema).map(table => childPath(path, table)),
  checkFiles: () => [],
  split,
  open: context => slice => read(slice, context),
  partition,
}

const childTables = (schema: RecordSchema): readonly Table[] =>
  tablesOf(schema).filter(({ parent }) => parent !== undefined)

/** Cut behind lines of a table that stands alone as it is; tables of lists are read along with it, from its beginning. */
function* split(file: InputFile, target: number, context: SourceContext): Generator<Slice> {
  const { bytes } = file
  const main = bytes > target ? plainTable(file, context) : undefined
  const place = placeOf(file, 'csv')
  if (main === undefined) {
    yield { ...place, start: 0, end: bytes, line: 1 }
    return
  }
  let [start, line, before, ordinal] = [0, 1, 0, 0]
  for (const piece of piecesOf(main)) {
    if (piece.continued) continue
    if (ordinal > before && piece.start - start >= target) {
      yield { ...place, start, end: piece.start, line, before }
      ;[start, line, before] = [piece.start, piece.number, ordinal]
    }
    ordinal++
  }
  yield { ...place, start, end: bytes, line, before }
}

async function* read(slice: Slice, context: SourceContext): AsyncGenerator<readonly Draft[]> {
  const { tables, close } = await openTables(slice, context)
  try {
    yield* draftsOf(tables, slice, context)
  } finally {
    close()
  }
}

async function* draftsOf(
  tables: OpenTables | Problem,
  { start, end, line: number, before }: Slice,
  context: SourceContext,
): AsyncGenerator<readonly Draft[]> {
  const runs = gatherRuns()
  if ('code' in tables) {
    const { file } = tables.location
    const isEmpty = tables.code === 'file/empty'
    yield [isEmpty ? ofFile({ ...tables, location: { file } }) : refused(tables, 0)]
    return
  }
  const { files, key, problems, cut } = tables
  const isFirst = start === 0
  const main = isFirst ? tables.main : startingAt(tables.main, { start, number })
  const spoiled = new Set(tables.missing)
  // What is said of the file is said once.
  for (const one of isFirst ? problems : []) runs.add(ofFile(one), 0)
  const children = openChildren(main, key, files)
  const lost = [...children].filter((pair): pair is [string, Problem] => 'code' in pair[1])
  for (const [, one] of lost) runs.add(ofFile(one), 0)
  const unread = new Set([...tables.unread.map(({ name }) => name), ...lost.map(([name]) => name)])
  for (const { name, list } of childTables(context.schema)) {
    if (list !== undefined && unread.has(name)) spoiled.add(list.pointer)
  }
  const isSpoiled = unread.size > 0 || tables.isSpoiled
  const open = new Map([...children].filter((pair): pair is [string, Children] => !('code' in pair[1])))
  const readRecord = csvRecordReader(context.schema, tablesOf(context.schema), unread)
  let ordinal = before ?? 0
  let next = main.dialect.number ?? 1
  try {
    for (const piece of piecesOf(main)) {
      // Bytes behind the end were read: they decide what becomes of quotes that are still open there.
      if (before !== undefined && piece.start >= end) break
      if (cut !== undefined && isBroken(piece)) break
      if (cut !== undefined) next = lineAfter(piece)
      if (piece.continued) continue
      const line = lineOf(main, piece)
      const text = textIn(main, piece, key)
      const lists = linesOf(open, text)
      if ('code' in line) runs.add(refused(line, ordinal), piece.raw.length)
      else {
        const { values, problems, locate } = await readRecord(line, lists.good, text)
        const draft = {
          values,
          line: piece.number,
          ordinal,
          locate,
          problems: [...problems, ...lists.bad],
          ...(isSpoiled && { spoiled }),
        }
        if (runs.add(draft, piece.raw.length + lists.bytes)) yield runs.take()
      }
      ordinal++
      addStrays(open, runs)
    }
    if (cut !== undefined) runs.add(refused(cut({ file: main.file, line: next }), ordinal), 0)
    else if (ordinal === 0) runs.add(ofFile(problem('file/no-records', { file: main.file }, {})), 0)
    for (const table of open.values()) {
      for (const { line, raw } of table.rest()) {
        if (runs.add(ofFile('code' in line ? line : orphan(line)), raw.length)) yield runs.take()
      }
    }
    addStrays(open, runs)
  } finally {
    for (const table of open.values()) table.close()
  }
  if (runs.length() > 0) yield runs.take()
}

function addStrays(open: ReadonlyMap<string, Children>, runs: Runs): void {
  for (const table of open.values()) {
    for (const { line } of table.strays()) runs.add(ofFile('code' in line ? line : orphan(line)), 0)
  }
}

function linesOf(open: ReadonlyMap<string, Children>, key: string | undefined) {
  const bad: Problem[] = []
  const good = new Map<string, readonly TableLine[]>()
  let bytes = 0
  for (const [name, table] of open) {
    const lines: readonly ChildLine[] = key === undefined ? [] : table.linesOf(key)
    const own: TableLine[] = []
    for (const { line, raw } of lines) {
      bytes += raw.length
      if ('code' in line) bad.push(line)
      else own.push(line)
    }
    good.set(name, own)
  }
  return { good, bad, bytes }
}
