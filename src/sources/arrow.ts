import { statSync } from 'node:fs'
import { arrayFault } from '../formats/arrow-check.js'
import { type ArrowArray, columnFrom } from '../formats/arrow-columns.js'
import { copyArrow } from '../formats/arrow-copy.js'
import { type ArrowData, readableBatches } from '../formats/arrow-file.js'
import { batchSizes } from '../formats/arrow-messages.js'
import { ColumnFault } from '../formats/column-fault.js'
import { type Problem, problem } from '../problem.js'
import type { Column } from '../records/column.js'
import { recordsOf } from '../records/columns.js'
import type { Draft } from '../records/draft.js'
import type { Field, JsonObject } from '../schema/field.js'
import { absolutePath } from './bytes.js'
import { type ColumnsRead, compareColumns } from './columns.js'
import { damaged, isReaderFault } from './damaged.js'
import { ofFile } from './refusals.js'
import { draftsInRun } from './runs.js'
import type { InputFile, Slice, Source, SourceContext } from './source.js'
import { placeOf } from './whole-file.js'

/** Arrow IPC files (Feather 2 is the same) and streams. One record batch is in memory at a time. */
export const arrow: Source = {
  name: 'arrow',
  extensions: ['.arrow', '.feather', '.arrows'],
  companions: [],
  checkFiles: () => [],
  split,
  open: context => slice => read(slice, context),
  partition: async ({ file, isRejected, sinkFor }, context) => {
    const halves = [sinkFor('accepted', '.arrow'), sinkFor('rejected', '.arrow')] as const
    await copyArrow(absolutePath(file, context), isRejected, halves)
  },
}

/** Cut between record batches of a file; a stream does not say where they are. */
function* split(file: InputFile, target: number, context: SourceContext): Generator<Slice> {
  const place = placeOf(file, 'arrow')
  const sizes = file.bytes > target ? batchSizes(absolutePath(file, context)) : undefined
  if (sizes === undefined) {
    yield { ...place, start: 0, end: file.bytes, line: 1 }
    return
  }
  let [first, before, passed, held, start] = [0, 0, 0, 0, 0]
  for (const [i, { records, bytes }] of sizes.entries()) {
    passed += records
    held += bytes
    const isLast = i + 1 === sizes.length
    if ((held < target || passed === before) && !isLast) continue
    const end = isLast ? file.bytes : Math.min(start + held, file.bytes)
    yield { ...place, start, end, line: 1, before, groups: [first, i + 1] }
    ;[first, before, held, start] = [i + 1, passed, 0, end]
  }
}

async function* read(slice: Slice, context: SourceContext): AsyncGenerator<readonly Draft[]> {
  const { path: file, groups } = slice
  const path = absolutePath(slice, context)
  const { size } = statSync(path)
  if (size === 0) {
    yield [ofFile(problem('file/empty', { file }, {}))]
    return
  }
  let columns: ColumnsRead | undefined
  let isDamaged = false
  let names: readonly string[] = []
  let ordinal = slice.before ?? 0
  // What is said of the file is said once.
  let isTold = groups !== undefined && groups[0] > 0
  try {
    for await (const read of readableBatches(path, groups)) {
      if ('error' in read) {
        if (!isReaderFault(read.error)) throw read.error
        yield [ofFile(damaged(file, 'Arrow', read.error))]
        ordinal += batchSizes(path)?.[read.number]?.records ?? 0
        isDamaged = true
        continue
      }
      const { data, schema } = read
      const batch: ArrowArray = data
      names = schema.fields.map(({ name }) => name ?? '')
      if (batch.length === 0) continue
      columns ??= columnsOf(batch, file, context)
      if (columns.problems.length > 0 && !isTold) yield columns.problems.map(one => ofFile(one))
      isTold = true
      const fault = faultIn(batch, columns.fields, size + bytesOf(data))
      if (fault !== undefined) {
        const detail = `record ${ordinal + 1} stands in a batch with ${fault}`
        yield [ofFile(damaged(file, 'Arrow', new RangeError(detail)))]
        if (Number.isSafeInteger(batch.length) && batch.length > 0) ordinal += batch.length
        continue
      }
      const most = draftsInRun(bytesOf(data), batch.length)
      for (let start = 0; start < batch.length; start += most) {
        const length = Math.min(most, batch.length - start)
        yield draftsOf({ batch, columns, start, length, file, ordinal: ordinal + start })
      }
      ordinal += batch.length
    }
  } catch (error) {
    if (!isReaderFault(error)) throw error
    yield [ofFile(damaged(file, 'Arrow', error))]
    return
  }
  if (columns !== undefined || isDamaged || isTold) return
  const { problems } = compareColumns(context.schema, names, {
    file,
    typeFault: () => undefined,
  })
  yield [...problems, problem('file/no-records', { file }, {})].map(one => ofFile(one))
}

