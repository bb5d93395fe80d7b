import { statSync } from 'node:fs'
import { type FileHandle, open as openFile } from 'node:fs/promises'
import { ColumnFault } from '../formats/column-fault.js'
import { copyParquet } from '../formats/parquet-copy.js'
import { type ParquetFile, type RowGroup, readColumns } from '../formats/parquet-file.js'
import { groupSizes } from '../formats/parquet-groups.js'
import { openParquet } from '../formats/parquet-handle.js'
import { addMember, type ParquetColumn, parquetColumn } from '../formats/parquet-read.js'
import { type Problem, problem } from '../problem.js'
import type { Draft } from '../records/draft.js'
import type { Json } from '../schema/field.js'
import { absolutePath } from './bytes.js'
import { type ColumnsRead, compareColumns } from './columns.js'
import { damaged, isReaderFault, wordsOf } from './damaged.js'
import { ofFile } from './refusals.js'
import { draftsInRun } from './runs.js'
import type { InputFile, Slice, Source, SourceContext } from './source.js'
import { placeOf } from './whole-file.js'

/** Parquet files. One row group is in memory at a time. */
export const parquet: Source = {
  name: 'parquet',
  extensions: ['.parquet'],
  companions: [],
  checkFiles: () => [],
  split,
  open: context => slice => read(slice, context),
  partition: async ({ file, isRejected, sinkFor }, context) => {
    const halves = [sinkFor('accepted', '.parquet'), sinkFor('rejected', '.parquet')] as const
    await copyParquet(absolutePath(file, context), isRejected, halves)
  },
}

/** Cut between row groups, by what they hold unpacked. A slice's bytes are its share of the file. */
function* split(file: InputFile, target: number, context: SourceContext): Generator<Slice> {
  const place = placeOf(file, 'parquet')
  const groups = file.bytes > target / COMPRESSION ? groupSizes(absolutePath(file, context)) : undefined
  const total = groups?.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0
  if (groups === undefined || total <= target) {
    yield { ...place, start: 0, end: file.bytes, line: 1 }
    return
  }
  let [first, held, passed, start] = [0, 0, 0, 0]
  for (const [i, { bytes }] of groups.entries()) {
    held += bytes
    passed += bytes
    const isLast = i + 1 === groups.length
    if (held < target && !isLast) continue
    const end = isLast ? file.bytes : Math.floor((file.bytes * passed) / total)
    yield { ...place, start, end, line: 1, groups: [first, i + 1] }
    ;[first, held, start] = [i + 1, 0, end]
  }
}

/** A smaller file than this part of a slice is hardly worth looking into. */
const COMPRESSION = 20

async function* read(slice: Slice, context: SourceContext): AsyncGenerator<readonly Draft[]> {
  const { path: file, groups } = slice
  const path = absolutePath(slice, context)
  if (statSync(path).size === 0) {
    yield [ofFile(problem('file/empty', { file }, {}))]
    return
  }
  const handle = await openFile(path)
  try {
    yield* readHandle(handle, { file, groups }, context)
  } finally {
    await handle.close()
  }
}

async function* readHandle(
  handle: FileHandle,
  { file, groups: range }: { readonly file: string; readonly groups: Slice['groups'] },
  context: SourceContext,
): AsyncGenerator<readonly Draft[]> {
  const start = await orFault(async () => {
    const opened = await openParquet(handle)
    return { opened, ...columnsOf(opened, file, context) }
  })
  if (start instanceof Error) {
    yield [ofFile(damaged(file, 'Parquet', start))]
    return
  }
  const { opened, columns, read } = start
  // What is said of the file is said once.
  const isFirst = range === undefined || range[0] === 0
  if (isFirst && read.problems.length > 0) yield read.problems.map(one => ofFile(one))
  const keys = columns.map(({ key }) => key)
  const most = draftsInRun(unpackedBytes(opened), opened.groups.at(-1)?.end ?? 0)
  for (const group of opened.groups.slice(...(range ?? []))) {
    const cells = await orFault(() => readColumns(opened, keys, group))
    const isWhole =
      !(cells instanceof Error) && cells.every(({ length }) => length === group.end - group.start)
    if (cells instanceof Error || !isWhole) {
      const why = cells instanceof Error ? wordsOf(cells) : 'its columns have other lengths'
      yield [
        ofFile(
          damaged(
            file,
            'Parquet',
            new RangeError(`${recordsOf(group)} stand in a row group that is damaged: ${why}`),
          ),
        ),
      ]
      continue
    }
    for (let start = group.start; start < group.end; start += most) {
      const length = Math.min(most, group.end - start)
      yield Array.from({ length }, (_, i) => {
        const at = start - group.start + i
        return draftOf(
          columns,
          cells.map(column => column.at(at)),
          { file, ordinal: start + i, read },
        )
      })
    }
  }
  if (opened.groups.length === 0) yield [ofFile(problem('file/no-records', { file }, {}))]
}

const unpackedBytes = ({ metadata }: ParquetFile): number =>
  metadata.row_groups.reduce((sum, { total_byte_size }) => sum + Number(total_byte_size), 0)

const recordsOf = ({ start, end }: RowGroup): string => `records ${start + 1} to ${end}`

/** What a reading gives, or what the library throws at damaged data. */
async function orFault<T>(read: () => Promise<T>): Promise<T | Error> {
  try {
    return await read()
  } catch (error) {
    if (isReaderFault(error)) return error
    throw error
  }
}

function columnsOf(
  { root }: ParquetFile,
  file: string,
  { schema }: SourceContext,
): { readonly columns: readonly ParquetColumn[]; readonly read: ColumnsRead } {
  const columns = new Map<string, ParquetColumn>()
  const nodes = new Map(root.children.toReversed().map(node => [node.element.name, node]))
  const read = compareColumns(
    schema,
    root.children.map(({ element }) => element.name),
    {
      file,
      typeFault: field => {
        const node = nodes.get(field.name)
        if (node === undefined) return undefined
        try {
          columns.set(field.name, parquetColumn(field, node))
          return undefined
        } catch (error) {
          if (error instanceof ColumnFault) return error
          throw error
        }
      },
    },
  )
  return { columns: read.fields.flatMap(({ name }) => columns.get(name) ?? []), read }
}

function draftOf(
  columns: readonly ParquetColumn[],
  cells: readonly unknown[],
  { file, ordinal, read }: { readonly file: string; readonly ordinal: number; readonly read: ColumnsRead },
): Draft {
  const values: Record<string, Json> = {}
  const problems: Problem[] = []
  const record = ordinal + 1
  columns.forEach((column, k) => {
    try {
      addMember(values, column, cells[k])
    } catch (error) {
      if (!isReaderFault(error)) throw error
      const pointer = error instanceof ColumnFault ? error.column : column.field.pointer
      problems.push(problem('columns/value', { file, record, pointer }, { detail: error.message }))
    }
  })
  const { spoiled } = read
  return {
    values,
    line: 0,
    ordinal,
    problems,
    locate: () => ({ file, record }),
    ...(spoiled && { spoiled }),
  }
}
