import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type FieldSeen, fieldsSeen } from './drafting/fields-seen.js'
import { type FileForm, formOfFile } from './drafting/form.js'
import { type FilesSeen, observeFile, startFiles } from './drafting/observe-file.js'
import { type KeptProblems, keepProblems } from './drafting/problem-keeper.js'
import type { Part, ReadOptions } from './drafting/reading.js'
import { type TextSeen, textSeen } from './drafting/text-seen.js'
import { UsageError } from './errors.js'
import { systemCode } from './files/io-error.js'
import { isObject, type SchemaObject } from './schema/keywords.js'

export interface InspectOptions {
  /** Everything is read, however long it takes. */
  readonly all?: boolean | undefined
  /** The encoding of CSV or a text, where it is not UTF-8. */
  readonly encoding?: string | undefined
  readonly separator?: string | undefined
  readonly missing?: readonly string[] | undefined
  readonly onProgress?:
    | ((progress: { readonly bytes: number; readonly totalBytes: number }) => void)
    | undefined
}

/** What a file is, and what is in it. */
export interface Inspection extends FileForm {
  readonly file: string
  readonly bytes: number
  /** How many records there are; undefined where that cannot be told without reading on. */
  readonly records: number | undefined
  /** Whether that number was counted, or is said by the file itself. */
  readonly isExact: boolean
  /** How many records were looked at; everything that is said of the fields is about these. */
  readonly looked: number
  readonly where: 'all' | 'beginning' | 'spread' | 'nothing'
  readonly fields: readonly FieldSeen[]
  /** Values that are no objects, and so no records. */
  readonly strays: number
  /** What a file of columns declares, by their names; see `typeWords`. */
  readonly declared: SchemaObject | undefined
  /** Columns of types that have no form in JSON. */
  readonly refused: readonly string[]
  /** Set where the file is a text. */
  readonly text: TextSeen | undefined
  readonly problems: KeptProblems
}

/** So many bytes are looked at in the beginning, in the middle and at the end. */
const PART_BYTES = 2 * 1024 * 1024
const MOST_BYTES = 3 * PART_BYTES
const MOST_RECORDS = 20_000

/**
 * Tells what a file is, whoever made it: its form by its content, and its fields by records that are spread over it, in about
 * a second whatever its size. Throws UsageError where it cannot be read.
 */
export async function inspectFile(file: string, options: InspectOptions = {}): Promise<Inspection> {
  const reading = { path: resolve(file), file, bytes: sizeOf(file) }
  const form = await formOfFile(reading.path)
  const encoding = options.encoding ?? (form.encoding === 'utf-8' ? undefined : form.encoding)
  const problems = keepProblems()
  const seen = startFiles()
  const limits = options.all === true ? {} : limitsFor(form, reading.bytes)
  let passed = 0
  if (form.form !== 'text' && form.form !== 'unknown') {
    await observeFile(seen, reading, form, {
      ...limits,
      onProblem: problems.add,
      encoding,
      separator: options.separator,
      missing: options.missing,
      onBytes: bytes => {
        passed += bytes
        options.onProgress?.({ bytes: passed, totalBytes: reading.bytes })
      },
    })
  }
  return {
    ...form,
    file,
    bytes: reading.bytes,
    ...countsOf(seen, {
      passed,
      bytes: reading.bytes,
      isSpread: limits.parts !== undefined,
      isPacked: form.packed !== undefined,
    }),
    fields: fieldsSeen(seen.records),
    strays: seen.strays,
    declared: isObject(seen.declared?.schema['properties']) ? seen.declared.schema['properties'] : undefined,
    refused: seen.declared?.refused ?? [],
    text: form.form === 'text' ? await textSeen(reading, { encoding, ...limits }) : undefined,
    problems: problems.value(),
  }
}

function sizeOf(file: string): number {
  try {
    const stat = statSync(file)
    if (stat.isFile()) return stat.size
  } catch (cause) {
    if (systemCode(cause) === null) throw cause
    throw new UsageError(`${file} cannot be read.`, { cause, fix: 'Correct the path.' })
  }
  throw new UsageError(`${file} is no file.`, { fix: 'Name a file, or a folder.' })
}

/** What is looked at of a large file. Lines can be found anywhere; whatever else only from the beginning. */
function limitsFor(
  { form, packed }: FileForm,
  bytes: number,
): Pick<ReadOptions, 'parts' | 'maxBytes'> & { maxRecords?: number } {
  if (form === 'parquet' || form === 'arrow') return { maxRecords: MOST_RECORDS }
  if (bytes <= MOST_BYTES / 2 && packed === undefined) return {}
  const isCut = packed === undefined && (form === 'jsonl' || form === 'csv')
  return isCut ? { parts: spreadOver(bytes) } : { maxBytes: MOST_BYTES / 2 }
}

function spreadOver(bytes: number): readonly Part[] {
  const middle = Math.floor((bytes - PART_BYTES) / 2)
  return [0, middle, bytes - PART_BYTES].map((start, i) => ({
    start,
    end: start + PART_BYTES,
    isLast: i === 2,
  }))
}

interface Passed {
  readonly passed: number
  readonly bytes: number
  readonly isSpread: boolean
  readonly isPacked: boolean
}

function countsOf(
  { records, declared, isWhole, table }: FilesSeen,
  { passed, bytes, isSpread, isPacked }: Passed,
): Pick<Inspection, 'records' | 'isExact' | 'looked' | 'where'> {
  const looked = records.objects.count
  if (declared?.records !== undefined) {
    return {
      records: declared.records,
      isExact: true,
      looked,
      where: looked === 0 ? 'nothing' : looked < declared.records ? 'beginning' : 'all',
    }
  }
  if (isWhole && table?.isWhole !== false)
    return { records: looked, isExact: true, looked, where: looked === 0 ? 'nothing' : 'all' }
  const canEstimate = passed > 0 && !isPacked
  return {
    records: canEstimate ? Math.round((looked / passed) * bytes) : undefined,
    isExact: false,
    looked,
    where: isSpread ? 'spread' : 'beginning',
  }
}
