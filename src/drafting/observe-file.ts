import type { DeclaredColumns } from '../formats/declared-columns.js'
import { problem } from '../problem.js'
import type { Json } from '../text/json.js'
import { readArray } from './array-read.js'
import { valuesOf } from './cells-seen.js'
import { declaredBy, readColumns } from './columns-read.js'
import type { FileForm } from './form.js'
import { readLines } from './lines-read.js'
import type { Reading, ReadOptions } from './reading.js'
import { observeRecord, type RecordsSeen, startRecords } from './records-seen.js'
import { readTable, type TableSeen } from './table-read.js'

/** What was seen of files of one form; another file of it may follow. */
export interface FilesSeen {
  records: RecordsSeen
  /** Values where a record should be: lists, texts, numbers. */
  strays: number
  table: TableSeen | undefined
  declared: DeclaredColumns | undefined
  /** Whether the end of the files was reached. */
  isWhole: boolean
}

export const startFiles = (): FilesSeen => ({
  records: startRecords(),
  strays: 0,
  table: undefined,
  declared: undefined,
  isWhole: true,
})

export interface ObserveOptions extends Omit<ReadOptions, 'onCut'> {
  /** Of CSV; UTF-8 where it is left out. */
  readonly encoding?: string | undefined
  readonly separator?: string | undefined
  /** What stands in cells of CSV that have no value. */
  readonly missing?: readonly string[] | undefined
  /** Of files of columns: so many records are looked at. */
  readonly maxRecords?: number | undefined
}

/** Looks at the records of one file. Throws UsageError for a table without names of columns. */
export async function observeFile(
  seen: FilesSeen,
  reading: Reading,
  { form, separator }: Pick<FileForm, 'form' | 'separator'>,
  given: ObserveOptions,
): Promise<void> {
  const options = {
    ...given,
    onCut: () => {
      seen.isWhole = false
    },
  }
  if (form === 'csv') {
    const into = seen.table
    seen.table = await readTable(reading, { ...options, separator: options.separator ?? separator, into })
    seen.records = recordsOf(seen.table)
    return
  }
  for await (const values of await runsOf(seen, reading, form, options)) {
    for (const value of values) if (!observeRecord(seen.records, value)) stray(seen, value, reading, options)
    const { count } = seen.records.objects
    if (options.maxRecords !== undefined && count >= options.maxRecords) {
      seen.isWhole = false
      return
    }
  }
}

function stray(seen: FilesSeen, value: Json, { file }: Reading, { onProblem }: ObserveOptions): void {
  seen.strays++
  onProblem(problem('record/type', { file, pointer: '' }, { pointer: '', value, expected: ['object'] }))
}

async function runsOf(
  seen: FilesSeen,
  reading: Reading,
  form: FileForm['form'],
  options: ObserveOptions & ReadOptions,
) {
  if (form === 'jsonl') return readLines(reading, options)
  if (form === 'json') return readArray(reading, options)
  if (form !== 'parquet' && form !== 'arrow') return []
  const declared = await declaredBy(reading, form, options)
  seen.declared ??= declared
  if (declared === undefined || declared.refused.length > 0) return []
  if (options.maxRecords !== undefined && declared.firstBytes > MOST_AT_ONCE) {
    seen.isWhole = false
    return []
  }
  return readColumns(reading, form, declared, options)
}

/** A larger row group takes more than a second. */
const MOST_AT_ONCE = 64 * 1024 * 1024

/** Cells as values: what all cells of a column can be, they are. */
function recordsOf(table: TableSeen): RecordsSeen {
  const records = startRecords()
  records.objects.count = records.root.count = table.lines
  for (const [i, name] of table.names.entries()) {
    const cells = table.columns[i]
    const unique = table.unique[i]
    if (cells === undefined || unique === undefined) continue
    const { values, words } = valuesOf(cells)
    const remarks = [
      ...(table.unnamed.includes(name)
        ? ['The first line gives this column no name: it is called by its place.']
        : []),
      ...(words === undefined ? [] : [words]),
    ]
    const member = { name, place: i, values }
    records.objects.members.set(name, member)
    records.objects.order.push(member)
    records.unique.set(name, unique)
    if (remarks.length > 0) records.remarks.set(name, remarks)
  }
  return records
}