const namesOf = ({ type }: ArrowArray): string[] => (type.children ?? []).map(({ name }) => name ?? '')

const childOf = (batch: ArrowArray, name: string): ArrowArray | undefined =>
  batch.children[(batch.type.children ?? []).findIndex(child => (child.name ?? '') === name)]

function columnsOf(batch: ArrowArray, file: string, { schema }: SourceContext): ColumnsRead {
  return compareColumns(schema, namesOf(batch), {
    file,
    typeFault: field => {
      const child = childOf(batch, field.name)
      // A slice of nothing has a type and no values.
      return child && attempt(() => columnFrom(field, child.slice(0, 0)))
    },
  })
}

function attempt(read: () => unknown): ColumnFault | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    if (error instanceof ColumnFault) return error.kind === 'value' ? undefined : error
    throw error
  }
}

/** Of a batch that was compressed, its bytes in memory tell more than those of the file. */
function bytesOf(batch: ArrowData): number {
  const words = batch.children.map(({ dictionary }) => dictionary?.byteLength ?? 0)
  return words.reduce((sum, bytes) => sum + bytes, batch.byteLength)
}

/**
 * Every value takes a bit at least, in the file or unpacked, a null aside that its batch's length alone tells of.
 */
function faultIn(batch: ArrowArray, fields: readonly Field[], bytes: number): string | undefined {
  const most = bytes * 8 + 64
  if (!(batch.length >= 0 && batch.length <= most)) return `${batch.length} records`
  for (const { name } of fields) {
    const child = childOf(batch, name)
    const words = [child, ...(child?.dictionary?.data ?? [])]
    for (const array of words) {
      const fault = array && arrayFault(array, most)
      if (fault !== undefined) return `${fault} in the column "${name}"`
    }
    if (child !== undefined && child.length < batch.length) return `too few values in the column "${name}"`
  }
  return undefined
}

interface Run {
  readonly batch: ArrowArray
  readonly columns: ColumnsRead
  readonly start: number
  readonly length: number
  readonly file: string
  readonly ordinal: number
}

/** Reads a run at once; where that fails, in halves, until the records are alone that have a value without a form. */
function draftsOf(run: Run): Draft[] {
  const records = recordsIn(run)
  if (records !== undefined) return records.map((values, i) => draftOf(run, run.ordinal + i, values, []))
  if (run.length === 1) return [draftOf(run, run.ordinal, {}, valueProblems(run))]
  const half = run.length >> 1
  return [
    ...draftsOf({ ...run, length: half }),
    ...draftsOf({ ...run, start: run.start + half, length: run.length - half, ordinal: run.ordinal + half }),
  ]
}

function draftOf(
  { file, columns }: Run,
  ordinal: number,
  values: JsonObject,
  problems: readonly Problem[],
): Draft {
  const { spoiled } = columns
  return {
    values,
    line: 0,
    ordinal,
    problems,
    locate: () => ({ file, record: ordinal + 1 }),
    ...(spoiled && { spoiled }),
  }
}

function recordsIn({ batch, columns, start, length }: Run): JsonObject[] | undefined {
  try {
    const read = columns.fields.map(field => columnOf(batch, field, start, length))
    if (read.length === 0) return Array.from({ length }, () => ({}))
    return recordsOf(
      read.map(column => column.field),
      read,
    )
  } catch (error) {
    if (isReaderFault(error)) return undefined
    throw error
  }
}

function columnOf(batch: ArrowArray, field: Field, start: number, length: number): Column {
  const child = childOf(batch, field.name)
  if (child === undefined) throw new TypeError(`the column "${field.name}" is not there.`)
  return columnFrom(field, child.slice(start, length))
}

function valueProblems({ batch, columns, start, file, ordinal }: Run): Problem[] {
  return columns.fields.flatMap(field => {
    const record = ordinal + 1
    try {
      const column = columnOf(batch, field, start, 1)
      recordsOf([column.field], [column])
      return []
    } catch (error) {
      if (!isReaderFault(error)) throw error
      const said =
        error instanceof ColumnFault
          ? error.message
          : `the column "${field.pointer}" holds what has no form in the schema: ${error.message}`
      return [problem('columns/value', { file, record, pointer: field.pointer }, { detail: said })]
    }
  })
}
